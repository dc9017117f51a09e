using S3Actors.Messages.Events;

namespace S3Actors.Coordinator.Reading;

/// <summary>
/// Working time by phase, from the times of events: what lies between two events of one session is the work that led to the later one.
/// What lies between two sessions, and what a killed session did after its last row, is no one's.
/// </summary>
internal sealed class PhaseClock
{
    private readonly Dictionary<string, double> _seconds = new(StringComparer.Ordinal);
    private DateTimeOffset? _last;

    /// <summary>Seconds so far, by phase.</summary>
    public IReadOnlyDictionary<string, double> Seconds => _seconds;

    /// <summary>Takes the next event.</summary>
    public void Tick(JournalRow row)
    {
        if (row.Event is not SessionStarted && _last is { } last)
        {
            var phase = PhaseOf(row.Event);
            _seconds[phase] = _seconds.GetValueOrDefault(phase) + Math.Max(0, (row.Time - last).TotalSeconds);
        }
        _last = row.Time;
    }

    private static string PhaseOf(IEvent e) => e switch
    {
        TrainingStarted or TrainingIntervalFinished or CheckpointSaved or EpochFinished or TrainingFinished or TrainingDiverged => "train",
        EvaluationsRequested it => PhaseOf(it.Request),
        EvaluationsFinished it => PhaseOf(it.Request),
        EtErrorMeasured or DimensionEvolved or SpaceEvolved or EvaluationFailed or SubnetEvaluated => "measure",
        GenerationBred or GenerationFinished or ArchitectureSelected => "search",
        WinnerSelected => "report",
        _ => "other",
    };

    /// <summary>Requests are named <c>iteration-2</c>, <c>final/generation-3</c>, <c>final/winner-test</c>.</summary>
    private static string PhaseOf(string request) =>
        !request.Contains('/', StringComparison.Ordinal) ? "measure" : request.Contains("/winner", StringComparison.Ordinal) ? "report" : "search";
}
