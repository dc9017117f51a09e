using Akka.Actor;

namespace S3Actors.Tests.Conformance.Actors;

/// <summary>Failures in the hooks themselves, and restarts that have to wait.</summary>
public sealed class FaultTests : ActorTest
{
    [Fact]
    public async Task A_failure_in_post_stop_does_not_keep_the_actor()
    {
        var probe = NewProbe();
        var actor = System.ActorOf(Props.Create(() => new Fragile("PostStop")));
        await probe.Watch(actor);
        actor.Tell(PoisonPill.Instance);
        await probe.Next<Terminated>();
    }

    [Fact]
    public async Task A_failure_in_pre_restart_does_not_keep_the_restart()
    {
        var actor = System.ActorOf(Props.Create(() => new Fragile("PreRestart")));
        actor.Tell(new FormatException());
        Assert.Equal("alive", await actor.Ask<string>("?", Patience));
    }

    [Fact]
    public async Task A_failure_in_post_restart_stops_the_actor()
    {
        var probe = NewProbe();
        var actor = System.ActorOf(Props.Create(() => new Fragile("PostRestart")));
        await probe.Watch(actor);
        actor.Tell(new FormatException());
        await probe.Next<Terminated>();
    }

    [Fact]
    public async Task A_failure_in_pre_start_stops_the_actor()
    {
        var probe = NewProbe();
        await probe.Watch(System.ActorOf(Props.Create(() => new Fragile("PreStart"))));
        await probe.Next<Terminated>();
    }

    [Fact]
    public async Task The_new_incarnation_is_made_when_the_children_of_the_old_one_are_gone()
    {
        var probe = NewProbe();
        var release = new TaskCompletionSource();
        var parent = System.ActorOf(Props.Create(() => new WithSlowChild(probe.Ref, release.Task)));
        Assert.Equal("made", await probe.Next());
        parent.Tell(new FormatException());
        parent.Tell("next");
        Assert.Equal("child stopping", await probe.Next());
        release.SetResult();
        Assert.Equal("made", await probe.Next()); // under the same child name, so the old child must be gone
        Assert.Equal("next", await probe.Next());
    }

    [Fact]
    public async Task The_name_of_a_stopping_child_is_taken_until_it_is_gone()
    {
        var probe = NewProbe();
        System.ActorOf(Props.Create(() => new Replacing(probe.Ref)));
        Assert.Equal("taken", await probe.Next());
        Assert.Equal("replaced", await probe.Next());
    }

    [Fact]
    public async Task Many_failures_lose_no_other_message()
    {
        var probe = NewProbe();
        var actor = System.ActorOf(Props.Create(() => new Relay(probe.Ref)));
        for (var i = 0; i < 500; i++)
        {
            actor.Tell(i);
            actor.Tell(new FormatException());
        }

        for (var i = 0; i < 500; i++)
            Assert.Equal(i, await probe.Next());
    }

    [Fact]
    public async Task A_failure_of_a_grandchild_is_decided_by_its_parent_only()
    {
        var probe = NewProbe();
        var top = System.ActorOf(Props.Create(() => new Relay(probe.Ref)));
        var middle = await top.Ask<IActorRef>(Props.Create(() => new Relay(probe.Ref)), Patience);
        var bottom = await middle.Ask<IActorRef>(Props.Create(() => new Relay(probe.Ref)), Patience);
        bottom.Tell(new FormatException());
        bottom.Tell(1);
        Assert.Equal(1, await probe.Next());
        Assert.Equal(bottom, Assert.Single(await middle.Ask<IActorRef[]>('?', Patience)));
    }

    private sealed class Fragile : ReceiveActor
    {
        private readonly string _hook;

        public Fragile(string hook)
        {
            _hook = hook;
            Receive<string>(_ => Sender.Tell("alive"));
            Receive<Exception>(e => throw e);
        }

        protected override void PreStart() => FailIn("PreStart");

        protected override void PostStop() => FailIn("PostStop");

        protected override void PreRestart(Exception reason, object message) => FailIn("PreRestart");

        protected override void PostRestart(Exception reason) => FailIn("PostRestart");

        private void FailIn(string hook)
        {
            if (hook == _hook)
                throw new InvalidOperationException(hook);
        }
    }

    private sealed class WithSlowChild : ReceiveActor
    {
        public WithSlowChild(IActorRef probe, Task release)
        {
            Context.ActorOf(Props.Create(() => new SlowToStop(probe, release)), "child");
            probe.Tell("made");
            Receive<string>(probe.Tell);
            Receive<Exception>(e => throw e);
        }
    }

    private sealed class SlowToStop(IActorRef probe, Task release) : ReceiveActor
    {
        protected override void PostStop()
        {
            if (release.IsCompleted)
                return;
            probe.Tell("child stopping");
            release.Wait();
        }
    }

    private sealed class Replacing : ReceiveActor
    {
        public Replacing(IActorRef probe)
        {
            var child = Context.ActorOf(Props.Create(() => new Relay(probe)), "name");
            Context.Watch(child);
            Context.Stop(child);
            try
            {
                Context.ActorOf(Props.Create(() => new Relay(probe)), "name");
            }
            catch (InvalidActorNameException)
            {
                probe.Tell("taken");
            }

            Receive<Terminated>(_ =>
            {
                Context.ActorOf(Props.Create(() => new Relay(probe)), "name");
                probe.Tell("replaced");
            });
        }
    }

    private sealed class Relay : ReceiveActor
    {
        public Relay(IActorRef probe)
        {
            Receive<int>(n => probe.Tell(n));
            Receive<char>(_ => Sender.Tell(Context.GetChildren().ToArray()));
            Receive<Props>(props => Sender.Tell(Context.ActorOf(props)));
            Receive<Exception>(e => throw e);
        }
    }
}
