using S3Actors.Messages.Space;

namespace S3Actors.Models.Space;

/// <summary>One stage of a <see cref="Genotype"/>.</summary>
/// <param name="Depth">Number of blocks that are expressed, counted from the first.</param>
/// <param name="EmbedDim">Channels.</param>
/// <param name="Blocks">Choices of all blocks up to the stage's largest depth, expressed or not.</param>
public sealed record StageGenotype(int Depth, int EmbedDim, IReadOnlyList<BlockArchitecture> Blocks);

/// <summary>
/// One draw from a space, with the per-block choices of all blocks up to each stage's largest depth: a change of depth alone keeps every
/// other choice, which is what the paired estimator compares.
/// </summary>
public sealed record Genotype(IReadOnlyList<StageGenotype> Stages)
{
    /// <summary>The same genotype with one dimension set; a per-block kind is set in every block of its stage.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A depth below 1 or above the number of blocks drawn.</exception>
    public Genotype With(DimensionId id, double choice)
    {
        var stages = Stages.ToArray();
        stages[id.Stage - 1] = With(stages[id.Stage - 1], id.Kind, choice);
        return new Genotype(stages);
    }

    /// <summary>What the genotype expresses: of each stage the first <see cref="StageGenotype.Depth"/> blocks.</summary>
    public Architecture ToArchitecture() =>
        new([.. Stages.Select(stage => new StageArchitecture(stage.EmbedDim, [.. stage.Blocks.Take(stage.Depth)]))]);

    private static StageGenotype With(StageGenotype stage, DimensionKind kind, double choice)
    {
        switch (kind)
        {
            case DimensionKind.Depth:
                ArgumentOutOfRangeException.ThrowIfLessThan(choice, 1);
                ArgumentOutOfRangeException.ThrowIfGreaterThan(choice, stage.Blocks.Count);
                return stage with { Depth = (int)choice };
            case DimensionKind.EmbedDim:
                return stage with { EmbedDim = (int)choice };
            default:
                return stage with { Blocks = [.. stage.Blocks.Select(block => block.With(kind, choice))] };
        }
    }
}

/// <summary>Single choices of a block by kind.</summary>
public static class BlockChoices
{
    /// <summary>The same block with one per-block choice set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The kind is chosen once for a stage.</exception>
    public static BlockArchitecture With(this BlockArchitecture block, DimensionKind kind, double choice) => kind switch
    {
        DimensionKind.WindowSize => block with { WindowSize = (int)choice },
        DimensionKind.NumHeads => block with { NumHeads = (int)choice },
        DimensionKind.MlpRatio => block with { MlpRatio = choice },
        DimensionKind.QkvDim => block with { QkvDim = (int)choice },
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No per-block kind."),
    };

    /// <summary>The block's choice of a per-block kind.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The kind is chosen once for a stage.</exception>
    public static double Of(this BlockArchitecture block, DimensionKind kind) => kind switch
    {
        DimensionKind.WindowSize => block.WindowSize,
        DimensionKind.NumHeads => block.NumHeads,
        DimensionKind.MlpRatio => block.MlpRatio,
        DimensionKind.QkvDim => block.QkvDim,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No per-block kind."),
    };
}

/// <summary>Single choices of an architecture.</summary>
public static class ArchitectureChoices
{
    /// <summary>In [0, 1], how far an architecture has a choice: of a per-block kind the share of its stage's blocks, else all or nothing.</summary>
    public static double Share(this Architecture architecture, DimensionId id, double choice)
    {
        var stage = architecture.Stages[id.Stage - 1];
        return id.Kind switch
        {
            DimensionKind.Depth => stage.Blocks.Count == choice ? 1 : 0,
            DimensionKind.EmbedDim => stage.EmbedDim == choice ? 1 : 0,
            _ => stage.Blocks.Count(block => block.Of(id.Kind).Equals(choice)) / (double)stage.Blocks.Count,
        };
    }
}
