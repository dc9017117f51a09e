using S3Actors.Actors.Evaluation;
using S3Actors.Messages.Commands;
using S3Actors.Models.Training;

namespace S3Actors.Actors.Cluster;

/// <summary>
/// A worker's checkpoints: the coordinator's own files where its folder is seen here too and the digest agrees; else copies in a folder of
/// bounded size, found by their digest. Whoever loads a file checks its digest, so nothing is hashed here but what is fetched.
/// </summary>
/// <param name="sharedFolder">Where checkpoints stand on the coordinator's machine; it may not exist here.</param>
/// <param name="cacheFolder">For copies; made where it is missing.</param>
/// <param name="mostBytes">Above this the oldest copies are removed; the one asked for stays.</param>
/// <param name="fetch">Writes the bytes of a checkpoint of that name into a stream; throws <see cref="IOException"/> where it cannot.</param>
public sealed class CheckpointCopies(string sharedFolder, string cacheFolder, long mostBytes, Action<string, Stream> fetch)
{
    private const string Suffix = ".safetensors";
    private readonly Lock _one = new(); // several evaluators want the same file at once

    /// <summary>Loads a checkpoint from wherever it is whole.</summary>
    /// <param name="name">Its name on the coordinator's machine.</param>
    /// <param name="sha256">Its digest, lower-case hex.</param>
    /// <param name="load">Loads a file; throws <see cref="CheckpointDamagedException"/> where it has not that digest.</param>
    /// <exception cref="IOException">The checkpoint is neither here nor to be had.</exception>
    public T Load<T>(string name, string sha256, Func<string, T> load)
    {
        var shared = Path.Combine(sharedFolder, Path.GetFileName(name));
        if (TryLoad(shared, load, out var loaded)) return loaded;
        if (sha256.Length != 64 || !sha256.All(char.IsAsciiHexDigitLower)) throw new IOException($"{name} has no SHA-256 to fetch it by");
        var copy = Path.GetFullPath(Path.Combine(cacheFolder, sha256 + Suffix));
        if (TryLoad(copy, load, out loaded)) return loaded;
        lock (_one)
        {
            if (TryLoad(copy, load, out loaded)) return loaded; // fetched meanwhile
            Fetch(name, sha256, copy);
            Trim(copy);
            return load(copy);
        }
    }

    private void Fetch(string name, string sha256, string copy)
    {
        var written = DurableFile.Write(copy, stream => fetch(name, stream));
        if (written.Sha256 == sha256) return;
        File.Delete(copy);
        throw new IOException($"{name} came with the SHA-256 {written.Sha256}, not {sha256}");
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

    private static bool TryLoad<T>(string path, Func<string, T> load, out T loaded)
    {
        loaded = default!;
        if (!File.Exists(path)) return false;
        try
        {
            loaded = load(path);
            return true;
        }
        catch (Exception e) when (e is CheckpointDamagedException or IOException or UnauthorizedAccessException)
        {
            return false; // a file that is seen and cannot be read is as one that is not seen
        }
    }
}

/// <summary>Evaluations of a worker's checkpoints.</summary>
/// <param name="evaluation">Loads files, and checks their digests.</param>
/// <param name="copies">Where the files are.</param>
public sealed class CopiedEvaluationFactory(ISubnetEvaluationFactory evaluation, CheckpointCopies copies) : ISubnetEvaluationFactory
{
    /// <inheritdoc/>
    public int TestImages => evaluation.TestImages;

    /// <inheritdoc/>
    /// <exception cref="IOException">The checkpoint is neither here nor to be had.</exception>
    public ISubnetEvaluation Load(TrainedSupernet supernet) =>
        copies.Load(supernet.CheckpointFile, supernet.CheckpointSha256, path => evaluation.Load(supernet with { CheckpointFile = path }));
}
