using S3Actors.Messages.Campaign;
using S3Actors.Messages.Space;

namespace S3Actors.Models.Space;

/// <summary>What ties the choices of blocks together: choices that are not made for themselves follow from others (method: "Network").</summary>
/// <param name="Uniform">Whether the blocks of a stage are all alike: each is as the first.</param>
/// <param name="HeadDim">Channels of every head, where they are fixed: then qkv_dim is num_heads times it. Null where qkv_dim is chosen for itself.</param>
public readonly record struct BlockTies(bool Uniform = false, int? HeadDim = null)
{
    /// <summary>Those of a campaign.</summary>
    public static BlockTies Of(CampaignSpec spec) => new(spec.UniformBlocks is true, spec.Network.HeadDim);

    /// <summary>The genotype with every choice that follows from others set.</summary>
    public Genotype Apply(Genotype drawn)
    {
        var ties = this;
        return ties == default ? drawn : new([.. drawn.Stages.Select(stage => stage with { Blocks = ties.Tie(stage.Blocks) })]);
    }

    /// <summary>The architecture with every choice that follows from others set.</summary>
    public Architecture Apply(Architecture drawn)
    {
        var ties = this;
        return ties == default ? drawn : new([.. drawn.Stages.Select(stage => stage with { Blocks = ties.Tie(stage.Blocks) })]);
    }

    /// <summary>The space with every dimension that follows another derived from it: choices, step and bounds of qkv_dim are those of num_heads times head_dim.</summary>
    public SearchSpace Apply(SearchSpace space)
    {
        if (HeadDim is not { } width) return space;
        var ties = this;
        return new([.. space.Dimensions.Select(dimension => ties.Leader(dimension.Id) is var leader && leader == dimension.Id ? dimension
            : Times(space[leader], width) with { Id = dimension.Id })]);
    }

    /// <summary>The dimensions that are measured and moved for themselves.</summary>
    public IReadOnlyList<SearchDimension> Searched(SearchSpace space)
    {
        var ties = this;
        return HeadDim is null ? space.Dimensions : [.. space.Dimensions.Where(dimension => ties.Leader(dimension.Id) == dimension.Id)];
    }

    /// <summary>The dimension that a dimension follows; itself where it follows none.</summary>
    public DimensionId Leader(DimensionId id) => HeadDim is not null && id.Kind == DimensionKind.QkvDim ? id with { Kind = DimensionKind.NumHeads } : id;

    private static SearchDimension Times(SearchDimension it, int width) =>
        new(it.Id, [.. it.Choices.Select(choice => choice * width)], it.Gamma * width, it.Minimum * width, it.Maximum * width);

    private IReadOnlyList<BlockArchitecture> Tie(IReadOnlyList<BlockArchitecture> blocks)
    {
        var (uniform, width) = this;
        return [.. blocks.Select(block => uniform ? blocks[0] : block).Select(block => width is { } d ? block with { QkvDim = block.NumHeads * d } : block)];
    }
}
