using System.Collections.Frozen;
using S3Actors.Messages.Commands;

namespace S3Actors.Messages.Cluster;

/// <summary>
/// The one table of what nodes of a cluster say to each other. Nothing else is read from a peer. All nodes run one version of the program,
/// so unlike events' names these may change with it.
/// </summary>
public static class WireNames
{
    private static readonly (string Name, Type Type)[] Table =
    [
        ("worker-hello", typeof(WorkerHello)),
        ("worker-refused", typeof(WorkerRefused)),
        ("worker-welcome", typeof(WorkerWelcome)),
        ("worker-ready", typeof(WorkerReady)),
        ("worker-unfit", typeof(WorkerUnfit)),
        ("worker-admitted", typeof(WorkerAdmitted)),
        ("worker-draining", typeof(WorkerDraining)),
        ("evaluator-taken", typeof(EvaluatorTaken)),
        ("evaluation-group", typeof(EvaluationGroup)),
        ("group-evaluated", typeof(GroupEvaluated)),
        ("group-broke", typeof(GroupBroke)),
        ("release-weights", typeof(ReleaseWeights)),
        ("checkpoint-wanted", typeof(CheckpointWanted)),
        ("checkpoint-refused", typeof(CheckpointRefused)),
        ("begin-training", typeof(BeginTraining)),
        ("inherit-weights", typeof(InheritWeights)),
        ("resume-training", typeof(ResumeTraining)),
        ("take-step", typeof(TakeStep)),
        ("save-training", typeof(SaveTraining)),
        ("end-training", typeof(EndTraining)),
        ("training-at", typeof(TrainingAt)),
        ("step-taken", typeof(StepTaken)),
        ("step-diverged", typeof(StepDiverged)),
        ("training-saved", typeof(TrainingSaved)),
        ("training-broke", typeof(TrainingBroke)),
        ("session-over", typeof(SessionOver)),
    ];

    private static readonly FrozenDictionary<string, Type> ByName =
        Table.ToFrozenDictionary(row => row.Name, row => row.Type, StringComparer.Ordinal);
    private static readonly FrozenDictionary<Type, string> ByType = Table.ToFrozenDictionary(row => row.Type, row => row.Name);

    /// <summary>Every name with its type.</summary>
    public static IReadOnlyList<(string Name, Type Type)> All => Table;

    /// <summary>The name of a message; null where it is none that nodes exchange.</summary>
    public static string? NameOf(Type type) => ByType.GetValueOrDefault(type);

    /// <summary>The type of a name; null where there is no such message.</summary>
    public static Type? TypeOf(string name) => ByName.GetValueOrDefault(name);
}
