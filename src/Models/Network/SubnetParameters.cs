using S3Actors.Messages.Space;
using TorchSharp;
using static TorchSharp.torch;

namespace S3Actors.Models.Network;

/// <summary>A parameter of a standalone network, and where its elements lie among the shared weights.</summary>
/// <param name="Name">Name in checkpoints (timm's, where timm has the layer).</param>
/// <param name="Shape">Shape in the standalone network.</param>
/// <param name="Source">The shared parameter it is a slice of.</param>
/// <param name="Sizes">Size of the slice along each of its axes; the product is that of <paramref name="Shape"/>.</param>
/// <param name="Strides">Elements to step along each of these axes in the flat storage.</param>
/// <param name="Offset">Index of the first element in the flat storage.</param>
public sealed record SubnetParameter(string Name, long[] Shape, ParameterSpec Source, long[] Sizes, long[] Strides, long Offset)
{
    /// <summary>The slice of a pair of flat tensors laid out as the weights (weights, gradients, moments): a view of shape <see cref="Sizes"/>.</summary>
    public Tensor View(Tensor decaying, Tensor plain) => (Source.Decays ? decaying : plain).as_strided(Sizes, Strides, Offset);

    /// <summary>The same as a contiguous copy of shape <see cref="Shape"/>.</summary>
    public Tensor Copy(Tensor decaying, Tensor plain)
    {
        using var view = View(decaying, plain);
        using var copy = view.clone();
        using var contiguous = copy.contiguous();
        return contiguous.view(Shape);
    }
}

/// <summary>The parameters of the standalone network of an architecture, as slices of a supernet's: what it inherits.</summary>
public static class SubnetParameters
{
    /// <summary>All parameters, in the order of the network.</summary>
    /// <exception cref="ArgumentException">The architecture does not fit into the supernet.</exception>
    public static IReadOnlyList<SubnetParameter> Of(SupernetLayout layout, Architecture architecture)
    {
        if (layout.Misfit(architecture) is { } reason) throw new ArgumentException($"{architecture}: {reason}.", nameof(architecture));
        List<SubnetParameter> parameters = [];
        var first = architecture.Stages[0].EmbedDim;
        var skeleton = layout.Skeleton;
        long inputs = skeleton.InputChannels, patch = skeleton.PatchSize;
        parameters.Add(Slice(layout.Embedding.Kernel, [first, inputs, patch, patch], first, inputs * patch * patch));
        parameters.AddRange(Vectors(first, layout.Embedding.Bias, layout.Embedding.NormScale, layout.Embedding.NormShift));
        for (var s = 0; s < architecture.Stages.Count; s++)
        {
            var stage = architecture.Stages[s];
            if (layout.Stages[s].Merging is { } merging) parameters.AddRange(Merging(merging, architecture.Stages[s - 1].EmbedDim, stage.EmbedDim));
            for (var b = 0; b < stage.Blocks.Count; b++)
                parameters.AddRange(Block(layout.Stages[s].Blocks[b], BlockSizes.Of(skeleton, s + 1, stage.EmbedDim, stage.Blocks[b], b)));
        }
        var last = architecture.Stages[^1].EmbedDim;
        parameters.AddRange(Vectors(last, layout.Head.NormScale, layout.Head.NormShift));
        parameters.Add(Slice(layout.Head.Weight, [skeleton.ClassCount, last], skeleton.ClassCount, last));
        parameters.AddRange(Vectors(skeleton.ClassCount, layout.Head.Bias));
        return parameters;
    }

    private static IEnumerable<SubnetParameter> Merging(PatchMergingParameters merging, long before, long after) =>
    [
        Slice(merging.NormScale, [4 * before], 4, before),
        Slice(merging.NormShift, [4 * before], 4, before),
        Slice(merging.Reduction, [after, 4 * before], after, 4, before),
    ];

    private static IEnumerable<SubnetParameter> Block(BlockParameters block, BlockSizes sizes)
    {
        long h = sizes.Channels, width = sizes.AttentionWidth, hidden = sizes.Hidden;
        return
        [
            .. Vectors(h, block.AttentionNormScale, block.AttentionNormShift),
            Slice(block.QkvWeight, [3 * width, h], 3, width, h),
            Slice(block.QkvBias, [3 * width], 3, width),
            Table(block, sizes),
            Slice(block.OutputWeight, [h, width], h, width),
            .. Vectors(h, block.OutputBias, block.MlpNormScale, block.MlpNormShift),
            Slice(block.ExpandWeight, [hidden, h], hidden, h),
            .. Vectors(hidden, block.ExpandBias),
            Slice(block.ContractWeight, [h, hidden], h, hidden),
            .. Vectors(h, block.ContractBias),
        ];
    }

    /// <summary>The centre crop of the largest window's table, its first heads.</summary>
    private static SubnetParameter Table(BlockParameters block, BlockSizes sizes)
    {
        long side = 2L * sizes.Windows.Side - 1, tableSide = 2L * block.TableWindow - 1, allHeads = block.BiasTable.Shape[1];
        long margin = block.TableWindow - sizes.Windows.Side;
        return new SubnetParameter(block.BiasTable.Name, [side * side, sizes.Heads], block.BiasTable,
            [side, side, sizes.Heads], [tableSide * allHeads, allHeads, 1], block.BiasTable.Offset + (margin * tableSide + margin) * allHeads);
    }

    private static IEnumerable<SubnetParameter> Vectors(long length, params ParameterSpec[] sources) =>
        sources.Select(source => Slice(source, [length], length));

    private static SubnetParameter Slice(ParameterSpec source, long[] shape, params long[] sizes) =>
        new(source.Name, shape, source, sizes, [.. source.SliceStrides], source.Offset);
}
