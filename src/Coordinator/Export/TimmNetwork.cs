using S3Actors.Messages.Space;
using static System.FormattableString;

namespace S3Actors.Coordinator.Export;

/// <summary>
/// An architecture as timm's <c>SwinTransformer</c> (the class behind <c>swin_s3_tiny_224</c> and its like, from timm 0.9 on): whether it has room
/// for it, what it is built with, and what it calls the parameters.
/// </summary>
public static class TimmNetwork
{
    /// <summary>What the class has no room for, in words; empty where it takes the weights.</summary>
    public static IReadOnlyList<string> Lacking(NetworkSkeleton skeleton, Architecture architecture) =>
    [
        .. SwinStage.Unlike(skeleton, architecture),
        .. SwinStage.AllOf(skeleton, architecture).Select((stage, s) => (stage, s)).Where(it => it.stage.Resolution % it.stage.Window != 0)
            .Select(it => Invariant($"stage {it.s + 1} has a map of {it.stage.Resolution} tokens a side, no multiple of its window {it.stage.Window} (timm lets tokens attend to padding)")),
    ];

    /// <summary>Arguments for <c>timm.create_model("swin_s3_tiny_224", ...)</c>, where <see cref="Lacking"/> is empty.</summary>
    public static IReadOnlyDictionary<string, object> Arguments(NetworkSkeleton skeleton, Architecture architecture)
    {
        var stages = SwinStage.AllOf(skeleton, architecture);
        return new OrderedDictionary<string, object>(StringComparer.Ordinal)
        {
            ["img_size"] = skeleton.ImageSize, ["patch_size"] = skeleton.PatchSize, ["in_chans"] = skeleton.InputChannels,
            ["num_classes"] = skeleton.ClassCount, ["embed_dim"] = stages[0].Channels, ["depths"] = stages.Select(it => it.Depth),
            ["num_heads"] = stages.Select(it => it.Heads), ["head_dim"] = stages.Select(it => it.HeadWidth),
            // A pair each: two numbers would be taken for one window's height and width.
            ["window_size"] = stages.Select(it => new[] { it.Window, it.Window }), ["mlp_ratio"] = stages.Select(Ratio),
        };
    }

    /// <summary>A parameter's name in the network that classifies.</summary>
    /// <param name="name">In <c>weights.safetensors</c>.</param>
    public static string Name(string name) => name.StartsWith("head.", StringComparison.Ordinal) ? "head.fc" + name[4..] : name;

    /// <summary>A parameter's name in the network of <c>features_only=True</c>; null where that has no such parameter.</summary>
    /// <param name="name">In <c>weights.safetensors</c>.</param>
    public static string? FeatureName(string name)
    {
        const string layers = "layers.";
        if (name.StartsWith("head.", StringComparison.Ordinal) || name.StartsWith("norm.", StringComparison.Ordinal)) return null;
        return name.StartsWith(layers, StringComparison.Ordinal) ? "layers_" + name[layers.Length..] : name;
    }

    /// <summary>A ratio of which timm makes the hidden width that the stage has: it takes the whole part of a product of floats.</summary>
    private static double Ratio(SwinStage stage) =>
        (int)(stage.Channels * stage.MlpRatio) == stage.Hidden ? stage.MlpRatio : (stage.Hidden + 0.5) / stage.Channels;
}
