using System.Collections.Immutable;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Evaluation;
using S3Actors.Messages.Space;

namespace S3Actors.Actors.Campaign;

/// <summary>What is measured of a winner, one set of images after the other, and what is known of it so far.</summary>
/// <param name="Search"><c>final</c>, <c>control</c>, <c>retrained</c>, ...: the first part of its requests' names.</param>
/// <param name="Due">What is measured, in its order.</param>
/// <param name="Errors">As many of them as are known.</param>
internal sealed record WinnerMeasurement(
    string Search, Architecture Architecture, ImmutableList<EvaluationSet> Due, ImmutableList<Top1Error> Errors)
{
    /// <summary>The winner of a search: its fitness is known, the images that decide nothing are due.</summary>
    public static WinnerMeasurement OfSearch(string search, Architecture architecture, CampaignSpec spec, int testImages) =>
        new(search, architecture, [Report(spec), Test(testImages)], []);

    /// <summary>The same after it was trained from scratch: the images of its fitness are due too.</summary>
    public static WinnerMeasurement OfRetrained(string search, Architecture architecture, CampaignSpec spec, int testImages) =>
        new(SupernetNames.RetrainedOf(search), architecture, [new(EvaluationSplit.SearchValidation, spec.Search.Images), Report(spec), Test(testImages)], []);

    /// <summary>Whether everything is known.</summary>
    public bool IsDone => Errors.Count == Due.Count;

    /// <summary>Name of the request that is due.</summary>
    public string Request => RequestName.OfWinner(Search, Set.Split).ToString();

    /// <summary>The images that are due.</summary>
    public EvaluationSet Set => Due[Errors.Count];

    /// <summary>One more is known.</summary>
    public WinnerMeasurement With(Top1Error error) => this with { Errors = Errors.Add(error) };

    private static EvaluationSet Report(CampaignSpec spec) => new(EvaluationSplit.ReportValidation, spec.Data.ReportValidationImages);

    private static EvaluationSet Test(int images) => new(EvaluationSplit.Test, images);
}
