using System.Collections.Concurrent;
using Akka.Configuration;
using Akka.Event;

namespace Akka.Actor;

/// <summary>
/// Ends a system in phases, in the order of their dependencies (<c>akka.coordinated-shutdown.phases</c>). The tasks of one
/// phase run side by side; the next phase begins when they are done or the phase's time is over.
/// </summary>
public sealed partial class CoordinatedShutdown : IExtension
{
    public const string PhaseBeforeServiceUnbind = "before-service-unbind";
    public const string PhaseServiceUnbind = "service-unbind";
    public const string PhaseServiceRequestsDone = "service-requests-done";
    public const string PhaseServiceStop = "service-stop";
    public const string PhaseBeforeClusterShutdown = "before-cluster-shutdown";
    public const string PhaseClusterShardingShutdownRegion = "cluster-sharding-shutdown-region";
    public const string PhaseClusterLeave = "cluster-leave";
    public const string PhaseClusterExiting = "cluster-exiting";
    public const string PhaseClusterExitingDone = "cluster-exiting-done";
    public const string PhaseClusterShutdown = "cluster-shutdown";
    public const string PhaseBeforeActorSystemTerminate = "before-actor-system-terminate";
    public const string PhaseActorSystemTerminate = "actor-system-terminate";

    private readonly ShutdownPhases _phases;
    private readonly ILoggingAdapter _log;
    private readonly ConcurrentDictionary<string, ConcurrentQueue<(string Name, Func<Task<Done>> Task)>> _tasks = new();
    private readonly TaskCompletionSource<Done> _run = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Reason _reason;

    internal CoordinatedShutdown(ExtendedActorSystem system, ShutdownPhases phases)
    {
        System = system;
        _phases = phases;
        _log = Logging.GetLogger(system, GetType());
    }

    public ExtendedActorSystem System { get; }

    /// <summary>Why the shutdown was begun; null as long as it is not.</summary>
    public Reason ShutdownReason => Volatile.Read(ref _reason);

    /// <summary>The longest that the phases which have tasks may take together.</summary>
    public TimeSpan TotalTimeout => _tasks.Keys.Aggregate(TimeSpan.Zero, (sum, phase) => sum + Timeout(phase));

    public static CoordinatedShutdown Get(ActorSystem sys) => sys.WithExtension<CoordinatedShutdown, CoordinatedShutdownExtension>();

    /// <exception cref="ConfigurationException">The configuration has no such phase.</exception>
    public void AddTask(string phase, string taskName, Func<Task<Done>> task)
    {
        if (!_phases.IsKnown(phase))
            throw new ConfigurationException($"Unknown phase [{phase}], known phases [{string.Join(",", _phases.InOrder)}]. "
                + "All phases (along with their optional dependencies) must be defined in configuration.");
        _tasks.GetOrAdd(phase, _ => new()).Enqueue((taskName, task));
    }

    /// <exception cref="ArgumentException">The configuration has no such phase.</exception>
    public TimeSpan Timeout(string phase) => _phases.TryGet(phase, out var settings)
        ? settings.Timeout
        : throw new ArgumentException($"Unknown phase [{phase}]. All phases must be defined in configuration.");

    /// <summary>Runs all phases, or those from the given one on. Called again, it answers the run that is under way.</summary>
    public Task<Done> Run(Reason reason, string fromPhase = null)
    {
        if (Interlocked.CompareExchange(ref _reason, reason, null) is null)
            _ = RunPhases(_phases.InOrder.SkipWhile(phase => fromPhase != null && phase != fromPhase).ToArray());
        return _run.Task;
    }

    private async Task RunPhases(string[] phases)
    {
        try
        {
            foreach (var phase in phases)
            {
                if (_tasks.TryGetValue(phase, out var tasks) && _phases.TryGet(phase, out var settings))
                    await RunPhase(phase, settings, tasks.ToArray()).ConfigureAwait(false);
            }

            _run.SetResult(Done.Instance);
        }
        catch (Exception e)
        {
            _run.SetException(new AggregateException(e));
        }
    }

    private async Task RunPhase(string phase, ShutdownPhase settings, (string Name, Func<Task<Done>> Task)[] tasks)
    {
        _log.Debug("Performing phase [{0}] with [{1}] tasks: [{2}]", phase, tasks.Length, string.Join(",", tasks.Select(task => task.Name)));
        var all = Task.WhenAll(tasks.Select(task => RunTask(phase, settings, task.Name, task.Task)));
        try
        {
            await all.WaitAsync(settings.Timeout).ConfigureAwait(false);
        }
        catch (TimeoutException) when (!all.IsCompleted)
        {
            if (!settings.Recover)
                throw new TimeoutException($"Coordinated shutdown phase[{phase}] timed out after {settings.Timeout}");
            _log.Warning("Coordinated shutdown phase [{0}] timed out after {1}", phase, settings.Timeout);
        }
    }

    private async Task RunTask(string phase, ShutdownPhase settings, string name, Func<Task<Done>> task)
    {
        try
        {
            await task().ConfigureAwait(false);
        }
        catch (Exception e) when (settings.Recover)
        {
            _log.Warning("Task [{0}] failed in phase [{1}]: {2}", name, phase, e.Message);
        }
    }
}
