using System.CommandLine;
using System.Globalization;
using S3Actors.Coordinator.Hosting;
using S3Actors.Coordinator.Output;
using S3Actors.Coordinator.Queue;

namespace S3Actors.Coordinator.Commands;

/// <summary><c>queue</c>: the campaigns that wait, are run and are held, in the order of their turns.</summary>
internal static class QueueCommand
{
    /// <summary>One entry as it is shown.</summary>
    /// <param name="State"><c>waiting</c>, <c>running</c> or <c>held</c>.</param>
    /// <param name="Reason">Why it is held; null where it is not.</param>
    private sealed record Shown(string Campaign, string State, string? Device, DateTimeOffset Submitted, string? Reason);

    public static Command Create()
    {
        var command = new Command("queue", "Show the campaigns in the queue, in the order of their turns. Those that are done are no longer in it.");
        command.SetAction(parsed =>
        {
            var invocation = Invocation.Of(parsed);
            var queue = new CampaignQueue(invocation.RunsFolder);
            string StateOf(QueueEntry entry) =>
                CampaignLock.IsHeld(entry.Folder(queue.RunsFolder)) ? "running" : entry.Held is null ? "waiting" : "held";
            var all = queue.All().Select(it => new Shown(it.Campaign, StateOf(it), it.Device, it.Submitted, it.Held)).ToList();
            invocation.Print(all, shown => shown.Count == 0 ? $"the queue of {invocation.RunsFolder} is empty" : Text(shown));
            return ExitCode.Done;
        });
        return command;
    }

    private static string Text(IReadOnlyList<Shown> entries)
    {
        var table = new TextTable("campaign", "state", "device", "submitted", "why") { LeftAligned = new HashSet<int> { 0, 1, 2, 3, 4 } };
        foreach (var it in entries)
            table.Add(it.Campaign, it.State, it.Device ?? "any", it.Submitted.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture), it.Reason ?? "");
        return table.ToText();
    }
}
