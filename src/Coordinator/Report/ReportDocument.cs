using S3Actors.Actors.Campaign;
using S3Actors.Coordinator.History;
using S3Actors.Coordinator.Report.Guidelines;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Evaluation;
using S3Actors.Messages.Events;
using S3Actors.Models.Evolution;

namespace S3Actors.Coordinator.Report;

/// <summary>One iteration in short.</summary>
/// <param name="MeanQ">Mean Q over all choices of all dimensions, a fraction.</param>
/// <param name="DimensionsMoved">How many the space's evolution moved; null while it is open.</param>
/// <param name="Outcomes">How many dimensions grew, shrank, were not significant, held by the ceiling, held by their bounds or frozen.</param>
public sealed record IterationReport(
    int Iteration, double Log10Size, double MeanMacs, double MeanQ, double BestQ, long SupernetParameters, double LargestLoss, double SmallestLoss,
        int? DimensionsMoved,
    IReadOnlyDictionary<string, int> Outcomes);

/// <summary>One dimension's choices, from the initial space to the last.</summary>
/// <param name="ChoicesByIteration">Choices at the beginning of each iteration, and after the last one.</param>
public sealed record DimensionReport(string Dimension, IReadOnlyList<IReadOnlyList<double>> ChoicesByIteration);

/// <summary>A top-1 error with its 95 % confidence interval (Wilson's), percent.</summary>
public sealed record ErrorReport(double Percent, double LowerPercent, double UpperPercent, int Images)
{
    private const double Z = 1.959963984540054; // two-sided 95 %

    /// <summary>With its interval: <c>17.32 [16.10, 18.61]</c>.</summary>
    public string ToText() => FormattableString.Invariant($"{Percent:0.00} [{LowerPercent:0.00}, {UpperPercent:0.00}]");

    /// <summary>Of what was not measured.</summary>
    public static ErrorReport Unknown { get; } = new(double.NaN, double.NaN, double.NaN, 0);

    /// <summary>From a count. Wilson's interval stays within [0, 100] and holds for few images too.</summary>
    public static ErrorReport Of(Top1Error error)
    {
        double n = error.Images, p = error.Fraction, z2 = Z * Z;
        var centre = (p + z2 / (2 * n)) / (1 + z2 / n);
        var half = Z / (1 + z2 / n) * Math.Sqrt(p * (1 - p) / n + z2 / (4 * n * n));
        return new ErrorReport(error.Percent, 100 * Math.Max(0, centre - half), 100 * Math.Min(1, centre + half), error.Images);
    }
}

/// <summary>The architecture that a search chose.</summary>
/// <param name="Search"><c>final</c> for the evolved space, <c>control</c> and <c>control-total</c> for the initial one, <c>retrained</c>,
/// <c>control-retrained</c>, ... for their winners trained from scratch.</param>
/// <param name="Supernet">Whose weights it is measured with.</param>
public sealed record WinnerReport(
    string Search, string Supernet, string Architecture, long MacsPerImage, long ParameterCount, ErrorReport SearchValidation, ErrorReport ReportValidation,
        ErrorReport Test)
{
    /// <summary>What it is called in tables.</summary>
    internal string Heading => HeadingOf(Search);

    /// <summary>What the winner of a search is called in tables and charts.</summary>
    internal static string HeadingOf(string search) =>
        search switch { SearchNames.Final => "evolved space", SearchNames.Control => "initial space (control)",
        SearchNames.ControlTotal =>
        "initial space, all steps", SupernetNames.Retrained =>
        "evolved, retrained", _ => HeadingOf(SupernetNames.RetrainedSearch(search) ?? SearchNames.Control) + ", retrained" };

    internal static IReadOnlyList<WinnerReport> AllOf(CampaignHistory history)
    {
        List<WinnerReport> winners = [.. history.Searches.Where(s => s.Winner is not null).Select(s => Of(s.Started, s.Winner!))];
        foreach (var it in history.Retrainings.Where(begun => SearchNames.RandomSubnet(begun.Search) is null).Select(begun => history.Retrained(begun.Search)).OfType<WinnerRetrained>())
            winners.Add(winners.First(w => w.Search == it.Search) with
            {
                Search = SupernetNames.RetrainedOf(it.Search), Supernet = SupernetNames.RetrainedOf(it.Search),
                SearchValidation = ErrorReport.Of(it.SearchValidation), ReportValidation = ErrorReport.Of(it.ReportValidation), Test = ErrorReport.Of(it.Test),
            });
        return winners;
    }

    private static WinnerReport Of(ArchitectureSearchStarted started, WinnerSelected w) => new(
        w.Search, started.Supernet, w.Architecture.CanonicalText, w.MacsPerImage, w.ParameterCount,
        ErrorReport.Of(w.SearchValidation), ErrorReport.Of(w.ReportValidation), ErrorReport.Of(w.Test));
}

/// <summary>What it took.</summary>
/// <param name="SecondsByPhase">Working time: train, measure, search, report, other.</param>
public sealed record EffortReport(
    int Sessions, IReadOnlyDictionary<string, double> SecondsByPhase, double SecondsInAll, long SubnetsEvaluated, long OptimizerSteps, string Hardware,
        string ProductVersion);

/// <summary>A campaign's result, complete or so far.</summary>
public sealed record ReportDocument(
    CampaignStatus Status,
    long Seed,
    string SpecDigest,
    string DatasetDigest,
    IReadOnlyList<string>? Classes,
    IReadOnlyList<IterationReport> Iterations,
    IReadOnlyList<DimensionReport> Space,
    string? EvolutionEnded,
    IReadOnlyList<WinnerReport> Winners,
    EffortReport Effort,
    IReadOnlyDictionary<string, string> Libraries,
    string ErrorsCover,
    IReadOnlyList<GuidelineReport> Guidelines)
{
    /// <summary>Of a search with two objectives, its front from the cheapest on; else empty.</summary>
    public IReadOnlyList<FrontMember> Front { get; init; } = [];

    /// <summary>Draws it from what the journal says.</summary>
    public static ReportDocument Of(CampaignHistory history, bool lockHeld)
    {
        var created = history.BegunTo("report").Created!;
        return new ReportDocument(
            CampaignStatus.Of(history, lockHeld), history.Spec.Seed, history.SpecDigest, created.DatasetDigest, created.Classes,
            [.. history.Iterations.Select(i => Of(history, i))], SpaceOf(history), EndOf(history),
            WinnerReport.AllOf(history),
            new EffortReport(history.Sessions.Count, history.SecondsByPhase, history.SecondsByPhase.Values.Sum(), history.SubnetsEvaluated,
                history.Supernets.Values.Sum(s => (long)s.StepsDone), created.Hardware, history.Sessions.LastOrDefault()?.Started.ProductVersion ?? ""),
            created.Libraries, ScatterInWords.Of(history), DesignGuidelines.Test(history)) { Front = FrontMember.AllOf(history) };
    }

    /// <summary>Why the evolution ended. Where nothing moved, what kept the dimensions where they were.</summary>
    private static string? EndOf(CampaignHistory history)
    {
        if (history.FinalSupernet is not { Reason: var reason }
            || history.Iterations.LastOrDefault() is not { Evolved: { } evolved } last) return history.FinalSupernet?.Reason;
        return evolved.Event.Moves.Any(move => move.AppliedSteps != 0) ? reason : $"{reason}: {MoveInWords.Line(last.Outcomes)}";
    }

    private static IterationReport Of(CampaignHistory history, IterationView iteration)
    {
        var supernet = history.Supernets.GetValueOrDefault(SupernetNames.OfIteration(iteration.Started.Iteration));
        var last = supernet?.Intervals.LastOrDefault();
        return new IterationReport(
            iteration.Started.Iteration, iteration.Started.Log10Size, iteration.Started.MeanMacs, iteration.MeanQ,
            iteration.Dimensions.SelectMany(d => d.Errors).Select(e => e.Event.Error.Q).Where(q => !double.IsNaN(q)).DefaultIfEmpty(double.NaN).Min(),
            supernet?.Started.ParameterCount ?? 0, last?.LargestLoss ?? double.NaN, last?.SmallestLoss ?? double.NaN,
            iteration.Evolved?.Event.Moves.Count(m => m.AppliedSteps != 0), iteration.Outcomes);
    }

    private static IReadOnlyList<DimensionReport> SpaceOf(CampaignHistory history)
    {
        var spaces = history.Spaces;
        return [.. spaces[0].Dimensions.Select(d => new DimensionReport(d.Id.ToString(), [.. spaces.Select(space => space[d.Id].Choices)]))];
    }
}
