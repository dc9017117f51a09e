namespace S3Actors.Models.Data.Files;

/// <summary>What stands in the place of a file and is none: a pipe, which is waited for until somebody writes, a socket, a device.</summary>
public static class SpecialFile
{
    /// <summary>Whether a path leads to one.</summary>
    /// <exception cref="IOException">The system refuses to say.</exception>
    /// <exception cref="UnauthorizedAccessException">The user may not know.</exception>
    public static bool IsAt(string path) => UnixFiles.Facts(path).Kind == FileKind.Special;
}
