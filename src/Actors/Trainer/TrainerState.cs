using System.Collections.Immutable;
using S3Actors.Actors.Journal;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Events;
using S3Actors.Messages.Space;
using S3Actors.Models.Data;

namespace S3Actors.Actors.Trainer;

/// <summary>The training of one supernet, as its stream tells it.</summary>
/// <param name="Started">Null before it began.</param>
/// <param name="Checkpoints">In the order of their steps.</param>
/// <param name="Finished">Null until the last step is checkpointed.</param>
/// <param name="Diverged">Null unless a divergence ended the training.</param>
/// <param name="Overcome">Divergences that the training went back behind, in their order.</param>
public sealed record TrainerState(
    TrainingStarted? Started, ImmutableList<CheckpointSaved> Checkpoints, TrainingFinished? Finished, TrainingDiverged? Diverged,
    ImmutableList<TrainingDiverged> Overcome)
{
    /// <summary>Before the training began.</summary>
    public static TrainerState Initial { get; } = new(null, [], null, null, []);

    /// <summary>Steps that the newest checkpoint holds.</summary>
    public int CheckpointedSteps => Checkpoints.IsEmpty ? 0 : Checkpoints[^1].Step;

    /// <summary>Train with fresh weights.</summary>
    public sealed record Begin(string Supernet, SearchSpace Space, int Steps, long ParameterCount) : ITrainerCommand;

    /// <summary>A checkpoint is on the disk.</summary>
    /// <param name="Interval">The steps since the one before.</param>
    /// <param name="Checkpoint">The file.</param>
    /// <param name="BatchSize">Images a step.</param>
    /// <param name="TrainingImages">Images an epoch.</param>
    public sealed record ReachCheckpoint(IntervalMeans Interval, CheckpointSaved Checkpoint, int BatchSize, int TrainingImages) : ITrainerCommand;

    /// <summary>A step was refused: a loss or gradient is not finite, or too large.</summary>
    /// <param name="Known">Divergences overcome when the step was tried.</param>
    /// <param name="Policy">What the specification wants done.</param>
    /// <param name="Limit">How many may be overcome.</param>
    public sealed record Diverge(int Step, string Reason, int Known, DivergencePolicy Policy, int Limit) : ITrainerCommand;

    /// <summary>What follows from a command; nothing where it was decided before.</summary>
    /// <exception cref="StateException">The command contradicts what is recorded.</exception>
    public static IReadOnlyList<IEvent> Decide(TrainerState state, ITrainerCommand command) => command switch
    {
        Begin begin => Decide(state, begin),
        ReachCheckpoint reach => Decide(state, reach),
        Diverge diverge => Decide(state, diverge),
        _ => throw new StateException($"No training command: {command}."),
    };

    /// <summary>The state after an event.</summary>
    public static TrainerState Evolve(TrainerState state, IEvent content) => content switch
    {
        TrainingStarted started => state with { Started = started },
        CheckpointSaved saved => state with { Checkpoints = state.Checkpoints.Add(saved) },
        TrainingFinished finished => state with { Finished = finished },
        TrainingDiverged { Action: DivergencePolicy.Stop } diverged => state with { Diverged = diverged },
        TrainingDiverged diverged => state with { Overcome = state.Overcome.Add(diverged) },
        TrainingIntervalFinished or EpochFinished => state,
        _ => throw StateException.Foreign("supernet", content),
    };

    private static IReadOnlyList<IEvent> Decide(TrainerState state, Begin begin)
    {
        if (state.Started is not { } started) return [new TrainingStarted(begin.Supernet, begin.Space, begin.Steps, begin.ParameterCount)];
        // A fork may ask for other steps than those its parent trained an inherited supernet with: a finished one stays as it is.
        if (started.Supernet != begin.Supernet || (started.Steps != begin.Steps && state.Finished is null) || !started.Space.Equals(begin.Space))
            throw new StateException($"The training of {started.Supernet} began with another space or number of steps than it is now asked to go on with.");
        return [];
    }

    private static IReadOnlyList<IEvent> Decide(TrainerState state, Diverge diverge)
    {
        if (state.Diverged is not null || diverge.Known != state.Overcome.Count) return [];
        if (diverge.Step < state.CheckpointedSteps)
            throw new StateException($"Step {diverge.Step + 1} of {NameOf(state)}, done again, diverged where it had not: libraries or hardware changed while a checkpoint was lost.");
        var action = state.Overcome.Count < diverge.Limit ? diverge.Policy : DivergencePolicy.Stop;
        return [new TrainingDiverged(NameOf(state), diverge.Step, diverge.Reason, action, state.CheckpointedSteps)];
    }

    private static IReadOnlyList<IEvent> Decide(TrainerState state, ReachCheckpoint reach)
    {
        var (interval, saved) = (reach.Interval, reach.Checkpoint);
        if (state.Checkpoints.Find(known => known.Step == saved.Step) is { } recorded)
        {
            // Steps were done again because a file was lost: the same arithmetic must have given the same file.
            return recorded.Sha256 == saved.Sha256 ? [] : throw new StateException(
                $"Step {saved.Step} of {NameOf(state)}, done again, gave other weights than the journal names ({saved.Sha256[..12]}, not {recorded.Sha256[..12]}): " +
                "libraries or hardware changed while a checkpoint was lost.");
        }
        if (interval.FromStep != state.CheckpointedSteps || interval.ToStep != saved.Step)
            throw new StateException(
                $"A checkpoint at step {saved.Step} of {NameOf(state)} cannot follow the one at {state.CheckpointedSteps}: the steps ({interval.FromStep}, {interval.ToStep}] were summed.");

        var events = new List<IEvent> { interval.ToEvent(NameOf(state)) };
        var epochs = BatchOrder.EpochsDone(saved.Step, reach.BatchSize, reach.TrainingImages);
        for (var epoch = BatchOrder.EpochsDone(interval.FromStep, reach.BatchSize, reach.TrainingImages) + 1; epoch <= epochs; epoch++)
            events.Add(new EpochFinished(NameOf(state), (int)epoch, LastStepOf(epoch, reach)));
        events.Add(saved);
        if (saved.Step == state.Started!.Steps) events.Add(new TrainingFinished(NameOf(state), saved.Step, saved.File, saved.Sha256));
        return events;
    }

    private static int LastStepOf(long epoch, ReachCheckpoint reach) => (int)((epoch * reach.TrainingImages + reach.BatchSize - 1) / reach.BatchSize);

    private static string NameOf(TrainerState state) => state.Started?.Supernet ?? throw new StateException("A training that never began cannot go on.");
}

/// <summary>What can be asked of <see cref="TrainerState"/>.</summary>
public interface ITrainerCommand;
