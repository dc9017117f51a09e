using Akka.Actor;

namespace S3Actors.Tests.Conformance.Actors;

public sealed class SupervisionTests : ActorTest
{
    [Fact]
    public async Task Resume_keeps_the_state()
    {
        var (parent, child) = await Family(new OneForOneStrategy(_ => Directive.Resume), NewProbe());
        child.Tell("add");
        child.Tell(new FormatException());
        child.Tell("add");
        Assert.Equal(2, await child.Ask<int>("total", Patience));
        _ = parent;
    }

    [Fact]
    public async Task Restart_loses_the_state_and_keeps_the_reference()
    {
        var (_, child) = await Family(new OneForOneStrategy(_ => Directive.Restart), NewProbe());
        child.Tell("add");
        child.Tell(new FormatException());
        child.Tell("add");
        Assert.Equal(1, await child.Ask<int>("total", Patience));
    }

    [Fact]
    public async Task Stop_ends_the_child()
    {
        var probe = NewProbe();
        var (_, child) = await Family(new OneForOneStrategy(_ => Directive.Stop), probe);
        await probe.Watch(child);
        child.Tell(new FormatException());
        Assert.Equal(child, (await probe.Next<Terminated>()).ActorRef);
    }

    [Fact]
    public async Task Escalate_makes_the_parent_fail_and_its_restart_ends_the_children()
    {
        var probe = NewProbe();
        var (parent, child) = await Family(new OneForOneStrategy(_ => Directive.Escalate), probe);
        await probe.Watch(child);
        child.Tell(new FormatException("up"));
        Assert.Equal("parent restarts: up", await probe.Next());
        Assert.Equal(child, (await probe.Next<Terminated>()).ActorRef);
        Assert.NotEqual(child, await parent.Ask<IActorRef>("child", Patience)); // the new incarnation made a new one
    }

    [Fact]
    public async Task The_limit_of_restarts_stops_the_child()
    {
        var probe = NewProbe();
        var (_, child) = await Family(new OneForOneStrategy(2, Timeout.InfiniteTimeSpan, _ => Directive.Restart), probe);
        await probe.Watch(child);
        for (var i = 0; i < 2; i++)
        {
            child.Tell("add");
            child.Tell(new FormatException());
            Assert.Equal(0, await child.Ask<int>("total", Patience));
        }

        child.Tell(new FormatException());
        await probe.Next<Terminated>();
    }

    [Fact]
    public async Task A_limit_of_none_stops_at_once()
    {
        var probe = NewProbe();
        var (_, child) = await Family(new OneForOneStrategy(0, Timeout.InfiniteTimeSpan, _ => Directive.Restart), probe);
        await probe.Watch(child);
        child.Tell(new FormatException());
        await probe.Next<Terminated>();
    }

    [Fact]
    public async Task All_for_one_touches_the_siblings()
    {
        var probe = NewProbe();
        var (parent, child) = await Family(new AllForOneStrategy(_ => Directive.Restart), probe);
        var sibling = await parent.Ask<IActorRef>("sibling", Patience);
        sibling.Tell("add");
        Assert.Equal(1, await sibling.Ask<int>("total", Patience));
        child.Tell(new FormatException());
        Assert.Equal(0, await child.Ask<int>("total", Patience));
        await parent.Ask<IActorRef>("sibling", Patience); // the parent has told all its children by now
        Assert.Equal(0, await sibling.Ask<int>("total", Patience));
    }

    [Fact]
    public async Task The_decider_sees_the_exception()
    {
        var probe = NewProbe();
        var (_, child) = await Family(new OneForOneStrategy(e => e is FormatException ? Directive.Resume : Directive.Stop), probe);
        await probe.Watch(child);
        child.Tell("add");
        child.Tell(new FormatException());
        Assert.Equal(1, await child.Ask<int>("total", Patience));
        child.Tell(new TimeoutException());
        await probe.Next<Terminated>();
    }

    [Theory]
    [InlineData(typeof(FormatException), Directive.Restart)]
    [InlineData(typeof(ActorKilledException), Directive.Stop)]
    [InlineData(typeof(ActorInitializationException), Directive.Stop)]
    public void The_default_decider_restarts_but_for_starts_and_kills(Type exception, Directive expected) =>
        Assert.Equal(expected, SupervisorStrategy.DefaultDecider.Decide((Exception)Activator.CreateInstance(exception)!));

    [Fact]
    public async Task Kill_is_a_failure_that_stops_by_default()
    {
        var probe = NewProbe();
        var child = System.ActorOf(Props.Create(() => new Adder()));
        await probe.Watch(child);
        child.Tell(Kill.Instance);
        await probe.Next<Terminated>();
    }

    [Fact]
    public async Task Nothing_is_handled_between_failure_and_decision()
    {
        var probe = NewProbe();
        var deciding = new TaskCompletionSource();
        var decide = new TaskCompletionSource<Directive>();
        var (_, child) = await Family(new OneForOneStrategy(_ =>
        {
            deciding.SetResult();
            return decide.Task.Result;
        }), probe);
        child.Tell("add");
        child.Tell(new FormatException());
        child.Tell("add");
        var total = child.Ask<int>("total", Patience);
        await deciding.Task.WaitAsync(Patience);
        Assert.False(total.IsCompleted);
        decide.SetResult(Directive.Restart);
        Assert.Equal(1, await total);
    }

    [Fact]
    public async Task The_strategy_of_the_props_wins_over_the_actors_own()
    {
        var probe = NewProbe();
        var parent = System.ActorOf(Props.Create(() => new Parent(new OneForOneStrategy(_ => Directive.Restart), probe.Ref))
            .WithSupervisorStrategy(new OneForOneStrategy(_ => Directive.Stop)));
        var child = await parent.Ask<IActorRef>("child", Patience);
        await probe.Watch(child);
        child.Tell(new FormatException());
        await probe.Next<Terminated>();
    }

    private async Task<(IActorRef Parent, IActorRef Child)> Family(SupervisorStrategy strategy, Probe probe)
    {
        var parent = System.ActorOf(Props.Create(() => new Parent(strategy, probe.Ref)));
        return (parent, await parent.Ask<IActorRef>("child", Patience));
    }

    private sealed class Parent : ReceiveActor
    {
        private readonly SupervisorStrategy _strategy;
        private readonly IActorRef _probe;

        public Parent(SupervisorStrategy strategy, IActorRef probe)
        {
            (_strategy, _probe) = (strategy, probe);
            Context.ActorOf(Props.Create(() => new Adder()), "child");
            Context.ActorOf(Props.Create(() => new Adder()), "sibling");
            Receive<string>(name => Sender.Tell(Context.Child(name)));
        }

        protected override SupervisorStrategy SupervisorStrategy() => _strategy;

        protected override void PreRestart(Exception reason, object message)
        {
            _probe.Tell($"parent restarts: {reason.Message}");
            base.PreRestart(reason, message);
        }
    }

    private sealed class Adder : ReceiveActor
    {
        public Adder()
        {
            var total = 0;
            Receive<string>(text => text == "add", _ => total++);
            Receive<string>(_ => Sender.Tell(total));
            Receive<Exception>(e => throw e);
        }
    }
}
