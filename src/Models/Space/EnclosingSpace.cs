using S3Actors.Messages.Space;

namespace S3Actors.Models.Space;

/// <summary>
/// The smallest space that holds an architecture: each dimension has the values that the stage's blocks take. A network that is trained alone
/// is trained as this space's supernet, of which it uses the whole depth and, in every layer, the first rows and columns it needs: blocks of
/// one stage may differ, and weights are laid out by stage. What a narrower block leaves unused is never trained and never exported.
/// </summary>
public static class EnclosingSpace
{
    /// <summary>The space; its bounds are its choices' own.</summary>
    public static SearchSpace Of(Architecture architecture) =>
        new([.. Enumerable.Range(1, architecture.Stages.Count)
            .SelectMany(stage => DimensionKinds.All.Select(kind => Dimension(new DimensionId(stage, kind), architecture.Stages[stage - 1])))]);

    private static SearchDimension Dimension(DimensionId id, StageArchitecture stage)
    {
        double[] choices = [.. Values(id.Kind, stage).Distinct().Order()];
        return new SearchDimension(id, choices, Gamma: 1, choices[0], choices[^1]);
    }

    private static IEnumerable<double> Values(DimensionKind kind, StageArchitecture stage) => kind switch
    {
        DimensionKind.Depth => [stage.Blocks.Count],
        DimensionKind.EmbedDim => [stage.EmbedDim],
        DimensionKind.WindowSize => stage.Blocks.Select(block => (double)block.WindowSize),
        DimensionKind.NumHeads => stage.Blocks.Select(block => (double)block.NumHeads),
        DimensionKind.MlpRatio => stage.Blocks.Select(block => block.MlpRatio),
        _ => stage.Blocks.Select(block => (double)block.QkvDim),
    };
}
