using S3Actors.Messages.Events;

namespace S3Actors.Coordinator.History;

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

    /// <summary>All of them, in the order in which they are counted.</summary>
    public static IReadOnlyList<string> All { get; } = [Grew, Shrank, NotSignificant, HeldByCeiling, HeldByBounds, Frozen];

    /// <summary>The words for a move.</summary>
    /// <param name="proposal">What the dimension's rule said.</param>
    public static string Of(DimensionMove move, MoveProposed? proposal) => (move.ProposedSteps, move.AppliedSteps) switch
    {
        (_, > 0) => Grew,
        (_, < 0) => Shrank,
        (0, 0) => move.Before.Count == 1 || proposal?.Rule == "frozen" ? Frozen : NotSignificant,
        _ => move.Reason.Contains("held by the bounds", StringComparison.Ordinal) ? HeldByBounds : HeldByCeiling,
    };

    /// <summary>How many dimensions of an iteration each word is said of; those of none left out.</summary>
    public static IReadOnlyDictionary<string, int> Count(IterationView iteration)
    {
        var words = iteration.Dimensions.Where(it => it.Move is not null).Select(it => Of(it.Move!, it.Proposal?.Event)).ToList();
        return All.Where(words.Contains).ToDictionary(word => word, word => words.Count(it => it == word), StringComparer.Ordinal);
    }

    /// <summary>The same as a line: <c>5 held by the ceiling, 12 not significant</c>; empty while the iteration is open.</summary>
    public static string Line(IReadOnlyDictionary<string, int> counts) =>
        string.Join(", ", counts.Select(it => FormattableString.Invariant($"{it.Value} {it.Key}")));
}

/// <summary>What the standard errors of an iteration cover, in words.</summary>
public static class ScatterInWords
{
    /// <summary>Of a decision.</summary>
    public static string Of(MoveProposed? proposal) => proposal?.Scatter switch
    {
        ErrorScatter.Images => "errors over subnets and images; how the training went is not in them",
        _ => "errors over subnets alone; images and how the training went are not in them",
    };

    /// <summary>Of a campaign: what its verdicts rest on.</summary>
    public static string Of(CampaignHistory history)
    {
        var decisions = history.Iterations.SelectMany(it => it.Dimensions).Select(it => it.Proposal?.Event).OfType<MoveProposed>().ToList();
        return decisions.Count > 0 && decisions.TrueForAll(it => it.Scatter is ErrorScatter.Images)
            ? "Standard errors cover the draw of subnets and of images. What another training of the same supernet would change is not in them: slopes of several seeds scatter more."
            : "Standard errors cover the draw of subnets alone. What other images, and another training of the same supernet, would change is not in them: slopes of several seeds scatter more.";
    }
}
