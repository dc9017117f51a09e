using S3Actors.Messages.Campaign;
using S3Actors.Messages.Evaluation;
using S3Actors.Messages.Events;
using S3Actors.Messages.Space;
using S3Actors.Models.Randomness;
using S3Actors.Models.Space;

namespace S3Actors.Models.Search;

/// <summary>
/// AutoFormer's evolutionary search (Chen et al., ICCV 2021, section 3.4) as pure functions: candidates out of parents, parents out of
/// results. Nothing here evaluates; a candidate's cost is checked before anyone spends an evaluation on it.
/// </summary>
public static class EvolutionarySearch
{
    /// <summary>Attempts a wanted candidate is worth before a generation stays smaller: small spaces run out of unseen candidates.</summary>
    private const int AttemptsPerCandidate = 1_000;

    /// <summary>
    /// The candidates of a generation, in the order they were found: distinct, none of <paramref name="seen"/>, all of the space, all
    /// within the limit. Generation 1 is <see cref="SearchSpec.Population"/> random draws; every other one crossovers, then mutations,
    /// and random draws in place of those that were not found. Fewer, or none, where the space runs out.
    /// </summary>
    /// <param name="search">Name of the search; searches of different names draw independently.</param>
    /// <param name="generation">Counted from 1.</param>
    /// <param name="parents">Best first, see <see cref="SelectParents"/>; needed from generation 2 on, otherwise all is drawn at random.</param>
    /// <param name="seen">All candidates of earlier generations of the same search.</param>
    /// <param name="ties">What ties the choices of blocks together, in every candidate.</param>
    public static IReadOnlyList<Candidate> Breed(
        SearchSpec spec, SearchSpace space, NetworkSkeleton skeleton, long seed, string search, int generation,
        IReadOnlyList<SubnetResult> parents, IReadOnlySet<Architecture> seen, BlockTies ties = default)
    {
        var builder = new GenerationBuilder(spec.Limit, skeleton, seen, ties, attempt =>
            new CounterRandom(seed, RandomPurpose.Search, StableHash(search), ((long)generation << 32) + attempt));

        Architecture RandomDraw(CounterRandom random) => SpaceSampler.Draw(space, random).ToArchitecture();
        Architecture Parent(CounterRandom random) => parents[random.NextInt32(parents.Count)].Architecture;

        if (generation <= 1)
        {
            builder.Add(CandidateOrigin.Random, spec.Population, RandomDraw);
            return builder.Candidates;
        }
        if (parents.Count > 1) builder.Add(CandidateOrigin.Crossover, spec.Crossovers, random => Crossover.Cross(Parent(random), Parent(random), random));
        if (parents.Count > 0) builder.Add(CandidateOrigin.Mutation, spec.Mutations, random => Mutation.Mutate(Parent(random), space, spec, random));
        builder.Add(CandidateOrigin.Random, spec.Crossovers + spec.Mutations - builder.Candidates.Count, RandomDraw);
        return builder.Candidates;
    }

    /// <summary>
    /// The best results so far, best first, each architecture once: by error, equal errors by the ordinal order of canonical texts. At most
    /// <see cref="SearchSpec.Parents"/>. With a second objective by NSGA-II: front by front, and of the last front that has room those with the most
    /// room around them; the first is always the one with the least error.
    /// </summary>
    /// <param name="latencies">How long each takes, where that is the second objective.</param>
    public static IReadOnlyList<SubnetResult> SelectParents(
        IEnumerable<SubnetResult> results, SearchSpec spec, NetworkSkeleton skeleton, IReadOnlyDictionary<Architecture, double>? latencies = null)
    {
        var best = ByError(results);
        if (spec.SecondObjective is not { } objective) return [.. best.Take(spec.Parents)];
        var costs = best.ToDictionary(it => it.Architecture, it => CostOf(objective, skeleton, latencies, it.Architecture));
        double Error(SubnetResult it) => it.Error.Fraction;
        double Cost(SubnetResult it) => costs[it.Architecture];
        var parents = new List<SubnetResult>();
        foreach (var front in ParetoSorting.Fronts(best, Error, Cost).TakeWhile(_ => parents.Count < spec.Parents))
        {
            var room = ParetoSorting.Crowding(front, Error, Cost);
            parents.AddRange(Enumerable.Range(0, front.Count).OrderByDescending(i => room[i]).Select(i => front[i]).Take(spec.Parents - parents.Count));
        }
        return parents;
    }

    /// <summary>
    /// Of a search with two objectives all results than which none is both cheaper and better, each architecture once, from the cheapest on; null for
    /// a search with one.
    /// </summary>
    /// <param name="latencies">As of <see cref="SelectParents"/>.</param>
    public static IReadOnlyList<SubnetResult>? FrontOf(
        IEnumerable<SubnetResult> results, SearchSpec spec, NetworkSkeleton skeleton, IReadOnlyDictionary<Architecture, double>? latencies = null)
    {
        if (spec.SecondObjective is not { } objective) return null;
        var costs = results.Select(it => it.Architecture).Distinct().ToDictionary(it => it, it => CostOf(objective, skeleton, latencies, it));
        var fronts = ParetoSorting.Fronts(ByError(results), it => it.Error.Fraction, it => costs[it.Architecture]);
        return fronts.Count == 0 ? []
            : [.. fronts[0].OrderBy(it => costs[it.Architecture]).ThenBy(it => it.Architecture.CanonicalText, StringComparer.Ordinal)];
    }

    private static IReadOnlyList<SubnetResult> ByError(IEnumerable<SubnetResult> results) =>
        [.. results
            .OrderBy(result => result.Error.Fraction)
            .ThenBy(result => result.Architecture.CanonicalText, StringComparer.Ordinal)
            .DistinctBy(result => result.Architecture)];

    private static double CostOf(
        CostObjective objective, NetworkSkeleton skeleton, IReadOnlyDictionary<Architecture, double>? latencies, Architecture architecture) => objective switch
    {
        CostObjective.Macs => ArchitectureCost.Of(skeleton, architecture).MacsPerImage,
        CostObjective.Parameters => ArchitectureCost.Of(skeleton, architecture).ParameterCount,
        CostObjective.Latency => (latencies ?? throw new ArgumentNullException(nameof(latencies)))[architecture],
        _ => throw new ArgumentOutOfRangeException(nameof(objective), objective, "No second objective."),
    };

    /// <summary>FNV-1a over the UTF-16 units: the same number for the same name in every process.</summary>
    private static long StableHash(string text) =>
        unchecked((long)text.Aggregate(14695981039346656037UL, (hash, unit) => (hash ^ unit) * 1099511628211UL));

    /// <summary>A generation while it is found.</summary>
    private sealed class GenerationBuilder(CostLimit limit, NetworkSkeleton skeleton, IReadOnlySet<Architecture> seen, BlockTies ties,
        Func<long, CounterRandom> randomOf)
    {
        private readonly List<Candidate> _candidates = [];
        private readonly HashSet<Architecture> _own = [];
        private long _attempts;

        public IReadOnlyList<Candidate> Candidates => _candidates;

        public void Add(CandidateOrigin origin, int count, Func<CounterRandom, Architecture> make)
        {
            var wanted = _candidates.Count + count;
            var last = _attempts + (long)count * AttemptsPerCandidate;
            while (_candidates.Count < wanted && _attempts < last)
            {
                var architecture = ties.Apply(make(randomOf(_attempts++)));
                if (seen.Contains(architecture) || _own.Contains(architecture)) continue;
                if (!limit.Allows(ArchitectureCost.Of(skeleton, architecture))) continue;
                _own.Add(architecture);
                _candidates.Add(new Candidate(architecture, origin));
            }
        }
    }
}
