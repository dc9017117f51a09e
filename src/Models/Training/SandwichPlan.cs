using S3Actors.Messages.Space;
using S3Actors.Models.Randomness;
using S3Actors.Models.Space;

namespace S3Actors.Models.Training;

/// <summary>
/// The subnets of each sandwich step: the largest, the smallest, then the random ones; a pure function of the step. Or one architecture, at
/// every step, where that is trained alone.
/// </summary>
/// <param name="alone">The architecture that is trained alone; null for the sandwich.</param>
/// <param name="ties">What ties the choices of blocks together, in random subnets too.</param>
public sealed class SandwichPlan(long seed, SearchSpace space, int supernetIndex, int randomSubnets, Architecture? alone = null, BlockTies ties = default)
{
    private readonly Architecture _largest = SpaceArithmetic.Largest(space);
    private readonly Architecture _smallest = SpaceArithmetic.Smallest(space);

    /// <summary>Subnets of a step.</summary>
    public int Passes => alone is null ? 2 + randomSubnets : 1;

    /// <summary>Costliest first, as far as is known without counting: the largest, the random ones, the smallest.</summary>
    public IReadOnlyList<int> Order { get; } = alone is null ? [0, .. Enumerable.Range(2, randomSubnets), 1] : [0];

    /// <summary>The subnets of a step, counted from 0.</summary>
    public IReadOnlyList<Architecture> At(int step)
    {
        if (alone is not null) return [alone];
        var random = new CounterRandom(seed, RandomPurpose.TrainingSubnets, supernetIndex, step);
        Architecture Draw(CounterRandom from) => ties.Apply(SpaceSampler.Draw(space, from).ToArchitecture());
        return [_largest, _smallest, .. Enumerable.Range(0, randomSubnets).Select(_ => Draw(random))];
    }
}
