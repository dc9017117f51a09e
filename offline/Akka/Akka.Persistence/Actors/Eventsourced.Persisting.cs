using System.Collections.Immutable;
using Akka.Dispatch;

namespace Akka.Persistence;

/// <summary>From events to the journal. The events of one turn go to it together; while it writes, the next ones gather.</summary>
public abstract partial class Eventsourced
{
    /// <summary>Handlers in the order in which their answers come.</summary>
    private readonly Queue<Pending> _pending = new();

    /// <summary>What this turn has asked for.</summary>
    private readonly List<IPersistentEnvelope> _turn = [];

    /// <summary>What waits until the journal has answered the batch before.</summary>
    private List<IPersistentEnvelope> _batch = [];
    private bool _writing;

    /// <summary>How many pending handlers hold commands back.</summary>
    private int _holding;
    private bool _asyncCommandRunning;

    /// <summary>Stores an event, then calls the handler with it. No command is handled in between.</summary>
    /// <exception cref="InvalidOperationException">During recovery.</exception>
    public void Persist<TEvent>(TEvent @event, Action<TEvent> handler) => Enqueue(@event, handler, holding: true);

    /// <summary>Stores events all or none, then calls the handler with each in order. No command is handled in between.</summary>
    /// <exception cref="InvalidOperationException">During recovery.</exception>
    public void PersistAll<TEvent>(IEnumerable<TEvent> events, Action<TEvent> handler) => EnqueueAll(events, handler, holding: true);

    /// <summary>Stores an event, then calls the handler with it; commands may be handled in between.</summary>
    /// <exception cref="InvalidOperationException">During recovery.</exception>
    public void PersistAsync<TEvent>(TEvent @event, Action<TEvent> handler) => Enqueue(@event, handler, holding: false);

    /// <summary>Stores events all or none, then calls the handler with each in order; commands may be handled in between.</summary>
    /// <exception cref="InvalidOperationException">During recovery.</exception>
    public void PersistAllAsync<TEvent>(IEnumerable<TEvent> events, Action<TEvent> handler) => EnqueueAll(events, handler, holding: false);

    /// <summary>Calls the handler after the handlers of all events before it; nothing is stored.</summary>
    /// <exception cref="InvalidOperationException">During recovery.</exception>
    public void DeferAsync<TEvent>(TEvent evt, Action<TEvent> handler)
    {
        RefuseDuringRecovery();
        if (_pending.Count == 0)
        {
            handler(evt);
            return;
        }

        Expect(handler, holding: false);
        _turn.Add(new NonPersistentMessage(evt, Sender));
    }

    /// <summary>Runs an asynchronous handler; no other message is handled until it is done.</summary>
    /// <exception cref="NotSupportedException">Within another one.</exception>
    protected void RunTask(Func<Task> action)
    {
        if (_asyncCommandRunning) throw new NotSupportedException("RunTask calls cannot be nested");
        ActorTaskScheduler.RunTask(async () =>
        {
            var task = action();
            if (task.IsCompleted)
            {
                await task;
                return;
            }

            // The turn ends before the task does; what follows a command follows the task instead.
            _asyncCommandRunning = true;
            var failed = true;
            try
            {
                await task;
                failed = false;
            }
            finally
            {
                _asyncCommandRunning = false;
                AfterCommand(failed);
            }
        });
    }

    private void Enqueue<TEvent>(TEvent @event, Action<TEvent> handler, bool holding)
    {
        RefuseDuringRecovery();
        Expect(handler, holding);
        _turn.Add(new AtomicWrite(Represent(@event)));
    }

    private void EnqueueAll<TEvent>(IEnumerable<TEvent> events, Action<TEvent> handler, bool holding)
    {
        RefuseDuringRecovery();
        if (events is null) return;
        var list = ImmutableList.CreateBuilder<IPersistentRepresentation>();
        foreach (var e in events)
        {
            Expect(handler, holding);
            list.Add(Represent(e));
        }

        if (list.Count > 0) _turn.Add(new AtomicWrite(list.ToImmutable()));
    }

    private void RefuseDuringRecovery()
    {
        if (IsRecovering)
            throw new InvalidOperationException("Cannot persist during replay. Events can be persisted when receiving RecoveryCompleted or later.");
    }

    private void Expect<TEvent>(Action<TEvent> handler, bool holding)
    {
        if (holding) _holding++;
        _pending.Enqueue(new Pending(o => handler((TEvent)o), holding));
    }

    private Persistent Represent(object e) =>
        new(e, ++_sequenceNr, PersistenceId, sender: Sender, writerGuid: _writerGuid);

    private void Flush()
    {
        _batch.AddRange(_turn);
        _turn.Clear();
        FlushBatch();
    }

    private void FlushBatch()
    {
        if (_writing || _batch.Count == 0) return;
        Journal.Tell(new WriteMessages(_batch, Self, _instanceId), Self);
        _batch = [];
        _writing = true;
    }

    private readonly record struct Pending(Action<object> Handler, bool Holding);
}
