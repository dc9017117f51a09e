using System.Globalization;
using System.Text.Json;
using Google.Protobuf;
using Onnx;
using S3Actors.Coordinator.Hosting;
using S3Actors.Coordinator.Output;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Space;
using S3Actors.Models.Network;
using S3Actors.Models.Training;

namespace S3Actors.Coordinator.Export;

/// <summary>
/// An architecture with its weights as an ONNX file that needs nothing beside it: the images' mean and standard deviation are in the graph, what
/// else one must know is among its <c>metadata_props</c>.
/// </summary>
public static class OnnxFile
{
    private const long MostBytes = int.MaxValue; // of any Protobuf message
    private const int FormatVersion = 8; // the ONNX format's that came with the operator set

    /// <summary>Writes the file, complete or not at all.</summary>
    /// <param name="weights">The architecture's own weights, as <see cref="SubnetFile"/> writes them.</param>
    /// <param name="classes">Names of the classes in the order of the scores; null where they have none.</param>
    /// <param name="metadata">More text by name.</param>
    /// <exception cref="BadInputException">The weights are more than an ONNX file without companions holds.</exception>
    /// <exception cref="CheckpointDamagedException">The weights are missing, or not this architecture's.</exception>
    public static WrittenFile Write(
        string path, NetworkSkeleton skeleton, DataSpec data, Architecture architecture, string weights, IReadOnlyList<string>? classes,
        IReadOnlyDictionary<string, string> metadata)
    {
        using var content = SafetensorsFile.Read(weights);
        var model = new ModelProto
        {
            IrVersion = FormatVersion,
            ProducerName = "s3actors",
            ProducerVersion = Machine.ProductVersion,
            DocString = "A vision transformer with windowed attention, found by searching the search space (S3, arXiv 2111.14725).",
            Graph = OnnxNetwork.Of(skeleton, data, architecture, content, "s3actors"),
        };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = OnnxNetwork.Opset });
        foreach (var (name, text) in Known(skeleton, data, classes).Concat(metadata).OrderBy(it => it.Key, StringComparer.Ordinal))
            model.MetadataProps.Add(new StringStringEntryProto { Key = name, Value = text });
        if (model.Graph.Initializer.Sum(it => (long)it.RawData.Length) + MessageRoom(model) > MostBytes) throw new BadInputException(
            $"--format onnx: the weights take more than the {MostBytes} bytes that an ONNX file holds");
        return DurableFile.Write(path, model.WriteTo);
    }

    /// <summary>What the messages around the tensors' bytes may take; generous.</summary>
    private static long MessageRoom(ModelProto model) => (1 << 20) + (model.Graph.Initializer.Count + model.Graph.Node.Count) * 512L;

    private static IEnumerable<KeyValuePair<string, string>> Known(
        NetworkSkeleton skeleton, DataSpec data, IReadOnlyList<string>? classes)
    {
        yield return new("input", FormattableString.Invariant(
            $"{OnnxNetwork.Images}: float32 [batch, {skeleton.InputChannels}, {skeleton.ImageSize}, {skeleton.ImageSize}], pixels divided by 255; mean and standard_deviation are applied in the graph"));
        yield return new("output", FormattableString.Invariant($"{OnnxNetwork.Scores}: float32 [batch, {skeleton.ClassCount}], before a softmax"));
        yield return new("mean", Numbers(data.Mean));
        yield return new("standard_deviation", Numbers(data.StandardDeviation));
        if (data.Fitting is { } fitting) yield return new("fitting", FormattableString.Invariant(
            $"{fitting.Interpolation}, until the shorter side has {fitting.ShorterSide} pixels; then the middle {skeleton.ImageSize} x {skeleton.ImageSize} is cut out"));
        if (classes is not null) yield return new("classes", JsonSerializer.Serialize(classes, JsonForm.OneLine));
    }

    private static string Numbers(IEnumerable<double> numbers) => "[" + string.Join(", ", numbers.Select(it => it.ToString(CultureInfo.InvariantCulture))) + "]";
}
