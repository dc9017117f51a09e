using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Akka.Actor;

/// <summary>The turn of an actor: ordinary and system messages.</summary>
public partial class ActorCell
{
    private readonly List<SystemMessage> _postponed = [];

    internal void Invoke(Envelope envelope)
    {
        var message = envelope.Message;
        var isActivity = message is not INotInfluenceReceiveTimeout;
        try
        {
            CurrentMessage = message;
            CurrentEnvelopeId = unchecked(CurrentEnvelopeId + 1) & int.MaxValue;
            Sender = envelope.Sender ?? SystemImpl.DeadLetters;
            if (isActivity)
                CancelReceiveTimeout();
            if (message is IAutoReceivedMessage automatic)
                AutoReceive(automatic);
            else
                ReceiveMessage(message);
            CurrentMessage = null;
        }
        catch (Exception cause)
        {
            HandleInvokeFailure(cause);
        }
        finally
        {
            CheckReceiveTimeout(isActivity);
        }
    }

    internal void AutoReceive(IAutoReceivedMessage message)
    {
        switch (message)
        {
            case Terminated terminated:
                ReceivedTerminated(terminated);
                break;
            case PoisonPill:
                ((IInternalActorRef)Self).Stop();
                break;
            case Kill:
                throw new ActorKilledException("Kill");
            case Identify identify:
                Sender.Tell(new ActorIdentity(identify.MessageId, Self));
                break;
        }
    }

    internal void SystemInvoke(SystemMessage message)
    {
        if (MustWait(message))
        {
            _postponed.Add(message);
            return;
        }

        try
        {
            Handle(message);
        }
        catch (Exception cause)
        {
            HandleInvokeFailure(cause);
        }

        TakeUpPostponed();
    }

    private void ReceiveMessage(object message) => _actor.AroundReceive(_behaviours.Peek(), message);

    private void Handle(SystemMessage message)
    {
        switch (message)
        {
            case RunInActor step:
                CurrentMessage = step.Message;
                step.Step();
                CurrentMessage = null;
                break;
            case Failed failed:
                HandleFailed(failed);
                break;
            case DeathWatchNotification death:
                WatchedActorTerminated(death);
                break;
            case Dispatch.SysMsg.Create:
                Create();
                break;
            case Watch watch:
                AddWatcher(watch.Watchee, watch.Watcher);
                break;
            case Unwatch unwatch:
                RemoveWatcher(unwatch.Watchee, unwatch.Watcher);
                break;
            case Recreate recreate:
                FaultRecreate(recreate.Cause);
                break;
            case Suspend:
                Mailbox.Suspend();
                SuspendChildren([]);
                break;
            case Resume resume:
                FaultResume(resume.CausedByFailure);
                break;
            case Dispatch.SysMsg.Terminate:
                Terminate();
                break;
        }
    }

    /// <summary>
    /// While children must die first, no other change of state may start; and a failed actor decides over its
    /// children's failures only when its own is settled.
    /// </summary>
    private bool MustWait(SystemMessage message) => message switch
    {
        Failed => _children.IsWaitingForRestart || Mailbox.IsSuspended,
        Recreate or Suspend or Resume => _children.IsWaitingForRestart,
        _ => false,
    };

    private void TakeUpPostponed()
    {
        while (_postponed.FindIndex(message => !MustWait(message)) is >= 0 and var next && !IsTerminated)
        {
            var message = _postponed[next];
            _postponed.RemoveAt(next);
            SystemInvoke(message);
        }
    }

    private void Create()
    {
        try
        {
            _actor = NewActor();
            _actor.AroundPreStart();
            CheckReceiveTimeout();
            LogLifecycle("Started");
        }
        catch (Exception e)
        {
            ClearActor();
            _actor = null;
            throw new ActorInitializationException(Self, "Exception during creation", e);
        }
    }

    private void LogLifecycle(string what)
    {
        if (SystemImpl.Settings.DebugLifecycle)
            Publish(new Debug(Self.Path.ToString(), ActorType, what));
    }
}
