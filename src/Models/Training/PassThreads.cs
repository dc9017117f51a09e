using System.Runtime.ExceptionServices;

namespace S3Actors.Models.Training;

/// <summary>
/// A few threads of its own that carry out the passes of one training step, the calling thread among them. Which thread takes which
/// pass is left to chance; nothing a pass computes depends on it.
/// </summary>
internal sealed class PassThreads : IDisposable
{
    private readonly Thread[] _threads;
    private readonly SemaphoreSlim _work = new(0);
    private readonly SemaphoreSlim _finished = new(0);
    private Action<int> _pass = _ => { };
    private IReadOnlyList<int> _order = [];
    private Exception?[] _failures = [];
    private int _next;
    private bool _stopping;

    /// <param name="threads">At least 1; the caller counts as one.</param>
    public PassThreads(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        _threads = new Thread[threads - 1];
        for (var i = 0; i < _threads.Length; i++)
        {
            _threads[i] = new Thread(Serve) { IsBackground = true, Name = $"training-pass-{i + 2}" };
            _threads[i].Start();
        }
    }

    /// <summary>Carries out every pass named in <paramref name="order"/>, earlier ones first, and returns when all are done.
    /// If passes throw, the exception of the first in order is rethrown.</summary>
    public void Run(IReadOnlyList<int> order, Action<int> pass)
    {
        (_order, _pass, _failures, _next) = (order, pass, new Exception?[order.Count], -1);
        if (_threads.Length > 0) _work.Release(_threads.Length);
        Drain();
        for (var i = 0; i < _threads.Length; i++) _finished.Wait();
        if (Array.Find(_failures, failure => failure is not null) is { } first) ExceptionDispatchInfo.Throw(first);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopping = true;
        if (_threads.Length > 0) _work.Release(_threads.Length);
        foreach (var thread in _threads) thread.Join();
        _work.Dispose();
        _finished.Dispose();
    }

    private void Serve()
    {
        while (true)
        {
            _work.Wait();
            if (_stopping) return;
            Drain();
            _finished.Release();
        }
    }

    private void Drain()
    {
        while (Interlocked.Increment(ref _next) is var place && place < _order.Count)
        {
            try
            {
                _pass(_order[place]);
            }
            catch (Exception failure)
            {
                _failures[place] = failure;
            }
        }
    }
}
