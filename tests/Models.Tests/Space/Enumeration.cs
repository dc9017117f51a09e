using System.Globalization;
using S3Actors.Messages.Space;

namespace S3Actors.Tests.Models.Space;

/// <summary>All architectures of a small space, one by one: the slow and obvious reference.</summary>
internal static class Enumeration
{
    public static IEnumerable<Architecture> Of(SearchSpace space)
    {
        IEnumerable<IReadOnlyList<StageArchitecture>> architectures = [[]];
        for (var stage = 1; stage <= space.StageCount; stage++)
        {
            StageArchitecture[] stages = [.. StagesOf(space, stage)];
            architectures = architectures.SelectMany(head => stages.Select(IReadOnlyList<StageArchitecture> (last) => [.. head, last]));
        }
        return architectures.Select(stages => new Architecture(stages));
    }

    /// <summary>The probability of a draw that makes every choice uniformly.</summary>
    public static double ProbabilityOf(SearchSpace space, Architecture architecture) =>
        architecture.Stages.Select((stage, s) => 1.0 / space[s + 1, DimensionKind.Depth].Choices.Count
            / space[s + 1, DimensionKind.EmbedDim].Choices.Count / Math.Pow(Blocks(space, s + 1).Count(), stage.Blocks.Count)).Aggregate((a, b) => a * b);

    /// <summary>Reads a canonical text.</summary>
    public static Architecture Parse(string text) => new([.. text.Split('/').Select(stage =>
    {
        var parts = stage.Split(':');
        return new StageArchitecture(int.Parse(parts[0], CultureInfo.InvariantCulture), [.. parts[1].Split(',').Select(block =>
        {
            double[] numbers = [.. block.Split('w', 'n', 'm', 'q').Skip(1).Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
            return new BlockArchitecture((int)numbers[0], (int)numbers[1], numbers[2], (int)numbers[3]);
        })]);
    })]);

    private static IEnumerable<StageArchitecture> StagesOf(SearchSpace space, int stage) =>
        from depth in space[stage, DimensionKind.Depth].Choices
        from embedDim in space[stage, DimensionKind.EmbedDim].Choices
        from blocks in Rows(Blocks(space, stage).ToArray(), (int)depth)
        select new StageArchitecture((int)embedDim, blocks);

    private static IEnumerable<BlockArchitecture> Blocks(SearchSpace space, int stage) =>
        from window in space[stage, DimensionKind.WindowSize].Choices
        from heads in space[stage, DimensionKind.NumHeads].Choices
        from ratio in space[stage, DimensionKind.MlpRatio].Choices
        from qkv in space[stage, DimensionKind.QkvDim].Choices
        select new BlockArchitecture((int)window, (int)heads, ratio, (int)qkv);

    private static IEnumerable<IReadOnlyList<BlockArchitecture>> Rows(BlockArchitecture[] blocks, int length) =>
        length == 0 ? [[]] : Rows(blocks, length - 1).SelectMany(row => blocks.Select(IReadOnlyList<BlockArchitecture> (block) => [.. row, block]));
}
