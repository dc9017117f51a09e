using Akka.Actor.Internal;
using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

public static class GracefulStopSupport
{
    public static Task<bool> GracefulStop(this IActorRef target, TimeSpan timeout) => GracefulStop(target, timeout, PoisonPill.Instance);

    /// <summary>Tells the actor to stop, and answers whether it did so in time.</summary>
    public static Task<bool> GracefulStop(this IActorRef target, TimeSpan timeout, object stopMessage)
    {
        var death = WatcherRef.Watch(target, CancellationToken.None, timeout);
        target.Tell(stopMessage, ActorRefs.NoSender);
        return death;
    }
}

public static class WatchAsyncSupport
{
    /// <summary>Done with true when the actor is gone, with false when the token is cancelled first.</summary>
    public static Task<bool> WatchAsync(this IActorRef target, CancellationToken token = default) =>
        WatcherRef.Watch(target, token, Timeout.InfiniteTimeSpan);
}

/// <summary>Watches an actor from outside of all actors.</summary>
internal sealed class WatcherRef(ActorSystemImpl system) : MinimalActorRef
{
    private readonly TaskCompletionSource<bool> _dead = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override ActorPath Path { get; } = system.TemporaryPath();

    internal override ActorSystemImpl SystemImpl => system;

    internal static async Task<bool> Watch(IActorRef target, CancellationToken token, TimeSpan timeout)
    {
        var subject = target as InternalActorRefBase
            ?? throw new InvalidOperationException($"{target} cannot be death-watched");
        var watcher = new WatcherRef(subject.SystemImpl);
        subject.SendSystemMessage(new Watch(subject, watcher));
        try
        {
            return await watcher._dead.Task.WaitAsync(timeout, token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            return false;
        }
        finally
        {
            subject.SendSystemMessage(new Unwatch(subject, watcher));
        }
    }

    public override void SendSystemMessage(ISystemMessage message)
    {
        if (message is DeathWatchNotification)
            _dead.TrySetResult(true);
    }
}
