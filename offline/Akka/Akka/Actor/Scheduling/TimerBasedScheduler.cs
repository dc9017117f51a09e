using System.Collections.Concurrent;
using System.Diagnostics;
using Akka.Event;

namespace Akka.Actor;

/// <summary>The scheduler of a system over the runtime's timers. Ends, with all that is scheduled, when the system does.</summary>
internal sealed class TimerBasedScheduler(ILoggingAdapter log) : IScheduler, IAdvancedScheduler, IDisposable
{
    private readonly ConcurrentDictionary<Entry, bool> _entries = new();
    private readonly long _start = Stopwatch.GetTimestamp();
    private volatile bool _disposed;

    public IAdvancedScheduler Advanced => this;

    public DateTimeOffset Now => DateTimeOffset.Now;

    public TimeSpan MonotonicClock => Stopwatch.GetElapsedTime(_start);

    public TimeSpan HighResMonotonicClock => MonotonicClock;

    public void ScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef sender) =>
        ScheduleTellOnce(delay, receiver, message, sender, null);

    public void ScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) =>
        Add(delay, null, () => receiver.Tell(message, sender), cancelable);

    public void ScheduleTellRepeatedly(TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef sender) =>
        ScheduleTellRepeatedly(initialDelay, interval, receiver, message, sender, null);

    public void ScheduleTellRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) =>
        Add(initialDelay, interval, () => receiver.Tell(message, sender), cancelable);

    public void ScheduleOnce(TimeSpan delay, Action action) => ScheduleOnce(delay, action, null);

    public void ScheduleOnce(TimeSpan delay, Action action, ICancelable cancelable) => Add(delay, null, action, cancelable);

    public void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action) =>
        ScheduleRepeatedly(initialDelay, interval, action, null);

    public void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable cancelable) =>
        Add(initialDelay, interval, action, cancelable);

    public void Dispose()
    {
        _disposed = true;
        foreach (var entry in _entries.Keys)
            entry.End();
    }

    private void Report(Exception cause) => log.Error(cause, "Failed to execute scheduled action");

    private void Add(TimeSpan delay, TimeSpan? interval, Action action, ICancelable cancelable)
    {
        if (delay < TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(nameof(delay), $"Delay must be >=0. It was {delay}");
        if (interval <= TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(nameof(interval), $"Interval must be >0. It was {interval}");
        if (_disposed)
            throw new SchedulerException("cannot enqueue after timer shutdown");
        if (cancelable?.IsCancellationRequested == true)
            return;
        var entry = new Entry(this, delay, interval, action, cancelable?.Token ?? default);
        entry.Start();
        if (_disposed)
            entry.End();
    }

    /// <summary>One thing scheduled. The runtime drops a timer nobody holds, so each is held in the scheduler's list.</summary>
    private sealed class Entry(TimerBasedScheduler owner, TimeSpan delay, TimeSpan? interval, Action action, CancellationToken canceled)
    {
        private readonly Lock _gate = new();
        private CancellationTokenRegistration _registration;
        private Timer _timer;
        private bool _ended;

        internal void Start()
        {
            owner._entries[this] = true;
            lock (_gate)
            {
                _timer = new Timer(_ => Fire(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                _timer.Change(delay, Timeout.InfiniteTimeSpan);
            }

            var registration = canceled.Register(End);
            lock (_gate)
            {
                _registration = registration;
                if (_ended)
                    registration.Unregister();
            }
        }

        internal void End()
        {
            lock (_gate)
            {
                _ended = true;
                _timer?.Dispose();
                _registration.Unregister();
            }

            owner._entries.TryRemove(this, out _);
        }

        private void Fire()
        {
            lock (_gate)
            {
                if (_ended)
                    return;
            }

            if (interval is null)
                End();
            try
            {
                action();
            }
            catch (Exception e)
            {
                owner.Report(e);
            }

            lock (_gate)
            {
                if (!_ended)
                    _timer.Change(interval.GetValueOrDefault(), Timeout.InfiniteTimeSpan);
            }
        }
    }
}
