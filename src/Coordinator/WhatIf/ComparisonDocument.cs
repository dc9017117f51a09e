using S3Actors.Actors.Campaign;
using S3Actors.Coordinator.History;
using S3Actors.Coordinator.Output;
using S3Actors.Coordinator.Report;

namespace S3Actors.Coordinator.WhatIf;

/// <summary>A campaign as one side of a comparison.</summary>
/// <param name="Ancestry">The campaigns it forked from, nearest first, with the iteration: <c>quick at iteration 2</c>.</param>
/// <param name="MeanQByIteration">Mean Q over every choice measured, a fraction, of iterations 1, 2, ...; null where none was measured.</param>
/// <param name="SubnetsEvaluated">Of its own and inherited.</param>
/// <param name="SecondsInAll">Its own work; what a fork inherited took no time.</param>
public sealed record ComparedCampaign(
    string Name, IReadOnlyList<string> Ancestry, IReadOnlyList<double?> MeanQByIteration, IReadOnlyList<WinnerReport> Winners,
    long SubnetsEvaluated, int Sessions, double SecondsInAll)
{
    internal static ComparedCampaign Of(CampaignHistory history) => new(
        history.Name, [.. history.Forks.Reverse().Select(fork => FormattableString.Invariant($"{fork.Parent} at iteration {fork.AtIteration}"))],
        [.. history.Iterations.Select(it => double.IsNaN(it.MeanQ) ? null : (double?)it.MeanQ)],
        WinnerReport.AllOf(history),
        history.SubnetsEvaluated, history.Sessions.Count, history.SecondsByPhase.Values.Sum());
}

/// <summary>One dimension of every campaign at the beginning of an iteration; the last row of a dimension is after the last iteration.</summary>
/// <param name="Choices">By campaign; null where it had no such iteration.</param>
public sealed record ComparedChoices(int Iteration, string Dimension, IReadOnlyList<IReadOnlyList<double>?> Choices)
{
    /// <summary>Whether all are known and equal.</summary>
    public bool Same => Choices.All(it => it is not null && it.SequenceEqual(Choices[0]!));

    /// <summary>Whether all are known and two differ.</summary>
    internal bool Differ => Choices.All(it => it is not null) && !Same;
}

/// <summary>Campaigns side by side.</summary>
/// <param name="Settings">Settings in which a campaign differs from the first, one line each.</param>
/// <param name="FirstDifferentSpace">The first iteration that all began, with different spaces; null where there is none.</param>
/// <param name="Spaces">Choices at the beginning of each iteration, and after the last.</param>
public sealed record ComparisonDocument(
    IReadOnlyList<ComparedCampaign> Campaigns, IReadOnlyList<string> Settings, int? FirstDifferentSpace, IReadOnlyList<ComparedChoices> Spaces)
{
    /// <summary>Compares campaigns, complete or not.</summary>
    /// <exception cref="BadInputException">One has not begun, or their spaces have different dimensions.</exception>
    public static ComparisonDocument Of(IReadOnlyList<CampaignHistory> campaigns)
    {
        var specs = campaigns.Select(it => it.BegunTo("compare").Spec).ToList();
        var dimensions = specs[0].InitialSpace.Dimensions.Select(it => it.Id).ToList();
        if (specs.FindIndex(it => !dimensions.SequenceEqual(it.InitialSpace.Dimensions.Select(d => d.Id))) is var other and >= 0)
            throw new BadInputException($"'{campaigns[0].Name}' has {specs[0].InitialSpace.StageCount} stage(s) and '{campaigns[other].Name}' {specs[other].InitialSpace.StageCount}: they have no common dimensions to compare");
        var spaces = campaigns.Select(SpacesOf).ToList();
        var rows =
            from iteration in Enumerable.Range(0, spaces.Max(it => it.Count))
            from id in dimensions
            select new ComparedChoices(iteration + 1, id.ToString(), [.. spaces.Select(it => iteration < it.Count ? it[iteration][id].Choices : null)]);
        var all = rows.ToList();
        return new ComparisonDocument(
            [.. campaigns.Select(ComparedCampaign.Of)],
            [.. Enumerable.Range(1, campaigns.Count - 1)
                .SelectMany(i => SpecDifference.Between(specs[0], specs[i] with { Name = specs[0].Name }, $"in '{campaigns[0].Name}'",
                $"in '{campaigns[i].Name}'"))],
            all.Where(it => it.Differ).Select(it => (int?)it.Iteration).FirstOrDefault(), all);
    }

    /// <summary>None before the first iteration.</summary>
    private static IReadOnlyList<Messages.Space.SearchSpace> SpacesOf(CampaignHistory history) => history.Iterations.Count == 0 ? [] : history.Spaces;
}
