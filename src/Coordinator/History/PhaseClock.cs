using S3Actors.Coordinator.Journal;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Events;

namespace S3Actors.Coordinator.History;

/// <summary>Working time on one thing.</summary>
/// <param name="Subject"><c>iteration-2</c>, <c>final</c>, <c>control</c>, <c>retrained</c>; <c>other</c> for what belongs to none.</param>
/// <param name="Phase"><c>train</c>, <c>measure</c>, <c>search</c>, <c>report</c>, <c>retrain</c> or <c>other</c>.</param>
public readonly record struct Work(string Subject, string Phase)
{
    /// <summary>What belongs to nothing in particular.</summary>
    public static readonly Work Other = new("other", "other");
}

/// <summary>
/// Working time by subject and phase, from the times of events: what lies between two events of one session is the work that led to the later
/// one. What lies between two sessions, and what a killed session did after its last row, is no one's.
/// </summary>
internal sealed class PhaseClock
{
    private readonly Dictionary<Work, double> _seconds = [];
    private DateTimeOffset? _last;
    private Work _measuring = Work.Other;

    /// <summary>Seconds so far.</summary>
    public IReadOnlyDictionary<Work, double> Seconds => _seconds;

    /// <summary>Takes the next event.</summary>
    public void Tick(JournalRow row)
    {
        if (row.Event is EvaluationsRequested asked) _measuring = WorkOf(asked.Request);
        if (row.Event is not SessionStarted && _last is { } last)
        {
            var work = WorkOf(row.Event);
            _seconds[work] = _seconds.GetValueOrDefault(work) + Math.Max(0, (row.Time - last).TotalSeconds);
        }
        _last = row.Time;
    }

    private Work WorkOf(IEvent e) => e switch
    {
        ISupernetEvent it => Trained(it.Supernet),
        EvaluationsRequested it => WorkOf(it.Request),
        EvaluationsFinished it => WorkOf(it.Request),
        IDimensionEvent it => Measured(it.Iteration),
        SpaceEvolved it => Measured(it.Iteration),
        EvaluationFailed or SubnetEvaluated => _measuring,
        IPopulationEvent it => new Work(it.Search, "search"),
        WinnerSelected it => new Work(it.Search, "report"),
        WinnerRetrained it => new Work(SupernetNames.RetrainedOf(it.Search), "report"),
        _ => Work.Other,
    };

    private static Work WorkOf(string request) => !RequestName.TryParse(request, out var name) ? Work.Other
        : new Work(name.Subject, name.Iteration is not null ? "measure" : name.WinnerOn is not null ? "report" : "search");

    private static Work Trained(string supernet) => new(supernet, SupernetNames.RetrainedSearch(supernet) is not null ? "retrain" : "train");

    private static Work Measured(int iteration) => new(SupernetNames.OfIteration(iteration), "measure");
}
