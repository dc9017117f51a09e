using System.Reflection;
using Akka.Actor;

namespace S3Actors.Tests.Conformance.Actors;

public sealed class LifecycleTests : ActorTest
{
    [Fact]
    public async Task Hooks_run_in_order_around_a_restart_and_a_stop()
    {
        var probe = NewProbe();
        var actor = System.ActorOf(Props.Create(() => new Reporting(probe.Ref)));
        actor.Tell("one");
        actor.Tell(new InvalidOperationException("boom"));
        actor.Tell("two");
        actor.Tell(PoisonPill.Instance);
        string[] expected =
        [
            "constructor", "PreStart", "one",
            "PreRestart boom on InvalidOperationException", "PostStop", "constructor", "PostRestart boom", "PreStart", "two",
            "PostStop",
        ];
        foreach (var step in expected)
            Assert.Equal(step, await probe.Next());
    }

    [Fact]
    public async Task A_restart_keeps_mailbox_and_reference_and_loses_state()
    {
        var counter = System.ActorOf(Props.Create(() => new Counter()));
        counter.Tell("count");
        counter.Tell("count");
        counter.Tell(new InvalidOperationException());
        counter.Tell("count");
        Assert.Equal(1, await counter.Ask<int>("total", Patience));
    }

    [Fact]
    public async Task A_behaviour_set_by_become_ends_with_the_incarnation()
    {
        var actor = System.ActorOf(Props.Create(() => new Moody()));
        Assert.Equal("calm", await actor.Ask<string>("mood", Patience));
        actor.Tell("change");
        Assert.Equal("angry", await actor.Ask<string>("mood", Patience));
        actor.Tell(new InvalidOperationException());
        Assert.Equal("calm", await actor.Ask<string>("mood", Patience));
    }

    [Fact]
    public async Task Stacked_behaviours_come_back_in_reverse_order()
    {
        var actor = System.ActorOf(Props.Create(() => new Stacking()));
        async Task<int> Depth() => await actor.Ask<int>("depth", Patience);
        Assert.Equal(0, await Depth());
        actor.Tell("push");
        actor.Tell("push");
        Assert.Equal(2, await Depth());
        actor.Tell("pop");
        Assert.Equal(1, await Depth());
        actor.Tell("pop");
        actor.Tell("pop"); // the first behaviour stays
        Assert.Equal(0, await Depth());
    }

    [Fact]
    public async Task Handlers_are_tried_in_the_order_of_declaration()
    {
        var actor = System.ActorOf(Props.Create(() => new Ordered()));
        Assert.Equal("large", await actor.Ask<string>(100, Patience));
        Assert.Equal("int", await actor.Ask<string>(1, Patience));
        Assert.Equal("formattable", await actor.Ask<string>(1.5, Patience));
        Assert.Equal("any", await actor.Ask<string>("text", Patience));
    }

    [Fact]
    public async Task A_handler_after_one_for_everything_is_refused()
    {
        var probe = NewProbe();
        await probe.Watch(System.ActorOf(Props.Create(() => new TooLate())));
        await probe.Next<Terminated>();
    }

    [Fact]
    public async Task Poison_comes_after_the_messages_before_it_and_stop_does_not_wait_for_them()
    {
        var probe = NewProbe();
        var opened = new TaskCompletionSource();
        opened.SetResult();
        var poisoned = System.ActorOf(Props.Create(() => new Gated(opened.Task, probe.Ref)));
        poisoned.Tell("before");
        poisoned.Tell(PoisonPill.Instance);
        poisoned.Tell("after");
        Assert.Equal("begins before", await probe.Next());
        Assert.Equal("before", await probe.Next());

        var gate = new TaskCompletionSource();
        var parent = System.ActorOf(Props.Create(() => new Stopper(Props.Create(() => new Gated(gate.Task, probe.Ref)))));
        var actor = await parent.Ask<IActorRef>("child", Patience);
        await probe.Watch(actor);
        actor.Tell("wait");
        actor.Tell("late");
        Assert.Equal("begins wait", await probe.Next()); // it must be at it: a stop would come before a message not yet begun
        await parent.Ask<IActorRef>("stop", Patience);
        gate.SetResult();
        Assert.Equal("wait", await probe.Next());
        await probe.Next<Terminated>();
    }

    [Fact]
    public async Task A_failed_constructor_stops_the_actor()
    {
        var probe = NewProbe();
        await probe.Watch(System.ActorOf(Props.Create(() => new Unborn())));
        await probe.Next<Terminated>();
    }

    [Fact]
    public async Task Children_stop_before_their_parent()
    {
        var probe = NewProbe();
        var parent = System.ActorOf(Props.Create(() => new Family(probe.Ref)));
        parent.Tell(PoisonPill.Instance);
        var stopped = new[] { await probe.Next(), await probe.Next(), await probe.Next() };
        Assert.Equal(["first", "second"], stopped[..2].Cast<string>().Order());
        Assert.Equal("parent", stopped[2]);
    }

    [Fact]
    public async Task Receive_timeout_comes_after_silence_and_can_be_ended()
    {
        var probe = NewProbe();
        System.ActorOf(Props.Create(() => new Impatient(probe.Ref)));
        Assert.Equal("timeout", await probe.Next());
        Assert.Equal("timeout", await probe.Next());
        Assert.Equal("ended", await probe.Next());
    }

    [Fact]
    public void An_actor_cannot_be_made_outside_a_system() =>
        Assert.IsType<ActorInitializationException>(Assert.Throws<TargetInvocationException>(() => Activator.CreateInstance(typeof(Counter))).InnerException);

    private sealed class Reporting : ReceiveActor
    {
        private readonly IActorRef _probe;

        public Reporting(IActorRef probe)
        {
            _probe = probe;
            _probe.Tell("constructor");
            Receive<string>(_probe.Tell);
            Receive<Exception>(e => throw e);
        }

        protected override void PreStart()
        {
            _probe.Tell("PreStart");
            base.PreStart();
        }

        protected override void PreRestart(Exception reason, object message)
        {
            _probe.Tell($"PreRestart {reason.Message} on {message.GetType().Name}");
            base.PreRestart(reason, message);
        }

        protected override void PostRestart(Exception reason)
        {
            _probe.Tell($"PostRestart {reason.Message}");
            base.PostRestart(reason);
        }

        protected override void PostStop() => _probe.Tell("PostStop");
    }

    private sealed class Counter : ReceiveActor
    {
        public Counter()
        {
            var count = 0;
            Receive<string>(text => text == "count", _ => count++);
            Receive<string>(_ => Sender.Tell(count));
            Receive<Exception>(e => throw e);
        }
    }

    private sealed class Moody : ReceiveActor
    {
        public Moody() => Mood("calm", "angry");

        private void Mood(string now, string then)
        {
            Receive<string>(text => text == "mood", _ => Sender.Tell(now));
            Receive<string>(_ => Become(() => Mood(then, now)));
            Receive<Exception>(e => throw e);
        }
    }

    private sealed class Stacking : UntypedActor
    {
        protected override void OnReceive(object message) => At(0)(message);

        private UntypedReceive At(int depth) => message =>
        {
            switch (message)
            {
                case "push":
                    BecomeStacked(At(depth + 1));
                    break;
                case "pop":
                    UnbecomeStacked();
                    break;
                default:
                    Sender.Tell(depth);
                    break;
            }
        };
    }

    private sealed class Ordered : ReceiveActor
    {
        public Ordered()
        {
            Receive<int>(n => n > 10, _ => Sender.Tell("large"));
            Receive<int>(_ => Sender.Tell("int"));
            Receive<IFormattable>(_ => Sender.Tell("formattable"));
            ReceiveAny(_ => Sender.Tell("any"));
        }
    }

    private sealed class TooLate : ReceiveActor
    {
        public TooLate()
        {
            ReceiveAny(_ => { });
            Receive<string>(_ => { });
        }
    }

    private sealed class Gated : ReceiveActor
    {
        public Gated(Task gate, IActorRef probe) => Receive<string>(text =>
        {
            probe.Tell($"begins {text}");
            gate.Wait();
            probe.Tell(text);
        });
    }

    private sealed class Stopper : ReceiveActor
    {
        public Stopper(Props props)
        {
            var child = Context.ActorOf(props);
            Receive<string>(text =>
            {
                if (text == "stop")
                    Context.Stop(child);
                Sender.Tell(child);
            });
        }
    }

    private sealed class Unborn : ReceiveActor
    {
        public Unborn() => throw new InvalidOperationException("never");
    }

    private sealed class Family : ReceiveActor
    {
        private readonly IActorRef _probe;

        public Family(IActorRef probe)
        {
            _probe = probe;
            Context.ActorOf(Props.Create(() => new Child(probe)), "first");
            Context.ActorOf(Props.Create(() => new Child(probe)), "second");
        }

        protected override void PostStop() => _probe.Tell("parent");
    }

    private sealed class Child(IActorRef probe) : ReceiveActor
    {
        protected override void PostStop() => probe.Tell(Self.Path.Name);
    }

    private sealed class Impatient : ReceiveActor, IWithTimers
    {
        public Impatient(IActorRef probe)
        {
            var seen = 0;
            SetReceiveTimeout(TimeSpan.FromMilliseconds(10));
            Receive<ReceiveTimeout>(_ =>
            {
                probe.Tell("timeout");
                if (++seen < 2)
                    return;
                SetReceiveTimeout(null);
                Timers.StartSingleTimer("end", "ended", TimeSpan.FromMilliseconds(100));
            });
            Receive<string>(probe.Tell);
        }

        public ITimerScheduler Timers { get; set; } = null!;
    }
}
