using System.Text.Json;
using Akka.Actor;
using S3Actors.Actors.Campaign;
using S3Actors.Actors.Cluster;
using S3Actors.Coordinator.Hosting.Progress;
using S3Actors.Coordinator.Journal;
using S3Actors.Coordinator.Output;
using S3Actors.Coordinator.Settings;
using S3Actors.Coordinator.Telemetry;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Cluster;
using S3Actors.Messages.Commands;
using S3Actors.Models.Durability;

namespace S3Actors.Coordinator.Hosting;

/// <summary>A winner that is trained from scratch.</summary>
/// <param name="Search">The search that found it.</param>
/// <param name="Training">How it is trained.</param>
internal sealed record RetrainedWinner(string Search, TrainingSpec Training);

/// <summary>One process's work on a campaign, from the actors' start to their end, with its log and its progress.</summary>
/// <param name="configuration">With devices that this machine has.</param>
/// <param name="points">Told of what a crash would interrupt.</param>
/// <param name="retraining">Which winner of the complete campaign is trained from scratch, and how; null where that is not asked for.</param>
/// <param name="cluster">On what terms other processes share the evaluations; null where none may.</param>
internal sealed class Session(
    CampaignConfiguration configuration, CampaignImages images, CampaignFolder folder, ICriticalPoints points, RetrainedWinner? retraining = null,
    CoordinatorOptions? cluster = null)
{
    /// <summary>What a session says when a signal asks it for a pause.</summary>
    public const string PausingNotice = "pausing: the work in hand is finished and saved first; a second Ctrl-C stops at once";

    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(5);
    private static readonly TimeProvider Clock = TimeProvider.System;
    private volatile bool _hasEnded;

    /// <summary>Whether the campaign's outcome is known: a signal has nothing left to pause.</summary>
    public bool HasEnded => _hasEnded;

    /// <summary>Works until the campaign is complete, paused or failed.</summary>
    /// <param name="plainTo">Where lines of progress go where there is no screen.</param>
    /// <param name="screen">What is drawn on the terminal; null where lines go to <paramref name="plainTo"/>.</param>
    /// <param name="enough">Asks for a pause, as a signal does.</param>
    public async Task<CampaignOutcome> Run(TextWriter plainTo, ISessionScreen? screen = null, CancellationToken enough = default)
    {
        var execution = configuration.Execution;
        var provenance = Machine.Provenance(execution.Device);
        using var logFile = new LogFile(folder.LogFile);
        var log = logFile.Session;
        var logged = new LineProgress(line => log.Information("{Line}", line), Clock, LineInterval);
        log.Information("session of s3actors {Version} on {Hardware}", provenance.ProductVersion, provenance.Hardware);
        foreach (var note in images.Notes)
        {
            log.Information("{Note}", note);
            await Console.Error.WriteLineAsync(note);
        }

        var lines = screen is null ? new LineProgress(plainTo, Clock, LineInterval) : null;
        void Say(string line)
        {
            if (screen is null || Console.IsErrorRedirected) Console.Error.WriteLine(line);
            else screen.Say(line); // written past the screen, its next drawing would erase it
        }

        await using var heartbeat = new Heartbeat(folder, Clock, [execution.Device, .. execution.OtherDevices]);
        using var metrics = SessionMetrics.Start(folder.Name, heartbeat);
        await using var host = new ActorHost(JournalStore.Of(folder).ActorSettings, cluster?.Node, logFile.Actors, progress =>
        {
            logged.Hear(progress);
            heartbeat.Hear(progress);
            screen?.Hear(progress);
            lines?.Hear(progress);
        }, notice => Say(notice.Text));

        IActorRef? workers = null;
        CampaignSystem? campaign = null;
        var overdue = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var pausing = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var signals = new StopSignals(Pause, end: () => screen?.Leave());
        using var control = new ControlSocket(folder, Pause, () => workers is null ? Task.FromResult("") : NodesOf(workers));
        if (cluster is not null)
        {
            if (cluster.Node.Certificates is { } certificates) certificates.Refusing = Say;
            (var address, workers) = host.TakeWorkers(Terms(cluster));
            Say($"workers join by: s3actors worker --join {address}");
            await Task.WhenAny(pausing.Task, workers.Ask<WorkersAwaited>(new AwaitWorkers(cluster.WaitFor), Timeout.InfiniteTimeSpan));
            if (pausing.Task.IsCompleted) return new CampaignOutcome.Paused();
        }
        campaign = host.Start(CampaignRun.Of(configuration.Spec, images.Splits, images.Digest, execution, Clock, provenance, points) with
        {
            Retraining = retraining?.Training, RetrainedSearch = retraining?.Search ?? SearchNames.Final,
            Classes = images.Classes, Places = configuration.Places, Workers = workers,
        });
        if (pausing.Task.IsCompleted) campaign.Pause(await pausing.Task); // asked for before there was one
        using var whenEnough = enough.Register(() => campaign.Pause("enough"));

        var ended = Task.WhenAny(campaign.Outcome, overdue.Task);
        if (screen is not null) await screen.DrawUntil(ended);
        await ended;
        if (!campaign.Outcome.IsCompleted)
        {
            var late = $"paused without a checkpoint: the work in hand took longer than execution.stop_timeout_seconds = {execution.StopTimeout.TotalSeconds:0.##}, and is done again; the same command goes on";
            log.Warning("{Line}", late);
            await Console.Error.WriteLineAsync(late);
            NativeEnvironment.Leave(ExitCode.Paused);
        }
        var outcome = await campaign.Outcome;
        if (workers is not null) // and they are told before the actors stop
        {
            var over = new SessionOver(outcome.GetType().Name.ToLowerInvariant());
            await Task.WhenAny(workers.Ask<SessionOver>(over), Task.Delay(AnswerTime));
        }
        _hasEnded = true;
        if (outcome is CampaignOutcome.Failed failed) log.Error("failed: {Reason}", failed.Reason);
        else log.Information("{Outcome}", outcome.GetType().Name.ToLowerInvariant());
        return outcome;

        WorkerTerms Terms(CoordinatorOptions options) => new(
            Machine.Node(execution.Device),
            new WorkerWelcome(configuration.Spec, images.OwnDigest, configuration.Data, execution.CheckpointFolder),
            options.AllowMixed,
            execution.WorkerPatience);

        static async Task<string> NodesOf(IActorRef workers) =>
            JsonSerializer.Serialize((await workers.Ask<ClusterSnapshot>(new AskCluster(), AnswerTime)).Nodes, JsonForm.OneLine);

        void Pause(string reason)
        {
            pausing.TrySetResult(reason);
            campaign?.Pause(reason);
            Say(PausingNotice);
            _ = Task.Delay(execution.StopTimeout).ContinueWith(_ => overdue.TrySetResult(), TaskScheduler.Default);
        }
    }
}
