namespace Akka.Actor;

/// <summary>The message an actor gets when it gets no other for a while.</summary>
public partial class ActorCell
{
    private ICancelable _pendingTimeout;

    public TimeSpan? ReceiveTimeout { get; private set; }

    /// <summary>From the next message on; null ends it.</summary>
    public void SetReceiveTimeout(TimeSpan? timeout = null) => ReceiveTimeout = timeout;

    /// <summary>Starts the wait anew, or leaves the one that runs if the message at hand was no activity.</summary>
    public void CheckReceiveTimeout(bool reschedule = true)
    {
        if (ReceiveTimeout is not { } timeout)
        {
            CancelReceiveTimeout();
        }
        else if (reschedule || _pendingTimeout is null)
        {
            _pendingTimeout?.Cancel();
            _pendingTimeout = SystemImpl.Scheduler.ScheduleTellOnceCancelable(timeout, Self, Akka.Actor.ReceiveTimeout.Instance, Self);
        }
    }

    private void CancelReceiveTimeout()
    {
        _pendingTimeout?.Cancel();
        _pendingTimeout = null;
    }
}
