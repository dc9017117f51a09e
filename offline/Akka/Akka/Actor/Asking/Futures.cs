namespace Akka.Actor;

/// <summary>Asking: a message whose answer comes as a task.</summary>
public static class Futures
{
    public static Task<object> Ask(this ICanTell self, object message, TimeSpan? timeout = null) =>
        self.Ask<object>(message, timeout, CancellationToken.None);

    public static Task<object> Ask(this ICanTell self, object message, CancellationToken cancellationToken) =>
        self.Ask<object>(message, null, cancellationToken);

    public static Task<object> Ask(this ICanTell self, object message, TimeSpan? timeout, CancellationToken cancellationToken) =>
        self.Ask<object>(message, timeout, cancellationToken);

    public static Task<T> Ask<T>(this ICanTell self, object message, TimeSpan? timeout = null) =>
        self.Ask<T>(message, timeout, CancellationToken.None);

    public static Task<T> Ask<T>(this ICanTell self, object message, CancellationToken cancellationToken) =>
        self.Ask<T>(message, null, cancellationToken);

    public static Task<T> Ask<T>(this ICanTell self, object message, TimeSpan? timeout, CancellationToken cancellationToken) =>
        self.Ask<T>(_ => message, timeout, cancellationToken);

    /// <summary>
    /// Tells the message, made with the reference to answer to. The task fails with <see cref="AskTimeoutException"/> when
    /// no answer comes in time (default: akka.actor.ask-timeout), with the cause of a <see cref="Status.Failure"/>, and with
    /// <see cref="ArgumentException"/> on an answer of another type.
    /// </summary>
    public static Task<T> Ask<T>(this ICanTell self, Func<IActorRef, object> messageFactory, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        var target = self is ActorSelection selection ? selection.Anchor : self;
        var system = (target as InternalActorRefBase)?.SystemImpl ?? ActorCell.Current?.SystemImpl
            ?? throw new ArgumentException("Unable to resolve the target Provider", nameof(self));
        var answer = new AskRef<T>(system);
        var limit = timeout ?? system.Settings.AskTimeout;
        if (limit > TimeSpan.Zero)
            answer.FailAfter(limit);
        if (cancellationToken.CanBeCanceled)
            answer.CancelWith(cancellationToken);
        self.Tell(messageFactory(answer), answer);
        return answer.Task;
    }
}
