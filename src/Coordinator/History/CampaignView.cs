using System.Collections.Immutable;
using S3Actors.Messages.Evaluation;
using S3Actors.Messages.Events;
using S3Actors.Messages.Space;

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
public sealed record SupernetView(TrainingStarted Started, ImmutableList<TrainingIntervalFinished> Intervals, CheckpointSaved? Checkpoint, TrainingFinished? Finished, TrainingDiverged? Diverged)
{
    /// <summary>Optimizer steps that the journal knows of.</summary>
    public int StepsDone => Finished?.Steps ?? (Intervals.IsEmpty ? null : Intervals[^1])?.ToStep ?? 0;
}

/// <summary>One dimension in one iteration: what was measured, what its rule said, what the space made of it.</summary>
public sealed record DimensionView(DimensionId Id, IReadOnlyList<Numbered<EtErrorMeasured>> Errors, Numbered<DimensionEvolved>? Evolved, DimensionMove? Move);

/// <summary>One iteration: the space it began with, its dimensions, the space that came of it.</summary>
public sealed record IterationView(IterationStarted Started, IReadOnlyList<DimensionView> Dimensions, Numbered<SpaceEvolved>? Evolved)
{
    /// <summary>Mean Q over every choice measured, a fraction; NaN before the first.</summary>
    public double MeanQ => Dimensions.SelectMany(d => d.Errors).Select(e => e.Event.Error.Q).DefaultIfEmpty(double.NaN).Average();
}

/// <summary>The search of a space: <c>final</c>, or <c>control</c> for the initial one.</summary>
public sealed record SearchView(ArchitectureSearchStarted Started, ImmutableList<GenerationFinished> Generations, ArchitectureSelected? Selected, WinnerSelected? Winner)
{
    /// <summary>The best architecture so far; null before the first generation is evaluated.</summary>
    public SubnetResult? Best => Selected?.Best ?? Generations.LastOrDefault()?.Parents.FirstOrDefault();
}

/// <summary>Everything a journal says of a campaign but the single subnets: what status, audit and report show.</summary>
/// <param name="Created">Null where no session came so far; of a fork with the specification in force.</param>
/// <param name="SubnetsEvaluated">Subnets the ledger holds, over all checkpoints and images.</param>
/// <param name="SubnetsOfRequest">Subnets of the last request that are evaluated.</param>
/// <param name="SecondsByWork">Working time. What a killed session repeated counts once.</param>
public sealed record CampaignView(
    string Name,
    Numbered<CampaignCreated>? Created,
    IReadOnlyList<SessionView> Sessions,
    IReadOnlyList<IterationView> Iterations,
    FinalSupernetStarted? FinalSupernet,
    IReadOnlyDictionary<string, SupernetView> Supernets,
    IReadOnlyList<SearchView> Searches,
    EvaluationsRequested? LastRequest,
    Numbered<CampaignCompleted>? Completed,
    long SubnetsEvaluated,
    long SubnetsOfRequest,
    IReadOnlyDictionary<Work, double> SecondsByWork)
{
    /// <summary>Working time by phase: train, measure, search, report, other.</summary>
    public IReadOnlyDictionary<string, double> SecondsByPhase { get; } =
        SecondsByWork.GroupBy(it => it.Key.Phase).ToDictionary(it => it.Key, it => it.Sum(work => work.Value), StringComparer.Ordinal);

    /// <summary>The winner's training from scratch; null where it was not asked for.</summary>
    public RetrainingStarted? Retraining { get; init; }

    /// <summary>What came of it; null before.</summary>
    public WinnerRetrained? Retrained { get; init; }

    /// <summary>What went wrong without ending a session: divergences, rejected checkpoints, subnets that could not be evaluated.</summary>
    public IReadOnlyList<Numbered<IEvent>> Incidents { get; init; } = [];

    /// <summary>The ancestry, oldest first; empty for a campaign that is no fork.</summary>
    public IReadOnlyList<Numbered<CampaignForked>> Forks { get; init; } = [];

    /// <summary>Whose decision an iteration's was: null for the campaign's own, else the ancestor that made it.</summary>
    public string? DecidedBy(int iteration) => Forks.FirstOrDefault(fork => fork.Event.AtIteration > iteration)?.Event.Parent;

    /// <summary>Who trained a supernet: null for the campaign itself, else the ancestor.</summary>
    public string? TrainedBy(string supernet) => Forks.FirstOrDefault(fork => fork.Event.Inherited.Any(it => it.Stream == "supernet-" + supernet))?.Event.Parent;

    /// <summary>The search of that name; null before it began.</summary>
    public SearchView? Search(string name) => Searches.FirstOrDefault(s => s.Started.Search == name);
}
