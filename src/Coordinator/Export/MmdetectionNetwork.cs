using System.Globalization;
using S3Actors.Messages.Space;
using static System.FormattableString;

namespace S3Actors.Coordinator.Export;

/// <summary>
/// An architecture as the backbone <c>SwinTransformer</c> of mmdetection and mmsegmentation: whether it has room for it, what it is built with, and
/// what it calls the parameters. It has one window for all stages, and resizes the bias tables of a checkpoint with another one.
/// </summary>
public static class MmdetectionNetwork
{
    private const int Neighbours = 4;

    /// <summary>What the class has no room for, in words; empty where it takes the weights.</summary>
    public static IReadOnlyList<string> Lacking(NetworkSkeleton skeleton, Architecture architecture)
    {
        var stages = SwinStage.AllOf(skeleton, architecture);
        var reasons = SwinStage.Unlike(skeleton, architecture).ToList();
        for (var s = 0; s < stages.Count; s++)
            if (stages[s].Heads * stages[s].HeadWidth != stages[s].Channels) reasons.Add(Invariant($"queries of stage {s + 1} are not as wide as its channels"));
        if (stages.Select(it => it.MlpRatio).Distinct().Count() > 1) reasons.Add("stages differ in MLP ratio");
        else if (stages[0].MlpRatio % 1 != 0) reasons.Add(Invariant($"the MLP ratio {stages[0].MlpRatio} is not whole"));
        return reasons;
    }

    /// <summary>Arguments of <c>dict(type="SwinTransformer", ...)</c>, where <see cref="Lacking"/> is empty; the window is the one of most blocks.</summary>
    public static IReadOnlyDictionary<string, object> Arguments(NetworkSkeleton skeleton, Architecture architecture)
    {
        var stages = SwinStage.AllOf(skeleton, architecture);
        return new OrderedDictionary<string, object>(StringComparer.Ordinal)
        {
            ["pretrain_img_size"] = skeleton.ImageSize, ["in_channels"] = skeleton.InputChannels, ["embed_dims"] = stages[0].Channels,
            ["patch_size"] = skeleton.PatchSize, ["window_size"] = Window(stages), ["mlp_ratio"] = (int)stages[0].MlpRatio,
            ["depths"] = stages.Select(it => it.Depth), ["num_heads"] = stages.Select(it => it.Heads),
            ["strides"] = stages.Select((_, s) => s == 0 ? skeleton.PatchSize : 2), ["out_indices"] = stages.Select((_, s) => s),
        };
    }

    /// <summary>Stages, counted from 1, whose tables are resized when the weights are loaded.</summary>
    public static IReadOnlyList<int> Resized(NetworkSkeleton skeleton, Architecture architecture)
    {
        var stages = SwinStage.AllOf(skeleton, architecture);
        return [.. Enumerable.Range(1, stages.Count).Where(stage => stages[stage - 1].Window != Window(stages))];
    }

    /// <summary>
    /// A parameter's name in a checkpoint; null where the backbone has no such parameter. Its patch merging ends a stage; here it begins one. The
    /// last stage's output has the norm that was trained for the classifier, the others have norms that no classifier knows.
    /// </summary>
    /// <param name="name">In <c>weights.safetensors</c>.</param>
    /// <param name="stages">How many there are.</param>
    public static string? Name(string name, int stages)
    {
        var parts = name.Split('.');
        return parts switch
        {
            ["head", ..] => null,
            ["norm", var what] => Invariant($"backbone.norm{stages - 1}.{what}"),
            ["patch_embed", "proj", var what] => $"backbone.patch_embed.projection.{what}",
            ["layers", var stage, "downsample", .. var rest] => Invariant($"backbone.stages.{int.Parse(stage, CultureInfo.InvariantCulture) - 1}.downsample.{string.Join('.', rest)}"),
            ["layers", .. var before, "mlp", "fc1", var what] => $"backbone.stages.{string.Join('.', before)}.ffn.layers.0.0.{what}",
            ["layers", .. var before, "mlp", "fc2", var what] => $"backbone.stages.{string.Join('.', before)}.ffn.layers.1.{what}",
            ["layers", var stage, "blocks", var block, "attn", .. var rest] => $"backbone.stages.{stage}.blocks.{block}.attn.w_msa.{string.Join('.', rest)}",
            ["layers", .. var rest] => $"backbone.stages.{string.Join('.', rest)}",
            _ => "backbone." + name,
        };
    }

    /// <summary>
    /// A parameter's values. Patch merging reads four neighbours (dy, dx): here all channels of 00, then of 10, 01 and 11; there, where an unfolding
    /// gathers them, each channel's 00, 01, 10, 11.
    /// </summary>
    /// <param name="name">In <c>weights.safetensors</c>.</param>
    /// <param name="values">Row-major; its last axis is the one that is merged, if it is merged.</param>
    /// <param name="columns">Length of that axis.</param>
    public static float[] Values(string name, float[] values, int columns)
    {
        if (!name.Contains(".downsample.", StringComparison.Ordinal)) return values;
        int[] here = [0, 2, 1, 3]; // place of the neighbours in the order 00, 01, 10, 11
        var (channels, other) = (columns / Neighbours, new float[values.Length]);
        for (var row = 0; row < values.Length; row += columns)
            for (var channel = 0; channel < channels; channel++)
                for (var neighbour = 0; neighbour < Neighbours; neighbour++)
                    other[row + channel * Neighbours + neighbour] = values[row + here[neighbour] * channels + channel];
        return other;
    }

    private static int Window(IReadOnlyList<SwinStage> stages) =>
        stages.GroupBy(it => it.Window).OrderByDescending(it => it.Sum(stage => stage.Depth)).ThenBy(it => it.Key).First().Key;
}
