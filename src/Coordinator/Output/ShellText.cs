namespace S3Actors.Coordinator.Output;

/// <summary>Words of a command that is shown to be run.</summary>
public static class ShellText
{
    private const string Plain = "_-./:=@+,%";

    /// <summary>A word as a POSIX shell takes it for that very word: in quotes where it has signs that a shell reads otherwise.</summary>
    public static string Quoted(string word)
    {
        if (word.Length > 0 && word.All(c => char.IsLetterOrDigit(c) || Plain.Contains(c, StringComparison.Ordinal))) return word;
        return "'" + word.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
    }

    /// <summary>A file's path from the current folder, in quotes where it needs them; never mistaken for an option.</summary>
    public static string PathFromHere(string path)
    {
        var relative = Path.GetRelativePath(".", path);
        return Quoted(relative.StartsWith('-') ? "./" + relative : relative);
    }
}
