using S3Actors.Messages.Space;
using S3Actors.Models.Devices;
using S3Actors.Models.Network;
using static TorchSharp.torch;

namespace S3Actors.Models.Training;

/// <summary>An architecture's own weights, cut out of a supernet's checkpoint, as a safetensors file that needs no supernet to be read.</summary>
public static class SubnetFile
{
    /// <summary>Writes the file, complete or not at all; names and shapes are those of <see cref="SubnetParameters"/>.</summary>
    /// <param name="space">The space whose supernet the checkpoint holds.</param>
    /// <param name="checkpointSha256">Digest the checkpoint must have, lower-case hex.</param>
    /// <param name="metadata">Text by name, in the file's header.</param>
    /// <exception cref="CheckpointDamagedException">The checkpoint is missing, damaged or of another supernet.</exception>
    public static WrittenFile Write(
        string path, NetworkSkeleton skeleton, SearchSpace space, string checkpoint, string checkpointSha256, Architecture architecture,
        IReadOnlyDictionary<string, string> metadata)
    {
        using var supernet = new Supernet(skeleton, space);
        CheckpointFile.Load(checkpoint, checkpointSha256, supernet.Weights, optimizer: null);
        var weights = supernet.Weights;
        return SafetensorsFile.Write(path,
            [.. SubnetParameters.Of(supernet.Layout, architecture).Select(parameter => new SafetensorsEntry(parameter.Name, parameter.Shape, stream =>
        {
            using var scope = NewDisposeScope();
            HostRead.Write(parameter.Copy(weights.Decaying, weights.Plain), stream);
        }))], metadata);
    }
}
