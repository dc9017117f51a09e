using System.Text.Json;
using S3Actors.Messages.Space;
using S3Actors.Models.Training;

namespace S3Actors.Coordinator.Output;

/// <summary>
/// An architecture in any form in which the program writes one: its text (<c>16:w4n2m2q24/32:w2n1m1.5q12</c>), best/architecture.json, an
/// exported weights.safetensors, or a document under <c>--json</c> that names one architecture.
/// </summary>
public static class ArchitectureInput
{
    private const string Stages = "stages", Text = "architecture", Network = "network";
    private const int MostShown = 4;

    /// <summary>Reads it, with its network where it is said.</summary>
    /// <param name="given">A text, or a file's path.</param>
    /// <exception cref="BadInputException">It is neither, or names none or several.</exception>
    public static ArchitectureFile Read(string given)
    {
        var source = SingleLine.Of(given);
        if (Parsed(given) is { } architecture) return new ArchitectureFile(architecture.Stages).Checked(source);
        if (given.EndsWith(".safetensors", StringComparison.Ordinal)) return OfWeights(given);
        string content;
        try
        {
            content = InputFile.ReadText(given);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException) // no path either
        {
            throw new BadInputException($"{source}: {InputFile.Problem(given, e)}");
        }
        return Parsed(content.Trim()) is { } written ? new ArchitectureFile(written.Stages).Checked(source) : OfDocument(source, content);
    }

    private static ArchitectureFile OfWeights(string file)
    {
        try
        {
            return SafetensorsFile.Read(file).Metadata.GetValueOrDefault(Text) is { } text && Parsed(text) is { } architecture
                ? new ArchitectureFile(architecture.Stages).Checked(file)
                : throw new BadInputException($"{file}: says no architecture in its header; weights that 'export' wrote do");
        }
        catch (CheckpointDamagedException damaged)
        {
            throw new BadInputException(damaged.Message);
        }
    }

    private static ArchitectureFile OfDocument(string file, string json)
    {
        var found = new HashSet<Architecture>();
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement is not { ValueKind: JsonValueKind.Object } root || root.TryGetProperty(Stages, out _)) return ArchitectureFile.Parse(file, json);
            Collect(root, found);
            if (found.Count == 1) return ArchitectureFile.Parse(file, json: Rewritten(root, found.Single()));
        }
        catch (JsonException)
        {
            return ArchitectureFile.Parse(file, json); // which says what is wrong, or takes comments
        }
        if (found.Count == 0) return ArchitectureFile.Parse(file, json);
        throw new BadInputException($"{file}: names {found.Count} architectures; give the text of one: {string.Join(", ", found.Take(MostShown))}{(found.Count > MostShown ? ", ..." : "")}");
    }

    /// <summary>Every architecture that is a text of that name, at any depth.</summary>
    private static void Collect(JsonElement element, HashSet<Architecture> found)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray()) Collect(item, found);
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in element.EnumerateObject())
            {
                if (property.NameEquals(Text) && property.Value.ValueKind == JsonValueKind.String && Parsed(property.Value.GetString()!) is { } architecture) found.Add(architecture);
                else Collect(property.Value, found);
            }
        }
    }

    /// <summary>As best/architecture.json would say it.</summary>
    private static string Rewritten(JsonElement root, Architecture architecture)
    {
        var stages = new ArchitectureFile(architecture.Stages).ToJson().TrimEnd()[..^1];
        return root.TryGetProperty(Network, out var network) ? $"{stages}, \"{Network}\": {network.GetRawText()} }}" : stages + "}";
    }

    private static Architecture? Parsed(string text) => ArchitectureText.TryParse(text, out var architecture) ? architecture : null;
}
