using Akka.Actor.Internal;
using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

/// <summary>The sender of a question: takes the first answer.</summary>
internal sealed class AskRef<T>(ActorSystemImpl system) : MinimalActorRef
{
    private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override ActorPath Path { get; } = system.TemporaryPath();

    internal override ActorSystemImpl SystemImpl => system;

    internal Task<T> Task => _answer.Task;

    internal void FailAfter(TimeSpan limit)
    {
        var source = new CancellationTokenSource(limit);
        source.Token.Register(() => _answer.TrySetException(new AskTimeoutException($"Timeout after {limit} seconds")));
        ReleaseWhenDone(source);
    }

    internal void CancelWith(CancellationToken token) => ReleaseWhenDone(token.Register(() => _answer.TrySetCanceled(token)));

    protected override void TellInternal(object message, IActorRef sender)
    {
        var taken = message switch
        {
            ISystemMessage => _answer.TrySetException(new InvalidOperationException($"system message of type '{message.GetType().Name}' is invalid here")),
            T answer => _answer.TrySetResult(answer),
            null => _answer.TrySetResult(default),
            Status.Failure failure => _answer.TrySetException(
                failure.Cause ?? new TaskCanceledException("Task cancelled by actor via Failure message.")),
            _ => Refuse(message),
        };
        if (!taken && !_answer.Task.IsCanceled)
            system.DeadLetters.Tell(message ?? default(T), this);
    }

    /// <summary>An answer of another type ends the question, and is a dead letter too.</summary>
    private bool Refuse(object message)
    {
        _answer.TrySetException(new ArgumentException(
            $"Received message of type [{message.GetType()}] - Ask expected message of type [{typeof(T)}]"));
        return false;
    }

    private void ReleaseWhenDone(IDisposable resource) => _answer.Task.ContinueWith(
        _ => resource.Dispose(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
}
