using S3Actors.Messages.Campaign;
using S3Actors.Messages.Space;

namespace S3Actors.Models.Space;

/// <summary>What a standalone network of one architecture costs.</summary>
/// <param name="ParameterCount">Weights and biases, bias tables and normalisation included.</param>
/// <param name="MacsPerImage">Multiply-accumulates of one image's forward pass: convolutions, linear layers, both attention products.</param>
public readonly record struct Cost(long ParameterCount, long MacsPerImage);

/// <summary>The analytic cost of an architecture (method: "Supernet"), computed without building the network.</summary>
public static class ArchitectureCost
{
    /// <summary>Parameters and MACs of an architecture on a skeleton. See <see cref="MacFormula"/> for what a MAC is and where padding counts.</summary>
    /// <exception cref="OverflowException">They exceed 2^63.</exception>
    public static Cost Of(NetworkSkeleton skeleton, Architecture architecture)
    {
        long embedDim = architecture.Stages[0].EmbedDim;
        long pixels = (long)skeleton.ImageSize * skeleton.ImageSize;
        var parameters = checked((long)skeleton.PatchSize * skeleton.PatchSize * skeleton.InputChannels * embedDim + embedDim + LayerNorm(embedDim));
        var macs = MacFormula.PatchEmbedding(pixels, skeleton.InputChannels, embedDim);

        for (var s = 0; s < architecture.Stages.Count; s++)
        {
            var stage = architecture.Stages[s];
            var resolution = skeleton.Resolution(s + 1);
            var tokens = (long)resolution * resolution;
            if (s > 0)
            {
                parameters = checked(parameters + LayerNorm(4 * embedDim) + 4 * embedDim * stage.EmbedDim);
                macs = checked(macs + MacFormula.Merging(tokens, embedDim, stage.EmbedDim));
                embedDim = stage.EmbedDim;
            }
            foreach (var block in stage.Blocks)
            {
                var window = WindowLayout.Of(resolution, block.WindowSize, block: 0); // a shift moves tokens and costs nothing
                parameters = checked(parameters + BlockParameters(block, embedDim, window));
                macs = checked(macs + MacFormula.Block(
                    tokens, embedDim * block.AttentionWidth(), window.AttendedPairs * block.AttentionWidth(),
                    embedDim * block.HiddenWidth(stage.EmbedDim)));
            }
        }
        return new Cost(
            checked(parameters + LayerNorm(embedDim) + Linear(embedDim, skeleton.ClassCount)),
            checked(macs + MacFormula.Head(embedDim, skeleton.ClassCount)));
    }

    private static long BlockParameters(BlockArchitecture block, long embedDim, WindowLayout window)
    {
        long width = block.AttentionWidth();
        long hidden = block.HiddenWidth((int)embedDim);
        var attention = checked(Linear(embedDim, 3 * width) + (long)window.RelativeOffsets * block.NumHeads + Linear(width, embedDim));
        return checked(LayerNorm(embedDim) + attention + LayerNorm(embedDim) + Linear(embedDim, hidden) + Linear(hidden, embedDim));
    }

    private static long LayerNorm(long channels) => 2 * channels;

    private static long Linear(long inputs, long outputs) => checked(inputs * outputs + outputs);
}

/// <summary>Checks of costs against limits; they never train and never evaluate.</summary>
public static class CostLimits
{
    /// <summary>Whether a cost stays within every bound that the limit sets; a bound itself is still allowed.</summary>
    public static bool Allows(this CostLimit limit, Cost cost) =>
        !(cost.MacsPerImage > limit.MaximumMacs) && !(cost.ParameterCount > limit.MaximumParameters)
        && !(cost.MacsPerImage < limit.MinimumMacs) && !(cost.ParameterCount < limit.MinimumParameters);

    /// <summary>Whether the limit bounds nothing.</summary>
    public static bool IsOff(this CostLimit limit) => limit is { MaximumMacs: null, MaximumParameters: null, MinimumMacs: null, MinimumParameters: null };

    /// <summary>The limit in words: <c>at most 1000000 MACs</c>; <c>no limit</c> where none is set.</summary>
    public static string InWords(this CostLimit limit)
    {
        var parts = new List<string>(4);
        if (limit.MaximumMacs is { } macs) parts.Add(FormattableString.Invariant($"at most {macs} MACs"));
        if (limit.MaximumParameters is { } parameters) parts.Add(FormattableString.Invariant($"at most {parameters} parameters"));
        if (limit.MinimumMacs is { } least) parts.Add(FormattableString.Invariant($"at least {least} MACs"));
        if (limit.MinimumParameters is { } fewest) parts.Add(FormattableString.Invariant($"at least {fewest} parameters"));
        return parts.Count == 0 ? "no limit" : string.Join(" and ", parts);
    }
}
