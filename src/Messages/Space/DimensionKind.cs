namespace S3Actors.Messages.Space;

/// <summary>The six kinds of search dimension (method: "Search dimensions"). The numbers are stored: extend, never renumber.</summary>
public enum DimensionKind
{
    /// <summary>d: number of blocks of a stage.</summary>
    Depth = 0,
    /// <summary>h: channels of a stage.</summary>
    EmbedDim = 1,
    /// <summary>w: side of the attention window, in tokens; per block.</summary>
    WindowSize = 2,
    /// <summary>n: attention heads; per block.</summary>
    NumHeads = 3,
    /// <summary>m: hidden width of the MLP over h; per block.</summary>
    MlpRatio = 4,
    /// <summary>q: total width of the queries (= of the keys = of the values); per block.</summary>
    QkvDim = 5,
}

/// <summary>Names of the kinds as users write them, and their granularity.</summary>
public static class DimensionKinds
{
    private static readonly string[] Names = ["depth", "embed_dim", "window_size", "num_heads", "mlp_ratio", "qkv_dim"];

    /// <summary>All kinds in their canonical order.</summary>
    public static IReadOnlyList<DimensionKind> All { get; } = Enum.GetValues<DimensionKind>();

    /// <summary>The kind's name in configuration and reports, e.g. <c>embed_dim</c>.</summary>
    public static string Name(this DimensionKind kind) => Names[(int)kind];

    /// <summary>True for the kinds chosen once for each block, false for those chosen once for a stage.</summary>
    public static bool IsPerBlock(this DimensionKind kind) => kind is not (DimensionKind.Depth or DimensionKind.EmbedDim);

    /// <summary>True where every choice must be a whole number; only <see cref="DimensionKind.MlpRatio"/> may be fractional.</summary>
    public static bool IsInteger(this DimensionKind kind) => kind is not DimensionKind.MlpRatio;

    /// <summary>Reads a kind's name; false where there is no such kind.</summary>
    public static bool TryParse(string name, out DimensionKind kind)
    {
        var index = Array.IndexOf(Names, name);
        kind = (DimensionKind)Math.Max(index, 0);
        return index >= 0;
    }
}
