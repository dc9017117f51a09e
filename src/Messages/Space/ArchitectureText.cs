using System.Globalization;

namespace S3Actors.Messages.Space;

/// <summary>Reads the text that is an architecture's identity (<see cref="Architecture.CanonicalText"/>).</summary>
public static class ArchitectureText
{
    /// <summary>More characters than any network's text has.</summary>
    private const int LongestText = 1 << 20;

    /// <summary>Reads a canonical text.</summary>
    /// <param name="architecture">What it says; null where it is no such text.</param>
    /// <returns>Whether the architecture's own text is this very one.</returns>
    public static bool TryParse(string text, out Architecture? architecture)
    {
        architecture = text.Length <= LongestText ? Parse(text) : null;
        if (architecture is null || architecture.CanonicalText == text) return architecture is not null;
        architecture = null; // 08 for 8, or more decimals than are written
        return false;
    }

    private static Architecture? Parse(string text)
    {
        var stages = new List<StageArchitecture>();
        foreach (var part in text.Split('/'))
        {
            if (part.Split(':') is not [var channels, var blocks] || Whole(channels) is not { } embedDim) return null;
            var parsed = blocks.Split(',').Select(Block).ToArray();
            if (parsed.Contains(null)) return null;
            stages.Add(new StageArchitecture(embedDim, parsed!));
        }
        return new Architecture(stages);
    }

    /// <summary><c>w4n2m1.5q24</c>.</summary>
    private static BlockArchitecture? Block(string text)
    {
        var (n, m, q) = (text.IndexOf('n', StringComparison.Ordinal), text.IndexOf('m', StringComparison.Ordinal), text.IndexOf('q', StringComparison.Ordinal));
        if (text.Length == 0 || text[0] != 'w' || n < 0 || m < n || q < m) return null;
        return Whole(text[1..n]) is { } window && Whole(text[(n + 1)..m]) is { } heads && Whole(text[(q + 1)..]) is { } qkv
            && double.TryParse(text[(m + 1)..q], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var ratio) && double.IsFinite(ratio)
            ? new BlockArchitecture(window, heads, ratio, qkv)
            : null;
    }

    private static int? Whole(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
