using S3Actors.Actors.Campaign;
using S3Actors.Actors.Journal;
using S3Actors.Actors.Trainer;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Events;
using S3Actors.Messages.Space;
using S3Actors.Models.Network;
using S3Actors.Models.Space;

namespace S3Actors.Coordinator.History.Verification;

/// <summary>Recomputes what a training's stream says but for losses and weights: space, steps, intervals, epochs, checkpoints' places.</summary>
internal static class TrainingCheck
{
    public static void Run(StreamCheck check, CampaignHistory recorded, string supernet)
    {
        if (Task(recorded, supernet) is not var (spec, space, steps))
        {
            check.Report($"nothing asks for the supernet '{supernet}'");
            return;
        }
        var started = new TrainingStarted(supernet, space, steps, new SupernetLayout(spec.Network, space).ParameterCount);
        if (!check.Expect(started)) return;
        var state = TrainerState.Evolve(TrainerState.Initial, started);
        while (check.Next is { } next)
        {
            switch (next)
            {
                case TrainingDiverged diverged:
                    if (!Divergence(check, spec, diverged, ref state)) return;
                    break;
                case TrainingIntervalFinished interval when state.Finished is null:
                    if (!Interval(check, spec, interval, ref state)) return;
                    break;
                default:
                    check.Report($"{EventNames.NameOf(next.GetType())} does not follow what precedes; nothing behind it in this stream is recomputed");
                    return;
            }
        }
    }

    private static bool Divergence(StreamCheck check, CampaignSpec spec, TrainingDiverged diverged, ref TrainerState state)
    {
        var (known, training) = (state.Overcome.Count, spec.Training);
        var decided = TrainerState.Decide(state,
            new TrainerState.Diverge(diverged.Step, diverged.Reason, known, training.OnDivergence, training.DivergenceLimit));
        if (decided.Count == 0)
        {
            check.Report("a training that was stopped cannot diverge again");
            return false;
        }
        state = TrainerState.Evolve(state, decided[0]);
        return check.Expect(decided[0]);
    }

    private static bool Interval(StreamCheck check, CampaignSpec spec, TrainingIntervalFinished interval, ref TrainerState state)
    {
        var number = check.NextNumber;
        check.Take(); // its means come from the training; its place is checked with the checkpoint
        var epochs = new List<IEvent>();
        while (check.Next is EpochFinished) epochs.Add(check.Take());
        if (check.Next is not CheckpointSaved saved)
        {
            check.Report("the row is missing: checkpoint-saved-v1 was written together with the row before it");
            return false;
        }
        try
        {
            var means = IntervalMeans.From(interval.FromStep) with { Steps = interval.ToStep - interval.FromStep };
            var due = state.CheckpointedSteps + spec.Training.CheckpointEverySteps;
            if (saved.Step != Math.Min(due, state.Started!.Steps))
                check.Report(FormattableString.Invariant($"a checkpoint is due at step {Math.Min(due, state.Started.Steps)}, not {saved.Step}"));
            var expected = TrainerState.Decide(state, new TrainerState.ReachCheckpoint(means, saved, spec.Training.BatchSize, spec.Data.TrainingImages));
            if (!expected.OfType<EpochFinished>().SequenceEqual(epochs.Cast<EpochFinished>()))
                check.Report(FormattableString.Invariant($"the epochs between row {number} and this one are not those of its steps"));
            foreach (var (it, i) in expected.SkipWhile(it => it is not CheckpointSaved).Select((it, i) => (it, i)))
            {
                if (!check.Expect(it, required: i > 0)) return false;
                state = TrainerState.Evolve(state, it);
            }
            return expected.Count > 0;
        }
        catch (StateException e)
        {
            check.Report(e.Message);
            return false;
        }
    }

    private static (CampaignSpec Spec, SearchSpace Space, int Steps)? Task(CampaignHistory recorded, string supernet)
    {
        if (supernet == SupernetNames.Final)
        {
            // A fork behind the last iteration inherits the training, not the event that asked for it.
            var space = recorded.FinalSupernet?.Space ?? (recorded.Forks.Count > 0 ? recorded.Evolved(recorded.Forks[^1].AtIteration - 1)?.Space : null);
            return space is null ? null : (recorded.Spec, space, recorded.Spec.Training.FinalSteps);
        }
        if (SupernetNames.RetrainedSearch(supernet) is { } search)
        {
            if (recorded.Retraining(search) is not { } retraining) return null;
            return (recorded.Spec with { Training = retraining.Training }, EnclosingSpace.Of(retraining.Architecture), retraining.Training.Steps);
        }
        if (ControlSearches.Training(recorded.Spec, supernet, recorded.Iterations.Count) is var (_, controlSteps))
            return (recorded.Spec, recorded.Spec.InitialSpace, controlSteps);
        if (!RequestName.TryParse(supernet, out var name) || name.Iteration is not { } iteration || recorded.Iteration(iteration) is not { } started) return null;
        var spec = recorded.SpecAt(iteration);
        if (name.Replicate > spec.Measurement.ReplicateCount()) return null;
        return (spec, started.Space, spec.Training.Steps);
    }
}
