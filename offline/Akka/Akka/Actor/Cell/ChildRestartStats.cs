using System.Diagnostics;

namespace Akka.Actor.Internal;

/// <summary>A child and the count of its restarts, which a strategy with a limit asks.</summary>
public class ChildRestartStats
{
    private readonly Stopwatch _window = new();
    private int _restarts;

    internal ChildRestartStats(IInternalActorRef child) => Child = child;

    public IInternalActorRef Child { get; }

    public long Uid => Child.Path.Uid;

    public uint MaxNrOfRetriesCount => (uint)_restarts;

    /// <summary>
    /// Counts one more restart and says whether it is allowed. A negative limit is none. With a window the limit holds
    /// inside it (1 if none is given), and the first restart after it opens a new one.
    /// </summary>
    public bool RequestRestartPermission(int maxNrOfRetries, int withinTimeMilliseconds)
    {
        if (maxNrOfRetries == 0)
            return false;
        if (withinTimeMilliseconds <= 0)
            return maxNrOfRetries < 0 || ++_restarts <= maxNrOfRetries;
        if (_window.IsRunning && _window.ElapsedMilliseconds <= withinTimeMilliseconds)
            return ++_restarts <= Math.Max(1, maxNrOfRetries);

        _window.Restart();
        _restarts = 1;
        return true;
    }
}
