using System.Collections.Concurrent;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace S3Actors.Coordinator.Hosting.Progress;

/// <summary>Progress as bars on a terminal: one a phase, with steps, images a second and the time left. Lines that are said meanwhile stand above them.</summary>
public sealed class BarProgress(IAnsiConsole console, TimeProvider clock)
{
    private static readonly TimeSpan RefreshInterval = TimeSpan.FromMilliseconds(200);
    private readonly ConcurrentQueue<Messages.Commands.Progress> _heard = new();
    private readonly ConcurrentQueue<string> _said = new();
    private readonly PhaseWatches _phases = new(clock);
    private readonly Dictionary<PhaseWatch, ProgressTask> _bars = [];
    private readonly PaceColumn _pace = new();

    /// <summary>Takes what was published; from any thread.</summary>
    public void Hear(Messages.Commands.Progress progress) => _heard.Enqueue(progress);

    /// <summary>Says a line, wrapped at the terminal's width; from any thread. It is shown the next time the bars are drawn.</summary>
    public void Say(string line) => _said.Enqueue(line);

    /// <summary>Ends the drawing where it is: the cursor can be seen again, on a line of its own. For a process that is about to end.</summary>
    public void Leave()
    {
        ShowSaid();
        console.Cursor.Show();
    }

    /// <summary>Draws until <paramref name="work"/> ends, and shows what was said by then.</summary>
    public async Task DrawUntil(Task work)
    {
        await DrawBarsUntil(work);
        ShowSaid();
    }

    private Task DrawBarsUntil(Task work) => console.Progress().AutoClear(false).HideCompleted(false)
        .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn { Width = 24 }, new PercentageColumn(), _pace)
        .StartAsync(async context =>
        {
            while (true)
            {
                var ended = work.IsCompleted; // looked at first: what is heard before the end is drawn
                while (_heard.TryDequeue(out var progress)) Draw(context, progress);
                ShowSaid();
                context.Refresh();
                if (ended) break;
                await Task.WhenAny(work, Task.Delay(RefreshInterval));
            }
            foreach (var bar in _bars.Values) bar.StopTask();
        });

    private void ShowSaid()
    {
        while (_said.TryDequeue(out var line)) console.Write(new SaidLine(line));
    }

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

    /// <summary>A line in the place of the bars, which are drawn again below it: what they left on its rows is erased first.</summary>
    private sealed class SaidLine(string line) : IRenderable
    {
        private const string EraseBelow = "\x1b[J";
        private readonly IRenderable _text = new Text(line + "\n");

        public Measurement Measure(RenderOptions options, int maxWidth) => _text.Measure(options, maxWidth);

        public IEnumerable<Segment> Render(RenderOptions options, int maxWidth) => _text.Render(options, maxWidth).Prepend(Segment.Control(EraseBelow));
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
