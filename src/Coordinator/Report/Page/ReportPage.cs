using S3Actors.Coordinator.History;
using S3Actors.Coordinator.Output;
using S3Actors.Messages.Campaign;
using static System.FormattableString;

namespace S3Actors.Coordinator.Report.Page;

/// <summary>
/// The report as one HTML file: nothing but itself is needed to read it, on a screen, light or dark, or on paper. What the campaign has not come
/// to yet is left out.
/// </summary>
public static class ReportPage
{
    private const int MostClasses = 100;

    /// <summary>Writes the whole page.</summary>
    public static string Of(ReportMaterial material) => HtmlPage.Of($"{material.History.Name}: report", Content(material));

    /// <summary>Writes what stands in the page's body.</summary>
    public static string Content(ReportMaterial material)
    {
        var html = new Html();
        Head(html, material);
        ResultSections.Write(html, material);
        FrontSection.Write(html, material);
        MeasurementSections.Write(html, material);
        EffortSections.Write(html, material);
        GuidelineSection.Write(html, material);
        Foot(html, material);
        return html.ToString();
    }

    private static void Head(Html html, ReportMaterial material)
    {
        var (document, status) = (material.Document, material.Document.Status);
        html.Element("h1", $"Campaign {material.History.Name}");
        html.Element("p", Invariant(
            $"{StateOf(status)}. Search of the search space of vision transformers (S3), seed {document.Seed}, {material.Spec.InitialSpace.StageCount} stages, {material.Spec.Evolution.Iterations} iterations.")
            + (status.Begun is { } begun ? Invariant($" Begun {begun.UtcDateTime:yyyy-MM-dd HH:mm} UTC.") : ""), "lead");
        if (status.Reason is { } reason) html.Element("p", reason, "note");
        if (status.Tags.Count > 0) html.Element("p", $"Tags: {string.Join(", ", status.Tags)}", "note");
        foreach (var remark in status.Notes) html.Element("p", remark.ToLine(), "note");
        foreach (var fork in material.History.Forks)
            html.Element("p", Invariant($"A fork of '{fork.Parent}': what came before iteration {fork.AtIteration} is inherited."), "note");
        html.Within("div class=\"tiles\"", tiles =>
        {
            foreach (var winner in document.Winners)
                Tile(tiles, Invariant($"{winner.Test.Percent:0.00} %"),
                    Invariant($"test error, {winner.Heading}; 95 %: {winner.Test.LowerPercent:0.00} to {winner.Test.UpperPercent:0.00}"));
            if (document.Winners.FirstOrDefault(it => it.Search == SearchNames.Final) is { } best)
                Tile(tiles, NumberText.Millions(best.MacsPerImage), Invariant($"million multiply-accumulates an image, {best.ParameterCount:N0} parameters"));
            if (document.Iterations.Count > 0 && double.IsFinite(document.Iterations[0].MeanQ))
            {
                var last = document.Iterations.Last(it => double.IsFinite(it.MeanQ));
                Tile(tiles, Invariant($"{100 * document.Iterations[0].MeanQ:0.0} → {100 * last.MeanQ:0.0} %"),
                    Invariant($"mean E-T error, iteration 1 to {last.Iteration}"));
            }
            Tile(tiles, NumberText.Duration(document.Effort.SecondsInAll),
                Invariant($"working time in {document.Effort.Sessions} session(s); {document.Effort.SubnetsEvaluated:N0} subnets evaluated"));
        });
    }

    private static string StateOf(CampaignStatus status) => status.State switch
    {
        "completed" => "Completed",
        "running" => Invariant($"Running now: {status.Phase} {status.Subject}").TrimEnd() + Progress(status),
        "failed" => Invariant($"Failed at: {status.Phase} {status.Subject}").TrimEnd() + Progress(status),
        _ => (status.Interrupted ? "Interrupted" : "Paused") + Invariant($" at: {status.Phase} {status.Subject}").TrimEnd() + Progress(status),
    };

    private static string Progress(CampaignStatus status) => status.Progress is { } at ? Invariant($", {at.Unit} {at.Done} of {at.Total}") : "";

    private static void Tile(Html html, string number, string words) => html.Within("div class=\"tile\"", it => it.Element("b", number).Element("span", words));

    private static void Foot(Html html, ReportMaterial material)
    {
        var document = material.Document;
        html.Within("footer", foot => foot
            .Element("div", $"On {document.Effort.Hardware}. s3actors {document.Effort.ProductVersion}; {string.Join(", ", document.Libraries.Select(it => $"{it.Key} {it.Value}"))}.")
            .Element("div", $"Specification SHA-256 {document.SpecDigest}; images SHA-256 {document.DatasetDigest}.")
            .Element("div", document.Classes is { } classes
                ? $"Classes in the order of the scores: {string.Join(", ", classes.Take(MostClasses))}{(classes.Count > MostClasses ? ", ..." : "")}."
                : "The classes have no names in the images' files.")
            .Element("div", "Everything here is drawn from the campaign's journal; 's3actors audit' shows each decision, 's3actors audit --verify' makes it again."));
    }
}
