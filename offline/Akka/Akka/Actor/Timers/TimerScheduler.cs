namespace Akka.Actor;

/// <summary>What a timer sends: its message, wrapped so that the actor can tell whether the timer still runs.</summary>
internal record TimerMessage(TimerScheduler Owner, object Key, object Message, bool Repeats);

/// <summary>The same for messages that do not count as activity.</summary>
internal sealed record QuietTimerMessage(TimerScheduler Owner, object Key, object Message, bool Repeats)
    : TimerMessage(Owner, Key, Message, Repeats), INotInfluenceReceiveTimeout;

/// <summary>The timers of one incarnation; used in the actor's turn only.</summary>
internal sealed class TimerScheduler(ActorCell cell) : ITimerScheduler
{
    private readonly Dictionary<object, (TimerMessage Message, ICancelable Schedule)> _running = [];

    public IReadOnlyCollection<object> ActiveTimers => _running.Keys;

    public void StartPeriodicTimer(object key, object msg, TimeSpan interval) => Start(key, msg, interval, interval, ActorRefs.NoSender);

    public void StartPeriodicTimer(object key, object msg, TimeSpan interval, IActorRef sender) =>
        Start(key, msg, interval, interval, sender);

    public void StartPeriodicTimer(object key, object msg, TimeSpan initialDelay, TimeSpan interval) =>
        Start(key, msg, initialDelay, interval, ActorRefs.NoSender);

    public void StartPeriodicTimer(object key, object msg, TimeSpan initialDelay, TimeSpan interval, IActorRef sender) =>
        Start(key, msg, initialDelay, interval, sender);

    public void StartSingleTimer(object key, object msg, TimeSpan timeout) => Start(key, msg, timeout, null, ActorRefs.NoSender);

    public void StartSingleTimer(object key, object msg, TimeSpan timeout, IActorRef sender) => Start(key, msg, timeout, null, sender);

    public bool IsTimerActive(object key) => _running.ContainsKey(key);

    public void Cancel(object key)
    {
        if (_running.Remove(key, out var timer))
            timer.Schedule.Cancel();
    }

    public void CancelAll()
    {
        foreach (var key in _running.Keys.ToArray())
            Cancel(key);
    }

    /// <summary>The message to handle, or null if its timer has ended or was started anew since it was sent.</summary>
    internal object Accept(TimerMessage message)
    {
        if (!_running.TryGetValue(message.Key, out var timer) || !ReferenceEquals(timer.Message, message))
            return null;
        if (!message.Repeats)
            _running.Remove(message.Key);
        return message.Message;
    }

    private void Start(object key, object msg, TimeSpan delay, TimeSpan? interval, IActorRef sender)
    {
        Cancel(key);
        var repeats = interval != null;
        var message = msg is INotInfluenceReceiveTimeout
            ? new QuietTimerMessage(this, key, msg, repeats)
            : new TimerMessage(this, key, msg, repeats);
        var scheduler = cell.System.Scheduler;
        _running[key] = (message, interval is { } period
            ? scheduler.ScheduleTellRepeatedlyCancelable(delay, period, cell.Self, message, sender)
            : scheduler.ScheduleTellOnceCancelable(delay, cell.Self, message, sender));
    }
}
