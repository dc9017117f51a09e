using System.Globalization;
using System.Text.Json.Nodes;
using S3Actors.Bench.Running;
using S3Actors.Models.Training;

namespace S3Actors.Bench.Gpu;

/// <summary>Both sides give the same scores, losses and gradients for the same weights and images, as far as their precision goes.</summary>
internal static class GpuAgreement
{
    /// <summary>Largest distance of scores and of gradients: length of the difference over the length of the other's.</summary>
    private static (double Scores, double Losses, double Gradients) Tolerances(GpuWorkload workload) =>
        workload.Precision is null ? (1e-4, 1e-4, 1e-3) : (2e-2, 1e-2, 6e-2);

    /// <summary>Compares what two sides that have not trained yet say of the compared images; false where they differ.</summary>
    public static bool Holds(GpuWorkload workload, GpuSide ours, GpuSide theirs, GpuFolder folder, GpuOptions options, Findings findings)
    {
        var most = Tolerances(workload);
        double? scores = workload.Alone is null ? null : Distance(Ask("scores").Files);
        var (said, files) = Ask("gradient");
        var losses = Losses(said[0]).Zip(Losses(said[1])).Max(pair => Math.Abs(pair.First - pair.Second) / Math.Abs(pair.Second));
        var gradients = Distance(files);

        var text = string.Create(CultureInfo.InvariantCulture,
            $"{workload.Network}, {GpuWorkload.NameOf(workload.Precision)}, {options.ComparedImages} images, ours against {theirs.Name}: {(scores is null ? "" : $"scores within {scores:E1}, ")}losses within {losses:E1}, gradients within {gradients:E1}");
        var holds = (scores ?? 0) <= most.Scores && losses <= most.Losses && gradients <= most.Gradients;
        findings.Say(holds ? text : $"{text}: THEY DIFFER, by more than {most.Scores}, {most.Losses}, {most.Gradients}");
        findings.Add($"{theirs.Name}", new JsonObject { ["scores"] = scores is { } apart ? Quantity.Round(apart) : null, ["losses"] = Quantity.Round(losses), ["gradients"] = Quantity.Round(gradients), ["holds"] = holds });
        return holds;

        (JsonObject[] Said, string[] Files) Ask(string what)
        {
            string[] files = [folder.File($"{what}-ours.safetensors"), folder.File($"{what}-theirs.safetensors")];
            return ([ours.Process.Ask($"{what} {options.ComparedImages} {files[0]}"), theirs.Process.Ask($"{what} {files[1]}")], files);
        }
    }

    private static IEnumerable<double> Losses(JsonObject answer) => answer["losses"]!.AsArray().Select(loss => loss!.GetValue<double>());

    private static double Distance(string[] files)
    {
        using SafetensorsContent ours = SafetensorsFile.Read(files[0]), theirs = SafetensorsFile.Read(files[1]);
        double apart = 0, length = 0;
        foreach (var name in theirs.Names)
        {
            var (a, b) = (ours.Floats(name), theirs.Floats(name));
            for (var i = 0; i < b.Length; i++)
            {
                apart += ((double)a[i] - b[i]) * ((double)a[i] - b[i]);
                length += (double)b[i] * b[i];
            }
        }
        foreach (var file in files) File.Delete(file);
        return Math.Sqrt(apart / length);
    }
}
