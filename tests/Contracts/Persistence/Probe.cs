using System.Threading.Channels;
using Akka.Actor;

namespace S3Actors.Tests.Contracts.Persisting;

/// <summary>Receives messages as an actor and hands them to the test one by one.</summary>
public sealed class Probe
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly Channel<(object Message, IActorRef Sender)> _received = Channel.CreateUnbounded<(object, IActorRef)>();

    public IActorRef Ref { get; private set; } = ActorRefs.Nobody;

    public IActorRef LastSender { get; private set; } = ActorRefs.Nobody;

    public static Probe In(ActorSystem system)
    {
        var probe = new Probe();
        probe.Ref = system.ActorOf(Props.Create(() => new Recorder(probe)));
        return probe;
    }

    /// <summary>The next message, of whatever type.</summary>
    public async Task<object> Next()
    {
        using var limit = new CancellationTokenSource(Patience);
        (var message, LastSender) = await _received.Reader.ReadAsync(limit.Token);
        return message;
    }

    public async Task<T> Next<T>() => Assert.IsAssignableFrom<T>(await Next());

    /// <summary>Has the recorder watch, as an actor would.</summary>
    public async Task Watch(IActorRef subject) => await Ref.Ask<Done>(new WatchThis(subject), Patience);

    private sealed record WatchThis(IActorRef Subject);

    private sealed record Done;

    private sealed class Recorder : ReceiveActor
    {
        public Recorder(Probe probe)
        {
            Receive<WatchThis>(watch =>
            {
                Context.Watch(watch.Subject);
                Sender.Tell(new Done());
            });
            ReceiveAny(message => probe._received.Writer.TryWrite((message, Sender)));
        }
    }
}
