namespace Akka.Dispatch;

/// <summary>Says which kind of mailbox an actor needs. There is one kind here, and it serves all of these.</summary>
public interface IRequiresMessageQueue<T> where T : ISemantics
{
}

public interface ISemantics
{
}

public interface IUnboundedMessageQueueSemantics : ISemantics
{
}

public interface IDequeBasedMessageQueueSemantics : ISemantics
{
}

public interface IUnboundedDequeBasedMessageQueueSemantics : IDequeBasedMessageQueueSemantics, IUnboundedMessageQueueSemantics
{
}
