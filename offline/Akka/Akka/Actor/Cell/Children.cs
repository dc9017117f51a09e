using System.Diagnostics.CodeAnalysis;

namespace Akka.Actor.Internal;

/// <summary>What waits for stopped children to be gone.</summary>
internal enum SuspendReason
{
    /// <summary>Nothing: the actor goes on working.</summary>
    None,

    /// <summary>A restart.</summary>
    Recreation,

    /// <summary>The first incarnation, again after it failed.</summary>
    Creation,

    /// <summary>The stop of the parent.</summary>
    Termination,
}

/// <summary>The children of one actor by name. Top-level actors are made by any thread, so all of it is under a lock.</summary>
internal sealed class Children
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, ChildRestartStats> _byName = []; // null: the name is reserved
    private readonly HashSet<IActorRef> _dying = [];
    private SuspendReason _reason;
    private Exception _cause;
    private bool _terminated;

    internal bool IsNormal => Read(() => !_terminated && _reason == SuspendReason.None);

    internal bool IsTerminating => Read(() => _terminated || _reason == SuspendReason.Termination);

    internal bool IsWaitingForRestart => Read(() => _reason is SuspendReason.Recreation or SuspendReason.Creation);

    internal IReadOnlyList<ChildRestartStats> Stats => Read(() => _byName.Values.Where(stats => stats != null).ToArray());

    internal IReadOnlyList<IInternalActorRef> Refs => Stats.Select(stats => stats.Child).ToArray();

    /// <summary>Takes a name before the child exists.</summary>
    internal void Reserve(string name)
    {
        lock (_gate)
        {
            if (_terminated || _reason == SuspendReason.Termination)
                throw new InvalidOperationException($"Cannot reserve actor name \"{name}\": terminating or terminated.");
            if (!_byName.TryAdd(name, null))
                throw new InvalidActorNameException($"Actor name \"{name}\" is not unique!");
        }
    }

    internal void Unreserve(string name)
    {
        lock (_gate)
            _byName.Remove(name);
    }

    internal void Add(IInternalActorRef child)
    {
        lock (_gate)
            _byName[child.Path.Name] = new ChildRestartStats(child);
    }

    internal bool TryGet(string name, [NotNullWhen(true)] out ChildRestartStats stats)
    {
        lock (_gate)
            return _byName.TryGetValue(name, out stats) && stats != null;
    }

    internal bool TryGet(IActorRef child, [NotNullWhen(true)] out ChildRestartStats stats) =>
        TryGet(child.Path.Name, out stats) && stats.Child.Equals(child);

    internal void ShallDie(IActorRef child)
    {
        lock (_gate)
        {
            if (!_terminated)
                _dying.Add(child);
        }
    }

    /// <summary>Whether there are stopped children to wait for; if so, remembers what for.</summary>
    internal bool TryWait(SuspendReason reason, Exception cause = null)
    {
        lock (_gate)
        {
            if (_dying.Count == 0)
                return false;
            (_reason, _cause) = (reason, cause);
            return true;
        }
    }

    /// <summary>Forgets a child; answers what may go on now that the last stopped child is gone.</summary>
    internal (SuspendReason Reason, Exception Cause) Remove(IActorRef child)
    {
        lock (_gate)
        {
            _byName.Remove(child.Path.Name);
            var wasWaiting = _dying.Count > 0;
            _dying.Remove(child);
            if (!wasWaiting || _dying.Count > 0)
                return (SuspendReason.None, null);
            var done = (_reason, _cause);
            _terminated |= _reason == SuspendReason.Termination;
            (_reason, _cause) = (SuspendReason.None, null);
            return done;
        }
    }

    internal void SetTerminated()
    {
        lock (_gate)
            _terminated = true;
    }

    private T Read<T>(Func<T> read)
    {
        lock (_gate)
            return read();
    }
}
