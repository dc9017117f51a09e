namespace S3Actors.Coordinator.History.Verification;

/// <summary>
/// Checks of files beside a process that writes them. One look may fall between two of its steps, such as a checkpoint's removal and the event
/// that names the next one; what is really wrong is found again.
/// </summary>
internal static class SecondLook
{
    private const int MostLooks = 5;

    /// <summary>What two looks find alike, one after the other; empty as soon as one finds nothing.</summary>
    public static IReadOnlyList<T> Confirm<T>(Func<IEnumerable<T>> look)
    {
        var found = look().ToList();
        for (var looks = 1; found.Count > 0 && looks < MostLooks; looks++)
        {
            var again = look().ToList();
            if (again.Count == found.Count && again.SequenceEqual(found)) return found;
            found = [.. found.Intersect(again)];
        }
        return found;
    }
}
