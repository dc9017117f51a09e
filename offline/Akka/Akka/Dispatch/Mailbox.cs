using System.Diagnostics.CodeAnalysis;
using Akka.Actor;
using Akka.Dispatch.SysMsg;

namespace Akka.Dispatch;

/// <summary>
/// The queue in front of one actor and the turn of that actor: at most one thread works on it at a time, system messages
/// go first, and while it is suspended ordinary messages wait.
/// </summary>
internal sealed class Mailbox(ActorCell cell, MessageDispatcher dispatcher) : IThreadPoolWorkItem
{
    private readonly Lock _gate = new();
    private readonly Queue<SystemMessage> _system = new();
    private readonly LinkedList<Envelope> _user = new(); // a stash puts messages back at the head
    private int _suspensions;
    private bool _started;
    private bool _scheduled;
    private bool _closed;

    internal bool IsClosed
    {
        get
        {
            lock (_gate)
                return _closed;
        }
    }

    internal bool IsSuspended => Suspensions > 0;

    internal int Suspensions
    {
        get
        {
            lock (_gate)
                return _suspensions;
        }
    }

    internal int Count
    {
        get
        {
            lock (_gate)
                return _user.Count;
        }
    }

    internal void Start() => Change(() => _started = true);

    internal void Suspend() => Change(() => _suspensions++);

    internal void Resume() => Change(() => _suspensions = Math.Max(0, _suspensions - 1));

    /// <summary>False once the actor is gone.</summary>
    internal bool TryEnqueue(Envelope envelope) => Change(() => _user.AddLast(envelope));

    internal bool TryEnqueueFirst(Envelope envelope) => Change(() => _user.AddFirst(envelope));

    internal bool TryEnqueueSystem(SystemMessage message) => Change(() => _system.Enqueue(message));

    /// <summary>Takes no more messages, and hands out what was left.</summary>
    internal (SystemMessage[] System, Envelope[] User) Close()
    {
        lock (_gate)
        {
            _closed = true;
            (SystemMessage[], Envelope[]) rest = ([.. _system], [.. _user]);
            _system.Clear();
            _user.Clear();
            return rest;
        }
    }

    /// <summary>One turn: all system messages, then up to the dispatcher's throughput of ordinary ones.</summary>
    public void Execute()
    {
        var outer = ActorCell.Current;
        ActorCell.Current = cell;
        try
        {
            HandleSystemMessages();
            for (var left = dispatcher.Throughput; left > 0 && TryTakeUser(out var envelope); left--)
            {
                cell.Invoke(envelope);
                HandleSystemMessages();
            }
        }
        finally
        {
            ActorCell.Current = outer;
            Change(() => _scheduled = false);
        }
    }

    private void HandleSystemMessages()
    {
        while (TryTakeSystem(out var message))
            cell.SystemInvoke(message);
    }

    private bool TryTakeSystem([NotNullWhen(true)] out SystemMessage message)
    {
        lock (_gate)
            return _system.TryDequeue(out message);
    }

    private bool TryTakeUser(out Envelope envelope)
    {
        lock (_gate)
        {
            if (_suspensions > 0 || _user.First is not { } first)
            {
                envelope = default;
                return false;
            }

            envelope = first.Value;
            _user.RemoveFirst();
            return true;
        }
    }

    /// <summary>Changes the state and, where that made work for an idle mailbox, asks for a turn.</summary>
    private bool Change(Action change)
    {
        lock (_gate)
        {
            if (_closed)
                return false;
            change();
            var hasWork = _system.Count > 0 || (_user.Count > 0 && _suspensions == 0);
            if (!_started || _scheduled || !hasWork)
                return true;
            _scheduled = true;
        }

        dispatcher.Execute(this);
        return true;
    }
}
