using System.Collections.Concurrent;

namespace Akka.Dispatch;

/// <summary>The runtime's thread pool.</summary>
internal sealed class ThreadPoolDispatcher(string id, int throughput) : MessageDispatcher(id, throughput)
{
    internal override void Execute(IThreadPoolWorkItem work) => ThreadPool.UnsafeQueueUserWorkItem(work, preferLocal: false);
}

/// <summary>
/// Threads of its own: one for one actor (pinned), which ends with the actor, or a fixed number for all its actors.
/// A pinned actor is on the same thread for its whole life, so libraries with thread-bound state may be used in it.
/// </summary>
internal sealed class DedicatedThreadDispatcher : MessageDispatcher
{
    private readonly BlockingCollection<IThreadPoolWorkItem> _work = [];
    private readonly bool _endsWithActor;

    internal DedicatedThreadDispatcher(string id, int throughput, string threadName, int threads, bool endsWithActor)
        : base(id, throughput)
    {
        _endsWithActor = endsWithActor;
        for (var i = 0; i < threads; i++)
            new Thread(Run) { Name = threads == 1 ? threadName : $"{threadName}-{i + 1}", IsBackground = true }.Start();
    }

    internal override void Execute(IThreadPoolWorkItem work)
    {
        try
        {
            _work.Add(work);
        }
        catch (InvalidOperationException)
        {
            // The actor is gone: its mailbox is closed and has nothing left to do.
        }
    }

    internal override void Release()
    {
        if (_endsWithActor)
            _work.CompleteAdding();
    }

    internal override void Shutdown() => _work.CompleteAdding();

    private void Run()
    {
        foreach (var work in _work.GetConsumingEnumerable())
            work.Execute();
    }
}
