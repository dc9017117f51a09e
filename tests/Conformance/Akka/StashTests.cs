using Akka.Actor;

namespace S3Actors.Tests.Conformance.Actors;

public sealed class StashTests : ActorTest
{
    [Fact]
    public async Task Unstashed_messages_come_before_the_mailbox_in_their_order()
    {
        var actor = System.ActorOf(Props.Create(() => new Closed()));
        foreach (var text in new[] { "a", "b", "c" })
            actor.Tell(text);
        actor.Tell("open");
        actor.Tell("d");
        Assert.Equal("abcd", await actor.Ask<string>(0, Patience));
    }

    [Fact]
    public async Task Stashed_messages_keep_their_sender()
    {
        var actor = System.ActorOf(Props.Create(() => new Closed()));
        var answer = actor.Ask<string>(0, Patience);
        actor.Tell("open");
        Assert.Equal("", await answer);
    }

    [Fact]
    public async Task Unstash_takes_the_oldest_only()
    {
        var actor = System.ActorOf(Props.Create(() => new Closed()));
        foreach (var text in new[] { "a", "b", "one" })
            actor.Tell(text);
        Assert.Equal("a 1", await actor.Ask<string>('?', Patience));
    }

    [Fact]
    public async Task A_restart_puts_the_stash_back()
    {
        var actor = System.ActorOf(Props.Create(() => new Closed()));
        actor.Tell("a");
        actor.Tell("b");
        actor.Tell(new InvalidOperationException());
        actor.Tell("open");
        Assert.Equal("ab", await actor.Ask<string>(0, Patience));
    }

    [Fact]
    public async Task The_same_message_cannot_be_stashed_twice()
    {
        var probe = NewProbe();
        var actor = System.ActorOf(Props.Create(() => new Twice(probe.Ref)));
        actor.Tell("x");
        await probe.Next<IllegalActorStateException>();
    }

    [Fact]
    public async Task Prepend_and_clear_work_on_the_stash_itself()
    {
        var probe = NewProbe();
        var actor = System.ActorOf(Props.Create(() => new Prepender(probe.Ref)));
        actor.Tell("c");
        actor.Tell("go");
        Assert.Equal("abc", await probe.Next());
    }

    /// <summary>Stashes texts and zero until it is opened; then collects the texts.</summary>
    private sealed class Closed : ReceiveActor, IWithUnboundedStash
    {
        private string _seen = "";

        public Closed()
        {
            Receive<string>(text => text == "open", _ =>
            {
                Stash.UnstashAll();
                Become(Opened);
            });
            Receive<string>(text => text == "one", _ =>
            {
                Stash.Unstash();
                BecomeStacked(Opened);
            });
            Receive<Exception>(e => throw e);
            ReceiveAny(_ => Stash.Stash());
        }

        public IStash Stash { get; set; } = null!;

        private void Opened()
        {
            Receive<string>(text => _seen += text);
            Receive<int>(_ => Sender.Tell(_seen));
            Receive<char>(_ => Sender.Tell($"{_seen} {Stash.Count}"));
        }
    }

    private sealed class Twice : ReceiveActor, IWithStash
    {
        public Twice(IActorRef probe) => Receive<string>(_ =>
        {
            Stash.Stash();
            probe.Tell(Record.Exception(Stash.Stash));
        });

        public IStash Stash { get; set; } = null!;
    }

    private sealed class Prepender : ReceiveActor, IWithUnboundedStash
    {
        public Prepender(IActorRef probe)
        {
            Receive<string>(text => text == "c", _ => Stash.Stash());
            Receive<string>(_ =>
            {
                Assert.True(Stash.NonEmpty);
                Stash.Prepend([new Envelope("a", Self), new Envelope("b", Self)]);
                probe.Tell(string.Concat(Stash.ClearStash().Select(envelope => envelope.Message)));
                Assert.True(Stash.IsEmpty);
            });
        }

        public IStash Stash { get; set; } = null!;
    }
}
