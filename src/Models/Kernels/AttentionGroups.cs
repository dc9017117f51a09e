using System.Collections.Concurrent;
using S3Actors.Models.Network;
using S3Actors.Models.Space;

namespace S3Actors.Models.Kernels;

/// <summary>
/// Which tokens of a map attend to one another: the tokens of a window that no mask parts. Padding is in no group, so nothing is computed
/// that a mask would drop. Groups follow one another at the places 0 .. L - 1.
/// </summary>
internal sealed class AttentionGroups
{
    /// <summary>Places that pass through a block at once, at least: as many tokens as the caches hold well.</summary>
    private const int PlacesAtOnce = 16;

    private static readonly ConcurrentDictionary<(int Resolution, WindowLayout Layout), AttentionGroups> Known = [];

    private AttentionGroups(int resolution, WindowLayout layout)
    {
        var geometry = WindowGeometry.Of(resolution, layout);
        int perWindow = layout.TokensPerWindow, side = 2 * layout.Side - 1;
        List<int> tokens = [], codes = [], starts = [0], runs = [0];
        for (var window = 0; window < layout.WindowCount; window++)
        {
            var left = Enumerable.Range(window * perWindow, perWindow).Where(place => geometry.PlaceOf[geometry.TokenOf[place]] == place).ToList();
            while (left.Count > 0)
            {
                var first = left[0];
                bool Attends(int place) => geometry.Mask is not { } mask || mask[(nint)first * perWindow + place % perWindow] == 0;
                foreach (var place in left.Where(Attends))
                {
                    var inside = place % perWindow;
                    tokens.Add((int)geometry.TokenOf[place]);
                    codes.Add(inside / layout.Side * side + inside % layout.Side);
                }
                left.RemoveAll(place => Attends(place));
                starts.Add(tokens.Count);
                if (tokens.Count - starts[runs[^1]] >= PlacesAtOnce || tokens.Count == resolution * resolution) runs.Add(starts.Count - 1);
            }
        }
        (Tokens, Codes, Starts, Runs) = ([.. tokens], [.. codes], [.. starts], [.. runs]);
        LargestGroup = Enumerable.Range(0, Starts.Length - 1).Max(group => Starts[group + 1] - Starts[group]);
        LargestRun = Enumerable.Range(0, Runs.Length - 1).Max(run => Starts[Runs[run + 1]] - Starts[Runs[run]]);
        PairVectors = (nint)Enumerable.Range(0, Starts.Length - 1).Sum(group => PairVectorsOf(Starts[group + 1] - Starts[group]));
        Centre = (layout.Side - 1) * (side + 1);
    }

    /// <summary>The token at each place.</summary>
    public int[] Tokens { get; }

    /// <summary>
    /// Row by row position within the window, of each place, on a grid as wide as the bias table: the table's row for a query and a key
    /// is code(query) - code(key) + <see cref="Centre"/>.
    /// </summary>
    public int[] Codes { get; }

    /// <summary>The table's row for offset 0.</summary>
    public int Centre { get; }

    /// <summary>First place of each group, and the number of places.</summary>
    public int[] Starts { get; }

    /// <summary>First group of each run of groups that pass at once, and the number of groups.</summary>
    public int[] Runs { get; }

    /// <summary>Places of the largest group.</summary>
    public int LargestGroup { get; }

    /// <summary>Places of the largest run.</summary>
    public int LargestRun { get; }

    /// <summary>Vectors of a number for each pair of a query and a key, of all groups.</summary>
    public nint PairVectors { get; }

    /// <summary>The same for a group of the given number of tokens: a row for each query, <see cref="BlockActivations.Pitch"/> apart.</summary>
    public static long PairVectorsOf(int tokens) => tokens * (long)BlockActivations.Pitch(tokens);

    /// <summary>The groups of a layout, made once.</summary>
    public static AttentionGroups Of(int resolution, WindowLayout layout) =>
        Known.GetOrAdd((resolution, layout), key => new AttentionGroups(key.Resolution, key.Layout));
}
