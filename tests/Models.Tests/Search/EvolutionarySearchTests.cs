using FsCheck;
using FsCheck.Fluent;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Evaluation;
using S3Actors.Messages.Events;
using S3Actors.Messages.Space;
using S3Actors.Models.Search;
using S3Actors.Models.Space;
using S3Actors.Tests.Models.Space;
using static S3Actors.Tests.Models.SampleSpaces;

namespace S3Actors.Tests.Models.Search;

public sealed class EvolutionarySearchTests
{
    private static readonly SearchSpec Spec = new(
        Population: 16, Generations: 5, Parents: 5, Crossovers: 8, Mutations: 8, BlockMutationProbability: 0.2, StageMutationProbability: 0.4,
        Images: 20, NoLimit, Control: true);

    private static readonly IReadOnlySet<Architecture> NoneSeen = new HashSet<Architecture>();

    private static SubnetResult Result(Architecture architecture, int incorrect = 10) => new(architecture, new Top1Error(incorrect, 100), 1);

    private static IReadOnlyList<Candidate> Breed(
        SearchSpec spec, SearchSpace space, int generation, IReadOnlyList<SubnetResult> parents, IReadOnlySet<Architecture>? seen = null,
        long seed = 4, string search = "final") =>
        EvolutionarySearch.Breed(spec, space, SmallSkeleton, seed, search, generation, parents, seen ?? NoneSeen);

    /// <summary>Runs a whole search under a fitness; all its candidates in order.</summary>
    private static List<Candidate> Run(SearchSpec spec, SearchSpace space, Func<Architecture, int> incorrect)
    {
        var candidates = new List<Candidate>();
        for (var generation = 1; generation <= spec.Generations; generation++)
        {
            var results = candidates.Select(candidate => Result(candidate.Architecture, incorrect(candidate.Architecture)));
            candidates.AddRange(Breed(
                spec, space, generation, EvolutionarySearch.SelectParents(results, spec, SmallSkeleton), candidates.Select(candidate => candidate.Architecture).ToHashSet()));
        }
        return candidates;
    }

    [Fact]
    public void Given_no_parents_when_the_first_generation_is_bred_then_it_is_random_of_the_asked_size()
    {
        var first = Breed(Spec, Quickstart, 1, []);

        Assert.Equal(16, first.Count);
        Assert.All(first, candidate => Assert.Equal(CandidateOrigin.Random, candidate.Origin));
    }

    [Fact]
    public void Given_parents_when_a_later_generation_is_bred_then_crossovers_come_before_mutations()
    {
        var parents = Breed(Spec, Quickstart, 1, []).Take(5).Select(candidate => Result(candidate.Architecture)).ToArray();

        var second = Breed(Spec, Quickstart, 2, parents);

        Assert.Equal([.. Enumerable.Repeat(CandidateOrigin.Crossover, 8), .. Enumerable.Repeat(CandidateOrigin.Mutation, 8)], second.Select(candidate => candidate.Origin));
    }

    [Fact]
    public void No_candidate_repeats_leaves_the_space_or_breaks_the_limit() =>
        Prop.ForAll(RandomSpaces.ToArbitrary(), space =>
        {
            var limit = new CostLimit((long)(SpaceArithmetic.MeanMacs(space, SmallSkeleton) * 1.1), null);
            var candidates = Run(Spec with { Limit = limit, Generations = 3 }, space, architecture => architecture.Stages[0].Blocks.Count * 5)
                .Select(candidate => candidate.Architecture).ToArray();
            return candidates.Distinct().Count() == candidates.Length
                && candidates.All(architecture => SpaceArithmetic.Contains(space, architecture))
                && candidates.All(architecture => limit.Allows(ArchitectureCost.Of(SmallSkeleton, architecture)));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(30));

    [Fact]
    public void A_generation_is_a_function_of_its_arguments_and_each_of_them_matters()
    {
        var parents = Breed(Spec, Quickstart, 1, []).Take(5).Select(candidate => Result(candidate.Architecture)).ToArray();
        string Text(int generation = 2, long seed = 4, string search = "final") =>
            string.Join(';', Breed(Spec, Quickstart, generation, parents, seed: seed, search: search).Select(candidate => candidate.Architecture));

        Assert.Equal(Text(), Under("tr-TR", () => Text()));
        Assert.Equal(4, new[] { Text(), Text(generation: 3), Text(seed: 5), Text(search: "control") }.Distinct().Count());
    }

    [Fact]
    public void A_crossover_takes_every_choice_from_one_of_its_parents_whatever_their_depths()
    {
        var deep = Enumeration.Parse("8:w2n1m1q12,w2n1m1q12,w2n1m1q12/16:w2n1m1q12/32:w2n2m1q24,w2n2m1q24");
        var shallow = Enumeration.Parse("24:w4n3m3q36/48:w4n3m3q36,w4n3m3q36/96:w2n4m3q72");

        var children = Breed(Spec with { Crossovers = 300, Mutations = 0 }, Quickstart, 2, [Result(deep), Result(shallow)])
            .Where(candidate => candidate.Origin == CandidateOrigin.Crossover).Select(candidate => candidate.Architecture).ToArray();

        Assert.Equal(300, children.Length);
        Assert.Equal([1, 3], children.Select(child => child.Stages[0].Blocks.Count).Distinct().Order());
        Assert.Equal([8, 24], children.Select(child => child.Stages[0].EmbedDim).Distinct().Order());
        Assert.Equal(16, children.Select(child => child.Stages[0].Blocks[0]).Distinct().Count()); // each of the four choices from either
        Assert.All(children.Where(child => child.Stages[0].Blocks.Count == 3), child => Assert.Equal(deep.Stages[0].Blocks[2], child.Stages[0].Blocks[2]));
        Assert.All(children.Where(child => child.Stages[1].Blocks.Count == 2), child => Assert.Equal(shallow.Stages[1].Blocks[1], child.Stages[1].Blocks[1]));
    }

    [Fact]
    public void A_mutation_changes_choices_about_as_often_as_asked_and_may_deepen_a_stage()
    {
        var parent = SpaceArithmetic.Smallest(Quickstart);
        var children = Breed(Spec with { Crossovers = 0, Mutations = 600, BlockMutationProbability = 0.3, StageMutationProbability = 0.6 }, Quickstart, 2, [Result(parent)])
            .Select(candidate => candidate.Architecture).ToArray();

        Assert.Equal(600, children.Length);
        Assert.Equal([1, 2, 3], children.Select(child => child.Stages[0].Blocks.Count).Distinct().Order());
        // A mutated choice is another one in 2 of 3 draws; children equal to earlier ones are left out, which lifts the shares a little.
        Assert.InRange(children.Count(child => child.Stages[1].EmbedDim != 16) / 600.0, 0.34, 0.50);
        Assert.InRange(children.Count(child => child.Stages[1].Blocks[0].QkvDim != 12) / 600.0, 0.14, 0.28);
    }

    [Fact]
    public void Mutations_with_probability_zero_find_nothing_new_and_random_draws_take_their_place()
    {
        var parent = SpaceArithmetic.Smallest(Quickstart);

        var second = Breed(Spec with { Crossovers = 0, Mutations = 4, BlockMutationProbability = 0, StageMutationProbability = 0 },
            Quickstart, 2, [Result(parent)], new HashSet<Architecture> { parent });

        Assert.Equal(Enumerable.Repeat(CandidateOrigin.Random, 4), second.Select(candidate => candidate.Origin));
    }

    [Fact]
    public void Given_a_space_that_is_used_up_then_fewer_or_no_candidates_are_bred()
    {
        Architecture[] all = [.. Enumeration.Of(Tiny)];
        var parents = all.Take(5).Select(architecture => Result(architecture)).ToArray();

        Assert.Equal(all.Skip(all.Length - 3).Order(ByText), Breed(Spec, Tiny, 2, parents, all.SkipLast(3).ToHashSet()).Select(candidate => candidate.Architecture).Order(ByText));
        Assert.Empty(Breed(Spec, Tiny, 2, parents, all.ToHashSet()));
        Assert.Empty(Breed(Spec with { Limit = new CostLimit(1, 1) }, Tiny, 1, []));
    }

    [Fact]
    public void Parents_are_the_best_once_each_and_equal_ones_go_by_their_text_whatever_the_order_of_results() =>
        Prop.ForAll(Gen.Choose(0, 4).ArrayOf(12).ToArbitrary(), Gen.Choose(0, 11).ToArbitrary(), (errors, rotation) =>
        {
            SubnetResult[] results = [.. Breed(Spec with { Population = 12 }, Quickstart, 1, []).Select((candidate, i) => Result(candidate.Architecture, errors[i]))];
            SubnetResult[] rotated = [.. results.Skip(rotation), .. results.Take(rotation), results[0]];

            var parents = EvolutionarySearch.SelectParents(rotated, Spec, SmallSkeleton);

            return parents.Count == 5
                && parents.SequenceEqual(EvolutionarySearch.SelectParents(results, Spec, SmallSkeleton))
                && parents.Zip(parents.Skip(1)).All(it => it.First.Error.Incorrect < it.Second.Error.Incorrect
                    || it.First.Error.Incorrect == it.Second.Error.Incorrect && ByText.Compare(it.First.Architecture, it.Second.Architecture) < 0)
                && results.Except(parents).All(result => result.Error.Incorrect >= parents[^1].Error.Incorrect);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_search_finds_better_architectures_than_as_many_random_draws()
    {
        // Fewer errors for every choice that is the largest: the best of 80 random draws of 40 choices stays far from all of them.
        static int Incorrect(Architecture it) => 60 - it.Stages.Sum(stage => stage.Blocks.Sum(block => (block.QkvDim == 36 ? 1 : 0) + (block.MlpRatio == 3 ? 1 : 0)
            + (block.NumHeads == 3 ? 1 : 0) + (block.WindowSize == 4 ? 1 : 0)) + stage.Blocks.Count);
        var spec = Spec with { Crossovers = 16, Mutations = 16, Generations = 8 };

        var searched = Run(spec, Quickstart, Incorrect);
        var random = Breed(spec with { Population = searched.Count }, Quickstart, 1, [], search: "random");

        Assert.True(searched.Min(candidate => Incorrect(candidate.Architecture)) < random.Min(candidate => Incorrect(candidate.Architecture)));
    }

    private static readonly IComparer<Architecture> ByText = Comparer<Architecture>.Create((a, b) => string.CompareOrdinal(a.CanonicalText, b.CanonicalText));
}
