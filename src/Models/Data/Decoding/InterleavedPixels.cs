namespace S3Actors.Models.Data.Decoding;

/// <summary>From pixels as decoders give them, one after another, to channels one after another.</summary>
internal static class InterleavedPixels
{
    /// <summary>Red, green, blue bytes to three channels, or to their luma (ITU-R BT.601, in 16-bit fixed point) as one.</summary>
    /// <param name="rgb">Height * Width * 3 bytes.</param>
    public static void ToPlanes(ReadOnlySpan<byte> rgb, ImageBuffer target)
    {
        var pixels = target.Height * target.Width;
        rgb = rgb[..(3 * pixels)];
        if (target.Channels == 1)
        {
            var grey = target.Channel(0);
            for (int i = 0, from = 0; i < grey.Length; i++, from += 3) grey[i] = Luma(rgb[from], rgb[from + 1], rgb[from + 2]);
            return;
        }
        Span<byte> red = target.Channel(0), green = target.Channel(1), blue = target.Channel(2);
        for (int i = 0, from = 0; i < red.Length; i++, from += 3)
        {
            red[i] = rgb[from];
            green[i] = rgb[from + 1];
            blue[i] = rgb[from + 2];
        }
    }

    /// <summary>0.299 red + 0.587 green + 0.114 blue, rounded.</summary>
    public static byte Luma(int red, int green, int blue) => (byte)((19595 * red + 38470 * green + 7471 * blue + 0x8000) >> 16);

    /// <summary>Cyan, magenta, yellow, black, inverted as Adobe's programs store them, to red, green, blue in the same memory.</summary>
    public static void InvertedCmykToRgb(Span<byte> pixels, int count)
    {
        for (int i = 0, from = 0, to = 0; i < count; i++, from += 4, to += 3)
        {
            var black = pixels[from + 3];
            for (var ink = 0; ink < 3; ink++) pixels[to + ink] = (byte)((pixels[from + ink] * black + 127) / 255);
        }
    }
}
