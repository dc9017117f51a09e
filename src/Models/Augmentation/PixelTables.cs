namespace S3Actors.Models.Augmentation;

/// <summary>Changes of single values: each is a table of 256 bytes.</summary>
internal static class PixelTables
{
    private const int Values = 256;

    /// <summary>Replaces every value by what the table says.</summary>
    public static void Map(byte[] table, Span<byte> pixels)
    {
        for (var i = 0; i < pixels.Length; i++) pixels[i] = table[pixels[i]];
    }

    /// <summary>The smallest value that occurs becomes 0, the largest 255, linearly and rounded down.</summary>
    public static void AutoContrast(ReadOnlySpan<byte> channel, byte[] table)
    {
        int lowest = byte.MaxValue, highest = byte.MinValue;
        foreach (var pixel in channel) (lowest, highest) = (Math.Min(lowest, pixel), Math.Max(highest, pixel));
        if (highest <= lowest)
        {
            Identity(table);
            return;
        }
        var scale = 255.0 / (highest - lowest);
        var offset = -lowest * scale;
        for (var value = 0; value < Values; value++) table[value] = (byte)Math.Clamp((int)(value * scale + offset), 0, 255);
    }

    /// <summary>
    /// A value becomes the share of pixels below it, in steps of the pixels outside of the largest value over 255; an image of one value,
    /// or of too few pixels for a step, stays.
    /// </summary>
    public static void Equalize(ReadOnlySpan<byte> channel, byte[] table)
    {
        Span<int> histogram = stackalloc int[Values];
        histogram.Clear();
        foreach (var pixel in channel) histogram[pixel]++;
        var last = Values - 1;
        while (last > 0 && histogram[last] == 0) last--;
        var step = (channel.Length - histogram[last]) / 255;
        if (step == 0)
        {
            Identity(table);
            return;
        }
        var below = step / 2;
        for (var value = 0; value < Values; value++)
        {
            table[value] = (byte)Math.Min(255, below / step);
            below += histogram[value];
        }
    }

    /// <summary>Values from the threshold on are inverted.</summary>
    public static void Solarize(double threshold, byte[] table)
    {
        for (var value = 0; value < Values; value++) table[value] = (byte)(value < threshold ? value : 255 - value);
    }

    /// <summary>The highest bits stay, the others become 0.</summary>
    public static void Posterize(int bits, byte[] table)
    {
        for (var value = 0; value < Values; value++) table[value] = (byte)(value & ~((1 << (8 - bits)) - 1));
    }

    private static void Identity(byte[] table)
    {
        for (var value = 0; value < Values; value++) table[value] = (byte)value;
    }
}
