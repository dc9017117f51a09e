using S3Actors.Coordinator.Output;
using static System.FormattableString;

namespace S3Actors.Coordinator.Report.Page;

/// <summary>The front of a search with two objectives, member by member.</summary>
internal static class FrontSection
{
    public static void Write(Html html, ReportMaterial material)
    {
        if (material.Document.Front.Count == 0) return;
        html.Section("front", "The front: nothing found is both cheaper and better", section =>
        {
            var timed = material.Document.Front.Any(it => it.MicrosecondsPerImage is not null);
            section.Table(["place", .. timed ? ["µs an image"] : Array.Empty<string>(), "MMACs an image", "parameters", "search-validation error, %", "~architecture"],
                material.Document.Front.Select(it => (IReadOnlyList<string>)
                [Invariant($"{it.Place}"), .. timed ? [Invariant($"{it.MicrosecondsPerImage:0.0}")] : Array.Empty<string>(), NumberText.Millions(it.MacsPerImage), Invariant($"{it.ParameterCount:N0}"),
                    Invariant($"{it.SearchValidationPercent:0.00}"), it.Architecture]));
            section.Element("p", $"Errors on the images that drove the search, with inherited weights. 's3actors export {material.History.Name} --front PLACE' writes a member as files.", "note");
            if (timed)
                section.Element("p", "Times are medians of repeated passes on the machine that searched; its noise decides between architectures that are about as fast.", "note");
        });
    }
}
