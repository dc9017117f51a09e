using Akka.Dispatch.SysMsg;
using Akka.Util;

namespace Akka.Actor;

/// <summary>Watching other actors, and being watched.</summary>
public partial class ActorCell
{
    private readonly Dictionary<IActorRef, Option<object>> _watching = []; // with the message to send instead of Terminated
    private readonly Dictionary<IActorRef, Option<object>> _terminatedQueued = [];
    private readonly HashSet<IInternalActorRef> _watchedBy = [];

    public IActorRef Watch(IActorRef subject) => Watch(subject, Option<object>.None);

    public IActorRef WatchWith(IActorRef subject, object message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return Watch(subject, Option<object>.Create(message));
    }

    public IActorRef Unwatch(IActorRef subject)
    {
        ArgumentNullException.ThrowIfNull(subject);
        if (_watching.Remove(subject))
            ((IInternalActorRef)subject).SendSystemMessage(new Unwatch((IInternalActorRef)subject, (IInternalActorRef)Self));
        _terminatedQueued.Remove(subject);
        return subject;
    }

    /// <summary>A stash puts a Terminated back into the mailbox: it counts as queued again.</summary>
    internal void TerminatedQueuedFor(IActorRef subject) => _terminatedQueued[subject] = Option<object>.None;

    private IActorRef Watch(IActorRef subject, Option<object> message)
    {
        ArgumentNullException.ThrowIfNull(subject);
        if (!subject.Equals(Self) && _watching.TryAdd(subject, message))
            ((IInternalActorRef)subject).SendSystemMessage(new Watch((IInternalActorRef)subject, (IInternalActorRef)Self));
        return subject;
    }

    private void WatchedActorTerminated(DeathWatchNotification death)
    {
        if (_watching.Remove(death.Actor, out var message) && !_children.IsTerminating)
        {
            // Through the mailbox, so that messages which the dead actor sent before come first, and Unwatch still helps.
            Self.Tell(new Terminated(death.Actor, death.ExistenceConfirmed, addressTerminated: false), death.Actor);
            _terminatedQueued[death.Actor] = message;
        }

        if (_children.TryGet(death.Actor, out _))
            HandleChildTerminated(death.Actor);
    }

    private void ReceivedTerminated(Terminated terminated)
    {
        if (_terminatedQueued.Remove(terminated.ActorRef, out var message))
            ReceiveMessage(message.GetOrElse(terminated));
    }

    private void AddWatcher(IInternalActorRef watchee, IInternalActorRef watcher)
    {
        if (watchee.Equals(Self) && !watcher.Equals(Self))
            _watchedBy.Add(watcher);
        else if (watcher.Equals(Self) && !watchee.Equals(Self))
            Watch(watchee);
    }

    private void RemoveWatcher(IInternalActorRef watchee, IInternalActorRef watcher)
    {
        if (watchee.Equals(Self) && !watcher.Equals(Self))
            _watchedBy.Remove(watcher);
        else if (watcher.Equals(Self) && !watchee.Equals(Self))
            Unwatch(watchee);
    }

    private void TellWatchersWeDied()
    {
        foreach (var watcher in _watchedBy.Where(watcher => !watcher.Equals(Parent))) // the parent was told already
            watcher.SendSystemMessage(new DeathWatchNotification(Self, ExistenceConfirmed: true));
        _watchedBy.Clear();
    }

    private void UnwatchAll()
    {
        foreach (var subject in _watching.Keys.OfType<IInternalActorRef>())
            subject.SendSystemMessage(new Unwatch(subject, (IInternalActorRef)Self));
        _watching.Clear();
        _terminatedQueued.Clear();
    }
}
