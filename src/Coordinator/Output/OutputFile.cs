namespace S3Actors.Coordinator.Output;

/// <summary>Files that a user asks for by name.</summary>
internal static class OutputFile
{
    /// <summary>Refuses a place where no folder can stand.</summary>
    /// <param name="option">The option or argument that names it.</param>
    /// <exception cref="BadInputException">It is no name, or a file has it.</exception>
    public static void RequireFolderPlace(string option, string folder)
    {
        if (folder.Length == 0) throw new BadInputException($"{option}: names no folder");
        if (File.Exists(folder)) throw new BadInputException($"{option} {folder}: is a file, not a folder");
    }

    /// <summary>Refuses a place where no file can be written.</summary>
    /// <param name="option">The option or argument that names it.</param>
    /// <exception cref="BadInputException">A file cannot stand there: its folder is missing, or a folder has its name.</exception>
    public static void RequirePlace(string option, string file)
    {
        if (file.Length == 0) throw new BadInputException($"{option}: names no file");
        var path = Path.GetFullPath(file);
        if (Directory.Exists(path) || Path.EndsInDirectorySeparator(file))
            throw new BadInputException($"{option} {file}: is a folder; name the file to write");
        var folder = Path.GetDirectoryName(path)!;
        if (!Directory.Exists(folder)) throw new BadInputException($"{option} {file}: there is no folder {folder}");
    }
}
