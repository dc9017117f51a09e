namespace S3Actors.Coordinator.Settings;

/// <summary>The name a mistyped one was probably meant to be.</summary>
public static class NearestName
{
    /// <summary>
    /// The candidate with the fewest insertions, deletions and replacements of single characters, if there are at most a third as many
    /// as characters; ties go to the first in ordinal order. A misplaced key is found by its last part.
    /// </summary>
    public static string? Of(string name, IEnumerable<string> candidates)
    {
        var nearest = candidates.Order(StringComparer.Ordinal).Select(c => (Name: c, Distance: Distance(name, c))).MinBy(c => c.Distance);
        if (nearest.Name is not null && nearest.Distance <= Math.Max(2, name.Length / 3)) return nearest.Name;
        var last = name[(name.LastIndexOf('.') + 1)..];
        return candidates.Order(StringComparer.Ordinal).FirstOrDefault(c => c.EndsWith("." + last, StringComparison.Ordinal));
    }

    private static int Distance(string a, string b)
    {
        var previous = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var current = new int[b.Length + 1];
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
                current[j] = Math.Min(Math.Min(previous[j], current[j - 1]) + 1, previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
            previous = current;
        }
        return previous[^1];
    }
}
