using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence;
using Akka.Persistence.TestKit;
using Akka.TestKit.Xunit2;
using S3Actors.Actors.Journal;
using S3Actors.Messages.Events;

namespace S3Actors.Tests.Actors.Tests.Kit;

/// <summary>
/// Persistent actors over a journal in memory that fails where a test says so. The test is the parent of the actors it starts, and hears what they
/// tell it.
/// </summary>
public abstract class StreamSpec : TestKit
{
    private static readonly Config Settings = ConfigurationFactory.ParseString("""
        akka.loglevel = OFF
        akka.stdout-loglevel = OFF
        akka.test.single-expect-default = 30s
        akka.persistence.snapshot-store {
          plugin = "akka.persistence.no-snapshot-store"
          auto-start-snapshot-stores = []
        }
        s3actors-worker.type = PinnedDispatcher
        """).WithFallback(ConfigurationFactory.FromResource<TestJournal>("Akka.Persistence.TestKit.config.conf"));

    protected StreamSpec()
        : base(Settings) => Journal = TestJournal.FromRef(Persistence.Instance.Apply(Sys).JournalFor(null));

    /// <summary>The journal, which can be told to fail or to reject.</summary>
    protected ITestJournal Journal { get; }

    /// <summary>Dates and signs what the actors record.</summary>
    protected EventStamp Stamp { get; } = new(new TestClock(), "0.1.0");

    /// <summary>Starts an actor as the test's child.</summary>
    protected IActorRef Start(Props props) => ChildActorOf(props);

    /// <summary>Stops it, and waits until it is gone.</summary>
    protected async Task Stop(IActorRef actor)
    {
        Watch(actor);
        Sys.Stop(actor);
        await ExpectTerminatedAsync(actor);
    }

    /// <summary>Writes events behind those of a stream that nobody writes.</summary>
    protected async Task Given(string stream, params IEvent[] events)
    {
        var scribe = Sys.ActorOf(Props.Create(() => new Scribe(stream, Stamp)));
        await scribe.Ask<IEvent[]>(events);
        await Stop(scribe);
    }

    /// <summary>The events of a stream.</summary>
    protected async Task<IReadOnlyList<IEvent>> Events(string stream)
    {
        var scribe = Sys.ActorOf(Props.Create(() => new Scribe(stream, Stamp)));
        var events = await scribe.Ask<IEvent[]>(Array.Empty<IEvent>());
        await Stop(scribe);
        return events;
    }

    /// <summary>Asserts what a stream holds.</summary>
    protected async Task Then(string stream, params IEvent[] events) =>
        Assert.Equal(events.Select(EventText.Of), (await Events(stream)).Select(EventText.Of));

    /// <summary>Runs something while the journal behaves in a certain way.</summary>
    protected async Task WithJournalWrite(Func<JournalWriteBehavior, Task> behaviour, Func<Task> act)
    {
        await behaviour(Journal.OnWrite);
        try
        {
            await act();
        }
        finally
        {
            await Journal.OnWrite.Pass();
        }
    }

    /// <summary>Asserts that an actor which cannot write says so to its parent and stops, and that nothing was recorded since.</summary>
    protected async Task ThenAFailedWriteStops(IActorRef actor, string stream, object message)
    {
        var before = await Events(stream);
        Watch(actor);
        await WithJournalWrite(write => write.Fail(), async () =>
        {
            actor.Tell(message, TestActor);
            var broken = await FishForMessageAsync<StreamBroken>(_ => true);
            Assert.Equal((stream, true), (broken.Stream, broken.MayPass));
            Assert.StartsWith($"{stream} cannot be written: ", broken.Reason, StringComparison.Ordinal);
            await FishForMessageAsync<Terminated>(it => it.ActorRef.Equals(actor));
        });
        await Then(stream, [.. before]);
    }

    /// <summary>Whether a journal entry is an event of a type. The journal in memory keeps what comes before a failing one in a write: name the first.</summary>
    protected static Func<IPersistentRepresentation, bool> Holds<TEvent>() => entry => entry.Payload is Recorded { Event: TEvent };

    /// <summary>Reads a stream, and appends to it.</summary>
    private sealed class Scribe : ReceivePersistentActor
    {
        private readonly List<Recorded> _rows = [];

        public Scribe(string stream, EventStamp stamp)
        {
            PersistenceId = stream;
            Recover<Recorded>(_rows.Add);
            Command<IEvent[]>(events =>
            {
                PersistAll(stamp.Chain(_rows.Count == 0 ? [] : _rows[^1].Digest, events), _rows.Add);
                var asker = Sender;
                DeferAsync(asker, it => it.Tell(_rows.Select(row => row.Event).ToArray()));
            });
        }

        public override string PersistenceId { get; }

        public override Recovery Recovery => new(SnapshotSelectionCriteria.None);
    }
}
