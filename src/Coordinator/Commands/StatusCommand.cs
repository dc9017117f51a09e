using System.CommandLine;
using System.Globalization;
using System.Text;
using S3Actors.Coordinator.History;
using S3Actors.Coordinator.Hosting;
using S3Actors.Coordinator.Journal;
using S3Actors.Coordinator.Output;
using S3Actors.Coordinator.Telemetry;

namespace S3Actors.Coordinator.Commands;

/// <summary><c>status [NAME] [--watch]</c>: where a campaign stands, beside a running one or without.</summary>
internal static class StatusCommand
{
    private const int MostNotes = 3;
    private const double Gibi = 1 << 30;
    private static readonly TimeSpan WatchInterval = TimeSpan.FromSeconds(2);

    public static Command Create()
    {
        var name = new Argument<string?>("NAME") { Description = "The campaign; without it, the one that was at work last.", Arity = ArgumentArity.ZeroOrOne };
        var watch = new Option<bool>("--watch") { Description = "Show what changes, in place on a terminal, until the campaign stops; with --json one line of JSON for each change." };
        var command = new Command("status", "Say where a campaign stands.") { name, watch };
        command.SetAction(async (parsed, stopping) =>
        {
            var invocation = Invocation.Of(parsed);
            var folder = parsed.GetValue(name) is { } given ? invocation.Existing(given) : LastAtWork(invocation);
            string? shown = null;
            var isWatched = parsed.GetValue(watch);
            var place = isWatched && !invocation.Json && Terminal.CanRedraw ? new RedrawnText(Console.Out, () => Terminal.Width) : null;
            using var campaign = new CampaignWatch(folder);
            while (true)
            {
                var status = CampaignStatus.Read(folder, campaign.Look, DateTimeOffset.UtcNow);
                var text = Text(status);
                if (text != shown)
                {
                    if (place is not null) place.Show(text);
                    else if (isWatched && invocation.Json) Invocation.PrintLine(status);
                    else invocation.Print(status, _ => text);
                }
                shown = text;
                if (!isWatched || status.Live is null) return ExitCode.Done;
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
        Line("state", StateInWords(status) + (status.Interrupted ? " (interrupted: the last process ended without recording why; the same run command resumes it)" : ""));
        if (status.Reason is not null) Line("reason", status.Reason);
        if (status.MissingEvents is not null) Line("journal", status.MissingEvents);
        Line("phase", status.Subject.Length > 0 ? $"{status.Phase} {status.Subject}" : status.Phase);
        if (Progress(status) is { } progress) Line("progress", progress);
        foreach (var line in Machine(status.Live?.Sample)) Line(line.Label, line.Value);
        if (status.SecondsLeft is { } left) Line("time left", $"about {NumberText.Duration(left)} of work, at the pace so far");
        Line("iteration", $"{status.Iteration} of {status.Iterations}");
        Line("subnets", $"{status.SubnetsEvaluated} evaluated");
        if (status.Best is { } best)
        {
            Line("best", $"search-validation error {best.SearchValidationErrorPercent:0.00} %"
                + (best.TestErrorPercent is { } test ? $", test error {test:0.00} %" : "")
                + (best.MacsPerImage is { } macs ? $", {macs / 1e6:0.000} MMACs" : ""));
            Line("", best.Architecture);
        }
        if (status.Live is { SecondsSinceCheckpoint: { } age }) Line("checkpoint", $"{NumberText.Duration(age)} ago");
        Line("sessions", $"{status.Sessions}");
        if (status.Tags.Count > 0) Line("tags", string.Join(", ", status.Tags));
        foreach (var (remark, i) in status.Notes.TakeLast(MostNotes).Select((remark, i) => (remark, i))) Line(i == 0 ? "notes" : "", remark.ToLine());
        if (status.LastEvent is { } last) Line("last event", last.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        return text.ToString();
    }

    /// <summary>What the process at work makes of the machine.</summary>
    private static IEnumerable<(string Label, string Value)> Machine(TelemetrySample? sample)
    {
        if (sample is null) yield break;
        if (sample.Step is { WaitShare: { } wait } step) yield return ("steps",
            string.Create(CultureInfo.InvariantCulture, $"{100 * wait:0.0} % of the time wait for images")
                + (step.MacsPerSecond is { } rate ? string.Create(CultureInfo.InvariantCulture, $", {rate / 1e9:0.0} GMACs a second") : "")
                + (step.PeakShare is { } share ? string.Create(CultureInfo.InvariantCulture, $", {100 * share:0.0} % of what large products reach") : ""));
        foreach (var it in sample.Devices ?? []) yield return (it.Device,
            string.Create(CultureInfo.InvariantCulture, $"{100 * it.BusyShare:0} % busy, {it.MemoryBytes / Gibi:0.0} of {it.MemoryTotalBytes / Gibi:0.0} GiB in use"));
    }

    private static string StateInWords(CampaignStatus status) => status.Live is { Silent: true } live
        ? $"no sign of life for {NumberText.Duration(live.SecondsSilent)}: a process holds the campaign, but does nothing"
        : status.State;

    /// <summary>From the process at work where it says, else from the journal.</summary>
    private static string? Progress(CampaignStatus status)
    {
        if (status.Live?.Sample is not { Total: > 0 } sample) return status.Progress is { } p ? $"{p.Done} of {p.Total} {p.Unit}s" : null;
        var text = string.Create(CultureInfo.InvariantCulture, $"{sample.Subject}: {sample.Phase}: {sample.Unit} {sample.Done} of {sample.Total}");
        if (sample.ImagesPerSecond is { } rate) text += string.Create(CultureInfo.InvariantCulture, $", {rate:0} images/s");
        if (sample.SecondsLeft is { } left) text += $", {NumberText.Duration(left)} left";
        if (sample.Step is { } step) text += string.Create(CultureInfo.InvariantCulture, $" (loss {step.LargestLoss:0.000} largest, {step.SmallestLoss:0.000} smallest)");
        return text;
    }
}
