using S3Actors.Messages.Space;
using S3Actors.Models.Space;

namespace S3Actors.Models.Network;

/// <summary>Patch embedding: kernel [C, inputs, P, P] (sliced as [C, inputs * P * P]), then LayerNorm(C).</summary>
public sealed record PatchEmbeddingParameters(ParameterSpec Kernel, ParameterSpec Bias, ParameterSpec NormScale, ParameterSpec NormShift);

/// <summary>Patch merging: LayerNorm(4C) and the matrix [C', 4C], both sliced within each of the 4 groups of C.</summary>
public sealed record PatchMergingParameters(ParameterSpec NormScale, ParameterSpec NormShift, ParameterSpec Reduction);

/// <summary>
/// One block. The qkv matrix [3R, C] holds R rows for the queries, then R for the keys, then R for the values; a subnet of n heads of
/// width d uses the first n * d of each. The output matrix is [C, R]; the bias table [(2W-1)^2, heads].
/// </summary>
public sealed record BlockParameters(
    ParameterSpec AttentionNormScale, ParameterSpec AttentionNormShift,
    ParameterSpec QkvWeight, ParameterSpec QkvBias, ParameterSpec BiasTable,
    ParameterSpec OutputWeight, ParameterSpec OutputBias,
    ParameterSpec MlpNormScale, ParameterSpec MlpNormShift,
    ParameterSpec ExpandWeight, ParameterSpec ExpandBias,
    ParameterSpec ContractWeight, ParameterSpec ContractBias,
    int TableWindow);

/// <summary>A stage: patch merging before all but the first, then as many blocks as the largest depth.</summary>
public sealed record StageParameters(PatchMergingParameters? Merging, IReadOnlyList<BlockParameters> Blocks);

/// <summary>LayerNorm, then the linear classifier [classes, C].</summary>
public sealed record HeadParameters(ParameterSpec NormScale, ParameterSpec NormShift, ParameterSpec Weight, ParameterSpec Bias);

/// <summary>
/// Every shared parameter of a space's supernet, each at the largest size any of the space's subnets needs (method: "Supernet").
/// Pure: sizes and offsets, no tensors.
/// </summary>
public sealed class SupernetLayout
{
    private readonly List<ParameterSpec> _parameters = [];
    private long _decaying;
    private long _plain;

    /// <summary>Lays the supernet of a space out. The same skeleton and space always give the same layout.</summary>
    public SupernetLayout(NetworkSkeleton skeleton, SearchSpace space)
    {
        Skeleton = skeleton;
        Space = space;
        var first = Largest(space, 1, DimensionKind.EmbedDim);
        Embedding = LayOutEmbedding(first);
        Stages = [.. Enumerable.Range(1, space.StageCount).Select(LayOutStage)];
        Head = LayOutHead(Largest(space, space.StageCount, DimensionKind.EmbedDim));
    }

    /// <summary>The part of the network that is not searched.</summary>
    public NetworkSkeleton Skeleton { get; }

    /// <summary>The space whose subnets fit in.</summary>
    public SearchSpace Space { get; }

    /// <summary>All parameters, in the order of the network.</summary>
    public IReadOnlyList<ParameterSpec> Parameters => _parameters;

    /// <summary>Elements of the storage that weight decay acts on.</summary>
    public long DecayingCount => _decaying;

    /// <summary>Elements of the storage it does not act on.</summary>
    public long PlainCount => _plain;

    /// <summary>All shared parameters.</summary>
    public long ParameterCount => _decaying + _plain;

    public PatchEmbeddingParameters Embedding { get; }

    public IReadOnlyList<StageParameters> Stages { get; }

    public HeadParameters Head { get; }

    /// <summary>Says why an architecture does not fit into the shared weights; null where it does.</summary>
    public string? Misfit(Architecture architecture)
    {
        if (architecture.Stages.Count != Stages.Count) return $"it has {architecture.Stages.Count} stages, the supernet {Stages.Count}";
        for (var s = 0; s < Stages.Count; s++)
        {
            var stage = architecture.Stages[s];
            if (stage.Blocks.Count > Stages[s].Blocks.Count)
                return $"stage {s + 1} has {stage.Blocks.Count} blocks, the supernet {Stages[s].Blocks.Count}";
            for (var b = 0; b < stage.Blocks.Count; b++)
            {
                var sizes = BlockSizes.Of(Skeleton, s + 1, stage.EmbedDim, stage.Blocks[b], b);
                var parameters = Stages[s].Blocks[b];
                if (sizes.Channels < 1 || sizes.HeadDim < 1 || sizes.Hidden < 1 || sizes.Windows.Side < 1)
                    return $"block {b + 1} of stage {s + 1} has a size below 1";
                if (sizes.Channels > parameters.AttentionNormScale.Shape[0] || sizes.AttentionWidth > parameters.QkvWeight.SliceShape[1]
                    || sizes.Heads > parameters.BiasTable.Shape[1] || sizes.Windows.Side > parameters.TableWindow
                    || sizes.Hidden > parameters.ExpandBias.Shape[0])
                    return $"block {b + 1} of stage {s + 1} is larger than the supernet's";
            }
        }
        return null;
    }

    private PatchEmbeddingParameters LayOutEmbedding(int channels)
    {
        long inputs = Skeleton.InputChannels, patch = Skeleton.PatchSize;
        return new PatchEmbeddingParameters(
            Add("patch_embed.proj.weight", [channels, inputs, patch, patch], ParameterRole.Weight, inputs * patch * patch,
                [channels, inputs * patch * patch]),
            Add("patch_embed.proj.bias", [channels], ParameterRole.Bias),
            Add("patch_embed.norm.weight", [channels], ParameterRole.NormScale),
            Add("patch_embed.norm.bias", [channels], ParameterRole.NormShift));
    }

    private StageParameters LayOutStage(int stage)
    {
        var channels = Largest(Space, stage, DimensionKind.EmbedDim);
        var merging = stage == 1 ? null : LayOutMerging(stage, Largest(Space, stage - 1, DimensionKind.EmbedDim), channels);
        var depth = Largest(Space, stage, DimensionKind.Depth);
        return new StageParameters(merging, [.. Enumerable.Range(0, depth).Select(block => LayOutBlock(stage, block, channels))]);
    }

    private PatchMergingParameters LayOutMerging(int stage, int before, int after)
    {
        var prefix = $"layers.{stage - 1}.downsample.";
        return new PatchMergingParameters(
            Add(prefix + "norm.weight", [4L * before], ParameterRole.NormScale, 0, [4, before]),
            Add(prefix + "norm.bias", [4L * before], ParameterRole.NormShift, 0, [4, before]),
            Add(prefix + "reduction.weight", [after, 4L * before], ParameterRole.Weight, 4L * before, [after, 4, before]));
    }

    private BlockParameters LayOutBlock(int stage, int block, int channels)
    {
        var prefix = $"layers.{stage - 1}.blocks.{block}.";
        var heads = Largest(Space, stage, DimensionKind.NumHeads);
        var window = Math.Min(Largest(Space, stage, DimensionKind.WindowSize), Skeleton.Resolution(stage));
        var hidden = BlockWidths.HiddenWidth(channels, Space[stage, DimensionKind.MlpRatio].Largest);
        var rows = Space[stage, DimensionKind.QkvDim].Choices // not always q: n * floor(q / n), at its largest over both
            .SelectMany(q => Space[stage, DimensionKind.NumHeads].Choices.Select(n => (int)n * ((int)q / (int)n))).Max();
        var side = 2L * window - 1;
        return new BlockParameters(
            Add(prefix + "norm1.weight", [channels], ParameterRole.NormScale),
            Add(prefix + "norm1.bias", [channels], ParameterRole.NormShift),
            Add(prefix + "attn.qkv.weight", [3L * rows, channels], ParameterRole.Weight, channels, [3, rows, channels]),
            Add(prefix + "attn.qkv.bias", [3L * rows], ParameterRole.Bias, 0, [3, rows]),
            Add(prefix + "attn.relative_position_bias_table", [side * side, heads], ParameterRole.BiasTable),
            Add(prefix + "attn.proj.weight", [channels, rows], ParameterRole.Weight, rows),
            Add(prefix + "attn.proj.bias", [channels], ParameterRole.Bias),
            Add(prefix + "norm2.weight", [channels], ParameterRole.NormScale),
            Add(prefix + "norm2.bias", [channels], ParameterRole.NormShift),
            Add(prefix + "mlp.fc1.weight", [hidden, channels], ParameterRole.Weight, channels),
            Add(prefix + "mlp.fc1.bias", [hidden], ParameterRole.Bias),
            Add(prefix + "mlp.fc2.weight", [channels, hidden], ParameterRole.Weight, hidden),
            Add(prefix + "mlp.fc2.bias", [channels], ParameterRole.Bias),
            window);
    }

    private HeadParameters LayOutHead(int channels) => new(
        Add("norm.weight", [channels], ParameterRole.NormScale),
        Add("norm.bias", [channels], ParameterRole.NormShift),
        Add("head.weight", [Skeleton.ClassCount, channels], ParameterRole.Weight, channels),
        Add("head.bias", [Skeleton.ClassCount], ParameterRole.Bias));

    private ParameterSpec Add(string name, long[] shape, ParameterRole role, long fanIn = 0, long[]? sliceShape = null)
    {
        var decays = role == ParameterRole.Weight;
        var parameter = new ParameterSpec(_parameters.Count, name, shape, sliceShape ?? shape, role, fanIn, decays ? _decaying : _plain);
        if (decays) _decaying += parameter.Count;
        else _plain += parameter.Count;
        _parameters.Add(parameter);
        return parameter;
    }

    private static int Largest(SearchSpace space, int stage, DimensionKind kind) => (int)space[stage, kind].Largest;
}
