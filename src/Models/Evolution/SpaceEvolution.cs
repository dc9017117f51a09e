using S3Actors.Messages.Campaign;
using S3Actors.Messages.Events;
using S3Actors.Messages.Space;
using static System.FormattableString;

namespace S3Actors.Models.Evolution;

/// <summary>What a dimension's rule asks of the space.</summary>
/// <param name="Slope">w, percentage points a step; NaN where there is none.</param>
/// <param name="SlopeStandardError">Its standard error; NaN where unknown.</param>
public sealed record DimensionProposal(DimensionId Dimension, int Steps, double Slope, double SlopeStandardError)
{
    /// <summary>
    /// |w| over its standard error: the evidence for the move. 0 where either is unknown or w is 0; infinite for an exact slope.
    /// </summary>
    public double Evidence => double.IsNaN(Slope) || double.IsNaN(SlopeStandardError) || Slope == 0 ? 0 : Math.Abs(Slope) / SlopeStandardError;
}

/// <summary>A space after all its dimensions moved, and each one's part in it.</summary>
public sealed record EvolvedSpace(IReadOnlyList<DimensionMove> Moves, SearchSpace After)
{
    /// <summary>Whether any dimension's choices changed.</summary>
    public bool Moved => Moves.Any(move => move.AppliedSteps != 0);
}

/// <summary>
/// Joins the dimensions' proposals into one move of the space (method: "Space evolution"). Each is cut to max_steps; then, while the moved
/// space breaks a condition on the whole (ceilings on mean MACs and log10 |A|; heads within the q width; a hidden unit in every MLP), the
/// move with the least evidence |w| / error among those that make it worse gives up one step. So a ceiling costs the weakest moves first,
/// never one that shrinks what is measured; a space that was above its ceiling before may shrink but not grow.
/// </summary>
public static class SpaceEvolution
{
    /// <summary>The moves in the order of the space's dimensions, and the space they lead to.</summary>
    /// <param name="proposals">One for each dimension, in any order.</param>
    /// <param name="uniformBlocks">Whether the blocks of a stage are all alike, which makes a space smaller.</param>
    /// <exception cref="ArgumentException">A dimension has no proposal, or two.</exception>
    public static EvolvedSpace Apply(
        SearchSpace before, IReadOnlyList<DimensionProposal> proposals, EvolutionSpec spec, NetworkSkeleton skeleton, bool uniformBlocks = false)
    {
        var moves = Ordered(before, proposals).Select(proposal => new PendingMove(before[proposal.Dimension], proposal)).ToArray();
        foreach (var move in moves) move.CutTo(spec.MaximumSteps);
        foreach (var move in moves) move.CutToBounds();

        var conditions = SpaceCondition.All(spec, skeleton, before.StageCount, uniformBlocks);
        while (conditions.FirstOrDefault(condition => !condition.Holds(After(moves)) && Weakest(before, moves, condition) is not null) is { } broken)
            Weakest(before, moves, broken)!.GiveUpOneStep(broken.Name);
        return new EvolvedSpace([.. moves.Select(move => move.ToDimensionMove())], After(moves));
    }

    private static SearchSpace After(IEnumerable<PendingMove> moves) => new([.. moves.Select(move => move.After)]);

    /// <summary>
    /// Of the moves without which the condition's measure would be lower, the one with the least evidence; the first of equals. Where no
    /// single move is to blame but all of them together are (head_dim is rounded down), any move may be.
    /// </summary>
    private static PendingMove? Weakest(SearchSpace before, PendingMove[] moves, SpaceCondition condition)
    {
        var after = After(moves);
        var measure = condition.Measure(after);
        var moved = moves.Where(move => move.Steps != 0).ToArray();
        var growing = moved.Where(move => condition.Measure(after.With(move.Before)) < measure).ToArray();
        if (growing.Length == 0 && condition.Measure(before) < measure) growing = moved;
        return growing.MinBy(move => move.Evidence);
    }

    private static IEnumerable<DimensionProposal> Ordered(SearchSpace space, IReadOnlyList<DimensionProposal> proposals)
    {
        var byDimension = new Dictionary<DimensionId, DimensionProposal>();
        foreach (var proposal in proposals)
        {
            if (!byDimension.TryAdd(proposal.Dimension, proposal))
                throw new ArgumentException($"Two proposals for {proposal.Dimension}.", nameof(proposals));
        }
        if (byDimension.Count > space.Dimensions.Count)
            throw new ArgumentException(Invariant($"{byDimension.Count} proposals for {space.Dimensions.Count} dimensions."), nameof(proposals));
        return space.Dimensions.Select(dimension => byDimension.TryGetValue(dimension.Id, out var proposal) ? proposal
            : throw new ArgumentException($"No proposal for {dimension.Id}.", nameof(proposals)));
    }
}
