using System.Collections.Concurrent;
using System.Data.Common;
using S3Actors.Actors.Journal;
using S3Actors.Coordinator.History;
using S3Actors.Coordinator.Hosting.Progress;
using S3Actors.Coordinator.Journal;
using S3Actors.Coordinator.Output;

namespace S3Actors.Coordinator.Board;

/// <summary>
/// Draws <see cref="RunTable"/> in place while a session works: from what the session publishes, and from the journal as every reader sees it, which is
/// read when a phase begins or ends, and else now and then.
/// </summary>
/// <param name="folder">The campaign's folder.</param>
/// <param name="text">Where it is drawn.</param>
/// <param name="size">Columns and rows of the terminal now.</param>
/// <param name="colour">Whether moves are coloured.</param>
internal sealed class RunBoard(CampaignFolder folder, RedrawnText text, Func<(int Columns, int Rows)> size, bool colour, TimeProvider clock) : ISessionScreen
{
    private static readonly TimeSpan DrawInterval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(10);
    private readonly ConcurrentQueue<Messages.Commands.Progress> _heard = new();
    private readonly ConcurrentQueue<string> _said = new();
    private readonly PhaseWatches _phases = new(clock);
    private readonly Lock _lock = new();
    private RunView _view = new(folder.Name, null, null, null, null);
    private string _shown = "";
    private long? _lookedAt;

    /// <inheritdoc/>
    public void Hear(Messages.Commands.Progress progress) => _heard.Enqueue(progress);

    /// <inheritdoc/>
    public void Say(string line) => _said.Enqueue(line);

    /// <inheritdoc/>
    public void Leave() => Draw();

    /// <inheritdoc/>
    public async Task DrawUntil(Task work)
    {
        using var campaign = new CampaignWatch(folder);
        while (true)
        {
            var ended = work.IsCompleted; // looked at first: what is heard before the end is drawn
            if (TakeHeard() || ended || _lookedAt is not { } last || clock.GetElapsedTime(last) >= LookInterval) Look(campaign);
            Draw();
            if (ended) break;
            await Task.WhenAny(work, Task.Delay(DrawInterval, clock));
        }
    }

    /// <returns>Whether a phase began or ended.</returns>
    private bool TakeHeard()
    {
        var turned = false;
        while (_heard.TryDequeue(out var progress))
        {
            var (phase, begins) = _phases.Hear(progress);
            turned |= begins || phase.IsDone;
            _view = _view with { Phase = PhaseWatches.IsPart(progress) ? _view.Phase : phase, Pace = phase };
        }
        return turned;
    }

    private void Look(CampaignWatch campaign)
    {
        _lookedAt = clock.GetTimestamp();
        if (!folder.HasJournal) return;
        try
        {
            var history = campaign.Look();
            _view = _view with { Status = CampaignStatus.Of(history, lockHeld: true), Evolved = history.Iterations.LastOrDefault(it => it.Evolved is not null) };
        }
        catch (Exception e) when (e is DbException or JournalException or IOException or UnauthorizedAccessException)
        {
            // The session itself says what is wrong with its journal.
        }
    }

    private void Draw()
    {
        lock (_lock) // a signal may leave while it is drawn
        {
            var (columns, rows) = size();
            var table = RunTable.Of(_view, columns, rows, colour);
            var said = new List<string>();
            while (_said.TryDequeue(out var line)) said.AddRange(Broken(line, columns));
            if (said.Count > 0 || table != _shown) text.Show(table, said);
            _shown = table;
        }
    }

    /// <summary>A line broken between words where the terminal ends.</summary>
    private static IEnumerable<string> Broken(string line, int columns)
    {
        var row = "";
        foreach (var word in line.Split(' '))
        {
            if (row.Length > 0 && row.Length + 1 + word.Length > columns)
            {
                yield return row;
                row = word;
            }
            else row = row.Length == 0 ? word : $"{row} {word}";
        }
        yield return row;
    }
}
