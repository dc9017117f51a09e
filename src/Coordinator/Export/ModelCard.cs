using System.Globalization;
using System.Text;
using System.Text.Json;
using S3Actors.Coordinator.Hosting;
using S3Actors.Coordinator.Report;
using static System.FormattableString;

namespace S3Actors.Coordinator.Export;

/// <summary>What someone who finds the weights must know of them.</summary>
internal static class ModelCard
{
    private const int MostClasses = 100;

    /// <summary>The card as Markdown.</summary>
    /// <param name="files">The other files with their digests.</param>
    /// <param name="timm">What timm's network has no room for; empty where it takes the weights.</param>
    public static string Of(ExportedWinner it, IReadOnlyDictionary<string, string> files, IReadOnlyList<string> timm)
    {
        var (spec, created, winner) = (it.Spec, it.History.Created!, it.Winner);
        var images = KnownImages.Of(created.DatasetDigest);
        var text = new StringBuilder();
        void Line(string line = "") => text.Append(line).Append('\n');

        Line(it.FrontPlace is { } place ? Invariant($"# Member {place} of the front of campaign {it.History.Name}")
            : $"# The winner of campaign {it.History.Name}");
        Line();
        Line("A vision transformer with windowed attention, found by searching the search space (S3, Chen et al. 2021, arXiv 2111.14725).");
        Line();
        Line("| | |");
        Line("|---|---|");
        Line(Invariant($"| weights | {it.Weights}: {HowTrained(it)} |"));
        Line(Invariant($"| parameters | {winner.ParameterCount} |"));
        Line(Invariant($"| multiply-accumulates an image | {winner.MacsPerImage} |"));
        Line($"| test error | {Interval(winner.Test)} |");
        Line($"| report-validation error | {Interval(winner.ReportValidation)} |");
        Line($"| search-validation error | {Interval(winner.SearchValidation)}; it chose the winner and is too low for that |");
        Line($"| architecture | `{it.Architecture.CanonicalText}` |");
        Line();
        Line("Errors are top-1 with 95 % confidence intervals (Wilson's). Test and report-validation images decided nothing.");
        Line();
        Line("## Data");
        Line();
        Line($"{images.Name}, {spec.Network.ClassCount} classes. Licence of the data: {images.Licence}.");
        Line(Invariant($"Trained on {spec.Data.TrainingImages} images; {spec.Data.SearchValidationImages} others chose, {spec.Data.ReportValidationImages} more only report. SHA-256 of the decoded images and labels: `{created.DatasetDigest}`."));
        Line();
        if (spec.Data.Fitting is { } fitting) Line(
            Invariant($"First an image is scaled ({fitting.Interpolation}) until its shorter side has {fitting.ShorterSide} pixels, and its middle is cut out."));
        Line(Invariant($"An image's values are scaled to [0, 1], from each channel its mean is subtracted ({Numbers(spec.Data.Mean)}), the difference divided by its standard deviation ({Numbers(spec.Data.StandardDeviation)}); ")
            + Invariant($"then, where it is smaller, it is padded evenly to {spec.Network.ImageSize} x {spec.Network.ImageSize} with what black became. Input: [B, {spec.Network.InputChannels}, {spec.Network.ImageSize}, {spec.Network.ImageSize}]."));
        if (it.Classes is { } classes) Line(
            $"Classes in the order of the scores (`labels.txt`): {string.Join(", ", classes.Take(MostClasses))}{(classes.Count > MostClasses ? ", ..." : "")}.");
        else Line(Invariant($"The classes have no names in the images' files: scores are in the order of their labels, 0 to {spec.Network.ClassCount - 1}."));
        Line();
        Line("## Use");
        Line();
        Line("`load.py` needs PyTorch only: `from load import load; scores = load(\".\")(images)`"
            + (it.Classes is null ? "." : "; `labels(\".\")` are the classes' names in the order of the scores."));
        Line();
        foreach (var use in Uses(it, files)) Line($"- {use}");
        Line();
        Line("Parameters are named as in timm's `swin_s3_*`, but for the classifier, which is `head.fc` from timm 0.9 on. " + (timm.Count == 0
            ? $"timm's `SwinTransformer` has room for this architecture, with {Call(TimmNetwork.Arguments(spec.Network, it.Architecture))}."
            : $"timm's `SwinTransformer` has no room for this architecture ({string.Join("; ", timm)}), so shapes differ from any network of timm's: `attn.qkv.weight` is [3 n floor(q / n), C], "
              + "`attn.proj.weight` [C, n floor(q / n)], the bias table [(2w - 1)^2, n] with w the smaller of window and feature map."));
        Line();
        Line("## Where it is from");
        Line();
        Line(Invariant($"- campaign `{it.History.Name}`, seed {spec.Seed}, specification SHA-256 `{it.History.SpecDigest}`"));
        foreach (var fork in it.History.Forks) Line(Invariant($"- a fork of `{fork.Parent}`, decided anew from iteration {fork.AtIteration} on"));
        if (it.History.Forks.Count == 0) Line("- no fork: the campaign has no ancestors");
        Line($"- weights from checkpoint `{it.CheckpointFile}`, SHA-256 `{it.CheckpointSha256}`");
        Line($"- trained on {created.Hardware}; {string.Join(", ", created.Libraries.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => $"{l.Key} {l.Value}"))}");
        Line($"- exported by s3actors {Machine.ProductVersion}");
        foreach (var (name, digest) in files) Line($"- `{name}`: SHA-256 `{digest}`");
        Line();
        Line("It was trained for a search, on small images and for few steps: it says how good a space is, and is no product of its own.");
        return text.ToString();
    }

    private static IEnumerable<string> Uses(ExportedWinner it, IReadOnlyDictionary<string, string> files)
    {
        var (network, architecture) = (it.Spec.Network, it.Architecture);
        if (files.ContainsKey("model.onnx")) yield return Invariant(
            $"`model.onnx`: for ONNX Runtime and its like (operator set {OnnxNetwork.Opset}); takes values in [0, 1], its mean and standard deviation are in it");
        if (files.ContainsKey("timm.safetensors")) yield return
            $"`timm.safetensors`: `timm.create_model(\"swin_s3_tiny_224\", checkpoint_path=\"timm.safetensors\", {Call(TimmNetwork.Arguments(network, architecture))})`; `timm-features.safetensors` with `features_only=True`";
        if (files.ContainsKey("mmdetection.pth")) yield return
            $"`mmdetection.pth`: mmdetection's or mmsegmentation's `backbone=dict(type=\"SwinTransformer\", {Call(MmdetectionNetwork.Arguments(network, architecture))}, init_cfg=dict(type=\"Pretrained\", checkpoint=\"mmdetection.pth\"))`"
            + (MmdetectionNetwork.Resized(network, architecture) is { Count: > 0 } resized
                ? Invariant($"; it has one window for all stages, so the bias tables of stage {string.Join(" and ", resized)} are resized when they are loaded") : "");
    }

    /// <summary>Arguments as Python writes them.</summary>
    private static string Call(IReadOnlyDictionary<string, object> arguments) =>
        string.Join(", ", arguments.Select(it => $"{it.Key}={JsonSerializer.Serialize(it.Value)}"));

    private static string HowTrained(ExportedWinner it) => it.Retraining is { } training
        ? Invariant($"trained from scratch by itself, {training.Steps} steps of {training.BatchSize} images")
        : Invariant($"cut out of the supernet `{it.Winner.Supernet}`, {it.Spec.Training.FinalSteps} steps of {it.Spec.Training.BatchSize} images shared with all of its space");

    private static string Interval(ErrorReport error) => error.Images == 0 ? "not measured"
        : Invariant($"{error.Percent:0.00} % [{error.LowerPercent:0.00}, {error.UpperPercent:0.00}] of {error.Images} images");

    private static string Numbers(IEnumerable<double> numbers) => string.Join(", ", numbers.Select(number => number.ToString(CultureInfo.InvariantCulture)));
}
