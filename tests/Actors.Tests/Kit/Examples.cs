using S3Actors.Messages.Campaign;
using S3Actors.Messages.Commands;
using S3Actors.Messages.Evaluation;
using S3Actors.Messages.Events;
using S3Actors.Messages.Space;

namespace S3Actors.Tests.Actors.Tests.Kit;

/// <summary>One event of every type.</summary>
internal static class Examples
{
    private static readonly Architecture Architecture = Samples.Architectures(1)[0];
    private static readonly DimensionId Depth = new(2, DimensionKind.Depth);
    private static readonly SubnetResult Result = Samples.Result(Architecture);

    public static IReadOnlyList<IEvent> All { get; } =
    [
        new CampaignCreated(Samples.Spec, "ab", "cd", new Dictionary<string, string> { ["libtorch"] = "1.13.1" }, "a processor"),
        new IterationStarted(1, Samples.Space, 4.5, 1e6),
        new SpaceEvolved(1, [new DimensionMove(Depth, 2, 1, [1, 2], [2, 3], "max_steps is 1")], Samples.Space, 4.5, 1e6),
        new FinalSupernetStarted(Samples.Space, "no dimension moved"),
        new ArchitectureSearchStarted("final", "final", Samples.Space),
        new WinnerSelected("final", Architecture, 1000, 200, new Top1Error(1, 30), new Top1Error(2, 30), new Top1Error(3, 30)),
        new CampaignCompleted(2),
        new CampaignForked("parent", 2, Samples.Spec, "ab", [new InheritedStream("ledger", 12, "ef")]),
        new TrainingStarted("final", Samples.Space, 700, 1234),
        new TrainingIntervalFinished("final", 0, 100, 1.5, 1.75, double.NaN, 0.25, 1e-3),
        new CheckpointSaved("final", 100, "final-step100.safetensors", "ef", 1L << 33),
        new EpochFinished("final", 1, 50),
        new TrainingFinished("final", 700, "final-step700.safetensors", "ef"),
        new TrainingDiverged("final", 3, "the loss is not a number", DivergencePolicy.LowerRate, 2),
        new EtErrorMeasured(1, Depth, new ChoiceEtError(2, 0.25, 0.125, 0.1875, 48, 8, 0.01, 0.02, 0.015)),
        new MoveProposed(1, Depth, -0.5, 0.1, 20, "significant", "1", 1, [1, 2], [2, 3], "grows"),
        new EvaluationsRequested("iteration-1", "ef", Samples.Set, 3, "01"),
        new SubnetEvaluated("ef", Samples.Set, Result),
        new EvaluationsFinished("iteration-1"),
        new EvaluationFailed("ef", Samples.Set, Architecture, 3, "no memory"),
        new GenerationBred("final", 1, [new Candidate(Architecture, CandidateOrigin.Mutation)]),
        new GenerationFinished("final", 1, [Result]),
        new ArchitectureSelected("final", Result, 1000, 200),
        new SessionStarted(1, "0.1.0", "a processor", 2),
        new SessionPaused(1, "asked", new PauseCheckpoint("final", 13, "final-pause-step13.safetensors", "ef")),
        new SessionFailed(1, "disk full"),
        new SessionCompleted(1),
        new CheckpointRejected(2, "final", 14, "final-step14.safetensors", "it is missing", 7),
        new RetrainingStarted("final", Architecture, Samples.Spec.Training),
        new WinnerRetrained("final", Architecture, "ef", new Top1Error(1, 30), new Top1Error(2, 30), new Top1Error(3, 30)),
        new LatenciesMeasured("final", 1, "a processor", 32, 7, [812.5, 1020.25]),
        new MixedWorkerAdmitted(1, "10.0.0.2:5310", ["libtorch: 2.11.0 there, 2.10.0 here"]),
    ];
}
