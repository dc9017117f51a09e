using System.Text.Json;
using System.Text.Json.Serialization;
using S3Actors.Messages.Space;
using S3Actors.Models.Space;
using static System.FormattableString;

namespace S3Actors.Coordinator.Output;

/// <summary>
/// An architecture as a JSON file with named fields: <c>network</c> (image_size, patch_size, input_channels, class_count; may be left out
/// where a campaign gives it) and <c>stages</c>, each with <c>embed_dim</c> and <c>blocks</c> of window_size, num_heads, mlp_ratio, qkv_dim.
/// </summary>
public sealed record ArchitectureFile(IReadOnlyList<StageArchitecture> Stages, NetworkSkeleton? Network = null)
{
    private const int LargestSize = (int)SpaceValidation.LargestValue, MostBlocks = 10_000; // far above any network

    private static readonly JsonSerializerOptions Form = new(JsonForm.Options)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>The architecture itself.</summary>
    [JsonIgnore] public Architecture Architecture => new(Stages);

    /// <summary>Reads a file's text.</summary>
    /// <param name="source">Named in errors.</param>
    /// <exception cref="BadInputException">It is no such text, or says sizes that no network has.</exception>
    public static ArchitectureFile Parse(string source, string json)
    {
        try
        {
            return (JsonSerializer.Deserialize<ArchitectureFile>(json, Form) ?? throw new BadInputException($"{source}: null is no architecture")).Checked(source);
        }
        catch (JsonException e)
        {
            throw new BadInputException($"{source}: {SingleLine.Of(e.Message.Split(" Path: ", 2)[0])} (at {SingleLine.Of(e.Path ?? "$")}, line {(e.LineNumber ?? 0) + 1})");
        }
    }

    /// <summary>The same, where every size is one that a network can have.</summary>
    /// <param name="source">Named in errors.</param>
    /// <exception cref="BadInputException">A size is not.</exception>
    public ArchitectureFile Checked(string source) => Problems().FirstOrDefault() is { } problem ? throw new BadInputException($"{source}: {problem}") : this;

    /// <summary>Counts what it costs in a network.</summary>
    /// <param name="source">Named in errors.</param>
    /// <exception cref="BadInputException">It does not fit into that network, or costs more than can be counted.</exception>
    public Cost CostIn(NetworkSkeleton network, string source)
    {
        var unit = (long)network.PatchSize << (Stages.Count - 1);
        if (Stages.Count > SpaceValidation.LargestStageCount || network.ImageSize % unit != 0)
            throw new BadInputException(
                $"{source}: image_size {network.ImageSize} is no multiple of patch_size {network.PatchSize} times 2^{Stages.Count - 1}, so {Stages.Count} stages do not fit");
        try
        {
            return ArchitectureCost.Of(network, Architecture);
        }
        catch (OverflowException)
        {
            throw new BadInputException($"{source}: costs more than can be counted");
        }
    }

    /// <summary>The file's text.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Form);

    private IEnumerable<string> Problems()
    {
        if (Network is { } n && (n.ImageSize is < 1 or > SpaceValidation.LargestImageSize || !IsSize(n.PatchSize) || !IsSize(n.InputChannels) || n.ClassCount < 2 || !IsSize(n.ClassCount)))
            yield return Invariant($"network: image_size must be 1 to {SpaceValidation.LargestImageSize}, patch_size and input_channels 1 to {LargestSize}, class_count 2 to {LargestSize}");
        if (Stages.Count is 0 or > SpaceValidation.LargestStageCount) yield return Invariant($"stages: must be 1 to {SpaceValidation.LargestStageCount}, not {Stages.Count}");
        for (var s = 0; s < Stages.Count; s++)
        {
            var stage = Stages[s];
            if (!IsSize(stage.EmbedDim)) yield return Invariant($"stages[{s}].embed_dim = {stage.EmbedDim}: must be 1 to {LargestSize}");
            if (stage.Blocks.Count is 0 or > MostBlocks) yield return Invariant($"stages[{s}].blocks: must be 1 to {MostBlocks}, not {stage.Blocks.Count}");
            for (var b = 0; b < stage.Blocks.Count; b++)
            {
                var block = stage.Blocks[b];
                if (!IsSize(block.WindowSize) || !IsSize(block.NumHeads) || block.MlpRatio is not (> 0 and <= LargestSize) || !IsSize(block.QkvDim) || block.QkvDim < block.NumHeads)
                    yield return Invariant($"stages[{s}].blocks[{b}]: window_size and num_heads must be at least 1, mlp_ratio above 0, qkv_dim at least num_heads, and none above {LargestSize}");
            }
        }
    }

    private static bool IsSize(int size) => size is >= 1 and <= LargestSize;
}
