using S3Actors.Messages.Space;

namespace S3Actors.Models.Space;

/// <summary>Size, corners, membership and mean cost of a space.</summary>
public static class SpaceArithmetic
{
    /// <summary>
    /// log10 |A|, A counted by architecture: per-block kinds count once for each block, so a stage has |h| * sum over depths d of B^d
    /// members, B the number of different blocks; where all blocks of a stage are alike, |h| |d| B. A dimension that follows another does not count.
    /// Minus infinity for a space with an empty dimension, 0 for one without stages.
    /// </summary>
    public static double Log10Size(SearchSpace space, BlockTies ties = default) =>
        ties.Uniform ? ties.Searched(space).Sum(dimension => Math.Log10(dimension.Choices.Count))
            : Enumerable.Range(1, space.StageCount).Sum(stage => Log10StageSize(space, stage, ties));

    /// <summary>The architecture with the largest choice of every dimension; its supernet holds every subnet's weights.</summary>
    public static Architecture Largest(SearchSpace space) => Corner(space, dimension => dimension.Largest);

    /// <summary>The architecture with the smallest choice of every dimension.</summary>
    public static Architecture Smallest(SearchSpace space) => Corner(space, dimension => dimension.Smallest);

    /// <summary>Whether every choice of the architecture is one of the space's.</summary>
    public static bool Contains(SearchSpace space, Architecture architecture) =>
        architecture.Stages.Count == space.StageCount
        && architecture.Stages.Select((stage, s) => (stage, number: s + 1)).All(it =>
            Has(space, it.number, DimensionKind.Depth, it.stage.Blocks.Count)
            && Has(space, it.number, DimensionKind.EmbedDim, it.stage.EmbedDim)
            && it.stage.Blocks.All(block => DimensionKinds.All.Where(DimensionKinds.IsPerBlock)
                .All(kind => Has(space, it.number, kind, block.Of(kind)))));

    /// <summary>
    /// Mean MACs an image over the draws of <see cref="SpaceSampler"/>, without a limit; exact up to rounding, not sampled. MACs are sums
    /// of products of independent choices (<see cref="MacFormula"/>), so means of factors suffice.
    /// </summary>
    public static double MeanMacs(SearchSpace space, NetworkSkeleton skeleton)
    {
        var meanEmbedDims = Enumerable.Range(1, space.StageCount).Select(stage => space[stage, DimensionKind.EmbedDim].Choices.Average()).ToArray();
        var macs = MacFormula.PatchEmbedding((double)skeleton.ImageSize * skeleton.ImageSize, skeleton.InputChannels, meanEmbedDims[0]);
        for (var stage = 1; stage <= space.StageCount; stage++)
        {
            var tokens = (double)skeleton.Resolution(stage) * skeleton.Resolution(stage);
            if (stage > 1) macs += MacFormula.Merging(tokens, meanEmbedDims[stage - 2], meanEmbedDims[stage - 1]);
            macs += space[stage, DimensionKind.Depth].Choices.Average() * MeanBlockMacs(space, stage, skeleton);
        }
        return macs + MacFormula.Head(meanEmbedDims[^1], skeleton.ClassCount);
    }

    /// <summary>
    /// Mean number of parameters over the draws of <see cref="SpaceSampler"/>, without a limit; exact up to rounding, as <see cref="MeanMacs"/>.
    /// </summary>
    public static double MeanParameters(SearchSpace space, NetworkSkeleton skeleton)
    {
        var means = Enumerable.Range(1, space.StageCount).Select(stage => space[stage, DimensionKind.EmbedDim].Choices.Average()).ToArray();
        var parameters = (double)skeleton.PatchSize * skeleton.PatchSize * skeleton.InputChannels * means[0] + means[0] + 2 * means[0];
        for (var stage = 1; stage <= space.StageCount; stage++)
        {
            if (stage > 1) parameters += 8 * means[stage - 2] + 4 * means[stage - 2] * means[stage - 1];
            parameters += space[stage, DimensionKind.Depth].Choices.Average() * MeanBlockParameters(space, stage, skeleton);
        }
        return parameters + 2 * means[^1] + means[^1] * skeleton.ClassCount + skeleton.ClassCount;
    }

    /// <summary>Two LayerNorms, the projections of queries, keys and values and of what comes of them, the table of offsets, and the MLP.</summary>
    private static double MeanBlockParameters(SearchSpace space, int stage, NetworkSkeleton skeleton)
    {
        var resolution = skeleton.Resolution(stage);
        var embedDims = space[stage, DimensionKind.EmbedDim].Choices;
        var heads = space[stage, DimensionKind.NumHeads].Choices;
        var (embedDim, width) = (embedDims.Average(), MeanWidth(space, stage, skeleton.HeadDim));
        var offsets = space[stage, DimensionKind.WindowSize].Choices.Average(w => (double)WindowLayout.Of(resolution, (int)w, block: 0).RelativeOffsets);
        var hidden = (from channels in embedDims
                      from ratio in space[stage, DimensionKind.MlpRatio].Choices
                      select (Channels: channels, Hidden: (double)BlockWidths.HiddenWidth((int)channels, ratio))).ToList();
        return 4 * embedDim + 3 * (embedDim * width + width) + offsets * heads.Average() + width * embedDim + embedDim
            + hidden.Average(it => 2 * it.Channels * it.Hidden + it.Hidden + it.Channels);
    }

    private static double MeanWidth(SearchSpace space, int stage, int? headDim) => headDim is { } width ? width * space[stage, DimensionKind.NumHeads].Choices.Average()
        : (from heads in space[stage, DimensionKind.NumHeads].Choices
         from qkv in space[stage, DimensionKind.QkvDim].Choices
         select (double)new BlockArchitecture(1, (int)heads, 1, (int)qkv).AttentionWidth()).Average();

    private static double MeanBlockMacs(SearchSpace space, int stage, NetworkSkeleton skeleton)
    {
        var resolution = skeleton.Resolution(stage);
        var embedDims = space[stage, DimensionKind.EmbedDim].Choices;
        var pairs = space[stage, DimensionKind.WindowSize].Choices.Average(w => (double)WindowLayout.Of(resolution, (int)w, block: 0).AttendedPairs);
        var hidden = from embedDim in embedDims
                     from ratio in space[stage, DimensionKind.MlpRatio].Choices
                     select embedDim * BlockWidths.HiddenWidth((int)embedDim, ratio);
        var meanWidth = MeanWidth(space, stage, skeleton.HeadDim);
        return MacFormula.Block((double)resolution * resolution, embedDims.Average() * meanWidth, pairs * meanWidth, hidden.Average());
    }

    private static double Log10StageSize(SearchSpace space, int stage, BlockTies ties)
    {
        var log10Blocks = ties.Searched(space).Where(it => it.Id.Stage == stage && it.Id.Kind.IsPerBlock()).Sum(it => Math.Log10(it.Choices.Count));
        var depths = space[stage, DimensionKind.Depth].Choices;
        if (depths.Count == 0 || double.IsNegativeInfinity(log10Blocks)) return double.NegativeInfinity;
        var deepest = depths[^1];
        // B^d overflows a double for large stages: the deepest term is taken out of the sum.
        var relative = depths.Sum(depth => Math.Pow(10, (depth - deepest) * log10Blocks));
        return Math.Log10(space[stage, DimensionKind.EmbedDim].Choices.Count) + deepest * log10Blocks + Math.Log10(relative);
    }

    private static Architecture Corner(SearchSpace space, Func<SearchDimension, double> choose) =>
        new([.. Enumerable.Range(1, space.StageCount).Select(stage =>
        {
            int Choice(DimensionKind kind) => (int)choose(space[stage, kind]);
            var block = new BlockArchitecture(
                Choice(DimensionKind.WindowSize), Choice(DimensionKind.NumHeads), choose(space[stage, DimensionKind.MlpRatio]), Choice(DimensionKind.QkvDim));
            return new StageArchitecture(Choice(DimensionKind.EmbedDim), [.. Enumerable.Repeat(block, Choice(DimensionKind.Depth))]);
        })]);

    private static bool Has(SearchSpace space, int stage, DimensionKind kind, double value) => space[stage, kind].Choices.Contains(value);
}
