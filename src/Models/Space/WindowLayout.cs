namespace S3Actors.Models.Space;

/// <summary>
/// How a square map of tokens is cut into attention windows (method: "Network"). A window that reaches the map's side becomes the map,
/// without a shift; a map that the window does not divide is padded at its far sides, and padding is masked as a key.
/// </summary>
/// <param name="Side">Tokens along a window's side, w' = min(window choice, resolution).</param>
/// <param name="Shift">Tokens by which the map is rolled before it is cut: floor(w' / 2) in odd blocks, else 0.</param>
/// <param name="PaddedResolution">Tokens along the padded map's side: the next multiple of <paramref name="Side"/>.</param>
public readonly record struct WindowLayout(int Side, int Shift, int PaddedResolution)
{
    /// <summary>Windows along a side of the padded map.</summary>
    public int WindowsPerSide => PaddedResolution / Side;

    /// <summary>Windows of the map.</summary>
    public int WindowCount => WindowsPerSide * WindowsPerSide;

    /// <summary>Tokens of a window, w'^2.</summary>
    public int TokensPerWindow => Side * Side;

    /// <summary>Offsets between two tokens of a window, (2w' - 1)^2: rows of the relative position bias table.</summary>
    public int RelativeOffsets => (2 * Side - 1) * (2 * Side - 1);

    /// <summary>(query, key) pairs over all windows, padding included: what each attention product costs for one channel.</summary>
    public long AttendedPairs => (long)WindowCount * TokensPerWindow * TokensPerWindow;

    /// <summary>The layout of a block.</summary>
    /// <param name="resolution">Tokens along the stage's side.</param>
    /// <param name="windowSize">The block's window choice.</param>
    /// <param name="block">Block within its stage, counted from 0; odd ones shift.</param>
    public static WindowLayout Of(int resolution, int windowSize, int block)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(resolution, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(windowSize, 1);
        if (resolution <= windowSize) return new WindowLayout(resolution, 0, resolution);
        var padded = (resolution + windowSize - 1) / windowSize * windowSize;
        return new WindowLayout(windowSize, int.IsOddInteger(block) ? windowSize / 2 : 0, padded);
    }
}
