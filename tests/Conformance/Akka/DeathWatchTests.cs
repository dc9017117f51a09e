using Akka.Actor;
using Akka.Event;

namespace S3Actors.Tests.Conformance.Actors;

public sealed class DeathWatchTests : ActorTest
{
    [Fact]
    public async Task Watching_tells_of_the_end_once()
    {
        var probe = NewProbe();
        var subject = System.ActorOf(Props.Create(() => new Idle()));
        await probe.Watch(subject);
        await probe.Watch(subject);
        subject.Tell(PoisonPill.Instance);
        var terminated = await probe.Next<Terminated>();
        Assert.Equal(subject, terminated.ActorRef);
        Assert.True(terminated.ExistenceConfirmed);
        probe.Ref.Tell("next");
        Assert.Equal("next", await probe.Next());
    }

    [Fact]
    public async Task Watching_a_dead_actor_tells_at_once()
    {
        var probe = NewProbe();
        var subject = System.ActorOf(Props.Create(() => new Idle()));
        Assert.True(await subject.GracefulStop(Patience));
        await probe.Watch(subject);
        Assert.Equal(subject, (await probe.Next<Terminated>()).ActorRef);
    }

    [Fact]
    public async Task The_end_comes_after_the_last_words()
    {
        var probe = NewProbe();
        var subject = System.ActorOf(Props.Create(() => new LastWords(probe.Ref)));
        await probe.Watch(subject);
        subject.Tell(PoisonPill.Instance);
        Assert.Equal("farewell", await probe.Next());
        await probe.Next<Terminated>();
    }

    [Fact]
    public async Task Watch_with_sends_the_message_of_choice()
    {
        var probe = NewProbe();
        var subject = System.ActorOf(Props.Create(() => new Idle()));
        var watcher = System.ActorOf(Props.Create(() => new Watcher(subject, probe.Ref)));
        await watcher.Ask<string>("watch with", Patience);
        subject.Tell(PoisonPill.Instance);
        Assert.Equal("gone", await probe.Next());
    }

    [Fact]
    public async Task Unwatch_ends_it()
    {
        var probe = NewProbe();
        var subject = System.ActorOf(Props.Create(() => new Idle()));
        var watcher = System.ActorOf(Props.Create(() => new Watcher(subject, probe.Ref)));
        await watcher.Ask<string>("watch", Patience);
        await watcher.Ask<string>("unwatch", Patience);
        Assert.True(await subject.GracefulStop(Patience));
        await watcher.Ask<string>("nothing", Patience); // what had been told would be handled by now
        probe.Ref.Tell("next");
        Assert.Equal("next", await probe.Next());
    }

    [Fact]
    public async Task An_unhandled_end_makes_the_watcher_fail()
    {
        var probe = NewProbe();
        var subject = System.ActorOf(Props.Create(() => new Idle()));
        var watcher = System.ActorOf(Props.Create(() => new Careless(subject)));
        await probe.Watch(watcher);
        subject.Tell(PoisonPill.Instance);
        Assert.Equal(watcher, (await probe.Next<Terminated>()).ActorRef);
    }

    [Fact]
    public async Task A_restart_is_no_end()
    {
        var probe = NewProbe();
        var subject = System.ActorOf(Props.Create(() => new Idle()));
        await probe.Watch(subject);
        subject.Tell(new InvalidOperationException());
        Assert.Equal("alive", await subject.Ask<string>("?", Patience));
        probe.Ref.Tell("next");
        Assert.Equal("next", await probe.Next());
    }

    [Fact]
    public async Task Messages_to_a_dead_actor_are_dead_letters()
    {
        var probe = NewProbe();
        System.EventStream.Subscribe(probe.Ref, typeof(DeadLetter));
        var subject = System.ActorOf(Props.Create(() => new Idle()));
        Assert.True(await subject.GracefulStop(Patience));
        subject.Tell("lost", probe.Ref);
        var letter = await probe.Next<DeadLetter>();
        Assert.Equal(("lost", probe.Ref, subject), (letter.Message, letter.Sender, letter.Recipient));
    }

    [Fact]
    public async Task Messages_left_in_the_mailbox_are_dead_letters()
    {
        var probe = NewProbe();
        System.EventStream.Subscribe(probe.Ref, typeof(DeadLetter));
        var subject = System.ActorOf(Props.Create(() => new Idle()));
        subject.Tell(PoisonPill.Instance);
        subject.Tell("behind the pill");
        Assert.Equal("behind the pill", (await probe.Next<DeadLetter>()).Message);
    }

    [Fact]
    public async Task A_graceful_stop_that_takes_too_long_answers_false()
    {
        var release = new TaskCompletionSource();
        var subject = System.ActorOf(Props.Create(() => new Stuck(release.Task)));
        subject.Tell("hold");
        Assert.False(await subject.GracefulStop(TimeSpan.FromMilliseconds(50)));
        release.SetResult();
        Assert.True(await subject.GracefulStop(Patience));
    }

    [Fact]
    public async Task Watch_async_ends_with_the_actor()
    {
        var subject = System.ActorOf(Props.Create(() => new Idle()));
        var watch = subject.WatchAsync();
        Assert.False(watch.IsCompleted);
        subject.Tell(PoisonPill.Instance);
        Assert.True(await watch.WaitAsync(Patience));
    }

    private sealed class Idle : ReceiveActor
    {
        public Idle()
        {
            Receive<string>(_ => Sender.Tell("alive"));
            Receive<Exception>(e => throw e);
        }
    }

    private sealed class LastWords(IActorRef probe) : ReceiveActor
    {
        protected override void PostStop() => probe.Tell("farewell");
    }

    private sealed class Careless : ReceiveActor
    {
        public Careless(IActorRef subject) => Context.Watch(subject);
    }

    private sealed class Stuck : ReceiveActor
    {
        public Stuck(Task release) => Receive<string>(_ => release.Wait());
    }

    private sealed class Watcher : ReceiveActor
    {
        public Watcher(IActorRef subject, IActorRef probe)
        {
            Receive<string>(text => text == "gone", probe.Forward);
            Receive<string>(text =>
            {
                if (text == "watch")
                    Context.Watch(subject);
                else if (text == "watch with")
                    Context.WatchWith(subject, "gone");
                else if (text == "unwatch")
                    Context.Unwatch(subject);
                Sender.Tell("done");
            });
            Receive<Terminated>(probe.Forward);
        }
    }
}
