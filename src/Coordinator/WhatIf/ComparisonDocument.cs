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

/// <summary>One dimension of both campaigns at the beginning of an iteration; the last row of a dimension is after the last iteration.</summary>
/// <param name="A">Choices; null where the campaign had no such iteration.</param>
/// <param name="B">The same.</param>
public sealed record ComparedChoices(int Iteration, string Dimension, IReadOnlyList<double>? A, IReadOnlyList<double>? B)
{
    /// <summary>Whether both are known and equal.</summary>
    public bool Same => A is not null && B is not null && A.SequenceEqual(B);
}

/// <summary>Two campaigns side by side.</summary>
/// <param name="Settings">Settings that differ, one line each.</param>
/// <param name="FirstDifferentSpace">The first iteration that both began, with different spaces; null where there is none.</param>
/// <param name="Spaces">Choices at the beginning of each iteration, and after the last.</param>
public sealed record ComparisonDocument(
    ComparedCampaign A, ComparedCampaign B, IReadOnlyList<string> Settings, int? FirstDifferentSpace, IReadOnlyList<ComparedChoices> Spaces)
{
    /// <summary>Compares two campaigns, complete or not.</summary>
    /// <exception cref="BadInputException">One has not begun, or their spaces have different dimensions.</exception>
    public static ComparisonDocument Of(CampaignHistory a, CampaignHistory b)
    {
        var (specA, specB) = (a.BegunTo("compare").Spec, b.BegunTo("compare").Spec);
        var dimensions = specA.InitialSpace.Dimensions.Select(it => it.Id).ToList();
        if (!dimensions.SequenceEqual(specB.InitialSpace.Dimensions.Select(it => it.Id)))
            throw new BadInputException($"'{a.Name}' has {specA.InitialSpace.StageCount} stage(s) and '{b.Name}' {specB.InitialSpace.StageCount}: they have no common dimensions to compare");
        var (spacesA, spacesB) = (SpacesOf(a), SpacesOf(b));
        var rows =
            from iteration in Enumerable.Range(0, Math.Max(spacesA.Count, spacesB.Count))
            from id in dimensions
            select new ComparedChoices(iteration + 1, id.ToString(),
                iteration < spacesA.Count ? spacesA[iteration][id].Choices : null, iteration < spacesB.Count ? spacesB[iteration][id].Choices : null);
        var spaces = rows.ToList();
        return new ComparisonDocument(
            ComparedCampaign.Of(a), ComparedCampaign.Of(b), SpecDifference.Between(specA, specB with { Name = specA.Name }, $"in '{a.Name}'", $"in '{b.Name}'"),
            spaces.Where(it => it is { A: not null, B: not null, Same: false }).Select(it => (int?)it.Iteration).FirstOrDefault(), spaces);
    }

    /// <summary>None before the first iteration.</summary>
    private static IReadOnlyList<Messages.Space.SearchSpace> SpacesOf(CampaignHistory history) => history.Iterations.Count == 0 ? [] : history.Spaces;
}
