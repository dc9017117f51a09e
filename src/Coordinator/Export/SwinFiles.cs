using System.Runtime.InteropServices;
using System.Text.Json;
using S3Actors.Coordinator.Output;
using S3Actors.Messages.Space;
using S3Actors.Models.Training;
using Architecture = S3Actors.Messages.Space.Architecture;

namespace S3Actors.Coordinator.Export;

/// <summary>Weights under the names of other libraries' Swin networks, with the arguments that these are built with as JSON in the files' metadata.</summary>
public static class SwinFiles
{
    /// <summary>Of timm's network that classifies.</summary>
    public const string Timm = "timm.safetensors";

    /// <summary>Of timm's <c>features_only=True</c>.</summary>
    public const string TimmFeatures = "timm-features.safetensors";

    /// <summary>Of the backbone of mmdetection and mmsegmentation, which load no safetensors.</summary>
    public const string Mmdetection = "mmdetection.pth";

    /// <summary>Writes <see cref="Timm"/> and <see cref="TimmFeatures"/>, each whole or not at all.</summary>
    /// <param name="weights">The architecture's own, as <see cref="SubnetFile"/> writes them.</param>
    /// <param name="metadata">More text by name.</param>
    public static IEnumerable<WrittenFile> WriteTimm(
        string folder, NetworkSkeleton skeleton, Architecture architecture, string weights, IReadOnlyDictionary<string, string> metadata)
    {
        using var content = SafetensorsFile.Read(weights);
        var texts = With(metadata, TimmNetwork.Arguments(skeleton, architecture));
        texts["format"] = "pt";
        return [Renamed(Timm, TimmNetwork.Name), Renamed(TimmFeatures, TimmNetwork.FeatureName)];

        WrittenFile Renamed(string file, Func<string, string?> rename) =>
            SafetensorsFile.Write(Path.Combine(folder, file), [.. content.Names.Where(name => rename(name) is not null).Select(name =>
                new SafetensorsEntry(rename(name)!, content.Shape(name), stream => stream.Write(MemoryMarshal.AsBytes(content.Floats(name).AsSpan()))))], texts);
    }

    /// <summary>Writes <see cref="Mmdetection"/>, whole or not at all.</summary>
    /// <param name="weights">The architecture's own, as <see cref="SubnetFile"/> writes them.</param>
    /// <param name="metadata">More text by name.</param>
    public static WrittenFile WriteMmdetection(
        string folder, NetworkSkeleton skeleton, Architecture architecture, string weights, IReadOnlyDictionary<string, string> metadata)
    {
        using var content = SafetensorsFile.Read(weights);
        var tensors = content.Names.Select(name => (name, To: MmdetectionNetwork.Name(name, architecture.Stages.Count))).Where(it => it.To is not null)
            .Select(it => new NamedTensor(it.To!, content.Shape(it.name),
                () => MmdetectionNetwork.Values(it.name, content.Floats(it.name), (int)content.Shape(it.name)[^1])));
        return PyTorchFile.Write(Path.Combine(folder, Mmdetection), [.. tensors], With(metadata, MmdetectionNetwork.Arguments(skeleton, architecture)));
    }

    private static Dictionary<string, string> With(IReadOnlyDictionary<string, string> metadata, IReadOnlyDictionary<string, object> arguments) =>
        new(metadata, StringComparer.Ordinal) { ["arguments"] = JsonSerializer.Serialize(arguments, JsonForm.OneLine) };
}
