using Akka.Actor;

namespace Akka.Persistence;

internal sealed class RequestRecoveryPermit
{
    public static readonly RequestRecoveryPermit Instance = new();
}

internal sealed class RecoveryPermitGranted
{
    public static readonly RecoveryPermitGranted Instance = new();
}

internal sealed class ReturnRecoveryPermit
{
    public static readonly ReturnRecoveryPermit Instance = new();
}

/// <summary>Lets so many actors recover at a time, in the order of their requests. An actor that stops gives its permit back.</summary>
internal sealed class RecoveryPermitter(int permits) : UntypedActor
{
    private readonly HashSet<IActorRef> _recovering = [];
    private readonly LinkedList<IActorRef> _waiting = new();

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case RequestRecoveryPermit:
                Context.Watch(Sender);
                // An actor that restarts during its recovery asks again.
                if (_recovering.Contains(Sender)) Sender.Tell(RecoveryPermitGranted.Instance);
                else if (_recovering.Count < permits) Grant(Sender);
                else _waiting.AddLast(Sender);
                break;
            case ReturnRecoveryPermit:
                Context.Unwatch(Sender);
                Return(Sender);
                break;
            case Terminated gone:
                if (!_waiting.Remove(gone.ActorRef)) Return(gone.ActorRef);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Return(IActorRef actor)
    {
        if (!_recovering.Remove(actor) || _waiting.First is not { } next) return;
        _waiting.RemoveFirst();
        Grant(next.Value);
    }

    private void Grant(IActorRef actor)
    {
        _recovering.Add(actor);
        actor.Tell(RecoveryPermitGranted.Instance);
    }
}
