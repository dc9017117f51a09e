using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Onnx;
using S3Actors.Coordinator.Export;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Space;
using S3Actors.Models.Network;
using S3Actors.Models.Space;
using S3Actors.Models.Training;
using TorchSharp;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace S3Actors.Tests.Coordinator.Export;

/// <summary>ONNX Runtime, which knows nothing of this program, computes the scores that this program computes.</summary>
public sealed class OnnxTests
{
    private const double Tolerance = 1e-4;

    /// <summary>Architecture text, side of the images, patch, fixed head_dim (0: free). Padded maps, shifts, windows above the map, odd widths, one window.</summary>
    public static TheoryData<string, int, int, int> Networks { get; } = new()
    {
        { "8:w5n2m2q8,w5n3m1.5q10,w4n1m0.5q7/12:w4n2m2q12,w4n1m1q6,w6n2m1.5q7/16:w3n4m1q16,w2n2m2q16", 24, 2, 0 },
        { "8:w2n2m2q8,w3n1m1q4,w7n2m2q8", 12, 4, 4 },
        { "12:w4n3m2q12,w4n3m2q12/24:w4n6m2q24,w4n6m2q24/24:w8n6m2q24,w8n6m2q24/48:w4n12m2q48,w4n12m2q48", 64, 4, 4 },
    };

    [Theory]
    [MemberData(nameof(Networks))]
    public void Any_architecture_scores_images_as_it_does_here(string text, int side, int patch, int headDim)
    {
        var architecture = Architecture(text);
        var skeleton = new NetworkSkeleton(side, patch, 2, 5, headDim == 0 ? null : headDim);
        var data = new DataSpec(1, 1, 1, [0.3, 0.6], [0.2, 0.35]);
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        var (supernet, weights) = RandomNetwork.Write(folder, skeleton, architecture);
        using var _ = supernet;
        var file = folder.Path("model.onnx");
        OnnxFile.Write(file, skeleton, data, architecture, weights, ["a", "b", "c", "d", "e"], new Dictionary<string, string> { ["architecture"] = text });

        using var session = new InferenceSession(file);
        foreach (var images in new[] { 3, 1 }) // the batch is whatever comes
        {
            var pixels = rand(images, 2, side, side);
            var normalised = (pixels - Channels(data.Mean)) / Channels(data.StandardDeviation);
            AssertAgree(supernet.Forward(normalised, architecture), Run(session, pixels));
        }
    }

    [Fact]
    public void The_file_says_what_goes_in_and_what_comes_out()
    {
        var architecture = Architecture("8:w2n2m2q8,w2n2m2q8");
        var skeleton = new NetworkSkeleton(8, 2, 1, 2);
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        var (supernet, weights) = RandomNetwork.Write(folder, skeleton, architecture);
        supernet.Dispose();
        var file = folder.Path("model.onnx");
        OnnxFile.Write(file, skeleton, new DataSpec(1, 1, 1, [0.5], [0.25]), architecture, weights, ["left", "right"], new Dictionary<string, string> { ["campaign"] = "it" });
        using (var session = new InferenceSession(file))
        {
            Assert.Equal([-1, 1, 8, 8], session.InputMetadata[OnnxNetwork.Images].Dimensions);
            Assert.Equal("batch", session.InputMetadata[OnnxNetwork.Images].SymbolicDimensions[0]);
            Assert.Equal([-1, 2], session.OutputMetadata[OnnxNetwork.Scores].Dimensions);
            var known = session.ModelMetadata.CustomMetadataMap;
            Assert.Equal(("[0.5]", "[0.25]", """["left","right"]""", "it"), (known["mean"], known["standard_deviation"], known["classes"], known["campaign"]));
            Assert.Equal("s3actors", session.ModelMetadata.ProducerName);
        }
        ModelProto model;
        using (var stream = File.OpenRead(file)) model = ModelProto.Parser.ParseFrom(stream);
        Assert.Equal(OnnxNetwork.Opset, Assert.Single(model.OpsetImport).Version);
        using var content = SafetensorsFile.Read(weights);
        foreach (var name in content.Names) // the parameters, under the names and in the shapes of the weights' file
        {
            var tensor = Assert.Single(model.Graph.Initializer, it => it.Name == name);
            Assert.Equal(content.Shape(name), tensor.Dims);
        }
        Assert.Single(model.Graph.Initializer, it => it.Name.StartsWith("mask", StringComparison.Ordinal)); // of the one layout that shifts
    }

    /// <summary>Scores of images whose values are in [0, 1].</summary>
    internal static float[] Run(string file, Tensor images)
    {
        using var session = new InferenceSession(file);
        return Run(session, images);
    }

    /// <summary>Asserts that scores agree to <see cref="Tolerance"/>, and that they are not all alike.</summary>
    internal static void AssertAgree(Tensor ours, float[] theirs)
    {
        var scores = ours.data<float>().ToArray();
        Assert.Equal(scores.Length, theirs.Length);
        Assert.True(scores.Max() - scores.Min() > 0.1, "scores that are all alike prove nothing");
        Assert.InRange(scores.Zip(theirs).Max(it => Math.Abs(it.First - it.Second)), 0, Tolerance);
    }

    private static float[] Run(InferenceSession session, Tensor images)
    {
        var input = new DenseTensor<float>(images.contiguous().data<float>().ToArray(), [.. images.shape.Select(it => (int)it)]);
        using var results = session.Run([NamedOnnxValue.CreateFromTensor(OnnxNetwork.Images, input)]);
        return [.. Assert.Single(results).AsTensor<float>()];
    }

    private static Architecture Architecture(string text) => ArchitectureText.TryParse(text, out var architecture) ? architecture! : throw new FormatException(text);

    private static Tensor Channels(IReadOnlyList<double> values) => tensor(values.Select(it => (float)it).ToArray()).view(1, -1, 1, 1);
}
