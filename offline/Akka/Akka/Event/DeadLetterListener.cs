using Akka.Actor;

namespace Akka.Event;

/// <summary>Logs dead letters and unhandled messages: so many, then none for a while (or ever).</summary>
public class DeadLetterListener : ActorBase
{
    private readonly int _limit = Context.System.Settings.LogDeadLetters;
    private readonly TimeSpan _pause = Context.System.Settings.LogDeadLettersSuspendDuration;
    private readonly EventStream _stream = Context.System.EventStream;
    private int _count;
    private TimeSpan? _silentUntil;

    protected override void PreStart()
    {
        _stream.Subscribe(Self, typeof(DeadLetter));
        _stream.Subscribe(Self, typeof(UnhandledMessage));
    }

    protected override void PreRestart(Exception reason, object message)
    {
    }

    protected override void PostRestart(Exception reason)
    {
    }

    protected override void PostStop() => _stream.Unsubscribe(Self);

    protected override bool Receive(object message)
    {
        if (message is not AllDeadLetters letter)
            return false;
        if (letter.Message is not IDeadLetterSuppression)
            Count(letter);
        return true;
    }

    private void Count(AllDeadLetters letter)
    {
        _count++;
        var now = Context.System.Scheduler.MonotonicClock;
        if (_silentUntil is { } end)
        {
            if (now < end)
                return;
            Write(letter, $", of which {_count - _limit - 1} were not logged. The counter will be reset now");
            (_count, _silentUntil) = (0, null);
        }
        else if (_limit == int.MaxValue || _count < _limit)
        {
            Write(letter, "");
        }
        else if (_pause == Timeout.InfiniteTimeSpan)
        {
            Write(letter, ", no more dead letters will be logged");
            Context.Stop(Self);
        }
        else
        {
            Write(letter, $", no more dead letters will be logged in next [{_pause}]");
            _silentUntil = now + _pause;
        }
    }

    private void Write(AllDeadLetters letter, string more)
    {
        var what = letter is UnhandledMessage ? "was unhandled" : "was not delivered";
        _stream.Publish(new Info(letter.Recipient.Path.ToString(), letter.Recipient.GetType(),
            $"Message [{letter.Message.GetType().Name}] from {letter.Sender} to {letter.Recipient} {what}. [{_count}] dead letters encountered{more}. "
            + "This logging can be turned off or adjusted with configuration settings 'akka.log-dead-letters' and "
            + $"'akka.log-dead-letters-during-shutdown'. Message content: {letter.Message}"));
    }
}
