using System.CommandLine;
using S3Actors.Coordinator.History;
using S3Actors.Coordinator.Hosting;
using S3Actors.Coordinator.Journal;
using S3Actors.Coordinator.Output;
using S3Actors.Coordinator.Queue;
using S3Actors.Coordinator.Settings;
using S3Actors.Actors.Campaign;

namespace S3Actors.Coordinator.Commands;

/// <summary><c>submit CAMPAIGN.conf</c>: puts a campaign into the queue, as its file stands now.</summary>
internal static class SubmitCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("CAMPAIGN.conf");
        file.Description = "The campaign's file. It is kept as it is now: a later change of the file changes nothing.";
        var name = new Option<string?>("--name") { Description = "Name of the campaign, in place of the file's.", HelpName = "NAME" };
        var set = new Option<string[]>("--set") { Description = "Override a setting; may be repeated.", HelpName = "key=value", DefaultValueFactory = _ => [] };
        var command = new Command("submit", "Put a campaign into the queue, to be run by whoever serves it ('serve').") { file, name, set };
        command.SetAction(parsed =>
        {
            var invocation = Invocation.Of(parsed);
            var (path, options) = (parsed.GetValue(file)!, parsed.GetValue(set)!);
            var configuration = CampaignConfiguration.Read(path, options, parsed.GetValue(name), invocation.RunsFolder);
            return Submit(invocation, configuration, InputFile.ReadText(path), options);
        });
        return command;
    }

    private static int Submit(Invocation invocation, CampaignConfiguration configuration, string text, IReadOnlyList<string> options)
    {
        var folder = new CampaignFolder(configuration.Execution.CampaignFolder);
        if (CampaignLock.IsHeld(folder))
            return CommandError.Write(
                $"campaign '{folder.Name}' is already running: another process holds {folder.LockFile}", ExitCode.AlreadyRunning, invocation.Json);
        TrustedRules.Offer([configuration.Spec.Evolution], configuration.RuleFiles, folder);
        TrustedRules.Require(configuration.Spec.Evolution);
        if (folder.HasJournal && CampaignHistory.ReadDecisions(folder) is { Created: not null } history)
        {
            if (history.Completed is not null) throw new BadInputException($"campaign '{folder.Name}' is complete: nothing is left to run");
            if (SpecDifference.Between(history.Spec, configuration.Spec) is { Count: > 0 } differences) throw Admission.Refusal(folder, differences);
        }
        var queue = new CampaignQueue(invocation.RunsFolder);
        string[] arguments = ["--name", folder.Name, .. options.SelectMany(option => new[] { "--set", option })];
        queue.Add(new QueueEntry(
            0, folder.Name, arguments, Environment.CurrentDirectory, text, QueueEntry.DeviceOf(configuration.Execution), TimeProvider.System.GetUtcNow()));
        var before = queue.All().TakeWhile(it => it.Campaign != folder.Name).Count(it => it.Held is null);
        invocation.Print(new { folder.Name, Before = before }, it => before == 0 ? $"campaign '{it.Name}' is the first in the queue"
            : FormattableString.Invariant($"campaign '{it.Name}' is in the queue, {before} before it"));
        return ExitCode.Done;
    }
}
