using S3Actors.Models.Statistics;

namespace S3Actors.Coordinator.Study;

/// <summary>One campaign of a study.</summary>
/// <param name="Steps">Optimizer steps of all its supernets.</param>
/// <param name="TestPercent">The winner's error on test images, with inherited weights, percent; as the others NaN while the campaign is not complete.</param>
/// <param name="RetrainedTestPercent">The same after training from scratch; NaN where that was not done.</param>
/// <param name="Seconds">Its own working time.</param>
public sealed record StudyCampaignReport(
    string Name, string Arm, long Seed, bool Complete, double TestPercent, double ReportValidationPercent, double SearchValidationPercent,
    long MacsPerImage, long ParameterCount, long Steps, double RetrainedTestPercent, double Seconds);

/// <summary>One arm over its complete campaigns.</summary>
/// <param name="StandardDeviation">Of test errors over seeds, points; NaN for fewer than two.</param>
public sealed record StudyArmReport(
    string Arm, string Heading, int Campaigns, double MeanTestPercent, double StandardDeviation, double MeanMacs, double MeanParameters, double MeanSteps, double MeanSeconds);

/// <summary>The winners of two arms under one seed.</summary>
/// <param name="Difference">Test error of the first less that of the other, points: below 0 the first is better.</param>
public sealed record StudyPair(long Seed, double Difference, McNemar Answers);

/// <summary>Two arms, paired by seed.</summary>
/// <param name="Differences">Of the winners' test errors.</param>
/// <param name="SpaceDifferences">Of the mean errors of fresh random subnets of the spaces that were searched; null where none were drawn.</param>
public sealed record StudyComparison(
    string First, string Other, string OtherHeading, IReadOnlyList<StudyPair> Pairs, PairedDifferences Differences, PairedDifferences? SpaceDifferences);

/// <summary>Errors of fresh random subnets of the spaces that arms trained, over seeds.</summary>
/// <param name="Space">In words: the initial space, the space after so many iterations.</param>
/// <param name="Steps">Steps of the supernet, in the mean of seeds.</param>
/// <param name="Errors">Of all subnets of all seeds together, percent.</param>
public sealed record StudySpaceReport(string Arm, string Supernet, string Space, int Seeds, double Steps, ErrorDistribution Errors)
{
    /// <summary>The errors themselves, ascending; not part of the JSON document, whose campaigns' files hold them.</summary>
    [System.Text.Json.Serialization.JsonIgnore] public IReadOnlyList<double> Percents { get; init; } = [];
}

/// <summary>How far the order of winners by inherited weights is that by weights of their own.</summary>
/// <param name="Tau">Kendall's tau b between both test errors; NaN for fewer than two.</param>
public sealed record StudyRanks(int Winners, double Tau);

/// <summary>How far, in one campaign's last space, errors with inherited weights rank random subnets as errors with weights of their own do.</summary>
/// <param name="Subnets">Random subnets that are retrained so far.</param>
/// <param name="Tau">Kendall's tau b between both test errors; NaN for fewer than two.</param>
/// <param name="Lower">Where its 95 % interval begins, over the draw of subnets; NaN for fewer than five, and for a tau of 1 or -1.</param>
/// <param name="Upper">Where it ends.</param>
/// <param name="InheritedPercents">Test errors with the final supernet's weights, in the order of the draws.</param>
/// <param name="RetrainedPercents">Those of the same subnets trained from scratch.</param>
public sealed record StudySubnetRanks(
    string Campaign, long Seed, int Subnets, double Tau, double Lower, double Upper, IReadOnlyList<double> InheritedPercents, IReadOnlyList<double> RetrainedPercents);

/// <summary>The same over seeds.</summary>
/// <param name="Tau">Mean of the seeds' taus.</param>
/// <param name="Lower">Where its 95 % interval begins: Student's over seeds, or of one seed its own.</param>
/// <param name="Upper">Where it ends; both within [-1, 1].</param>
public sealed record StudyRankFidelity(string Arm, int Seeds, int Subnets, double Tau, double Lower, double Upper, IReadOnlyList<StudySubnetRanks> BySeed);

/// <summary>What is said of one thing under every seed.</summary>
/// <param name="Subject">A guideline, or a dimension.</param>
/// <param name="Counts">How many seeds say what.</param>
/// <param name="Most">What most of them say; of equals the first.</param>
/// <param name="Agreement">Share of seeds that say so, 0 to 1.</param>
public sealed record StudyAgreement(string Subject, IReadOnlyDictionary<string, int> Counts, string Most, double Agreement);

/// <summary>A dimension's slope in the first iteration, whose space is one for all seeds: how far the stated errors are true.</summary>
/// <param name="Slope">Mean over seeds, percentage points of Q a choice.</param>
/// <param name="StandardDeviation">Over seeds: other subnets and another training of the supernet, but the same images.</param>
/// <param name="StatedError">The standard error that each seed states, as a root mean square.</param>
/// <param name="Ratio">The first over the second: 1 where the stated error is all that seeds change, above 1 where training adds to it.</param>
public sealed record StudySlope(string Dimension, int Seeds, double Slope, double StandardDeviation, double StatedError, double Ratio);

/// <summary>What a study found, complete or so far.</summary>
/// <param name="Campaigns">In the order of arms, then of seeds.</param>
/// <param name="Comparisons">The first arm with each of the others, over the seeds that both have complete.</param>
/// <param name="Guidelines">The paper's guidelines on the campaigns of the evolved arm.</param>
/// <param name="Slopes">Of the evolved arm, for dimensions with a slope under two seeds or more.</param>
/// <param name="Dimensions">Where each dimension went in all of an evolved campaign: grew, shrank, stayed.</param>
public sealed record StudyDocument(
    string Name, string Campaign, IReadOnlyList<string> Settings, IReadOnlyList<long> Seeds, IReadOnlyList<StudyCampaignReport> Campaigns, IReadOnlyList<StudyArmReport> Arms,
    IReadOnlyList<StudyComparison> Comparisons, IReadOnlyList<StudySpaceReport> Spaces, StudyRanks? InheritedAgainstRetrained,
    IReadOnlyList<StudyAgreement> Guidelines, IReadOnlyList<StudyAgreement> Dimensions, IReadOnlyList<StudySlope> Slopes, string Hardware, string ProductVersion)
{
    /// <summary>Kendall's tau of retrained random subnets; null where none were retrained.</summary>
    public StudyRankFidelity? RankFidelity { get; init; }

    /// <summary>The ratio of <see cref="StudySlope"/> over all dimensions, as a root mean square; NaN where there is none.</summary>
    public double SlopeRatio => Slopes.Count == 0 ? double.NaN : Math.Sqrt(Slopes.Sum(it => it.StandardDeviation * it.StandardDeviation) / Slopes.Sum(it => it.StatedError * it.StatedError));

    /// <summary>Whether every campaign is complete.</summary>
    public bool Complete => Campaigns.All(it => it.Complete);
}
