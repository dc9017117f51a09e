using Akka.Actor;

namespace Akka.Dispatch.SysMsg;

/// <summary>A message of the system to an actor's cell; it overtakes all ordinary messages.</summary>
public interface ISystemMessage : INoSerializationVerificationNeeded
{
}

internal abstract record SystemMessage : ISystemMessage;

/// <summary>Make the first incarnation.</summary>
internal sealed record Create : SystemMessage;

/// <summary>Restart: put a new incarnation in the place of the failed one.</summary>
internal sealed record Recreate(Exception Cause) : SystemMessage;

/// <summary>Hold back ordinary messages; counted.</summary>
internal sealed record Suspend : SystemMessage;

/// <summary>Undo one <see cref="Suspend"/>; with a cause, also forgive the failure.</summary>
internal sealed record Resume(Exception CausedByFailure) : SystemMessage;

/// <summary>Stop after the message in hand.</summary>
internal sealed record Terminate : SystemMessage;

internal sealed record Watch(IInternalActorRef Watchee, IInternalActorRef Watcher) : SystemMessage;

internal sealed record Unwatch(IInternalActorRef Watchee, IInternalActorRef Watcher) : SystemMessage;

/// <summary>A child failed; its parent decides.</summary>
internal sealed record Failed(IActorRef Child, Exception Cause, long Uid) : SystemMessage;

/// <summary>An actor that was watched, or was a child, is gone.</summary>
internal sealed record DeathWatchNotification(IActorRef Actor, bool ExistenceConfirmed) : SystemMessage;

/// <summary>The next step of an asynchronous handler, run in the actor's context with the message it handles.</summary>
internal sealed record RunInActor(object Message, Action Step) : SystemMessage;
