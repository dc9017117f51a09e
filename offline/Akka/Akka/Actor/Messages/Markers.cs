namespace Akka.Actor;

/// <summary>A message that the cell handles itself before the actor sees it.</summary>
public interface IAutoReceivedMessage
{
}

/// <summary>A message that must not come from outside the system.</summary>
public interface IPossiblyHarmful
{
}

/// <summary>A message that does not count as activity for the receive timeout.</summary>
public interface INotInfluenceReceiveTimeout
{
}

public interface INoSerializationVerificationNeeded
{
}

/// <summary>A message around another one.</summary>
public interface IWrappedMessage
{
    object Message { get; }
}

/// <summary>Gives access to the context of an actor from outside the class.</summary>
public interface IInternalActor
{
    IActorContext ActorContext { get; }
}
