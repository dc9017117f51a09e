using static System.FormattableString;

namespace S3Actors.Coordinator.Report.Page;

/// <summary>The paper's four design guidelines, each with what this campaign's data say of it.</summary>
internal static class GuidelineSection
{
    public static void Write(Html html, ReportMaterial material) =>
        html.Section("guidelines", "The paper's design guidelines, on this campaign's data", section =>
    {
        section.Element("p",
            "Chen et al. draw four guidelines from the evolution of their ImageNet space (NeurIPS 2021, arXiv 2111.14725). Each is tested here on the slopes that this campaign measured; "
            + "what counts as shown exceeds two standard errors. " + material.Document.ErrorsCover
                + " Data and networks are others than the paper's: a guideline that does not hold here is not refuted.");
        foreach (var it in material.Document.Guidelines)
            section.Within("div class=\"guideline\"", div =>
            {
                div.Within("div", line =>
                    line.Element("b", Invariant($"{it.Number}. {it.Guideline} "))
                    .Element("span", it.Verdict, "verdict " + it.Verdict.Replace(" ", "", StringComparison.Ordinal)));
                div.Element("p", it.Test, "note");
                div.Within("ul", list =>
                {
                    foreach (var numbers in it.Numbers) list.Element("li", numbers);
                });
            });
    });
}
