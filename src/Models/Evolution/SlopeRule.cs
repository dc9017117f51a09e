using S3Actors.Models.Statistics;
using System.Globalization;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Space;
using S3Actors.Models.Measurement;
using static System.FormattableString;

namespace S3Actors.Models.Evolution;

/// <summary>
/// A rule that turns the slope w of a line through Q over the choices' index into steps. What all of them share: percentage points, the
/// refusal to move without a slope, and the words.
/// </summary>
internal sealed class SlopeRule(string name, string version, Func<IReadOnlyList<double>, LinearFit> fit, SlopeRule.Update update) : IUpdateRule
{
    /// <summary>Steps of a finite slope, and how they came about in words.</summary>
    internal delegate (int Steps, string Words) Update(double slope, double slopeStandardError, RuleSpec spec);

    /// <summary>Largest |steps| of any decision: far beyond any bounds, and safe to multiply.</summary>
    internal const int MostSteps = 1_000_000;

    // Sums of errors carry rounding of about 1e-14. Under the published floor that noise alone would move a dimension whose errors all
    // tie, or take -2 for -3: slopes and ratios are rounded to what can mean something.
    private const int RoundingDecimals = 9;

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public string Version => version;

    /// <inheritdoc/>
    public RuleDecision Decide(DimensionMeasurement measurement, RuleSpec spec)
    {
        var line = fit([.. measurement.Errors.Select(error => 100 * error.Q)]);
        var standardError = measurement.SlopeStandardError;
        if (!double.IsFinite(line.Slope))
            return new RuleDecision(0, double.NaN, double.NaN, line.Intercept, $"no slope: {WhyNoSlope(measurement)} -> no move");
        var slope = Math.Round(line.Slope, RoundingDecimals);
        var (steps, words) = update(slope, standardError, spec);
        var slopeWords = $"slope {Number(slope)} +- {Number(standardError)} points per step";
        return new RuleDecision(steps, slope, standardError, line.Intercept, $"{slopeWords}, {words} -> {StepsInWords(steps, measurement.Dimension)}");
    }

    /// <summary>-floor(w / tau): the published update.</summary>
    internal static (int Steps, string Words) Floor(double slope, double standardError, RuleSpec spec)
    {
        var ratio = Math.Round(slope / spec.Tau, RoundingDecimals);
        var steps = Clamp(Math.Floor(ratio));
        return (-steps, Invariant($"tau {Number(spec.Tau)} -> floor({Ratio(ratio)}) = {steps}"));
    }

    /// <summary>-truncate(w / tau): a slope within tau of zero, on either side, moves nothing.</summary>
    internal static (int Steps, string Words) Truncate(double slope, double standardError, RuleSpec spec)
    {
        var ratio = Math.Round(slope / spec.Tau, RoundingDecimals);
        var steps = Clamp(Math.Truncate(ratio));
        return (-steps, Invariant($"tau {Number(spec.Tau)} -> truncate({Ratio(ratio)}) = {steps}"));
    }

    /// <summary>The published update, taken only where |w| exceeds z standard errors.</summary>
    internal static (int Steps, string Words) Significant(double slope, double standardError, RuleSpec spec)
    {
        if (double.IsNaN(standardError)) return (0, "its standard error is unknown");
        var bound = Invariant($"{Number(spec.Z)} standard errors ({Number(spec.Z * standardError)})");
        if (!(Math.Abs(slope) > spec.Z * standardError)) return (0, $"within {bound}");
        var (steps, words) = Floor(slope, standardError, spec);
        return (steps, $"beyond {bound}, {words}");
    }

    /// <summary>One step against the slope, however small it is.</summary>
    internal static (int Steps, string Words) Sign(double slope, double standardError, RuleSpec spec) =>
        (-Math.Sign(slope), Invariant($"sign {Math.Sign(slope)}"));

    /// <summary>No step.</summary>
    internal static (int Steps, string Words) Frozen(double slope, double standardError, RuleSpec spec) => (0, "frozen by the specification");

    /// <summary>A number in the words of a decision, at most four decimals.</summary>
    internal static string Number(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);

    /// <summary>Four decimals, or all where four would make a whole number of it.</summary>
    private static string Ratio(double ratio) =>
        Math.Round(ratio, 4) == Math.Round(ratio) ? ratio.ToString("0.#########", CultureInfo.InvariantCulture) : Number(ratio);

    private static string StepsInWords(int steps, SearchDimension dimension) => steps switch
    {
        0 => "no move",
        1 or -1 => Invariant($"{steps:+0;-0} step of {SearchDimension.Format(dimension.Gamma)}"),
        _ => Invariant($"{steps:+0;-0} steps of {SearchDimension.Format(dimension.Gamma)}"),
    };

    private static string WhyNoSlope(DimensionMeasurement measurement)
    {
        if (measurement.Errors.Count == 0) return "no choice was measured";
        if (measurement.Errors.Count == 1) return $"only one choice ({SearchDimension.Format(measurement.Errors[0].Choice)})";
        var unknown = measurement.Errors.Where(error => !double.IsFinite(error.Q)).Select(error => SearchDimension.Format(error.Choice));
        return $"the E-T error of {string.Join(", ", unknown)} is not a number";
    }

    private static int Clamp(double steps) => (int)Math.Clamp(steps, -MostSteps, MostSteps);
}
