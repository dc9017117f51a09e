namespace Akka.Dispatch;

/// <summary>Gives actors their threads.</summary>
public abstract class MessageDispatcher
{
    internal MessageDispatcher(string id, int throughput)
    {
        Id = id;
        Throughput = Math.Max(1, throughput);
    }

    public string Id { get; protected set; }

    /// <summary>How many messages an actor may handle before it gives its thread to another.</summary>
    public int Throughput { get; protected set; }

    /// <summary>Runs an action on a thread of this dispatcher.</summary>
    public void Schedule(Action run) => Execute(new ActionItem(run));

    internal abstract void Execute(IThreadPoolWorkItem work);

    /// <summary>An actor that had this dispatcher is gone.</summary>
    internal virtual void Release()
    {
    }

    /// <summary>The system is gone.</summary>
    internal virtual void Shutdown()
    {
    }

    private sealed class ActionItem(Action run) : IThreadPoolWorkItem
    {
        public void Execute() => run();
    }
}
