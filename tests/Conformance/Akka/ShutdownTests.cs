using Akka;
using Akka.Actor;
using Akka.Configuration;

namespace S3Actors.Tests.Conformance.Actors;

public sealed class ShutdownTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Terminate_stops_all_actors_and_ends_when_they_are_gone()
    {
        var system = New();
        var stopped = new TaskCompletionSource();
        system.ActorOf(Props.Create(() => new Ending(stopped)));
        Assert.False(system.WhenTerminated.IsCompleted);
        await system.Terminate().WaitAsync(Patience);
        await system.WhenTerminated.WaitAsync(Patience);
        Assert.True(stopped.Task.IsCompleted);
    }

    [Fact]
    public async Task Registered_code_runs_on_termination()
    {
        var system = New();
        var first = false;
        var last = new TaskCompletionSource<bool>();
        system.RegisterOnTermination(() => last.SetResult(first));
        system.RegisterOnTermination(() => first = true);
        await system.Terminate().WaitAsync(Patience);
        Assert.True(await last.Task.WaitAsync(Patience)); // what was registered last has run before
    }

    [Fact]
    public void A_terminated_system_makes_no_actors()
    {
        var system = New();
        system.Dispose();
        Assert.Throws<InvalidOperationException>(() => system.ActorOf(Props.Create(() => new Idle())));
    }

    [Fact]
    public async Task Phases_run_in_the_order_of_the_reference_configuration()
    {
        var system = New();
        var ran = new List<string>();
        var shutdown = CoordinatedShutdown.Get(system);
        string[] phases =
        [
            CoordinatedShutdown.PhaseBeforeServiceUnbind, CoordinatedShutdown.PhaseServiceUnbind,
            CoordinatedShutdown.PhaseServiceRequestsDone, CoordinatedShutdown.PhaseServiceStop,
            CoordinatedShutdown.PhaseBeforeClusterShutdown, CoordinatedShutdown.PhaseClusterShardingShutdownRegion,
            CoordinatedShutdown.PhaseClusterLeave, CoordinatedShutdown.PhaseClusterExiting,
            CoordinatedShutdown.PhaseClusterExitingDone, CoordinatedShutdown.PhaseClusterShutdown,
            CoordinatedShutdown.PhaseBeforeActorSystemTerminate,
        ];
        foreach (var phase in phases.Reverse())
            shutdown.AddTask(phase, "note", () =>
            {
                ran.Add(phase);
                return Task.FromResult(Done.Instance);
            });
        Assert.Null(shutdown.ShutdownReason);
        await shutdown.Run(CoordinatedShutdown.UnknownReason.Instance).WaitAsync(Patience);
        Assert.Equal(phases, ran);
        Assert.Same(CoordinatedShutdown.UnknownReason.Instance, shutdown.ShutdownReason);
        await system.WhenTerminated.WaitAsync(Patience); // the last phase ends the system
    }

    [Fact]
    public async Task Terminate_runs_the_coordinated_shutdown_once()
    {
        var system = New();
        var runs = 0;
        CoordinatedShutdown.Get(system).AddTask(CoordinatedShutdown.PhaseServiceStop, "count", () =>
        {
            runs++;
            return Task.FromResult(Done.Instance);
        });
        await Task.WhenAll(system.Terminate(), system.Terminate()).WaitAsync(Patience);
        Assert.Equal(1, runs);
        Assert.Same(CoordinatedShutdown.ActorSystemTerminateReason.Instance, CoordinatedShutdown.Get(system).ShutdownReason);
    }

    [Fact]
    public async Task A_task_that_fails_or_takes_too_long_does_not_keep_the_system()
    {
        var system = New("akka.coordinated-shutdown.phases.service-stop.timeout = 50ms");
        var shutdown = CoordinatedShutdown.Get(system);
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceUnbind, "fails", () => throw new InvalidOperationException());
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceStop, "hangs", () => new TaskCompletionSource<Done>().Task);
        await shutdown.Run(CoordinatedShutdown.UnknownReason.Instance).WaitAsync(Patience);
        await system.WhenTerminated.WaitAsync(Patience);
    }

    [Fact]
    public async Task A_phase_without_recovery_ends_the_shutdown()
    {
        var system = New("akka.coordinated-shutdown.phases.service-stop.recover = off");
        var shutdown = CoordinatedShutdown.Get(system);
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceStop, "fails", () => Task.FromException<Done>(new InvalidOperationException()));
        await Assert.ThrowsAnyAsync<Exception>(() => shutdown.Run(CoordinatedShutdown.UnknownReason.Instance).WaitAsync(Patience));
        Assert.False(system.WhenTerminated.IsCompleted);
        ((ExtendedActorSystem)system).Abort();
        await system.WhenTerminated.WaitAsync(Patience);
    }

    [Fact]
    public async Task An_unknown_phase_is_refused()
    {
        var system = New();
        Assert.Throws<ConfigurationException>(
            () => CoordinatedShutdown.Get(system).AddTask("tea-time", "x", () => Task.FromResult(Done.Instance)));
        await system.Terminate().WaitAsync(Patience);
    }

    [Fact]
    public void Shutdown_settings_that_contradict_each_other_are_refused() =>
        Assert.Throws<ConfigurationException>(() => New("akka.coordinated-shutdown.terminate-actor-system = off"));

    private static ActorSystem New(string hocon = "") => ActorSystem.Create("ending", ConfigurationFactory.ParseString(
        $"akka.loglevel = OFF\nakka.stdout-loglevel = OFF\n{hocon}"));

    private sealed class Idle : ReceiveActor;

    private sealed class Ending(TaskCompletionSource stopped) : ReceiveActor
    {
        protected override void PostStop() => stopped.SetResult();
    }
}
