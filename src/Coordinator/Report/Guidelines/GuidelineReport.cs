namespace S3Actors.Coordinator.Report.Guidelines;

/// <summary>What a campaign's data say of a design guideline.</summary>
public static class Verdict
{
    /// <summary>The data show it, beyond two standard errors.</summary>
    public const string Holds = "holds";

    /// <summary>The data show its contrary, beyond two standard errors.</summary>
    public const string DoesNot = "does not";

    /// <summary>The data show neither.</summary>
    public const string Undecided = "undecided";
}

/// <summary>One of the paper's four design guidelines, tested on a campaign's measurements (Chen et al. 2021, section "Space evolution", analysis).</summary>
/// <param name="Number">1 to 4, the paper's order.</param>
/// <param name="Guideline">What the paper found.</param>
/// <param name="Verdict"><see cref="Guidelines.Verdict"/>.</param>
/// <param name="Test">How it is tested here.</param>
/// <param name="Numbers">The numbers behind the verdict, a line each.</param>
public sealed record GuidelineReport(int Number, string Guideline, string Verdict, string Test, IReadOnlyList<string> Numbers);
