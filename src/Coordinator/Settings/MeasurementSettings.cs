using S3Actors.Messages.Campaign;
using S3Actors.Messages.Space;
using S3Actors.Models.Space;

namespace S3Actors.Coordinator.Settings;

/// <summary>The section <c>measurement</c>: how E-T errors are measured.</summary>
internal static class MeasurementSettings
{
    /// <summary>What the estimator <c>fresh</c> was called before there were others that draw independently: read, never written.</summary>
    private const string OldWordForFresh = "independent";

    private static readonly (string Word, EstimatorKind Meaning)[] Estimators =
    [
        ("paired", EstimatorKind.Paired), ("pooled", EstimatorKind.Pooled), ("effects", EstimatorKind.Effects), ("fresh", EstimatorKind.Fresh),
    ];

    /// <summary>Reads the section.</summary>
    public static MeasurementSpec Read(SettingReader settings, SearchSpace space, BlockTies ties)
    {
        var measurement = new MeasurementSpec(
            Estimator: settings.Is("measurement.estimator", OldWordForFresh) ? EstimatorKind.Fresh : settings.OneOf("measurement.estimator", Estimators),
            Subnets: settings.Int32("measurement.subnets", 1),
            TopK: settings.Int32("measurement.top_k", 1),
            Images: settings.Int32("measurement.images", 1),
            BatchSize: settings.Int32("measurement.batch_size", 1),
            Limit: SpecSettings.ReadLimit(settings, "measurement"),
            Replicates: settings.Int32("measurement.replicates", 1, MeasurementSpec.MostReplicates) is > 1 and var replicates ? replicates : null);
        settings.Require(measurement.TopK <= measurement.Subnets, "measurement.top_k", $"must be at most measurement.subnets, which is {measurement.Subnets}", "measurement.subnets");
        // A regression with as many coefficients as subnets fits anything.
        var coefficients = 1 + ties.Searched(space).Sum(dimension => dimension.Choices.Count - 1);
        settings.Require(measurement.Estimator != EstimatorKind.Effects || measurement.Subnets > coefficients, "measurement.subnets",
            $"must be above {coefficients} for the estimator effects: so many coefficients has its regression over this space");
        SpecSettings.RequireImages(settings, "measurement.images", measurement.Images);
        return measurement;
    }

    /// <summary>The word for an estimator.</summary>
    public static string Word(EstimatorKind estimator) => Array.Find(Estimators, it => it.Meaning == estimator).Word;
}
