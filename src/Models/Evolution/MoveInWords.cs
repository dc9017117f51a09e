using S3Actors.Messages.Events;

namespace S3Actors.Models.Evolution;

/// <summary>What became of a dimension in one iteration, in the words that every surface has.</summary>
public static class MoveInWords
{
    /// <summary>It got larger choices.</summary>
    public const string Grew = "grew";

    /// <summary>It got smaller choices.</summary>
    public const string Shrank = "shrank";

    /// <summary>Its rule saw too little to move it.</summary>
    public const string NotSignificant = "not significant";

    /// <summary>Its rule moved it, and a ceiling on the whole space took the move back.</summary>
    public const string HeldByCeiling = "held by the ceiling";

    /// <summary>Its rule moved it, and its own bounds leave it no room.</summary>
    public const string HeldByBounds = "held by its bounds";

    /// <summary>Its rule is frozen, or it has one choice and so no slope.</summary>
    public const string Frozen = "frozen";

    /// <summary>It follows another dimension, and moved with it: how the reason of its move begins.</summary>
    public const string Follows = "follows";

    /// <summary>All of them, in the order in which they are counted.</summary>
    public static IReadOnlyList<string> All { get; } = [Grew, Shrank, NotSignificant, HeldByCeiling, HeldByBounds, Frozen, Follows];

    /// <summary>The words for a move.</summary>
    /// <param name="proposal">What the dimension's rule said.</param>
    public static string Of(DimensionMove move, MoveProposed? proposal) => (move.ProposedSteps, move.AppliedSteps) switch
    {
        _ when move.Reason.StartsWith(Follows, StringComparison.Ordinal) => Follows,
        (_, > 0) => Grew,
        (_, < 0) => Shrank,
        (0, 0) => move.Before.Count == 1 || proposal?.Rule == UpdateRules.Frozen ? Frozen : NotSignificant,
        _ => move.Reason.Contains("held by the bounds", StringComparison.Ordinal) ? HeldByBounds : HeldByCeiling,
    };

    /// <summary>How many dimensions each word is said of; those of none left out.</summary>
    public static IReadOnlyDictionary<string, int> Count(IEnumerable<(DimensionMove Move, MoveProposed? Proposal)> moves)
    {
        var words = moves.Select(it => Of(it.Move, it.Proposal)).ToList();
        return All.Where(words.Contains).ToDictionary(word => word, word => words.Count(it => it == word), StringComparer.Ordinal);
    }

    /// <summary>The same as a line: <c>5 held by the ceiling, 12 not significant</c>; empty while the iteration is open.</summary>
    public static string Line(IReadOnlyDictionary<string, int> counts) =>
        string.Join(", ", counts.Select(it => FormattableString.Invariant($"{it.Value} {it.Key}")));
}
