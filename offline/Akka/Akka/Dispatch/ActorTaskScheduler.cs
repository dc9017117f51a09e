using System.Runtime.ExceptionServices;
using Akka.Actor;
using Akka.Dispatch.SysMsg;

namespace Akka.Dispatch;

/// <summary>Runs the steps of an actor's asynchronous handler in the actor's own turn, one after the other.</summary>
public class ActorTaskScheduler : TaskScheduler
{
    private readonly ActorCell _cell;

    internal ActorTaskScheduler(ActorCell cell) => _cell = cell;

    /// <summary>The message whose asynchronous handler is under way.</summary>
    public object CurrentMessage { get; private set; }

    public override int MaximumConcurrencyLevel => 1;

    /// <summary>Runs the action in the context of the actor of this thread.</summary>
    public static void RunTask(Action action) => RunTask(() =>
    {
        action();
        return Task.CompletedTask;
    });

    /// <summary>
    /// Starts an asynchronous handler of the actor of this thread. Until its task ends the actor takes no other message;
    /// an exception makes the actor fail on the message in hand.
    /// </summary>
    public static void RunTask(Func<Task> asyncAction)
    {
        var cell = ActorCell.Current ?? throw new InvalidOperationException("RunTask must be called from an actor context.");
        var scheduler = cell.TaskScheduler;
        cell.Mailbox.Suspend();
        scheduler.CurrentMessage = cell.CurrentMessage;
        Task.Factory.StartNew(asyncAction, CancellationToken.None, TaskCreationOptions.None, scheduler)
            .Unwrap()
            .ContinueWith(scheduler.Finish, scheduler);
    }

    protected override IEnumerable<Task> GetScheduledTasks() => null;

    protected override void QueueTask(Task task)
    {
        if (ActorCell.Current == _cell && !task.CreationOptions.HasFlag(TaskCreationOptions.LongRunning))
            TryExecuteTask(task);
        else
            _cell.SendSystemMessage(new RunInActor(CurrentMessage, () => TryExecuteTask(task)));
    }

    // QueueTask runs inline what may be run inline.
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    private void Finish(Task handler)
    {
        var message = CurrentMessage;
        CurrentMessage = null;
        if (handler.IsCompletedSuccessfully)
        {
            _cell.Mailbox.Resume();
            _cell.CheckReceiveTimeout(message is not INotInfluenceReceiveTimeout);
            return;
        }

        // In a turn of its own: this may run inside the turn of the very message that failed.
        var cause = handler.IsCanceled ? new TaskCanceledException()
            : handler.Exception!.InnerExceptions is [var only] ? only : handler.Exception;
        _cell.SendSystemMessage(new RunInActor(message, () =>
        {
            _cell.Mailbox.Resume();
            ExceptionDispatchInfo.Capture(cause).Throw();
        }));
    }
}
