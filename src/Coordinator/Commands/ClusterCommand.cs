using System.CommandLine;
using System.Text.Json;
using S3Actors.Actors.Cluster;
using S3Actors.Coordinator.Hosting;
using S3Actors.Coordinator.Journal;
using S3Actors.Coordinator.Output;
using static System.FormattableString;

namespace S3Actors.Coordinator.Commands;

/// <summary><c>cluster status NAME</c>: which processes share a campaign's evaluations now.</summary>
internal static class ClusterCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = "The campaign, which runs on this machine." };
        var status = new Command("status", "Show which processes share a campaign's evaluations, how fast, and which cannot be reached.") { name };
        status.SetAction(async parsed =>
        {
            var invocation = Invocation.Of(parsed);
            var folder = invocation.Existing(parsed.GetValue(name)!);
            var nodes = await Nodes(folder);
            invocation.Print(new { folder.Name, Nodes = nodes }, _ => Table(nodes));
            return ExitCode.Done;
        });
        return new Command("cluster", "Look at the processes that share a campaign's evaluations.") { status };
    }

    private static async Task<IReadOnlyList<ClusterNodeState>> Nodes(CampaignFolder folder)
    {
        if (!CampaignLock.IsHeld(folder)) throw new BadInputException($"campaign '{folder.Name}' is not running");
        var line = await ControlSocket.Cluster(folder)
            ?? throw new IOException($"the process that works on campaign '{folder.Name}' does not answer at {folder.ControlSocket}");
        if (line.Length == 0) throw new BadInputException($"campaign '{folder.Name}' runs without --cluster");
        return JsonSerializer.Deserialize<IReadOnlyList<ClusterNodeState>>(line, JsonForm.OneLine)!;
    }

    private static string Table(IReadOnlyList<ClusterNodeState> nodes)
    {
        var table = new TextTable("node", "roles", "status", "device", "evaluators", "subnets", "images/s")
        {
            LeftAligned = new HashSet<int> { 0, 1, 2, 3 },
        };
        foreach (var node in nodes)
            table.Add(node.Address, node.Roles, node.Reachable ? node.Status : "unreachable", node.Device ?? "",
                node.Evaluators is { } evaluators ? Invariant($"{evaluators}") : "",
                node.Evaluators is null ? "" : Invariant($"{node.Subnets}"),
                node.ImagesPerSecond is { } rate ? Invariant($"{rate:0}") : "");
        return table.ToText();
    }
}
