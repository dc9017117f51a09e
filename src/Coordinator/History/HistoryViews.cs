using System.Collections.Immutable;
using S3Actors.Messages.Evaluation;
using S3Actors.Messages.Events;
using S3Actors.Messages.Space;
using S3Actors.Models.Evolution;

namespace S3Actors.Coordinator.History;

/// <summary>A row's number in the whole journal, with what it says.</summary>
/// <param name="ProductVersion">Version of the program that wrote it.</param>
public sealed record Numbered<T>(long Ordering, DateTimeOffset Time, string ProductVersion, T Event) where T : IEvent;

/// <summary>A process's work on the campaign.</summary>
/// <param name="Number">Counted from 1.</param>
/// <param name="Last">Time of the last event it left, or of its end.</param>
/// <param name="End">How it ended; null while it works, or where it was killed.</param>
public sealed record SessionView(int Number, SessionStarted Started, DateTimeOffset Begun, DateTimeOffset Last, IEvent? End);

/// <summary>A supernet's training.</summary>
public sealed record SupernetView(TrainingStarted Started, ImmutableList<TrainingIntervalFinished> Intervals, CheckpointSaved? Checkpoint,
    TrainingFinished? Finished, TrainingDiverged? Diverged)
{
    /// <summary>Optimizer steps that the journal knows of.</summary>
    public int StepsDone => Finished?.Steps ?? (Intervals.IsEmpty ? null : Intervals[^1])?.ToStep ?? 0;
}

/// <summary>One dimension in one iteration: what was measured, what its rule said, what the space made of it.</summary>
public sealed record DimensionView(DimensionId Id, IReadOnlyList<Numbered<EtErrorMeasured>> Errors, Numbered<MoveProposed>? Proposal, DimensionMove? Move);

/// <summary>One iteration: the space it began with, its dimensions, the space that came of it.</summary>
public sealed record IterationView(IterationStarted Started, IReadOnlyList<DimensionView> Dimensions, Numbered<SpaceEvolved>? Evolved)
{
    /// <summary>How many dimensions grew, shrank, were not significant, held or frozen; empty while the iteration is open.</summary>
    public IReadOnlyDictionary<string, int> Outcomes =>
        MoveInWords.Count(Dimensions.Where(it => it.Move is not null).Select(it => (it.Move!, it.Proposal?.Event)));

    /// <summary>Mean Q over every choice measured, a fraction; NaN before the first.</summary>
    public double MeanQ => Dimensions.SelectMany(d => d.Errors).Select(e => e.Event.Error.Q).Where(q => !double.IsNaN(q)).DefaultIfEmpty(double.NaN).Average();
}

/// <summary>The search of a space: <c>final</c>, or <c>control</c> for the initial one.</summary>
public sealed record SearchView(ArchitectureSearchStarted Started, ImmutableList<GenerationFinished> Generations, ArchitectureSelected? Selected,
    WinnerSelected? Winner)
{
    /// <summary>The best architecture so far; null before the first generation is evaluated.</summary>
    public SubnetResult? Best => Selected?.Best ?? Generations.LastOrDefault()?.Parents.FirstOrDefault();
}
