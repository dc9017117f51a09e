using S3Actors.Messages.Campaign;
using S3Actors.Messages.Space;
using S3Actors.Models.Network;
using S3Actors.Models.Space;
using S3Actors.Models.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace S3Actors.Tests.Coordinator.Export;

/// <summary>A network that nobody trained, in which every parameter matters: biases, norms and tables differ from their initial values.</summary>
internal static class RandomNetwork
{
    private static readonly TrainingSpec AnyTraining = new(1, 1, 1, 1e-3, 0, 0, 0.9, 0.999, 1e-8, 0, 0, 0, 0, 2, Initialisation.FanIn, 1);

    /// <summary>The network, and the file with its weights.</summary>
    public static (Supernet Supernet, string Weights) Write(TemporaryFolder folder, NetworkSkeleton skeleton, Architecture architecture)
    {
        var supernet = new Supernet(skeleton, EnclosingSpace.Of(architecture));
        supernet.Initialise(Initialisation.FanIn, seed: 5, supernetIndex: 1);
        supernet.Weights.Plain.add_(Waves(supernet.Layout.PlainCount, 0.3));
        using var optimizer = new FlatAdamW(supernet.Weights, AnyTraining);
        var checkpoint = CheckpointFile.Save(folder.Path("checkpoint"), new CheckpointHeader("any", "any", 0, ""), supernet.Weights, optimizer);
        var weights = folder.Path("weights.safetensors");
        SubnetFile.Write(weights, skeleton, EnclosingSpace.Of(architecture), checkpoint.Path, checkpoint.Sha256, architecture, new Dictionary<string, string>());
        return (supernet, weights);
    }

    /// <summary>Numbers between minus and plus the height that repeat only after long.</summary>
    public static Tensor Waves(long count, double height) =>
        tensor(Enumerable.Range(0, (int)count).Select(i => (float)(height * Math.Sin(i * i * 0.37 + i))).ToArray());
}
