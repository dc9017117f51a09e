using Akka.Actor;
using Akka.Pattern;

namespace S3Actors.Tests.Conformance.Actors;

public sealed class BackoffTests : ActorTest
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(10);

    [Fact]
    public async Task On_stop_starts_the_child_again()
    {
        var probe = NewProbe();
        var supervisor = System.ActorOf(BackoffSupervisor.Props(Backoff.OnStop(Child(probe), "child", Short, Short, 0, -1).WithManualReset()), "parent");
        var first = await probe.Next<IActorRef>();
        Assert.Equal("child", first.Path.Name);
        supervisor.Tell(PoisonOf.Child);
        var second = await probe.Next<IActorRef>();
        Assert.Equal(first.Path, second.Path);
        Assert.NotEqual(first, second);
        Assert.Equal(1, (await supervisor.Ask<BackoffSupervisor.RestartCount>(BackoffSupervisor.GetRestartCount.Instance, Patience)).Count);
        Assert.Equal(second, (await supervisor.Ask<BackoffSupervisor.CurrentChild>(BackoffSupervisor.GetCurrentChild.Instance, Patience)).Ref);
    }

    [Fact]
    public async Task Messages_pass_through_in_both_directions()
    {
        var probe = NewProbe();
        var supervisor = System.ActorOf(BackoffSupervisor.Props(Backoff.OnStop(Child(probe), "child", Short, Short, 0, -1)));
        Assert.Equal("echo", await supervisor.Ask<string>("echo", Patience));
    }

    [Fact]
    public async Task On_failure_starts_the_child_again_later_as_a_new_actor()
    {
        var probe = NewProbe();
        var supervisor = System.ActorOf(BackoffSupervisor.Props(Backoff.OnFailure(Child(probe), "child", Short, Short, 0, -1)));
        var first = await probe.Next<IActorRef>();
        supervisor.Tell(new InvalidOperationException());
        Assert.NotEqual(first, await probe.Next<IActorRef>());
    }

    [Fact]
    public async Task On_failure_a_child_that_stops_by_itself_ends_the_supervisor()
    {
        var probe = NewProbe();
        var supervisor = System.ActorOf(BackoffSupervisor.Props(Backoff.OnFailure(Child(probe), "child", Short, Short, 0, -1)));
        await probe.Next<IActorRef>();
        await probe.Watch(supervisor);
        supervisor.Tell(PoisonOf.Child);
        Assert.Equal(supervisor, (await probe.Next<Terminated>()).ActorRef);
    }

    [Fact]
    public async Task On_stop_a_failure_restarts_at_once_unless_the_strategy_stops()
    {
        var probe = NewProbe();
        var restarting = System.ActorOf(BackoffSupervisor.Props(Backoff.OnStop(Child(probe), "child", Short, Short, 0, -1)));
        var first = await probe.Next<IActorRef>();
        restarting.Tell(new InvalidOperationException());
        Assert.Equal(first, await probe.Next<IActorRef>()); // the same reference: a restart
        var stopping = System.ActorOf(BackoffSupervisor.Props(
            Backoff.OnStop(Child(probe), "child", Short, Short, 0, -1).WithDefaultStoppingStrategy()));
        first = await probe.Next<IActorRef>();
        stopping.Tell(new InvalidOperationException());
        Assert.NotEqual(first, await probe.Next<IActorRef>());
    }

    [Fact]
    public async Task The_supervisor_gives_up_after_the_last_retry()
    {
        var probe = NewProbe();
        var supervisor = System.ActorOf(BackoffSupervisor.Props(Backoff.OnStop(Child(probe), "child", Short, Short, 0, 1).WithManualReset()));
        await probe.Next<IActorRef>();
        await probe.Watch(supervisor);
        supervisor.Tell(PoisonOf.Child);
        await probe.Next<IActorRef>();
        supervisor.Tell(PoisonOf.Child);
        Assert.Equal(supervisor, (await probe.Next<Terminated>()).ActorRef);
    }

    [Fact]
    public async Task While_there_is_no_child_the_reply_of_choice_is_sent()
    {
        var probe = NewProbe();
        var supervisor = System.ActorOf(BackoffSupervisor.Props(
            Backoff.OnStop(Child(probe), "child", TimeSpan.FromHours(1), TimeSpan.FromHours(1), 0, -1).WithReplyWhileStopped("later")));
        var child = await probe.Next<IActorRef>();
        await probe.Watch(child);
        supervisor.Tell(PoisonOf.Child);
        await probe.Next<Terminated>();
        // The supervisor learns of the end at about the same time as the probe; until then "echo" would be lost.
        string? answer = null;
        while (answer != "later")
        {
            try
            {
                answer = await supervisor.Ask<string>("echo", TimeSpan.FromMilliseconds(200));
            }
            catch (AskTimeoutException)
            {
            }
        }
    }

    [Fact]
    public void Delays_out_of_order_are_refused()
    {
        var probe = NewProbe();
        Assert.Throws<ArgumentException>(() => BackoffSupervisor.Props(Backoff.OnStop(Child(probe), "c", TimeSpan.Zero, Short, 0, -1)));
        Assert.Throws<ArgumentException>(() => BackoffSupervisor.Props(Backoff.OnStop(Child(probe), "c", Short, Short / 2, 0, -1)));
        Assert.Throws<ArgumentException>(() => BackoffSupervisor.Props(Backoff.OnStop(Child(probe), "c", Short, Short, 2, -1)));
    }

    private static Props Child(Probe probe)
    {
        var parent = probe.Ref;
        return Props.Create(() => new Echo(parent));
    }

    private sealed record PoisonOf
    {
        public static readonly PoisonOf Child = new();
    }

    private sealed class Echo : ReceiveActor
    {
        private readonly IActorRef _probe;

        public Echo(IActorRef probe)
        {
            _probe = probe;
            Receive<PoisonOf>(_ => Context.Stop(Self));
            Receive<Exception>(e => throw e);
            ReceiveAny(message => Sender.Tell(message));
        }

        protected override void PreStart() => _probe.Tell(Self);
    }
}
