using FsCheck;
using FsCheck.Fluent;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Events;
using S3Actors.Messages.Space;
using S3Actors.Models.Measurement;

namespace S3Actors.Tests.Models.Evolution;

/// <summary>Measurements as rules get them.</summary>
internal static class Measured
{
    public static SearchDimension Dimension(int choices, double gamma = 16) =>
        new(new DimensionId(3, DimensionKind.EmbedDim), [.. Enumerable.Range(1, choices).Select(j => j * gamma)], gamma, 1, 100_000);

    /// <summary>A dimension of gamma 16 with these E-T errors, fractions.</summary>
    public static DimensionMeasurement Errors(double[] errors, double slopeStandardError = 0.11) => new(
        Dimension(errors.Length), [.. errors.Select((q, j) => new ChoiceEtError((j + 1) * 16, q, q, q, 8, 2, 0, 0, 0))], slopeStandardError);

    /// <summary>E-T errors that lie on a line of that slope, percentage points a step.</summary>
    public static DimensionMeasurement Line(double slope, int choices = 3, double slopeStandardError = 0.11) =>
        Errors([.. Enumerable.Range(0, choices).Select(j => (20 + slope * j) / 100)], slopeStandardError);

    public static RuleSpec Rule(string name, double tau = 0.2, double z = 2, string? assembly = null) => new(name, tau, z, assembly);

    /// <summary>2 to 6 errors, multiples of 1/1000 as 1 000 images give them.</summary>
    public static Gen<double[]> SomeErrors { get; } =
        from count in Gen.Choose(2, 6)
        from thousandths in Gen.Choose(0, 1000).ArrayOf(count)
        select thousandths.Select(thousandth => thousandth / 1000.0).ToArray();
}
