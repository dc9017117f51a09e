namespace S3Actors.Coordinator.Settings;

/// <summary>The name a mistyped one was probably meant to be.</summary>
public static class NearestName
{
    private const int LongestName = 128;

    /// <summary>
    /// The candidate with the fewest insertions, deletions and replacements of single characters, if there are at most a third as many
    /// as characters; ties go to the first in ordinal order. A misplaced key is found by its last part.
    /// Names of more than 128 characters are near to none.
    /// </summary>
    public static string? Of(string name, IEnumerable<string> candidates)
    {
        var most = Math.Max(2, name.Length / 3);
        var nearest = name.Length > LongestName ? default : candidates
            .Where(c => Math.Abs(c.Length - name.Length) <= most && c.Length <= LongestName).Order(StringComparer.Ordinal).Select(c => (Name: c, Distance: Distance(name, c))).DefaultIfEmpty().MinBy(c => c.Distance);
        if (nearest.Name is not null && nearest.Distance <= most) return nearest.Name;
        var last = name[(name.LastIndexOf('.') + 1)..];
        return candidates.Order(StringComparer.Ordinal).FirstOrDefault(c => c.EndsWith("." + last, StringComparison.Ordinal));
    }

    private static int Distance(string a, string b)
    {
        Span<int> previous = stackalloc int[LongestName + 1], current = stackalloc int[LongestName + 1];
        for (var j = 0; j <= b.Length; j++) previous[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
                current[j] = Math.Min(Math.Min(previous[j], current[j - 1]) + 1, previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
            var filled = current;
            current = previous;
            previous = filled;
        }
        return previous[b.Length];
    }
}
