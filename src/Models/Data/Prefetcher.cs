namespace S3Actors.Models.Data;

/// <summary>
/// A sequence of items, each made on another thread before it is needed. An item depends on its place alone, not on timing. Used by one
/// thread at a time.
/// </summary>
/// <param name="plan">Called by the consuming thread: returns the work that makes the item at a place, which any thread may run.</param>
/// <param name="end">Places from here on do not exist.</param>
/// <param name="depth">How many items are made ahead of the one taken.</param>
internal sealed class Prefetcher<T>(Func<long, Func<T>> plan, long end, int depth) : IDisposable
{
    private readonly SortedDictionary<long, Task<T>> _begun = [];

    /// <summary>Returns the item at a place, made on this thread if it was not begun, and begins the next ones.</summary>
    public T Take(long place)
    {
        foreach (var passed in _begun.Keys.Where(key => key < place || key > place + depth).ToList()) _begun.Remove(passed);
        var here = _begun.Remove(place, out var item) ? null : plan(place);
        for (var next = place + 1; next <= place + depth && next < end; next++)
            if (!_begun.ContainsKey(next))
                _begun[next] = Task.Run(plan(next));
        return here is null ? item!.GetAwaiter().GetResult() : here();
    }

    /// <summary>Waits for all begun work.</summary>
    public void Dispose()
    {
        foreach (var item in _begun.Values) ((IAsyncResult)item).AsyncWaitHandle.WaitOne();
        _begun.Clear();
    }
}
