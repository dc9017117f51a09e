using S3Actors.Messages.Space;
using S3Actors.Models.Randomness;

namespace S3Actors.Models.Evolution;

/// <summary>
/// Random moves of the measured sizes (ours): the steps that the rules proposed, dealt out anew among the dimensions. What a campaign gains over one with
/// such moves comes of moving the right dimensions, not of moving.
/// </summary>
public static class ShuffledMoves
{
    /// <summary>
    /// The same steps, each with the slope and error that it was proposed for, in a random order. Dimensions whose bounds leave them one value only
    /// keep what was said of them. A function of its arguments.
    /// </summary>
    /// <param name="space">The space that the proposals are of.</param>
    /// <param name="proposals">One for each dimension, in any order.</param>
    /// <param name="seed">The campaign's.</param>
    /// <param name="iteration">Counted from 1.</param>
    public static IReadOnlyList<DimensionProposal> Of(SearchSpace space, IReadOnlyList<DimensionProposal> proposals, long seed, int iteration)
    {
        var movable = proposals.Where(it => space[it.Dimension].Minimum < space[it.Dimension].Maximum).OrderBy(it => it.Dimension).ToArray();
        DimensionId[] dimensions = [.. movable.Select(it => it.Dimension)];
        new CounterRandom(seed, RandomPurpose.ShuffledMoves, iteration, index: 0).Shuffle(dimensions.AsSpan());
        var dealt = Enumerable.Range(0, movable.Length).Select(i => movable[i] with { Dimension = dimensions[i] });
        return [.. proposals.Where(it => !dimensions.Contains(it.Dimension)).Concat(dealt).OrderBy(it => it.Dimension)];
    }
}
