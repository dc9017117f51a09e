using System.CommandLine;
using System.Globalization;
using System.Text;
using S3Actors.Coordinator.History;
using S3Actors.Coordinator.Hosting;
using S3Actors.Coordinator.Output;
using S3Actors.Coordinator.Pruning;

namespace S3Actors.Coordinator.Commands;

/// <summary><c>prune NAME</c>: what can be freed of a campaign, and once that is agreed to, its removal.</summary>
internal static class PruneCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = "The campaign; no process may work on it." };
        var yes = new Option<bool>("--yes") { Description = "Remove the files without asking; otherwise they are listed, and a terminal is asked." };
        var command = new Command("prune", "Show which files of a campaign nothing needs any more, and remove them once that is agreed to.") { name, yes };
        command.SetAction(parsed =>
        {
            var invocation = Invocation.Of(parsed);
            var folder = invocation.Existing(parsed.GetValue(name)!);
            using var held = CampaignLock.TryTake(folder) ?? throw new BadInputException($"campaign '{folder.Name}' is running: it is pruned when no process works on it");
            var files = CampaignPruning.Plan(folder, CampaignHistory.Read(folder));
            var agreed = files.Count > 0 && (parsed.GetValue(yes) || Ask(invocation, files));
            if (agreed) CampaignPruning.Remove(folder, files, DateTimeOffset.UtcNow);
            invocation.Print(new { folder.Name, Removed = agreed, Bytes = files.Sum(file => file.Bytes), Files = files }, _ => Outcome(folder.Name, files, agreed));
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>Asks where there is somebody to ask.</summary>
    private static bool Ask(Invocation invocation, IReadOnlyList<PrunableFile> files)
    {
        if (invocation.Json || Console.IsInputRedirected || Console.IsOutputRedirected) return false;
        Console.Out.Write($"{Listing(files)}Remove them? [y/N] ");
        return Console.In.ReadLine()?.Trim().ToLowerInvariant() is "y" or "yes";
    }

    private static string Outcome(string name, IReadOnlyList<PrunableFile> files, bool removed)
    {
        if (files.Count == 0) return $"campaign '{name}' has no file that could go";
        var room = Room(files.Sum(file => file.Bytes));
        return Listing(files) + (removed
            ? $"removed: {room}; what a fork shares takes its room until it goes there too"
            : $"nothing was removed; 's3actors prune {name} --yes' frees {room}");
    }

    private static string Listing(IReadOnlyList<PrunableFile> files)
    {
        var text = new StringBuilder();
        foreach (var file in files) text.Append(CultureInfo.InvariantCulture, $"{Room(file.Bytes),10}  {file.File}: {file.Why}\n");
        return text.ToString();
    }

    private static string Room(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1 << 20):0.0} MiB");
}
