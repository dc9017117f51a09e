using S3Actors.Messages.Campaign;
using S3Actors.Messages.Space;
using S3Actors.Models.Space;

namespace S3Actors.Models.Evolution;

/// <summary>How large a campaign's spaces may become, told before anything is measured.</summary>
public static class SpaceGrowth
{
    /// <summary>Steps of all dimensions in one iteration; more, which only unbounded moves ask for, are cut evenly. Each may have to be weighed and given up.</summary>
    private const int MostSteps = 240;

    private const int MostIterations = 100; // a campaign has a handful

    /// <summary>
    /// The spaces of all iterations and, last, that of the final supernet (after 100 iterations that space again and again), where every dimension that may move grows at every iteration as
    /// far as max_steps and its bounds let it. Where a ceiling on the whole space does not, the moves that bring few parameters for
    /// their MACs are given up first, so that little short of the most parameters remain.
    /// </summary>
    public static IReadOnlyList<SearchSpace> Of(CampaignSpec spec)
    {
        var spaces = new List<SearchSpace> { spec.InitialSpace };
        for (var iteration = 1; iteration <= Math.Min(spec.Evolution.Iterations, MostIterations); iteration++)
        {
            try
            {
                spaces.Add(Grown(spec, spaces[^1]));
            }
            catch (OverflowException)
            {
                spaces.Add(spaces[^1]); // bounds that allow what nobody could count
            }
        }
        return spaces;
    }

    private static SearchSpace Grown(CampaignSpec spec, SearchSpace before)
    {
        var ties = BlockTies.Of(spec);
        var searched = ties.Searched(before);
        var steps = searched.Select(dimension => (long)Steps(spec, dimension)).ToList();
        var share = Math.Min(1, (double)MostSteps / Math.Max(1, steps.Sum()));
        var proposals = searched.Select((dimension, i) => Move(spec, before, dimension, (int)Math.Ceiling(steps[i] * share)));
        return SpaceEvolution.Apply(before, [.. proposals], spec.Evolution, spec.Network, ties).After;
    }

    /// <summary>Steps after which the largest choice is as large as it may be.</summary>
    private static int Steps(CampaignSpec spec, SearchDimension dimension)
    {
        // One choice has no slope.
        if (dimension.Choices.Count == 1 || UpdateRules.RuleFor(spec.Evolution, dimension.Id).Name == UpdateRules.Frozen) return 0;
        var room = (int)decimal.Floor(((decimal)dimension.Maximum - (decimal)dimension.Largest) / (decimal)dimension.Gamma);
        return spec.Evolution.MaximumSteps == 0 ? room : Math.Min(spec.Evolution.MaximumSteps, room);
    }

    /// <summary>A move of a dimension, with the parameters it brings for each MAC in the place of its evidence.</summary>
    private static DimensionProposal Move(CampaignSpec spec, SearchSpace space, SearchDimension dimension, int steps)
    {
        var grown = BlockTies.Of(spec).Apply(space.With(DimensionUpdate.Apply(dimension, steps)));
        return new DimensionProposal(dimension.Id, steps,
            Math.Max(1, SpaceArithmetic.MeanParameters(grown, spec.Network) - SpaceArithmetic.MeanParameters(space, spec.Network)),
            Math.Max(1, SpaceArithmetic.MeanMacs(grown, spec.Network) - SpaceArithmetic.MeanMacs(space, spec.Network)));
    }
}
