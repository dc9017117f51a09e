using System.CommandLine;
using System.Globalization;
using System.Text;
using S3Actors.Coordinator.History;
using S3Actors.Coordinator.Hosting;
using S3Actors.Coordinator.Journal;
using S3Actors.Coordinator.Output;

namespace S3Actors.Coordinator.Commands;

/// <summary><c>status [NAME] [--watch]</c>: where a campaign stands, beside a running one or without.</summary>
internal static class StatusCommand
{
    private static readonly TimeSpan WatchInterval = TimeSpan.FromSeconds(2);

    public static Command Create()
    {
        var name = new Argument<string?>("NAME") { Description = "The campaign; without it, the one that was at work last.", Arity = ArgumentArity.ZeroOrOne };
        var watch = new Option<bool>("--watch") { Description = "Print again whenever something changed, until the campaign stops." };
        var command = new Command("status", "Say where a campaign stands.") { name, watch };
        command.SetAction(async (parsed, stopping) =>
        {
            var invocation = Invocation.Of(parsed);
            var folder = parsed.GetValue(name) is { } given ? invocation.Existing(given) : LastAtWork(invocation);
            string? shown = null;
            using var campaign = new CampaignWatch(folder);
            while (true)
            {
                var status = CampaignStatus.Of(campaign.Look(), CampaignLock.IsHeld(folder));
                // Compared without what changes by itself, printed in full.
                var text = Text(status);
                if (text != shown) invocation.Print(status, _ => text);
                shown = text;
                if (!parsed.GetValue(watch) || status.State != "running") return ExitCode.Done;
                await Task.Delay(WatchInterval, stopping);
            }
        });
        return command;
    }

    private static CampaignFolder LastAtWork(Invocation invocation)
    {
        var all = CampaignFolder.AllIn(invocation.RunsFolder);
        if (all.Count == 0) throw new BadInputException($"{invocation.RunsFolder} holds no campaign yet; 's3actors run CAMPAIGN.conf' begins one");
        return all.MaxBy(folder => (CampaignLock.IsHeld(folder), LastWrite(folder)))!;
    }

    private static DateTime LastWrite(CampaignFolder folder) =>
        new[] { folder.JournalFile, folder.JournalFile + "-wal" }.Max(File.GetLastWriteTimeUtc);

    private static string Text(CampaignStatus status)
    {
        var text = new StringBuilder();
        void Line(string label, string value) => text.Append(CultureInfo.InvariantCulture, $"{label,-12} {value}\n");
        Line("campaign", status.Name);
        Line("state", status.State + (status.Interrupted ? " (interrupted: the last process ended without a word; the same run command goes on)" : ""));
        if (status.Reason is not null) Line("reason", status.Reason);
        Line("phase", status.Subject.Length > 0 ? $"{status.Phase} {status.Subject}" : status.Phase);
        if (status.Progress is { } p) Line("progress", $"{p.Done} of {p.Total} {p.Unit}s");
        Line("iteration", $"{status.Iteration} of {status.Iterations}");
        Line("subnets", $"{status.SubnetsEvaluated} evaluated");
        if (status.Best is { } best)
        {
            Line("best", $"search-validation error {best.SearchValidationErrorPercent:0.00} %"
                + (best.TestErrorPercent is { } test ? $", test error {test:0.00} %" : "")
                + (best.MacsPerImage is { } macs ? $", {macs / 1e6:0.000} MMACs" : ""));
            Line("", best.Architecture);
        }
        Line("sessions", $"{status.Sessions}");
        if (status.LastEvent is { } last) Line("last event", last.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        return text.ToString();
    }
}
