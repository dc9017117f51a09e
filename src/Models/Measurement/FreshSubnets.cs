using S3Actors.Messages.Campaign;
using S3Actors.Messages.Space;
using S3Actors.Models.Randomness;
using S3Actors.Models.Space;

namespace S3Actors.Models.Measurement;

/// <summary>
/// Random subnets of a space within a limit that no decision ever saw: what the distribution of its errors is drawn from. They decide nothing.
/// </summary>
public static class FreshSubnets
{
    private const int DrawsPerSubnet = 4_000;

    /// <summary>The number of the draws that are retrained: no study draws of so many spaces.</summary>
    private const int RetrainedDraws = 1_000_000;

    /// <summary>Random subnets of a campaign's last space that may be trained from scratch; the first ones are the same however many are asked for.</summary>
    /// <param name="count">How many; fewer where the search's constraint, or the space, leaves fewer.</param>
    public static IReadOnlyList<Architecture> ForRetraining(CampaignSpec spec, SearchSpace space, int count) =>
        Draw(spec.Network, space, spec.Search.Limit, spec.Seed, RetrainedDraws, count, BlockTies.Of(spec));

    /// <summary>
    /// Distinct subnets in the order of their draws: a function of the arguments. Fewer than asked for where the limit, or the space, leaves fewer;
    /// none where it leaves none.
    /// </summary>
    /// <param name="number">Tells the draws of several spaces of one seed apart.</param>
    /// <param name="count">How many.</param>
    /// <param name="ties">What ties the choices of blocks together.</param>
    public static IReadOnlyList<Architecture> Draw(
        NetworkSkeleton skeleton, SearchSpace space, CostLimit limit, long seed, int number, int count, BlockTies ties = default)
    {
        var drawn = new HashSet<Architecture>();
        var subnets = new List<Architecture>();
        for (var index = 0L; index < (long)count * DrawsPerSubnet && subnets.Count < count; index++)
        {
            var architecture = ties.Apply(SpaceSampler.Draw(space, new CounterRandom(seed, RandomPurpose.FreshSubnets, number, index)).ToArchitecture());
            if ((limit.IsOff() || limit.Allows(ArchitectureCost.Of(skeleton, architecture))) && drawn.Add(architecture)) subnets.Add(architecture);
        }
        return subnets;
    }
}
