using System.Runtime.ExceptionServices;
using Akka.Actor.Internal;
using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Akka.Actor;

/// <summary>Failing, restarting and stopping.</summary>
public partial class ActorCell
{
    // Who failed: this actor, or the child whose failure was escalated. Null while all is well.
    private IActorRef _perpetrator;

    /// <summary>Stops the work of this actor and of its children, and asks the parent what to do.</summary>
    internal void HandleInvokeFailure(Exception cause, IEnumerable<IActorRef> notToSuspend = null)
    {
        if (_perpetrator != null)
            return;
        try
        {
            Mailbox.Suspend();
            var spared = (notToSuspend ?? []).ToHashSet();
            _perpetrator = Self;
            if (CurrentMessage is Failed escalated)
            {
                _perpetrator = escalated.Child;
                spared.Add(escalated.Child);
            }

            SuspendChildren(spared);
            Parent.SendSystemMessage(new Failed(Self, cause, Self.Path.Uid));
        }
        catch (Exception e)
        {
            Publish(new Error(e, Self.Path.ToString(), ActorType, "Emergency stop: exception in failure handling for " + cause));
            Guard(StopChildren);
            FinishTerminate();
        }
    }

    private void HandleFailed(Failed failure)
    {
        var (message, sender) = (CurrentMessage, Sender);
        CurrentMessage = failure;
        Sender = failure.Child;
        if (_children.TryGet(failure.Child, out var stats) && stats.Child.Path.Uid == failure.Uid)
        {
            if (!_actor.EffectiveSupervisorStrategy.HandleFailure(this, failure.Child, failure.Cause, stats, _children.Stats))
                ExceptionDispatchInfo.Capture(failure.Cause).Throw();
        }
        else
        {
            Publish(new Debug(Self.Path.ToString(), ActorType, $"Dropping Failed({failure.Cause}) from unknown child {failure.Child}"));
        }

        (CurrentMessage, Sender) = (message, sender);
    }

    private void FaultRecreate(Exception cause)
    {
        if (_actor is null)
        {
            Publish(new Error(null, Self.Path.ToString(), GetType(), "Changing Recreate into Create after " + cause));
            FaultCreate();
        }
        else if (_children.IsNormal)
        {
            LogLifecycle("Restarting");
            var message = CurrentMessage;
            try
            {
                _actor.AroundPreRestart(cause, message);
                (_actor as IActorStash)?.Stash?.UnstashAll();
            }
            catch (Exception e)
            {
                Publish(new Error(new PreRestartException(Self, e, cause, message), Self.Path.ToString(), ActorType, e.Message));
            }

            ClearActor();
            if (!_children.TryWait(SuspendReason.Recreation, cause))
                FinishRecreate(cause);
        }
        else
        {
            FaultResume(null); // every suspension must be undone once
        }
    }

    private void FinishRecreate(Exception cause)
    {
        var survivors = _children.Refs; // the new incarnation may make more
        try
        {
            Mailbox.Resume();
            _perpetrator = null;
            _actor = NewActor();
            _actor.AroundPostRestart(cause, null);
            CheckReceiveTimeout();
            LogLifecycle("Restarted");
            foreach (var child in survivors)
                child.Restart(cause);
        }
        catch (Exception e)
        {
            ClearActor();
            HandleInvokeFailure(new PostRestartException(Self, e, cause), survivors);
        }
    }

    private void FaultResume(Exception causedByFailure)
    {
        if (_actor is null)
        {
            Publish(new Error(null, Self.Path.ToString(), GetType(), "Changing Resume into Create after " + causedByFailure));
            FaultCreate();
            return;
        }

        var perpetrator = _perpetrator;
        Mailbox.Resume();
        if (causedByFailure != null)
            _perpetrator = null;
        foreach (var child in _children.Refs)
            child.Resume(child.Equals(perpetrator) ? causedByFailure : null);
    }

    private void FaultCreate()
    {
        SetReceiveTimeout(null);
        CancelReceiveTimeout();
        StopChildren();
        if (!_children.TryWait(SuspendReason.Creation))
            FinishCreate();
    }

    private void FinishCreate()
    {
        Mailbox.Resume();
        _perpetrator = null;
        try
        {
            Create();
        }
        catch (Exception e)
        {
            HandleInvokeFailure(e);
        }
    }

    private void Terminate()
    {
        SetReceiveTimeout(null);
        CancelReceiveTimeout();
        UnwatchAll();
        StopChildren();
        var alreadyTerminating = _children.IsTerminating;
        if (!_children.TryWait(SuspendReason.Termination))
        {
            _children.SetTerminated();
            FinishTerminate();
        }
        else if (!alreadyTerminating)
        {
            Mailbox.Suspend();
            _perpetrator = Self; // what fails while stopping is no longer the parent's business
            LogLifecycle("Stopping");
        }
    }

    private void FinishTerminate()
    {
        if (IsTerminated)
            return;
        _children.SetTerminated();
        Guard(() =>
        {
            _actor?.AroundPostStop();
            (_actor as IActorStash)?.Stash?.UnstashAll();
        });
        var (system, user) = Mailbox.Close();
        Dispatcher.Release();
        foreach (var message in _postponed.Concat(system))
            SystemImpl.DeadLettersRef.Take(message, SystemImpl.DeadLetters, Self);
        foreach (var envelope in user)
            SystemImpl.DeadLettersRef.Take(envelope.Message, envelope.Sender, Self);
        Parent.SendSystemMessage(new DeathWatchNotification(Self, ExistenceConfirmed: true));
        TellWatchersWeDied();
        UnwatchAll();
        LogLifecycle("Stopped");
        ClearActor();
        _actor = null;
    }

    /// <summary>A child is gone; if it was the last that a restart or stop waited for, that goes on.</summary>
    private void HandleChildTerminated(IActorRef child)
    {
        var (reason, cause) = _children.Remove(child);
        if (_actor != null)
        {
            try
            {
                _actor.EffectiveSupervisorStrategy.HandleChildTerminated(this, child, _children.Refs);
            }
            catch (Exception e)
            {
                Publish(new Error(e, Self.Path.ToString(), ActorType, "HandleChildTerminated failed"));
                HandleInvokeFailure(e);
            }
        }

        switch (reason)
        {
            case SuspendReason.Recreation:
                FinishRecreate(cause);
                break;
            case SuspendReason.Creation:
                FinishCreate();
                break;
            case SuspendReason.Termination:
                FinishTerminate();
                break;
        }
    }
}
