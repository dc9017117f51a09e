using System.Text;
using S3Actors.Models.Data.Files;

namespace S3Actors.Coordinator.Output;

/// <summary>Files that a user names: settings, architectures. Small ones; whatever is named, no more than a bound is read.</summary>
public static class InputFile
{
    /// <summary>Bytes that such a file may have.</summary>
    public const int MostBytes = 4 << 20;

    /// <summary>Reads a file whole, as UTF-8; also from a pipe that a shell made (<c>/dev/fd/63</c>), but no other: nobody may ever write to that.</summary>
    /// <exception cref="ArgumentException">It is no path.</exception>
    /// <exception cref="IOException">It is missing, no file, cannot be read, or is longer than <see cref="MostBytes"/>.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static string ReadText(string path)
    {
        var isOfSystem = path.StartsWith("/dev/", StringComparison.Ordinal) || path.StartsWith("/proc/", StringComparison.Ordinal);
        if (path.Length > 0 && !isOfSystem && SpecialFile.IsAt(path)) throw new IOException("is a pipe, socket or device, not a file");
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[4096];
        var length = 0;
        while (file.Read(bytes, length, bytes.Length - length) is > 0 and var read)
        {
            length += read;
            if (length > MostBytes) throw new IOException(FormattableString.Invariant($"it is longer than {MostBytes >> 20} MiB"));
            if (length == bytes.Length) Array.Resize(ref bytes, 2 * bytes.Length);
        }
        using var text = new StreamReader(new MemoryStream(bytes, 0, length), Encoding.UTF8); // without the mark that may stand in front
        return text.ReadToEnd();
    }

    /// <summary>Why a file could not be read, in words.</summary>
    public static string Problem(string path, Exception denied) => denied switch
    {
        FileNotFoundException or DirectoryNotFoundException => "there is no such file",
        _ when path.Length == 0 => "names no file",
        _ when Directory.Exists(path) => "is a folder, not a file",
        _ => denied.Message,
    };
}
