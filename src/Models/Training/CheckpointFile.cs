using System.Globalization;
using System.Text;
using System.Text.Json;
using S3Actors.Messages.Space;
using S3Actors.Models.Devices;
using S3Actors.Models.Durability;
using S3Actors.Models.Network;
using TorchSharp;
using static TorchSharp.torch;

namespace S3Actors.Models.Training;

/// <summary>What a checkpoint says of itself.</summary>
/// <param name="Campaign">The campaign's name.</param>
/// <param name="Supernet">The supernet's name.</param>
/// <param name="Step">Optimizer steps done.</param>
/// <param name="SpecDigest">SHA-256 of the campaign's specification, lower-case hex; empty where unknown.</param>
/// <param name="Notes">What whoever saved it wants back with it, by names that begin with <c>note.</c>; null for none.</param>
public sealed record CheckpointHeader(
    string Campaign, string Supernet, int Step, string SpecDigest, IReadOnlyDictionary<string, string>? Notes = null)
{
    /// <summary>What the name of every note begins with.</summary>
    public const string NotePrefix = "note.";
}

/// <summary>
/// Checkpoints of a supernet: a safetensors file with every shared parameter at its largest size under its name, AdamW's moments as
/// <c>adamw.exp_avg.NAME</c> and <c>adamw.exp_avg_sq.NAME</c>, and as metadata the header's fields, the network and the space.
/// </summary>
public static class CheckpointFile
{
    private const string Format = "s3actors-checkpoint-1";
    private const string FirstMoment = "adamw.exp_avg.";
    private const string SecondMoment = "adamw.exp_avg_sq.";

    /// <summary>Writes a checkpoint, complete or not at all.</summary>
    /// <param name="points">Told of every stage of the file.</param>
    public static WrittenFile Save(string path, CheckpointHeader header, FlatWeights weights, FlatAdamW optimizer, ICriticalPoints? points = null)
    {
        List<SafetensorsEntry> entries = [];
        foreach (var (prefix, (decaying, plain)) in Groups(weights, optimizer))
            foreach (var parameter in weights.Layout.Parameters)
                entries.Add(new SafetensorsEntry(prefix + parameter.Name, parameter.Shape, stream => Write(stream, parameter, decaying, plain)));
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["format"] = Format,
            ["campaign"] = header.Campaign,
            ["supernet"] = header.Supernet,
            ["step"] = header.Step.ToString(CultureInfo.InvariantCulture),
            ["spec_digest"] = header.SpecDigest,
            ["network"] = Describe(weights.Layout.Skeleton),
            ["space"] = Describe(weights.Layout.Space),
        };
        foreach (var (name, note) in header.Notes ?? new Dictionary<string, string>())
        {
            if (!name.StartsWith(CheckpointHeader.NotePrefix, StringComparison.Ordinal))
                throw new ArgumentException($"The note's name {name} does not begin with {CheckpointHeader.NotePrefix}", nameof(header));
            metadata.Add(name, note);
        }
        return SafetensorsFile.Write(path, entries, metadata, points is null ? null : stage => points.Reach(CriticalPoints.Checkpoint + stage));
    }

    /// <summary>Reads weights, and moments where an optimizer is given.</summary>
    /// <param name="sha256">Digest the file must have, lower-case hex; null to trust it.</param>
    /// <exception cref="CheckpointDamagedException">The file is missing, damaged, or of another network or space.</exception>
    public static CheckpointHeader Load(string path, string? sha256, FlatWeights weights, FlatAdamW? optimizer)
    {
        using var content = Open(path, sha256, weights.Layout);
        if (!int.TryParse(Text(path, content, "step"), NumberStyles.None, CultureInfo.InvariantCulture, out var step))
            throw new CheckpointDamagedException(path, "its step is no number");
        foreach (var (prefix, (decaying, plain)) in Groups(weights, optimizer))
            foreach (var parameter in weights.Layout.Parameters)
                Read(path, content, prefix + parameter.Name, parameter, decaying, plain);
        var notes = content.Metadata.Where(it => it.Key.StartsWith(CheckpointHeader.NotePrefix, StringComparison.Ordinal)).ToDictionary(StringComparer.Ordinal);
        return new CheckpointHeader(Text(path, content, "campaign"), Text(path, content, "supernet"), step, Text(path, content, "spec_digest"), notes);
    }

    /// <summary>Opens a checkpoint; its tensors are those of the layout's parameters, as far as the file says.</summary>
    /// <param name="sha256">Digest the file must have, lower-case hex; null to trust it.</param>
    /// <exception cref="CheckpointDamagedException">The file is missing, damaged, or of another network or space.</exception>
    internal static SafetensorsContent Open(string path, string? sha256, SupernetLayout layout)
    {
        if (sha256 is not null) Verify(path, sha256);
        var content = SafetensorsFile.Read(path);
        try
        {
            if (Text(path, content, "format") != Format) throw new CheckpointDamagedException(path, "it is no checkpoint of a format known here");
            if (Text(path, content, "network") != Describe(layout.Skeleton) || Text(path, content, "space") != Describe(layout.Space))
                throw new CheckpointDamagedException(path, "it is of another network or another search space");
            return content;
        }
        catch
        {
            content.Dispose();
            throw;
        }
    }

    /// <summary>Checks a file against its digest.</summary>
    /// <exception cref="CheckpointDamagedException">It is missing or differs.</exception>
    public static void Verify(string path, string sha256)
    {
        string digest;
        try
        {
            digest = DurableFile.Digest(path);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointDamagedException(path, $"it cannot be read: {wrong.Message}", wrong);
        }
        if (!string.Equals(digest, sha256, StringComparison.Ordinal))
            throw new CheckpointDamagedException(path, $"its SHA-256 is {digest}, not {sha256}");
    }

    private static IEnumerable<(string Prefix, (Tensor Decaying, Tensor Plain) Tensors)> Groups(FlatWeights weights, FlatAdamW? optimizer)
    {
        yield return ("", (weights.Decaying, weights.Plain));
        if (optimizer is null) yield break;
        yield return (FirstMoment, optimizer.FirstMoments);
        yield return (SecondMoment, optimizer.SecondMoments);
    }

    private static void Write(Stream stream, ParameterSpec parameter, Tensor decaying, Tensor plain)
    {
        using var scope = NewDisposeScope();
        HostRead.Write(FlatWeights.View(parameter, decaying, plain), stream);
    }

    private static void Read(string path, SafetensorsContent content, string name, ParameterSpec parameter, Tensor decaying, Tensor plain)
    {
        if (!content.Shape(name).SequenceEqual(parameter.Shape))
            throw new CheckpointDamagedException(path,
                $"{name} has the shape [{string.Join(", ", content.Shape(name))}], not [{string.Join(", ", parameter.Shape)}]");
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        FlatWeights.View(parameter, decaying, plain).copy_(tensor(content.Floats(name), [.. parameter.Shape], dtype: ScalarType.Float32));
    }

    private static string Text(string path, SafetensorsContent content, string name) =>
        content.Metadata.TryGetValue(name, out var text) ? text : throw new CheckpointDamagedException(path, $"its metadata has no {name}");

    private static string Describe(NetworkSkeleton skeleton) => WriteJson(json =>
    {
        json.WriteStartObject();
        json.WriteNumber("image_size", skeleton.ImageSize);
        json.WriteNumber("patch_size", skeleton.PatchSize);
        json.WriteNumber("input_channels", skeleton.InputChannels);
        json.WriteNumber("class_count", skeleton.ClassCount);
        json.WriteEndObject();
    });

    private static string Describe(SearchSpace space) => WriteJson(json =>
    {
        json.WriteStartObject();
        foreach (var dimension in space.Dimensions)
        {
            json.WriteStartArray(dimension.Id.ToString());
            foreach (var choice in dimension.Choices) json.WriteNumberValue(choice);
            json.WriteEndArray();
        }
        json.WriteEndObject();
    });

    private static string WriteJson(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer)) write(json);
        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
