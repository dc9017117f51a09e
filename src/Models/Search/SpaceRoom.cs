using S3Actors.Messages.Campaign;
using S3Actors.Messages.Space;
using S3Actors.Models.Measurement;
using S3Actors.Models.Space;
using static System.FormattableString;

namespace S3Actors.Models.Search;

/// <summary>
/// Whether a space holds subnets within the campaign's constraint: asked before a supernet is trained, by the very draws that need them later.
/// </summary>
public static class SpaceRoom
{
    /// <summary>Most choices that a sentence proposes.</summary>
    private const int MostProposals = 4;

    /// <summary>Why an iteration's space cannot be measured, in words; null where it can.</summary>
    /// <param name="iteration">Counted from 1.</param>
    public static string? MeasurementProblem(CampaignSpec spec, SearchSpace space, int iteration)
    {
        if (spec.Measurement.Limit.IsOff()) return null;
        try
        {
            foreach (var dimension in BlockTies.Of(spec).Searched(space)) MeasurementPlan.Create(spec, space, iteration, dimension.Id);
            return null;
        }
        catch (NoSubnetWithinLimitException e)
        {
            return InWords(e.Message, spec, space, spec.Measurement.Limit);
        }
    }

    /// <summary>Why a space cannot be searched, in words; null where it can.</summary>
    /// <param name="search">Name of the search.</param>
    public static string? SearchProblem(CampaignSpec spec, SearchSpace space, string search)
    {
        if (spec.Search.Limit.IsOff()) return null;
        var first = EvolutionarySearch.Breed(spec.Search, space, spec.Network, spec.Seed, search, 1, [], new HashSet<Architecture>(),
            BlockTies.Of(spec));
        return first.Count > 0 ? null
            : InWords(Invariant($"the search '{search}' draws no architecture within the limit ({spec.Search.Limit.InWords()})"), spec, space,
            spec.Search.Limit);
    }

    private static string InWords(string problem, CampaignSpec spec, SearchSpace space, CostLimit limit)
    {
        var (smallest, largest) = (CostOf(SpaceArithmetic.Smallest(space)), CostOf(SpaceArithmetic.Largest(space)));
        var above = !new CostLimit(limit.MaximumMacs, limit.MaximumParameters).Allows(smallest);
        var below = !new CostLimit(null, null, limit.MinimumMacs, limit.MinimumParameters).Allows(largest);
        if (!above && !below) return problem + "; widen the limit, or raise measurement.subnets or search.population, which decide how many draws are tried";
        var corner = above ? smallest : largest;
        var proposals = Proposals(space, above);
        var enough = proposals.Where(it => limit.Allows(it.Cost)).ToList();
        var best = (enough.Count > 0 ? enough : proposals.OrderBy(it => above ? it.Cost.MacsPerImage : -it.Cost.MacsPerImage).ToList()).Take(MostProposals);
        var words = string.Join(", ",
            best.Select(it => Invariant($"{it.Id} = {SearchDimension.Format(it.Choice)} ({it.Cost.MacsPerImage} MACs, {it.Cost.ParameterCount} parameters)")));
        return problem + Invariant($"; the space's {(above ? "smallest" : "largest")} has {corner.MacsPerImage} MACs and {corner.ParameterCount} parameters. ")
            + (words.Length == 0 ? "No choice within the bounds would help. " : enough.Count > 0 ? $"It would hold one with {words}. "
                : $"No single choice is enough; the most is had from {words}. ")
            + "evolution.maximum_mean_macs and maximum_mean_parameters keep a space from leaving its constraint: fork the campaign with them, or with a wider limit";

        Cost CostOf(Architecture architecture) => ArchitectureCost.Of(spec.Network, architecture);

        List<(DimensionId Id, double Choice, Cost Cost)> Proposals(SearchSpace from, bool smaller)
        {
            var (found, ties) = (new List<(DimensionId, double, Cost)>(), BlockTies.Of(spec));
            foreach (var dimension in ties.Searched(from))
            {
                var step = smaller ? -(decimal)dimension.Gamma : (decimal)dimension.Gamma;
                (DimensionId, double, Cost)? last = null;
                for (var choice = (decimal)(smaller ? dimension.Smallest : dimension.Largest) + step; choice >= (decimal)dimension.Minimum
                    && choice <= (decimal)dimension.Maximum; choice += step)
                {
                    var changed = ties.Apply(from.With(dimension with { Choices = [(double)choice] }));
                    var cost = CostOf(smaller ? SpaceArithmetic.Smallest(changed) : SpaceArithmetic.Largest(changed));
                    if (smaller ? cost.MacsPerImage >= corner.MacsPerImage && cost.ParameterCount >= corner.ParameterCount
                        : cost.MacsPerImage <= corner.MacsPerImage && cost.ParameterCount <= corner.ParameterCount) continue;
                    last = (dimension.Id, (double)choice, cost);
                    if (limit.Allows(cost)) break;
                }
                if (last is { } it) found.Add(it);
            }
            return found;
        }
    }
}
