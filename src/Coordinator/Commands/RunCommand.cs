using System.CommandLine;
using S3Actors.Coordinator.Board;
using S3Actors.Coordinator.Doctor;
using S3Actors.Coordinator.History;
using S3Actors.Coordinator.Hosting;
using S3Actors.Coordinator.Journal;
using S3Actors.Coordinator.Output;
using S3Actors.Coordinator.Report;
using S3Actors.Coordinator.Report.Page;
using S3Actors.Coordinator.Settings;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Commands;
using S3Actors.Messages.Events;
using S3Actors.Models.Durability;
using S3Actors.Models.Training;

namespace S3Actors.Coordinator.Commands;

/// <summary><c>run CAMPAIGN.conf</c>: begins a campaign, or goes on with it: the same command after any stop.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("CAMPAIGN.conf") { Description = "The campaign's file; hocon/reference.conf explains every setting." };
        var name = new Option<string?>("--name") { Description = "Name of the campaign, in place of the file's.", HelpName = "NAME" };
        var set = new Option<string[]>("--set") { Description = "Override a setting; may be repeated.", HelpName = "key=value", DefaultValueFactory = _ => [] };
        var cluster = new Option<bool>("--cluster") { Description = "Take workers (worker --join) that share evaluations and trainings." };
        var mixed = new Option<bool>("--allow-mixed") { Description = "With --cluster: take workers whose results may have other bits; the journal records each." };
        var wait = new Option<int>("--wait-for-workers") { Description = "With --cluster: begin once so many workers take part.", HelpName = "N" };
        var standby = new Option<bool>("--standby")
        {
            Description = "With --cluster: wait while another process works on the campaign, and go on with it should that one die.",
        };
        var plain = PlainOption();
        var node = new NodeOptions(NodeAddress.DefaultPort);
        var command = new Command("run", "Begin a campaign, or go on with it: the same command after any stop.") { file, name, set, plain, cluster, mixed, wait, standby };
        node.AddTo(command);
        command.SetAction(parsed =>
        {
            var invocation = Invocation.Of(parsed);
            var takesWorkers = parsed.GetValue(cluster);
            if (!takesWorkers && (node.NameOfStated(parsed) ?? (parsed.GetValue(mixed) ? mixed.Name : parsed.GetValue(standby) ? standby.Name : parsed.GetValue(wait) != 0 ? wait.Name : null)) is { } stated)
                throw new BadInputException($"{stated} goes with --cluster");
            if (parsed.GetValue(wait) is < 0 or > 10_000) throw new BadInputException($"{wait.Name} {parsed.GetValue(wait)}: not in 0..10000");
            var options = takesWorkers ? new CoordinatorOptions(node.Read(parsed), parsed.GetValue(mixed), parsed.GetValue(wait), parsed.GetValue(standby)) : null;
            var configuration = CampaignConfiguration.Read(parsed.GetValue(file)!, parsed.GetValue(set)!, parsed.GetValue(name), invocation.RunsFolder);
            return Work(invocation, configuration, retraining: null, parsed.GetValue(plain), options);
        });
        return command;
    }

    /// <summary>Asks for lines of progress where a table could be drawn.</summary>
    internal static Option<bool> PlainOption() => new("--plain") { Description = "Say how far it is in lines, on a terminal too, where otherwise a table is drawn in place." };

    /// <summary>A session on a campaign, from its lock to its report.</summary>
    /// <param name="retraining">Which winner of the complete campaign is trained from scratch, and how; null where that is not asked for.</param>
    /// <param name="plain">Whether lines are wanted in the place of a table.</param>
    /// <param name="cluster">On what terms other processes share the evaluations; null where none may.</param>
    internal static async Task<int> Work(
        Invocation invocation, CampaignConfiguration configuration, RetrainedWinner? retraining, bool plain, CoordinatorOptions? cluster = null)
    {
        var folder = new CampaignFolder(configuration.Execution.CampaignFolder);
        var points = CrashPoints.FromEnvironment();
        var standby = cluster is { IsStandby: true } ? new Standby(folder, Console.Error.WriteLine) : null;
        if (standby is null && CampaignLock.IsHeld(folder)) return AlreadyRunning(invocation, folder); // said at once, before the images are read
        TorchSetup.Start();
        configuration = configuration with { Execution = Devices.Resolve(configuration.Execution) };
        var images = CampaignImages.Read(configuration).WithNotes();
        Admission.RequireDisk(configuration.Execution);
        if (!folder.HasJournal) RequireRules(configuration, folder); // before anything is written

        using var held = standby is null ? Admission.TakeFolder(folder) : await standby.Wait(() => Admission.TakeFolder(folder));
        if (held is null) return AlreadyRunning(invocation, folder);
        IDisposable? writing = null;
        JournalStore store;
        try
        {
            store = Admission.ChooseJournal(folder, configuration.Execution);
            writing = standby is null ? store.TakeWriting() : await standby.Wait(store.TakeWriting);
            if (writing is null)
                return CommandError.Write(
                    $"campaign '{folder.Name}' is already running: a process on another machine writes its journal", ExitCode.AlreadyRunning, invocation.Json);
            if (standby?.RecordedEnd() is { } end)
            {
                writing.Dispose();
                return EndOfStandby(invocation, folder, end);
            }
            if (standby is { HasWaited: true }) cluster = cluster! with { WaitFor = 0 };
            (configuration, images) = Admission.RequireOwnJournal(folder, configuration, images, Console.Error.WriteLine);
            if (retraining is null) RequireRules(configuration, folder);
            TrustedRules.Keep(folder, configuration.Spec.Evolution);
        }
        catch
        {
            writing?.Dispose();
            Admission.LeaveNoFolder(folder);
            throw;
        }
        using var untilTheEnd = writing;
        store.Prepare();
        points.Reach(CriticalPoints.JournalPrepared);
        StartedCommand.Remember(folder, invocation.Arguments);
        var board = plain || invocation.Json || !Terminal.CanRedraw ? null : new RunBoard(
            folder, new RedrawnText(Console.Out, () => Terminal.Width), () => (Terminal.Width, Terminal.Height), Terminal.HasColour, TimeProvider.System);
        var session = new Session(configuration, images, folder, points, retraining, cluster);
        using var signals = new StopSignals(_ => { }, since: () => session.HasEnded); // one that comes as the report is written waits for it
        var outcome = await session.Run(plainTo: invocation.Json ? Console.Error : Console.Out, board);
        try
        {
            RepairedImages.Remember(folder, images.Damaged());
            return Conclude(invocation, folder, outcome, images.HaveFailed, points);
        }
        finally
        {
            points.Reach(CriticalPoints.JournalClosing);
            store.Close();
        }
    }

    /// <summary>The process that worked on the campaign ended by itself: the one that stood by ends as that one did.</summary>
    private static int EndOfStandby(Invocation invocation, CampaignFolder folder, IEvent end)
    {
        var (how, exitCode) = end switch
        {
            SessionCompleted => ("is complete", ExitCode.Done),
            SessionPaused => ("is paused; the same command goes on", ExitCode.Paused),
            _ => ("failed in the process that worked on it; the same command tries again", ExitCode.Failed),
        };
        if (exitCode == ExitCode.Failed) return CommandError.Write($"campaign '{folder.Name}' {how}", exitCode, invocation.Json);
        Console.Error.WriteLine($"campaign '{folder.Name}' {how}");
        return exitCode;
    }

    private static void RequireRules(CampaignConfiguration configuration, CampaignFolder folder)
    {
        TrustedRules.Offer([configuration.Spec.Evolution], configuration.RuleFiles, folder);
        TrustedRules.Require(configuration.Spec.Evolution);
    }

    private static int AlreadyRunning(Invocation invocation, CampaignFolder folder) =>
        CommandError.Write($"campaign '{folder.Name}' is already running: another process holds {folder.LockFile}", ExitCode.AlreadyRunning, invocation.Json);

    private static string WhatHelps(CampaignOutcome.Failed failed, bool imagesFailed) => failed switch
    {
        { IsDecided: true } => "but the same command ends the same way: its settings decide it, and 'fork' or --name with others begins another campaign",
        _ when imagesFailed => "and the same command goes on once the file is repaired or back in its place",
        _ => "and the same command tries again",
    };

    private static int Conclude(Invocation invocation, CampaignFolder folder, CampaignOutcome outcome, bool imagesFailed, ICriticalPoints points)
    {
        switch (outcome)
        {
            case CampaignOutcome.Completed:
                var (report, text) = ReportFiles.Write(folder, points);
                if (!invocation.Json) Console.Out.WriteLine();
                invocation.Print(report, _ => text);
                if (!invocation.Json) Console.Out.WriteLine($"\nwritten to {folder.ReportFile}, with charts to {Path.GetFileName(folder.ReportPageFile)}; 's3actors audit {folder.Name}' shows every decision");
                return ExitCode.Done;
            case CampaignOutcome.Paused:
                Console.Error.WriteLine($"campaign '{folder.Name}' is paused; the same command goes on");
                return ExitCode.Paused;
            case CampaignOutcome.Refused refused:
                throw Admission.Refusal(folder, refused.Differences);
            case CampaignOutcome.Failed failed:
                return CommandError.Write($"campaign '{folder.Name}' failed: {failed.Reason.TrimEnd('.')}; what was done is kept, {WhatHelps(failed, imagesFailed)}", ExitCode.Failed, invocation.Json);
            default:
                throw new InvalidOperationException($"No outcome: {outcome}.");
        }
    }
}
