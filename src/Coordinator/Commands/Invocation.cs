using System.CommandLine;
using System.Text.Json;
using S3Actors.Coordinator.Journal;
using S3Actors.Coordinator.Output;
using S3Actors.Coordinator.Settings;

namespace S3Actors.Coordinator.Commands;

/// <summary>What every command takes: the folder of the campaigns, and the form of its output.</summary>
public sealed record Invocation(string RunsFolder, bool Json)
{
    /// <summary>The words of the command line, without the program.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary><c>--runs DIR</c>.</summary>
    public static Option<string> RunsOption { get; } = new("--runs")
    {
        Description = "Folder of the campaigns' folders.", HelpName = "DIR", Recursive = true, DefaultValueFactory = _ => "runs",
    };

    /// <summary><c>--json</c>.</summary>
    public static Option<bool> JsonOption { get; } = new("--json") { Description = "Write JSON instead of text.", Recursive = true };

    /// <summary><c>--rule-assembly FILE</c>.</summary>
    public static Option<string[]> RuleAssemblyOption { get; } = new("--rule-assembly")
    {
        Description = "A .NET assembly with rules of your own: its code may run, now and, by its digest, in later commands. May be repeated.",
        HelpName = "FILE", Recursive = true, DefaultValueFactory = _ => [],
    };

    /// <summary>What the options say.</summary>
    /// <exception cref="BadInputException">A file stands where the folder of the campaigns should.</exception>
    public static Invocation Of(ParseResult parsed)
    {
        var runs = parsed.GetValue(RunsOption)!;
        OutputFile.RequireFolderPlace(RunsOption.Name, runs);
        return new Invocation(runs, parsed.GetValue(JsonOption)) { Arguments = [.. parsed.Tokens.Select(it => it.Value)] };
    }

    /// <summary>The folder of a campaign that exists.</summary>
    /// <exception cref="BadInputException">There is none of that name.</exception>
    public CampaignFolder Existing(string name)
    {
        if (name.StartsWith('-')) throw new BadInputException($"there is no option '{name}'");
        var all = CampaignFolder.AllIn(RunsFolder);
        if (all.FirstOrDefault(folder => folder.Name == name) is { } found) return found;
        if (CampaignName.IsAllowed(name) && CheckpointListing.Of(CampaignFolder.Of(RunsFolder, name)).MissingEvents([]) is { } missing)
            throw new BadInputException($"campaign '{name}': {missing}");
        throw new BadInputException(all.Count == 0
            ? $"there is no campaign '{name}': {RunsFolder} holds none"
            : $"there is no campaign '{name}' in {RunsFolder}; there is {string.Join(", ", all.Select(folder => folder.Name))}");
    }

    /// <summary>Prints a document as JSON on one line, for those that print more than one.</summary>
    public static void PrintLine<T>(T document)
    {
        Console.Out.WriteLine(JsonSerializer.Serialize(document, JsonForm.OneLine));
        Console.Out.Flush();
    }

    /// <summary>Prints a document as JSON, or its text.</summary>
    public void Print<T>(T document, Func<T, string> text) =>
        Console.Out.WriteLine(Json ? JsonSerializer.Serialize(document, JsonForm.Options) : text(document).TrimEnd());
}
