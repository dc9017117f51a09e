using S3Actors.Actors.Evaluation;
using S3Actors.Messages.Commands;
using S3Actors.Models.Training;

namespace S3Actors.Actors.Cluster;

/// <summary>
/// A worker's checkpoints: the coordinator's own files where its folder is seen here too and the digest agrees; else copies in a folder of
/// bounded size, found by their digest. What is loaded has the digest that the ledger named, wherever it came from.
/// </summary>
/// <param name="evaluation">Loads files.</param>
/// <param name="sharedFolder">Where checkpoints stand on the coordinator's machine; it may not exist here.</param>
/// <param name="cacheFolder">For copies; made where it is missing.</param>
/// <param name="mostBytes">Above this the oldest copies are removed; the one asked for stays.</param>
/// <param name="fetch">Writes a checkpoint's bytes into a stream; throws <see cref="IOException"/> where it cannot.</param>
public sealed class CachedCheckpoints(
    ISubnetEvaluationFactory evaluation, string sharedFolder, string cacheFolder, long mostBytes, Action<TrainedSupernet, Stream> fetch)
    : ISubnetEvaluationFactory
{
    private const string Suffix = ".safetensors";
    private readonly Lock _one = new(); // several evaluators want the same file at once

    /// <inheritdoc/>
    public int TestImages => evaluation.TestImages;

    /// <inheritdoc/>
    /// <exception cref="IOException">The checkpoint is neither here nor to be had.</exception>
    public ISubnetEvaluation Load(TrainedSupernet supernet) => evaluation.Load(supernet with { CheckpointFile = PathOf(supernet) });

    private string PathOf(TrainedSupernet supernet)
    {
        lock (_one)
        {
            var shared = Path.Combine(sharedFolder, Path.GetFileName(supernet.CheckpointFile));
            if (Holds(shared, supernet)) return shared;
            if (supernet.CheckpointSha256.Length != 64 || !supernet.CheckpointSha256.All(char.IsAsciiHexDigitLower))
                throw new IOException($"{supernet.CheckpointFile} has no SHA-256 to fetch it by");
            var copy = Path.GetFullPath(Path.Combine(cacheFolder, supernet.CheckpointSha256 + Suffix));
            if (!Holds(copy, supernet)) Fetch(supernet, copy);
            Trim(copy);
            return copy;
        }
    }

    private void Fetch(TrainedSupernet supernet, string copy)
    {
        var written = DurableFile.Write(copy, stream => fetch(supernet, stream));
        if (written.Sha256 == supernet.CheckpointSha256) return;
        File.Delete(copy);
        throw new IOException($"{supernet.CheckpointFile} came with the SHA-256 {written.Sha256}, not {supernet.CheckpointSha256}");
    }

    /// <summary>Removes the oldest copies. A file that is open stays readable to whoever reads it.</summary>
    private void Trim(string used)
    {
        var left = mostBytes;
        var copies = new DirectoryInfo(cacheFolder).GetFiles("*" + Suffix);
        foreach (var file in copies.OrderByDescending(file => file.FullName == used).ThenByDescending(file => file.LastWriteTimeUtc))
        {
            left -= file.Length;
            if (left < 0 && file.FullName != used) file.Delete();
        }
    }

    private static bool Holds(string path, TrainedSupernet supernet)
    {
        try
        {
            return File.Exists(path) && DurableFile.Digest(path) == supernet.CheckpointSha256;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // a folder that is seen and cannot be read is as one that is not seen
        }
    }
}
