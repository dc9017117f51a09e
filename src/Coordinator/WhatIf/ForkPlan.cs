using S3Actors.Coordinator.History;
using S3Actors.Coordinator.Journal;
using S3Actors.Coordinator.Output;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Events;

namespace S3Actors.Coordinator.WhatIf;

/// <summary>What a fork takes over of its parent: a prefix of each stream (docs/journal.md, "Forks"), and checkpoints.</summary>
/// <param name="Inherited">The part of each stream, in the ordinal order of their names; streams of which nothing is taken over are not named.</param>
/// <param name="Checkpoints">The last checkpoints of the trainings taken over.</param>
internal sealed record ForkPlan(IReadOnlyList<InheritedStream> Inherited, IReadOnlyList<TrainingFinished> Checkpoints)
{
    /// <summary>Plans a fork.</summary>
    /// <param name="rows">The parent's journal.</param>
    /// <param name="spec">The fork's specification.</param>
    /// <param name="iteration">The first iteration that the fork decides itself.</param>
    /// <exception cref="BadInputException">The parent has not come that far, or the specification does not allow it.</exception>
    public static ForkPlan Of(JournalRows rows, CampaignHistory parent, CampaignSpec spec, int iteration)
    {
        var decidesIteration = spec.Evolution.Iterations >= iteration && parent.Iteration(iteration) is not null;
        RequireReached(parent, spec, iteration, decidesIteration);
        RequireOrigins(parent, spec, iteration);
        var inherited = Supernets(parent, spec, iteration, decidesIteration);
        var measured = decidesIteration && inherited.Contains(SupernetNames.OfIteration(iteration)) && MeasuresAlike(parent.SpecAt(iteration), spec) ? iteration
            : iteration - 1;
        var requests = Enumerable.Range(1, measured).SelectMany(t => SupernetNames.AllOfIteration(t, parent.SpecAt(t).Measurement.ReplicateCount())).ToHashSet(StringComparer.Ordinal);
        var streams = new List<InheritedStream>();
        foreach (var (stream, own) in rows.Streams)
        {
            var last = own.FindLast(row => stream switch
            {
                "campaign" => row.Event switch
                {
                    CampaignCreated => true,
                    IterationStarted it => it.Iteration < iteration || (decidesIteration && it.Iteration == iteration),
                    SpaceEvolved it => it.Iteration < iteration,
                    CampaignForked it => it.AtIteration <= iteration,
                    _ => false,
                },
                "ledger" => row.Event is EvaluationsFinished it && requests.Contains(it.Request),
                _ => row.Event switch
                {
                    MoveProposed it => it.Iteration < iteration,
                    TrainingFinished it => inherited.Contains(it.Supernet),
                    _ => false,
                },
            });
            if (last is not null) streams.Add(PartUpTo(last));
        }
        return new ForkPlan(streams, [.. inherited.Select(name => parent.Trained(name)!)]);
    }

    /// <summary>The plan by which a recorded fork was made, for a parent that was made again.</summary>
    /// <param name="rows">That parent's journal; it reaches as far as what is inherited.</param>
    public static ForkPlan AsRecorded(JournalRows rows, CampaignForked forked) => new(
        [.. forked.Inherited.Select(it => PartUpTo(rows.Streams[it.Stream].First(row => row.SequenceNumber == it.Events)))],
        [.. forked.Inherited.SelectMany(it => rows.Streams[it.Stream].Where(row => row.SequenceNumber <= it.Events)).Select(row => row.Event)
            .OfType<TrainingFinished>()]);

    private static InheritedStream PartUpTo(StoredRow last) => new(last.Stream, last.SequenceNumber, Convert.ToHexStringLower(last.Digest));

    private static void RequireReached(CampaignHistory parent, CampaignSpec spec, int iteration, bool decidesIteration)
    {
        if (iteration < 1) throw new BadInputException($"--at-iteration {iteration}: iterations are counted from 1");
        if (decidesIteration) return;
        if (spec.Evolution.Iterations < iteration - 1)
            throw new BadInputException($"--at-iteration {iteration}: evolution.iterations is {spec.Evolution.Iterations}");
        if (parent.Evolved(iteration - 1) is null || (iteration == 1 && parent.Iteration(1) is null))
            throw new BadInputException($"--at-iteration {iteration}: campaign '{parent.Name}' has begun {parent.Iterations.Count} iteration(s)");
    }

    /// <summary>A replicate that begins from the one before needs one.</summary>
    private static void RequireOrigins(CampaignHistory parent, CampaignSpec spec, int iteration)
    {
        if (iteration == 1 || iteration > spec.Evolution.Iterations || spec.Training.WarmStart is not true) return;
        var (wanted, trained) = (spec.Measurement.ReplicateCount(), parent.SpecAt(iteration - 1).Measurement.ReplicateCount());
        if (wanted > trained)
            throw new BadInputException($"measurement.replicates = {wanted}: with training.warm_start each begins from one of iteration {iteration - 1}, "
                + $"of which '{parent.Name}' trained {trained}; at most {trained}, or fork at iteration 1");
    }

    /// <summary>Trainings of the iterations before, and of the one that is decided anew where it would be trained alike.</summary>
    private static List<string> Supernets(CampaignHistory parent, CampaignSpec spec, int iteration, bool decidesIteration)
    {
        var names = Enumerable.Range(1, iteration - 1).SelectMany(t => SupernetNames.AllOfIteration(t, parent.SpecAt(t).Measurement.ReplicateCount())).ToList();
        var (before, after) = (parent.SpecAt(iteration).Training, spec.Training);
        if (decidesIteration && before with { FinalSteps = 0 } == after with { FinalSteps = 0 })
            names.AddRange(SupernetNames.AllOfIteration(iteration, Math.Min(parent.SpecAt(iteration).Measurement.ReplicateCount(), spec.Measurement.ReplicateCount())));
        // The final supernet's random numbers go by the number of iterations.
        if (!decidesIteration && parent.FinalSupernet is not null && parent.Iteration(iteration) is null
            && parent.Spec.Training == after && parent.Spec.Evolution.Iterations == spec.Evolution.Iterations)
            names.Add(SupernetNames.Final);
        return [.. names.Where(name => parent.Trained(name) is not null)];
    }

    /// <summary>k decides what is made of the errors, not which subnets are measured.</summary>
    private static bool MeasuresAlike(CampaignSpec a, CampaignSpec b) => a.Measurement with { TopK = 0 } == b.Measurement with { TopK = 0 };
}
