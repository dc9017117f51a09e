using S3Actors.Coordinator.Output;
using S3Actors.Coordinator.Report.Charts;
using S3Actors.Coordinator.Report.Drawings;
using S3Actors.Messages.Campaign;
using S3Actors.Models.Evolution;
using static System.FormattableString;

namespace S3Actors.Coordinator.Report.Page;

/// <summary>What came of the campaign: the winners, the space's evolution, the searches.</summary>
internal static class ResultSections
{
    public static void Write(Html html, ReportMaterial material)
    {
        if (material.Document.Winners.Count > 0) html.Section("winners", "Winners", section => Winners(section, material.Document));
        html.Section("evolution", "Evolution of the space", section => Evolution(section, material));
        if (SearchFigure.Of(material) is { } search)
            html.Section("searches", "The search: error against cost", section => section.Figure(search,
                "Each dot is an architecture that was evaluated, with inherited weights, on the images that drive the search. The stepped lines are the Pareto fronts: nothing found by that "
                + "search is both cheaper and better. Diamonds are the winners. The control searches the initial space with the same budget.",
                material.History.Searches.Select(it => (WinnerReport.HeadingOf(it.Started.Search), SearchFigure.InkOf(it)))));
    }

    private static void Winners(Html html, ReportDocument document)
    {
        var winners = document.Winners;
        List<IReadOnlyList<string>> rows =
        [
            ["test error, %", .. winners.Select(it => it.Test.ToText())],
            ["report-validation error, %", .. winners.Select(it => it.ReportValidation.ToText())],
            ["search-validation error, %", .. winners.Select(it => Invariant($"{it.SearchValidation.Percent:0.00}"))],
            ["MMACs an image", .. winners.Select(it => NumberText.Millions(it.MacsPerImage))],
            ["parameters", .. winners.Select(it => Invariant($"{it.ParameterCount:N0}"))],
            ["weights of supernet", .. winners.Select(it => it.Supernet)],
        ];
        html.Table(["", .. winners.Select(it => it.Heading)], rows);
        html.Element("p", "Intervals are Wilson's, at 95 % confidence. Test and report-validation images decided nothing.", "note");
        if (winners.FirstOrDefault(it => it.Search == SupernetNames.Retrained) is { } retrained
            && winners.FirstOrDefault(it => it.Search == SearchNames.Final) is { } inherited)
            html.Element("p", Invariant($"Trained from scratch by itself, the winner's test error is {Math.Abs(retrained.Test.Percent - inherited.Test.Percent):0.00} points {(retrained.Test.Percent <= inherited.Test.Percent ? "lower" : "higher")} than with the weights it inherited."));
        foreach (var winner in winners.Where(it => SupernetNames.RetrainedSearch(it.Search) is null))
            html.Within("p", p => p.Element("span", winner.Search + ": ").Element("code", winner.Architecture));
    }

    private static void Evolution(Html html, ReportMaterial material)
    {
        var spaces = material.Spaces.Count;
        html.Figure(SpaceFigure.Of(material),
            "For each kind of dimension and each stage: every choice as a dot, the range of choices as a bar; from left to right the initial space and what each iteration made of it.",
            Enumerable.Range(0, spaces).Where(i => spaces <= 6 || i == 0 || i == spaces - 1)
                .Select(i => (i == 0 ? "initial space" : Invariant($"after iteration {i}"), Ink.Ramp(i, spaces))),
            material.History.Search(SearchNames.Final)?.Best is null ? "" : "the winner's blocks");
        if (material.Document.EvolutionEnded is { } ended) html.Element("p", $"The evolution ended: {ended}.");
        html.Table(["dimension", .. Enumerable.Range(0, spaces).Select(i => i == 0 ? "initial" : Invariant($"after {i}"))],
            material.Document.Space.Select(d => (IReadOnlyList<string>)[d.Dimension,
                .. d.ChoicesByIteration.Select((choices, i) => i > 0 && choices.SequenceEqual(d.ChoicesByIteration[i - 1])
                    ? HeldBy(material, d.Dimension, i) ?? "=" : NumberText.Choices(choices))]),
            cell => cell.StartsWith("held", StringComparison.Ordinal) ? "held" : "");
    }

    /// <summary>What kept a dimension where it was against its rule; null where nothing did.</summary>
    private static string? HeldBy(ReportMaterial material, string dimension, int iteration)
    {
        var view = material.History.Iterations.FirstOrDefault(it => it.Started.Iteration == iteration)?.Dimensions.FirstOrDefault(it => it.Id.ToString() == dimension);
        return view?.Move is { } move && MoveInWords.Of(move, view.Proposal?.Event) is (MoveInWords.HeldByCeiling or MoveInWords.HeldByBounds) and var word ? word : null;
    }
}
