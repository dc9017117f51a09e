using System.Globalization;
using Akka.Actor;
using Akka.Cluster;
using S3Actors.Actors.Campaign;
using S3Actors.Actors.Cluster;
using S3Actors.Actors.Evaluation;
using S3Actors.Actors.Trainer;
using S3Actors.Coordinator.Output;
using S3Actors.Coordinator.Settings;
using S3Actors.Messages.Cluster;
using S3Actors.Models.Data;
using S3Actors.Models.Durability;
using S3Actors.Models.Training;
using Serilog;
using Serilog.Core;

namespace S3Actors.Coordinator.Hosting;

/// <summary>What a worker is told on its command line.</summary>
/// <param name="Node">How it takes part.</param>
/// <param name="Join">Addresses of the coordinator, at least one.</param>
/// <param name="Roles"><see cref="NodeSettings.Evaluator"/>, <see cref="NodeSettings.Trainer"/>, or both.</param>
/// <param name="Evaluators">In parallel; 0 for one for each core or GPU.</param>
/// <param name="Device"><c>auto</c>, <c>cpu</c>, <c>cuda:0</c>, ...</param>
/// <param name="DataFolder">Where the images stand here; null for where they stand on the coordinator's machine.</param>
/// <param name="LogFile">For what the actors log; null for nowhere.</param>
internal sealed record WorkerOptions(ClusterNode Node, IReadOnlyList<NodeAddress> Join, IReadOnlyList<string> Roles, int Evaluators, string Device,
    string? DataFolder, string? LogFile)
{
    /// <summary>Where the coordinator's checkpoints are seen here; null for where they stand on its machine.</summary>
    public string? CheckpointFolder { get; init; }

    /// <summary>For copies of checkpoints that cannot be seen here.</summary>
    public required string CacheFolder { get; init; }

    /// <summary>Room for them.</summary>
    public required long CacheBytes { get; init; }

    /// <summary>Whether it waits for another campaign when one's session is over.</summary>
    public bool Stays { get; init; }
}

/// <summary>
/// A process that evaluates subnets, or trains supernets, for campaigns of other processes, until a campaign's session ends or it is asked to leave.
/// </summary>
/// <param name="points">Told of what a crash would interrupt.</param>
/// <param name="say">Told what people should know, a line each.</param>
internal sealed class WorkerProcess(WorkerOptions options, ICriticalPoints points, Action<string> say)
{
    private const long ImageCacheBytes = 1L << 30;
    private static readonly TimeSpan JoinTime = TimeSpan.FromSeconds(8); // far more than a join takes
    private static readonly TimeSpan LeaveTime = TimeSpan.FromSeconds(10);

    private bool Trains => options.Roles.Contains(NodeSettings.Trainer);

    /// <summary>Works; a coordinator that is lost is waited for.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public async Task<int> Run()
    {
        TorchSetup.Start();
        var open = new ExecutionSettings("", options.Evaluators > 0 ? options.Evaluators : Environment.ProcessorCount, 1, 1,
            options.Device, TimeSpan.Zero, 1, 0)
        {
            HasOpenEvaluators = options.Evaluators == 0, HasOpenTrainingThreads = true, TrainingThreads = Environment.ProcessorCount,
        };
        var execution = Devices.Resolve(open);
        using var logFile = options.LogFile is null ? null : new LogFile(options.LogFile);
        var leave = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var signals = new StopSignals(_ => leave.TrySetResult());
        while (true)
        {
            var end = await TakePart(execution, logFile?.Actors ?? Logger.None, leave.Task);
            var done = string.Create(CultureInfo.InvariantCulture, $"{end.Subnets} subnets were evaluated here")
                + (Trains ? string.Create(CultureInfo.InvariantCulture, $", {end.Steps} training steps done") : "");
            switch (end)
            {
                case WorkerEnd.SessionEnded over when options.Stays && !leave.Task.IsCompleted:
                    say($"the coordinator's session is over ({over.Outcome}), and the next one is waited for; {done}");
                    break;
                case WorkerEnd.SessionEnded over:
                    say($"the coordinator's session is over ({over.Outcome}); {done}");
                    return ExitCode.Done;
                case WorkerEnd.Drained:
                    say($"left; {done}");
                    return ExitCode.Done;
                case WorkerEnd.Refused refused:
                    say($"refused: {refused.Reason}");
                    return ExitCode.BadInput;
                default:
                    say($"the coordinator cannot be reached and is waited for; {done}");
                    break;
            }
        }
    }

    /// <summary>From joining to leaving.</summary>
    private async Task<WorkerEnd> TakePart(ExecutionSettings execution, ILogger log, Task leave)
    {
        var node = options.Node;
        var system = ActorHost.CreateSystem(NodeSettings.ForWorker(node.Listen.Host, node.Listen.Port, node.Certificates is not null, options.Roles), node, log);
        Cluster.Get(system).JoinSeedNodes([.. options.Join.Select(node.Peer)]);
        say($"joining {string.Join(", ", options.Join)}");
        var ended = new TaskCompletionSource<WorkerEnd>(TaskCreationOptions.RunContinuationsAsynchronously);
        var hello = new WorkerHello(Machine.Node(execution.Device), options.Roles.Contains(NodeSettings.Evaluator) ? execution.Evaluators : 0, Trains);
        Func<WorkerWelcome, CheckpointFetch, WorkerPreparation> prepare = (welcome, fetch) => Prepare(welcome, fetch, execution);
        Action admitted = () => say($"takes part {hello.Offer}");
        var props = Props.Create(() => new WorkerActor(hello, prepare, CampaignActor.WorkerDispatcher, admitted, ended, points));
        var worker = system.ActorOf(props, "worker");
        await Task.WhenAny(ended.Task, leave, Turned(system, ended));
        if (!ended.Task.IsCompleted) say("leaving: the work in hand is finished first; a second signal stops at once");
        if (!ended.Task.IsCompleted) worker.Tell(new DrainWorker());
        var end = await ended.Task;
        if (end is not (WorkerEnd.SessionEnded or WorkerEnd.CoordinatorLost))
            await Task.WhenAny(Cluster.Get(system).LeaveAsync(), system.WhenTerminated, Task.Delay(LeaveTime));
        await Task.WhenAny(system.Terminate(), Task.Delay(LeaveTime));
        return end is WorkerEnd.CoordinatorLost && leave.IsCompleted ? new WorkerEnd.Drained() : end;
    }

    /// <summary>Ends a part that cannot begin, because certificates do not fit; says nothing of a coordinator that is not there yet.</summary>
    private async Task Turned(ActorSystem system, TaskCompletionSource<WorkerEnd> ended)
    {
        while (!ended.Task.IsCompleted)
        {
            await Task.WhenAny(ended.Task, Task.Delay(JoinTime));
            if (ended.Task.IsCompleted || Cluster.Get(system).SelfMember.Status != MemberStatus.Removed) break; // let in, if not yet up
            foreach (var address in options.Join)
                if (await JoinCheck.Problem(options.Node, address) is { } problem)
                    ended.TrySetResult(new WorkerEnd.Refused(problem));
        }
        await ended.Task;
    }

    /// <summary>Reads the campaign's images.</summary>
    /// <exception cref="IOException">They cannot be read or are no images of the campaign.</exception>
    private WorkerPreparation Prepare(WorkerWelcome welcome, CheckpointFetch fetch, ExecutionSettings execution)
    {
        var where = options.DataFolder is { } folder ? welcome.Images.MovedTo(Path.GetFullPath(folder)) : welcome.Images;
        try
        {
            var images = CampaignImages.Open(where, welcome.Spec, ImageCacheBytes);
            var evaluation = new SupernetEvaluationFactory(welcome.Spec, images.Splits, welcome.CheckpointFolder, [execution.Device],
                ImageCacheBytes);
            var shared = options.CheckpointFolder ?? welcome.CheckpointFolder;
            var copies = new CheckpointCopies(
                shared, options.CacheFolder, options.CacheBytes, (name, file) => fetch.Into(name, file, CancellationToken.None));
            var training = new SandwichTrainingFactory(
                welcome.Spec, images.Splits.Training, new TrainingExecution(execution.TrainingThreads, execution.Device));
            return new WorkerPreparation(images.OwnDigest, new CopiedEvaluationFactory(evaluation, copies),
                Trains ? new WorkerTraining(training, copies, shared, options.CacheFolder, points) : null);
        }
        catch (Exception e) when (e is DataFileException or ConfigurationException or UnauthorizedAccessException)
        {
            throw new IOException($"{SingleLine.Of(e.Message)} (--data names another folder)", e);
        }
    }
}
