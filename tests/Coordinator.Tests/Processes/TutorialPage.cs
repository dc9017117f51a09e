using System.Diagnostics;
using System.Text.RegularExpressions;

namespace S3Actors.Tests.Coordinator.Processes;

/// <summary>
/// A page of docs/tutorials. Of its fenced blocks, <c>console</c> has commands behind <c>$</c> and what they print, with <c>...</c> where output is left
/// out, and <c>exit=N</c> where they fail; one with a file's name is that file's content.
/// </summary>
internal sealed partial class TutorialPage(string name)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(20);
    private readonly List<(string Language, string Name, List<string> Lines)> _blocks =
        [.. Fence().Matches(Repository.Read($"docs/tutorials/{name}")).Select(match =>
            (match.Groups[1].Value, match.Groups[2].Value.Trim(), match.Groups[3].Value.TrimEnd('\n').Split('\n').ToList()))];

    /// <summary>Names of all pages.</summary>
    public static IEnumerable<string> All => Repository.Files("*.md", "docs/tutorials").Select(path => Path.GetFileName(path));

    /// <summary>The content of a file that the page shows.</summary>
    public string Content(string file) => string.Join('\n', Assert.Single(_blocks, block => block.Name == file).Lines) + "\n";

    /// <summary>Does in a folder what the page says, and compares what comes of it.</summary>
    /// <returns>Commands that were run.</returns>
    public int Run(string folder)
    {
        var commands = 0;
        foreach (var (language, blockName, lines) in _blocks)
        {
            if (language is not "console")
            {
                if (blockName.Length > 0) File.WriteAllText(Path.Combine(folder, blockName), Content(blockName));
                continue;
            }
            var exitCode = blockName.Length > 0 ? int.Parse(blockName["exit=".Length..], null) : 0;
            for (var i = 0; i < lines.Count;)
            {
                Assert.StartsWith("$ ", lines[i], StringComparison.Ordinal);
                var command = lines[i++][2..];
                List<string> shown = [.. lines.Skip(i).TakeWhile(line => !line.StartsWith("$ ", StringComparison.Ordinal))];
                i += shown.Count;
                commands++;
                var (code, output) = Shell(folder, command);
                Assert.True(code == exitCode, $"{name}: '{command}' ended with {code}:\n{output}");
                Assert.True(Pattern(shown).IsMatch(output.TrimEnd('\n')), $"{name}: '{command}' printed\n{output}\nwhere the page shows\n{string.Join('\n', shown)}");
            }
        }
        return commands;
    }

    /// <summary>A line of dots alone stands for any lines, or none; dots within a line for anything in it.</summary>
    private static Regex Pattern(IEnumerable<string> shown) => new(
        @"\A" + string.Join("", shown.Select(line => line == "..." ? @"(?:.*\n)*?(?:.*\z)??"
            : string.Join(".*", line.Split("...").Select(part => Blanks().Replace(Regex.Escape(part), @" +"))) + @" *(?:\n|\z)")) + @"\z",
        RegexOptions.None, TimeSpan.FromMinutes(1));

    private static (int ExitCode, string Output) Shell(string folder, string command)
    {
        var start = new ProcessStartInfo("bash", ["-c", $"{{ {command}\n}} 2>&1"]) { WorkingDirectory = folder, RedirectStandardOutput = true };
        start.Environment["PATH"] = $"{Path.Combine(folder, "bin")}:{Environment.GetEnvironmentVariable("PATH")}";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        Assert.True(process.WaitForExit(Patience));
        return (process.ExitCode, output);
    }

    [GeneratedRegex(@"^```(\w+)([^\n]*)\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"(?:\\ )+")]
    private static partial Regex Blanks();
}
