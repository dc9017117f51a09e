using System.Collections.Immutable;
using S3Actors.Actors.Journal;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Evaluation;
using S3Actors.Messages.Events;
using S3Actors.Messages.Space;
using S3Actors.Models.Search;
using S3Actors.Models.Space;

namespace S3Actors.Actors.Population;

/// <summary>One evolutionary search, as its stream tells it.</summary>
/// <param name="Bred">The generation whose candidates wait to be evaluated; null before the first.</param>
/// <param name="Seen">Every architecture ever bred: none is bred again.</param>
/// <param name="Parents">The best so far, best first.</param>
/// <param name="Finished">Generations evaluated.</param>
/// <param name="Selected">The result; null until the last generation is evaluated.</param>
public sealed record PopulationState(
    GenerationBred? Bred, ImmutableHashSet<Architecture> Seen, IReadOnlyList<SubnetResult> Parents, int Finished, ArchitectureSelected? Selected)
{
    /// <summary>Of a search with two objectives what is not dominated so far, from the cheapest on; empty for a search with one.</summary>
    public IReadOnlyList<SubnetResult> Front { get; init; } = [];

    /// <summary>The latest times; null for a search that holds no latency low, and before its first.</summary>
    public LatenciesMeasured? Timed { get; init; }

    /// <summary>How long each candidate takes that was timed, microseconds an image.</summary>
    public ImmutableDictionary<Architecture, double> Latencies { get; init; } = ImmutableDictionary<Architecture, double>.Empty;

    /// <summary>Whether the generation's candidates are to be timed before anything is decided by them.</summary>
    public bool IsTimingDue(SearchSpec search) =>
        search.SecondObjective is CostObjective.Latency && Bred is { Candidates.Count: > 0 } bred && bred.Generation > Finished && Timed?.Generation != bred.Generation;

    /// <summary>Nothing bred.</summary>
    public static PopulationState Initial { get; } = new(null, [], [], 0, null);

    /// <summary>What a search depends on.</summary>
    /// <param name="Spec">The campaign's specification.</param>
    /// <param name="Search"><c>final</c> or <c>control</c>.</param>
    /// <param name="Space">The space searched.</param>
    public sealed record Setting(CampaignSpec Spec, string Search, SearchSpace Space);

    /// <summary>Breed the first generation.</summary>
    public sealed record Begin(Setting Setting) : IPopulationCommand;

    /// <summary>A generation's candidates were timed.</summary>
    /// <param name="Generation">Counted from 1.</param>
    /// <param name="Hardware">What they ran on.</param>
    /// <param name="Images">Images of a pass.</param>
    /// <param name="Runs">Passes of each.</param>
    /// <param name="Microseconds">An image, in the order of the candidates.</param>
    public sealed record RecordLatencies(Setting Setting, int Generation, string Hardware, int Images, int Runs, IReadOnlyList<double> Microseconds) : IPopulationCommand;

    /// <summary>A generation is evaluated.</summary>
    /// <param name="Generation">Counted from 1.</param>
    /// <param name="Results">Of all its candidates.</param>
    public sealed record FinishGeneration(Setting Setting, int Generation, IReadOnlyList<SubnetResult> Results) : IPopulationCommand;

    /// <summary>What follows from a command; nothing where it was decided before.</summary>
    public static IReadOnlyList<IEvent> Decide(PopulationState state, IPopulationCommand command) => command switch
    {
        Begin begin when state.Bred is null => [Breed(state, begin.Setting, 1)],
        FinishGeneration finish when finish.Generation == state.Finished + 1 && state.Bred?.Generation == finish.Generation => Decide(state, finish),
        RecordLatencies times when state.Bred?.Generation == times.Generation && state.IsTimingDue(times.Setting.Spec.Search) => [Times(state.Bred, times)],
        Begin or FinishGeneration or RecordLatencies => [],
        _ => throw new StateException($"No search command: {command}."),
    };

    /// <summary>The state after an event.</summary>
    public static PopulationState Evolve(PopulationState state, IEvent content) => content switch
    {
        GenerationBred bred => state with { Bred = bred, Seen = state.Seen.Union(bred.Candidates.Select(candidate => candidate.Architecture)) },
        GenerationFinished finished => state with { Parents = finished.Parents, Finished = finished.Generation, Front = finished.Front ?? [] },
        LatenciesMeasured timed => state with
        {
            Timed = timed,
            Latencies = state.Latencies.SetItems(state.Bred!.Candidates.Zip(timed.Microseconds, (it, time) => KeyValuePair.Create(it.Architecture, time))),
        },
        ArchitectureSelected selected => state with { Selected = selected },
        _ => throw StateException.Foreign("population", content),
    };

    private static IReadOnlyList<IEvent> Decide(PopulationState state, FinishGeneration command)
    {
        var setting = command.Setting;
        if (state.IsTimingDue(setting.Spec.Search)) throw new StateException($"Generation {command.Generation} of the search '{setting.Search}' was not timed.");
        // The best of all so far are among the best so far and the new ones.
        var (spec, network) = (setting.Spec.Search, setting.Spec.Network);
        var parents = EvolutionarySearch.SelectParents([.. state.Parents, .. command.Results], spec, network, state.Latencies);
        var front = EvolutionarySearch.FrontOf([.. state.Front, .. command.Results], spec, network, state.Latencies);
        var finished = new GenerationFinished(setting.Search, command.Generation, parents, front);
        if (command.Generation < setting.Spec.Search.Generations)
            return [finished, Breed(Evolve(state, finished), setting, command.Generation + 1)];
        var best = parents[0];
        var cost = ArchitectureCost.Of(setting.Spec.Network, best.Architecture);
        return [finished, new ArchitectureSelected(setting.Search, best, cost.MacsPerImage, cost.ParameterCount)];
    }

    private static LatenciesMeasured Times(GenerationBred bred, RecordLatencies times) =>
        times.Microseconds.Count == bred.Candidates.Count && times.Microseconds.All(it => double.IsFinite(it) && it >= 0)
            ? new(times.Setting.Search, times.Generation, times.Hardware, times.Images, times.Runs, times.Microseconds)
            : throw new StateException($"{times.Microseconds.Count} times are not those of the {bred.Candidates.Count} candidates of generation {bred.Generation}.");

    private static GenerationBred Breed(PopulationState state, Setting setting, int generation)
    {
        var spec = setting.Spec;
        var candidates = EvolutionarySearch.Breed(spec.Search, setting.Space, spec.Network, spec.Seed, setting.Search, generation, state.Parents,
            state.Seen, BlockTies.Of(spec));
        return new GenerationBred(setting.Search, generation, candidates);
    }
}

/// <summary>What can be asked of <see cref="PopulationState"/>.</summary>
public interface IPopulationCommand;
