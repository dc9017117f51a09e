using S3Actors.Models.Training;

namespace S3Actors.Coordinator.Export;

/// <summary>A form in which other programs take a winner, beside the files that are always written.</summary>
/// <param name="Name">What it is asked for by.</param>
/// <param name="Files">What it is written as.</param>
/// <param name="Lacking">Why these programs cannot take a winner; empty where they can.</param>
/// <param name="Write">Writes the files of a winner into a folder, where its <see cref="Weights"/> stand already.</param>
internal sealed record ExportFormat(
    string Name, IReadOnlyList<string> Files, Func<ExportedWinner, IReadOnlyList<string>> Lacking,
    Func<ExportedWinner, string, IReadOnlyDictionary<string, string>, IEnumerable<WrittenFile>> Write)
{
    /// <summary>File of the weights under this program's names, which the others are made from.</summary>
    public const string Weights = "weights.safetensors";

    private const string Onnx = "model.onnx";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ExportFormat> All { get; } =
    [
        new("onnx", [Onnx], _ => [], (it, folder, metadata) =>
            [OnnxFile.Write(Path.Combine(folder, Onnx), it.Spec.Network, it.Spec.Data, it.Architecture, Path.Combine(folder, Weights), it.Classes, metadata)]),
        new("timm", [SwinFiles.Timm, SwinFiles.TimmFeatures], it => TimmNetwork.Lacking(it.Spec.Network, it.Architecture), (it, folder, metadata) =>
            SwinFiles.WriteTimm(folder, it.Spec.Network, it.Architecture, Path.Combine(folder, Weights), metadata)),
        new("mmdetection", [SwinFiles.Mmdetection], it => MmdetectionNetwork.Lacking(it.Spec.Network, it.Architecture), (it, folder, metadata) =>
            [SwinFiles.WriteMmdetection(folder, it.Spec.Network, it.Architecture, Path.Combine(folder, Weights), metadata)]),
    ];

    /// <summary>The one of that name.</summary>
    public static ExportFormat Named(string name) => All.First(it => it.Name == name);
}
