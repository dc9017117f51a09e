using S3Actors.Models.Data;
using S3Actors.Models.Devices;
using S3Actors.Models.Network;
using S3Actors.Models.Training;
using TorchSharp;

namespace S3Actors.Bench.Running;

/// <summary>A supernet's weights, and gradients laid out like them, as files that the other side reads.</summary>
internal static class GradientFile
{
    /// <summary>Writes the summed gradient of passes on a batch, as the weights are now, and returns the passes' losses.</summary>
    public static float[] Write(string file, Supernet supernet, ImageBatch batch, IReadOnlyList<SandwichPass> passes, double labelSmoothing)
    {
        using var scope = torch.NewDisposeScope();
        var (decaying, plain) = (torch.zeros_like(supernet.Weights.Decaying), torch.zeros_like(supernet.Weights.Plain));
        using var gradient = new SandwichGradient(supernet, passes.Count, 1, labelSmoothing);
        var losses = gradient.Compute(batch, passes, [.. Enumerable.Range(0, passes.Count)], decaying, plain);
        Write(file, supernet.Layout, decaying, plain);
        return HostRead.Floats(losses);
    }

    /// <summary>Writes every parameter of a pair of flat tensors.</summary>
    public static void Write(string file, SupernetLayout layout, torch.Tensor decaying, torch.Tensor plain) =>
        SafetensorsFile.Write(file, [.. layout.Parameters.Select(parameter => new SafetensorsEntry(parameter.Name, parameter.Shape,
            stream => HostRead.Write(FlatWeights.View(parameter, decaying, plain), stream)))], new Dictionary<string, string>());
}
