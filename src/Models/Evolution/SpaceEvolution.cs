using S3Actors.Messages.Campaign;
using S3Actors.Messages.Events;
using S3Actors.Messages.Space;
using S3Actors.Models.Space;
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
    /// <param name="proposals">One for each dimension that is moved for itself, in any order.</param>
    /// <param name="ties">What ties the choices of blocks together: a dimension that follows another moves with it, whatever is proposed for it.</param>
    /// <exception cref="ArgumentException">A dimension has no proposal, or two.</exception>
    public static EvolvedSpace Apply(
        SearchSpace before, IReadOnlyList<DimensionProposal> proposals, EvolutionSpec spec, NetworkSkeleton skeleton, BlockTies ties = default)
    {
        var moves = Ordered(before, proposals, ties).Select(proposal => new PendingMove(before[proposal.Dimension], proposal)).ToArray();
        foreach (var move in moves) move.CutTo(spec.MaximumSteps);
        foreach (var move in moves) move.CutToBounds();

        var conditions = SpaceCondition.All(spec, skeleton, before.StageCount, ties);
        while (conditions.FirstOrDefault(condition => !condition.Holds(After(before, moves, ties)) && Weakest(before, moves, condition, ties) is not null) is { } broken)
            Weakest(before, moves, broken, ties)!.GiveUpOneStep(broken.Name);
        var (applied, after) = (moves.ToDictionary(move => move.Before.Id, move => move.ToDimensionMove()), After(before, moves, ties));
        return new EvolvedSpace([.. before.Dimensions.Select(dimension => applied.GetValueOrDefault(dimension.Id) ?? Following(dimension, applied[ties.Leader(dimension.Id)], after))], after);
    }

    /// <summary>The move of a dimension that follows another: the same steps.</summary>
    private static DimensionMove Following(SearchDimension dimension, DimensionMove leader, SearchSpace after) => new(
        dimension.Id, leader.ProposedSteps, leader.AppliedSteps, dimension.Choices, after[dimension.Id].Choices, $"{MoveInWords.Follows} {leader.Dimension}");

    private static SearchSpace After(SearchSpace before, IEnumerable<PendingMove> moves, BlockTies ties)
    {
        var after = moves.ToDictionary(move => move.Before.Id, move => move.After);
        return ties.Apply(new SearchSpace([.. before.Dimensions.Select(dimension => after.GetValueOrDefault(dimension.Id) ?? dimension)]));
    }

    /// <summary>
    /// Of the moves without which the condition's measure would be lower, the one with the least evidence; the first of equals. Where no
    /// single move is to blame but all of them together are (head_dim is rounded down), any move may be.
    /// </summary>
    private static PendingMove? Weakest(SearchSpace before, PendingMove[] moves, SpaceCondition condition, BlockTies ties)
    {
        var after = After(before, moves, ties);
        var measure = condition.Measure(after);
        var moved = moves.Where(move => move.Steps != 0).ToArray();
        var growing = moved.Where(move => condition.Measure(ties.Apply(after.With(move.Before))) < measure).ToArray();
        if (growing.Length == 0 && condition.Measure(before) < measure) growing = moved;
        return growing.MinBy(move => move.Evidence);
    }

    private static IEnumerable<DimensionProposal> Ordered(SearchSpace space, IReadOnlyList<DimensionProposal> proposals, BlockTies ties)
    {
        var byDimension = new Dictionary<DimensionId, DimensionProposal>();
        foreach (var proposal in proposals)
        {
            if (!byDimension.TryAdd(proposal.Dimension, proposal))
                throw new ArgumentException($"Two proposals for {proposal.Dimension}.", nameof(proposals));
        }
        var searched = ties.Searched(space);
        if (byDimension.Count > searched.Count)
            throw new ArgumentException(Invariant($"{byDimension.Count} proposals for {searched.Count} dimensions."), nameof(proposals));
        return searched.Select(dimension => byDimension.TryGetValue(dimension.Id, out var proposal) ? proposal
            : throw new ArgumentException($"No proposal for {dimension.Id}.", nameof(proposals)));
    }
}
