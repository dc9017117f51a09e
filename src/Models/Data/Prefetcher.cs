namespace S3Actors.Models.Data;

/// <summary>
/// The items of a row, made on other threads before they are asked for. What is made does not depend on when or by whom. Asked for by one
/// thread at a time.
/// </summary>
/// <param name="plan">Called by the asking thread: returns the work that makes the item of a place, for any thread.</param>
/// <param name="end">Places from here on do not exist.</param>
/// <param name="depth">Items made ahead of the one asked for.</param>
internal sealed class Prefetcher<T>(Func<long, Func<T>> plan, long end, int depth) : IDisposable
{
    private readonly SortedDictionary<long, Task<T>> _begun = [];

    /// <summary>The item of a place, made here and now where it was not begun; those behind it are begun.</summary>
    public T Take(long place)
    {
        foreach (var passed in _begun.Keys.Where(key => key < place || key > place + depth).ToList()) _begun.Remove(passed);
        var here = _begun.Remove(place, out var item) ? null : plan(place);
        for (var next = place + 1; next <= place + depth && next < end; next++)
            if (!_begun.ContainsKey(next))
                _begun[next] = Task.Run(plan(next));
        return here is null ? item!.GetAwaiter().GetResult() : here();
    }

    /// <summary>Waits for what was begun, so that nothing works on after the end.</summary>
    public void Dispose()
    {
        foreach (var item in _begun.Values) ((IAsyncResult)item).AsyncWaitHandle.WaitOne();
        _begun.Clear();
    }
}
