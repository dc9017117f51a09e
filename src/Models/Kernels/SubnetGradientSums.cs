namespace S3Actors.Models.Kernels;

/// <summary>The gradients of a subnet's weights, as the kernels sum them over some images.</summary>
internal sealed unsafe class SubnetGradientSums
{
    private readonly nint _scale, _shift;
    private readonly List<(nint At, nint Floats)> _regions = [];

    /// <summary>Zeros, in memory of the caller's.</summary>
    public SubnetGradientSums(LaneSubnet subnet, LaneMemory memory)
    {
        var padded = (subnet.Embed.Channels + 7) / 8 * 8;
        Embed = Known(LinearGradient.Of(subnet.Embed.Slice, memory));
        (_scale, _shift) = (Known((nint)memory.TakeZeros(padded), padded), Known((nint)memory.TakeZeros(padded), padded));
        Merges = [.. subnet.Stages.Select(stage => stage.Merge is null ? default : Known(LinearGradient.Of(stage.Merge.Slice, memory)))];
        Blocks = [.. subnet.Stages.Select(stage => stage.Blocks.Select(block => Known(BlockGradientSums.Of(block, memory))).ToArray())];
        Head = Known(LinearGradient.Of(subnet.Head.Slice, memory));
    }

    public LinearGradient Embed { get; }

    /// <summary>Of the embedding's normalisation.</summary>
    public float* EmbedScale => (float*)_scale;

    /// <summary>The same.</summary>
    public float* EmbedShift => (float*)_shift;

    /// <summary>By stage; of the first without meaning.</summary>
    public LinearGradient[] Merges { get; }

    /// <summary>By stage and block.</summary>
    public BlockGradientSums[][] Blocks { get; }

    public LinearGradient Head { get; }

    /// <summary>Adds the sums over other images for the same subnet.</summary>
    public void Add(SubnetGradientSums other)
    {
        for (var i = 0; i < _regions.Count; i++) LinearGradient.Add((float*)other._regions[i].At, (float*)_regions[i].At, _regions[i].Floats);
    }

    /// <summary>Adds the gradients to tensors laid out as the shared weights: one number to each element the subnet uses.</summary>
    public void AddTo(LaneSubnet subnet, FlatPointers weights, FlatPointers gradients, LaneMemory scratch)
    {
        Embed.AddTo(subnet.Embed.Slice, weights, gradients, scratch);
        LinearGradient.Add(EmbedScale, gradients.Of(subnet.Embed.Parameters.NormScale), subnet.Embed.Channels);
        LinearGradient.Add(EmbedShift, gradients.Of(subnet.Embed.Parameters.NormShift), subnet.Embed.Channels);
        for (var s = 0; s < subnet.Stages.Count; s++)
        {
            var stage = subnet.Stages[s];
            if (stage.Merge is { } merge) Merges[s].AddTo(merge.Slice, weights, gradients, scratch);
            for (var b = 0; b < stage.Blocks.Count; b++) Blocks[s][b].AddTo(stage.Blocks[b], weights, gradients, scratch);
        }
        Head.AddTo(subnet.Head.Slice, weights, gradients, scratch);
    }

    private LinearGradient Known(LinearGradient gradient)
    {
        Known(gradient.WeightAt, gradient.WeightFloats);
        Known(gradient.BiasAt, gradient.Outputs);
        return gradient;
    }

    private BlockGradientSums Known(BlockGradientSums sums)
    {
        Known(sums.Qkv);
        Known(sums.Output);
        Known(sums.Expand);
        Known(sums.Contract);
        Known(sums.TableAt, sums.TableFloats);
        return sums;
    }

    private nint Known(nint at, nint floats)
    {
        _regions.Add((at, floats));
        return at;
    }
}
