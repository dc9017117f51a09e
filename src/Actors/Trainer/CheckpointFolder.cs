using System.Globalization;
using S3Actors.Models.Training;

namespace S3Actors.Actors.Trainer;

/// <summary>A campaign's folder of checkpoints: names, digests, retention.</summary>
/// <param name="Path">The folder; made where it is missing.</param>
/// <param name="MinimumFreeBytes">Nothing is written below this much free disk.</param>
public sealed record CheckpointFolder(string Path, long MinimumFreeBytes)
{
    /// <summary>Name of a regular checkpoint.</summary>
    public static string NameOf(string supernet, int step) => string.Create(CultureInfo.InvariantCulture, $"{supernet}-step{step}.safetensors");

    /// <summary>Name of a checkpoint written by a pause.</summary>
    public static string PauseNameOf(string supernet, int step) => string.Create(CultureInfo.InvariantCulture, $"{supernet}-pause-step{step}.safetensors");

    /// <summary>Where a file of that name stands.</summary>
    public string PathOf(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>What is wrong with a file, in words; null where it is there and has that digest.</summary>
    /// <param name="sha256">Lower-case hex.</param>
    public string? ProblemOf(string name, string sha256)
    {
        try
        {
            var digest = DurableFile.Digest(PathOf(name));
            return digest == sha256 ? null : $"its SHA-256 is {digest[..12]}..., not {sha256[..12]}...";
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return IsMissing;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"it cannot be read: {e.Message}";
        }
    }

    /// <summary>The problem of a file that is not there.</summary>
    public const string IsMissing = "it is missing";

    /// <summary>Makes sure that a file can be written.</summary>
    /// <exception cref="IOException">The disk is nearly full.</exception>
    public void Prepare()
    {
        Directory.CreateDirectory(Path);
        var free = new DriveInfo(System.IO.Path.GetFullPath(Path)).AvailableFreeSpace;
        if (free < MinimumFreeBytes)
            throw new IOException(string.Create(CultureInfo.InvariantCulture,
                $"{Path} has {free >> 20} MiB of free disk; {MinimumFreeBytes >> 20} MiB are required"));
    }

    /// <summary>Removes a supernet's files but the named ones: superseded checkpoints, and what a killed process left half-written.</summary>
    public void Keep(string supernet, IReadOnlyCollection<string> names)
    {
        if (!Directory.Exists(Path)) return;
        foreach (var file in Directory.GetFiles(Path))
        {
            var name = System.IO.Path.GetFileName(file);
            var own = name.TrimStart('.');
            if (!own.StartsWith($"{supernet}-step", StringComparison.Ordinal) && !own.StartsWith($"{supernet}-pause-step", StringComparison.Ordinal)) continue;
            if (!names.Contains(name)) File.Delete(file);
        }
    }
}
