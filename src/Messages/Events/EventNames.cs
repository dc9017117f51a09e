using System.Collections.Frozen;

namespace S3Actors.Messages.Events;

/// <summary>
/// The one table of stable event names: what a journal row's <c>manifest</c> says. A released name never changes its meaning or its keys;
/// a new shape takes a new name (<c>-v2</c>) and the old one stays readable.
/// </summary>
public static class EventNames
{
    private static readonly (string Name, Type Type)[] Table =
    [
        ("campaign-created-v1", typeof(CampaignCreated)),
        ("iteration-started-v1", typeof(IterationStarted)),
        ("space-evolved-v1", typeof(SpaceEvolved)),
        ("final-supernet-started-v1", typeof(FinalSupernetStarted)),
        ("architecture-search-started-v1", typeof(ArchitectureSearchStarted)),
        ("winner-selected-v1", typeof(WinnerSelected)),
        ("campaign-completed-v1", typeof(CampaignCompleted)),
        ("campaign-forked-v1", typeof(CampaignForked)),
        ("training-started-v1", typeof(TrainingStarted)),
        ("training-interval-finished-v1", typeof(TrainingIntervalFinished)),
        ("checkpoint-saved-v1", typeof(CheckpointSaved)),
        ("epoch-finished-v1", typeof(EpochFinished)),
        ("training-finished-v1", typeof(TrainingFinished)),
        ("training-diverged-v1", typeof(TrainingDiverged)),
        ("et-error-measured-v1", typeof(EtErrorMeasured)),
        ("dimension-evolved-v1", typeof(MoveProposed)),
        ("evaluations-requested-v1", typeof(EvaluationsRequested)),
        ("subnet-evaluated-v1", typeof(SubnetEvaluated)),
        ("evaluations-finished-v1", typeof(EvaluationsFinished)),
        ("evaluation-failed-v1", typeof(EvaluationFailed)),
        ("generation-bred-v1", typeof(GenerationBred)),
        ("generation-finished-v1", typeof(GenerationFinished)),
        ("architecture-selected-v1", typeof(ArchitectureSelected)),
        ("session-started-v1", typeof(SessionStarted)),
        ("session-paused-v1", typeof(SessionPaused)),
        ("session-failed-v1", typeof(SessionFailed)),
        ("session-completed-v1", typeof(SessionCompleted)),
        ("checkpoint-rejected-v1", typeof(CheckpointRejected)),
        ("retraining-started-v1", typeof(RetrainingStarted)),
        ("winner-retrained-v1", typeof(WinnerRetrained)),
        ("mixed-worker-admitted-v1", typeof(MixedWorkerAdmitted)),
        ("latencies-measured-v1", typeof(LatenciesMeasured)),
    ];

    private static readonly FrozenDictionary<string, Type> ByName = Table.ToFrozenDictionary(row => row.Name, row => row.Type, StringComparer.Ordinal);
    private static readonly FrozenDictionary<Type, string> ByType = Table.ToFrozenDictionary(row => row.Type, row => row.Name);

    /// <summary>Every stable name with its type.</summary>
    public static IReadOnlyList<(string Name, Type Type)> All => Table;

    /// <summary>The stable name of an event type.</summary>
    /// <exception cref="ArgumentException">The type is not in the table.</exception>
    public static string NameOf(Type type) =>
        ByType.TryGetValue(type, out var name) ? name : throw new ArgumentException($"{type} is no event: it has no stable name.", nameof(type));

    /// <summary>The event type of a stable name; null where this version knows none.</summary>
    public static Type? TypeOf(string name) => ByName.GetValueOrDefault(name);
}
