using System.Collections.Concurrent;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace S3Actors.Coordinator.Hosting.Progress;

/// <summary>Progress as bars on a terminal: one a phase, with steps, images a second and the time left.</summary>
public sealed class BarProgress(IAnsiConsole console, TimeProvider clock)
{
    private static readonly TimeSpan RefreshInterval = TimeSpan.FromMilliseconds(200);
    private readonly ConcurrentQueue<Messages.Commands.Progress> _heard = new();
    private readonly PhaseWatches _phases = new(clock);
    private readonly Dictionary<PhaseWatch, ProgressTask> _bars = [];
    private readonly PaceColumn _pace = new();

    /// <summary>Takes what was published; from any thread.</summary>
    public void Hear(Messages.Commands.Progress progress) => _heard.Enqueue(progress);

    /// <summary>Draws until <paramref name="work"/> ends.</summary>
    public Task DrawUntil(Task work) => console.Progress().AutoClear(false).HideCompleted(false)
        .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn { Width = 24 }, new PercentageColumn(), _pace)
        .StartAsync(async context =>
        {
            while (true)
            {
                var ended = work.IsCompleted; // looked at first: what is heard before the end is drawn
                while (_heard.TryDequeue(out var progress)) Draw(context, progress);
                context.Refresh();
                if (ended) break;
                await Task.WhenAny(work, Task.Delay(RefreshInterval));
            }
            foreach (var bar in _bars.Values) bar.StopTask();
        });

    private void Draw(ProgressContext context, Messages.Commands.Progress progress)
    {
        var (phase, begins) = _phases.Hear(progress);
        _pace.Current = phase;
        if (PhaseWatches.IsPart(progress)) return;
        if (begins)
        {
            _bars[phase] = context.AddTask(Markup.Escape(phase.Title), maxValue: Math.Max(1, progress.Total));
            _pace.Phases[_bars[phase].Id] = phase;
        }
        _bars[phase].Value = progress.Done;
    }

    private sealed class PaceColumn : ProgressColumn
    {
        public ConcurrentDictionary<int, PhaseWatch> Phases { get; } = new();

        /// <summary>What is being done, which may be a part of the last bar's phase.</summary>
        public PhaseWatch? Current { get; set; }

        protected override bool NoWrap => true;

        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime)
        {
            if (!Phases.TryGetValue(task.Id, out var phase)) return Text.Empty;
            var text = $"{phase.Latest.Unit} {phase.Latest.Done}/{phase.Latest.Total}";
            var pace = Current is { } part && PhaseWatches.WholeOf(part.Latest) == phase.Latest.Subject ? part.Pace : phase.Pace;
            return new Text(phase.IsDone || pace.Length == 0 ? text : $"{text}  {pace}");
        }
    }
}
