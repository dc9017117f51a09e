using System.Text.Json;
using System.Text.Json.Serialization;
using S3Actors.Messages.Space;

namespace S3Actors.Coordinator.Output;

/// <summary>
/// An architecture as a JSON file with named fields: <c>network</c> (image_size, patch_size, input_channels, class_count; may be left out
/// where a campaign gives it) and <c>stages</c>, each with <c>embed_dim</c> and <c>blocks</c> of window_size, num_heads, mlp_ratio, qkv_dim.
/// </summary>
public sealed record ArchitectureFile(IReadOnlyList<StageArchitecture> Stages, NetworkSkeleton? Network = null)
{
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

    /// <summary>Reads a file.</summary>
    /// <exception cref="BadInputException">It cannot be read, or is no such file.</exception>
    public static ArchitectureFile Read(string path)
    {
        try
        {
            var file = JsonSerializer.Deserialize<ArchitectureFile>(File.ReadAllText(path), Form) ?? throw new BadInputException($"{path}: null is no architecture");
            foreach (var problem in file.Problems()) throw new BadInputException($"{path}: {problem}");
            return file;
        }
        catch (JsonException e)
        {
            throw new BadInputException($"{path}: {e.Message.Split(" Path: ", 2)[0]} (at {e.Path}, line {(e.LineNumber ?? 0) + 1})");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException(File.Exists(path) ? $"{path}: {e.Message}" : $"{path}: there is no such file");
        }
    }

    /// <summary>The file's text.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Form);

    private IEnumerable<string> Problems()
    {
        if (Network is { } n && (n.ImageSize < 1 || n.PatchSize < 1 || n.InputChannels < 1 || n.ClassCount < 2))
            yield return "network: sizes and channels must be at least 1, classes at least 2";
        if (Stages.Count == 0) yield return "stages: must have at least one stage";
        for (var s = 0; s < Stages.Count; s++)
        {
            var stage = Stages[s];
            if (stage.EmbedDim < 1) yield return $"stages[{s}].embed_dim = {stage.EmbedDim}: must be at least 1";
            if (stage.Blocks.Count == 0) yield return $"stages[{s}].blocks: must have at least one block";
            for (var b = 0; b < stage.Blocks.Count; b++)
            {
                var block = stage.Blocks[b];
                if (block.WindowSize < 1 || block.NumHeads < 1 || !(block.MlpRatio > 0) || block.QkvDim < block.NumHeads)
                    yield return $"stages[{s}].blocks[{b}]: window_size and num_heads must be at least 1, mlp_ratio above 0, qkv_dim at least num_heads";
            }
        }
    }
}
