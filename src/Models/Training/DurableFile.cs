using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using S3Actors.Models.Durability;

namespace S3Actors.Models.Training;

/// <summary>A file that is complete on the disk, such as a checkpoint.</summary>
/// <param name="Path">Its full path.</param>
/// <param name="Sha256">Digest of its bytes, lower-case hex.</param>
/// <param name="Bytes">Its length.</param>
public sealed record WrittenFile(string Path, string Sha256, long Bytes);

/// <summary>
/// Files that are complete or absent, whatever happens to the process or the power: written aside, flushed to the disk, renamed, and the
/// folder flushed too, because the new name is the folder's content.
/// </summary>
public static class DurableFile
{
    /// <summary>What the name of an unfinished file ends with; a stray one may be removed when nobody writes.</summary>
    public const string UnfinishedSuffix = ".unfinished";

    /// <summary>Writes a file, or replaces it. The folder is made where it is missing.</summary>
    /// <param name="reached">Told of every <see cref="FileStage"/>.</param>
    public static WrittenFile Write(string path, Action<Stream> write, Action<string>? reached = null)
    {
        var full = Path.GetFullPath(path);
        var folder = Path.GetDirectoryName(full)!;
        Directory.CreateDirectory(folder);
        var aside = full + UnfinishedSuffix;
        string digest;
        long length;
        using (var file = new FileStream(aside, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1 << 20))
        {
            reached?.Invoke(FileStage.Opened);
            using var sha = SHA256.Create();
            using (var hashing = new CryptoStream(file, sha, CryptoStreamMode.Write, leaveOpen: true)) write(hashing);
            digest = Convert.ToHexStringLower(sha.Hash!);
            reached?.Invoke(FileStage.Written);
            file.Flush(flushToDisk: true);
            reached?.Invoke(FileStage.Flushed);
            length = file.Length;
        }
        File.Move(aside, full, overwrite: true);
        reached?.Invoke(FileStage.Renamed);
        FlushFolder(folder);
        reached?.Invoke(FileStage.Durable);
        return new WrittenFile(full, digest, length);
    }

    /// <summary>The same of a text, in UTF-8.</summary>
    public static WrittenFile WriteText(string path, string text, Action<string>? reached = null) =>
        Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)), reached);

    /// <summary>
    /// Gives a file that another library wrote aside, and closed, its own name, and makes it durable.
    /// </summary>
    /// <param name="aside">The written file, in the folder of <paramref name="path"/>.</param>
    /// <param name="overwrite">Whether it takes the place of a file of that name.</param>
    /// <exception cref="IOException">There is a file of that name, and it may not be replaced.</exception>
    public static WrittenFile Place(string aside, string path, bool overwrite = false)
    {
        var full = Path.GetFullPath(path);
        using (var file = new FileStream(aside, FileMode.Open, FileAccess.ReadWrite, FileShare.None)) file.Flush(flushToDisk: true);
        File.Move(aside, full, overwrite);
        FlushFolder(Path.GetDirectoryName(full)!);
        return new WrittenFile(full, Digest(full), new FileInfo(full).Length);
    }

    /// <summary>SHA-256 of a file's bytes, lower-case hex.</summary>
    public static string Digest(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 20);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    private static void FlushFolder(string folder)
    {
        if (OperatingSystem.IsWindows()) return; // its folders cannot be flushed, and need not be
        var descriptor = Open(folder, flags: 0);
        if (descriptor < 0) throw new IOException($"The folder {folder} could not be opened to flush it: error {Marshal.GetLastPInvokeError()}.");
        try
        {
            if (Flush(descriptor) != 0) throw new IOException($"The folder {folder} could not be flushed: error {Marshal.GetLastPInvokeError()}.");
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true, CharSet = CharSet.Ansi)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static extern int Flush(int descriptor);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    private static extern int Close(int descriptor);
}
