using System.Numerics;
using S3Actors.Messages.Campaign;

namespace S3Actors.Models.Data.Scaling;

/// <summary>
/// Scales a part of an image, first its rows, then its columns, each rounded to bytes: what PIL's <c>resize</c> of that part gives, bit
/// for bit. Not safe for use by two threads: it works in memory of its own.
/// </summary>
public sealed class Resampling
{
    private const int Half = 1 << FilterWeights.FractionBits - 1;
    private static readonly int RowsAtOnce = Vector<int>.Count;
    private byte[] _rows = [];
    private int[] _sums = [];
    private int[] _columns = []; // RowsAtOnce rows side by side, one vector a column

    /// <summary>Scales the part of an image within a box; nothing outside of the box counts.</summary>
    /// <param name="height">Of the target.</param>
    /// <param name="width">Of the target.</param>
    /// <param name="target">Takes [C, height, width]; another buffer than the image's.</param>
    public void Resize(ImageBuffer image, PixelBox box, int height, int width, Interpolation interpolation, ImageBuffer target)
    {
        var (across, down) = (new FilterWeights(box.Width, width, interpolation), new FilterWeights(box.Height, height, interpolation));
        target.Reshape(image.Channels, height, width);
        if (_rows.Length < box.Height * width) _rows = new byte[box.Height * width];
        if (_sums.Length < width) _sums = new int[width];
        if (_columns.Length < box.Width * RowsAtOnce) _columns = new int[box.Width * RowsAtOnce];
        for (var channel = 0; channel < image.Channels; channel++)
        {
            for (var y = 0; y < box.Height; y += RowsAtOnce)
                ScaleRows(image, channel, box, y, Math.Min(RowsAtOnce, box.Height - y), across, width);
            for (var y = 0; y < height; y++)
                SumRows(down.Of(y, out var first), first, width, target.Row(channel, y));
        }
    }

    /// <summary>Scales some rows at once, each in an element of a vector.</summary>
    /// <param name="top">The first of them within the box.</param>
    /// <param name="count">At most RowsAtOnce.</param>
    private void ScaleRows(ImageBuffer image, int channel, PixelBox box, int top, int count, FilterWeights weights, int width)
    {
        for (var y = 0; y < count; y++)
        {
            ReadOnlySpan<byte> row = image.Row(channel, box.Top + top + y).Slice(box.Left, box.Width);
            for (int x = 0, to = y; x < row.Length; x++, to += RowsAtOnce) _columns[to] = row[x];
        }
        ReadOnlySpan<int> columns = _columns;
        for (var x = 0; x < width; x++)
        {
            var taps = weights.Of(x, out var first);
            var sums = new Vector<int>(Half);
            var from = columns.Slice(first * RowsAtOnce, taps.Length * RowsAtOnce);
            for (var i = 0; i < taps.Length; i++) sums += new Vector<int>(from[(i * RowsAtOnce)..]) * taps[i];
            var rounded = Vector.Min(Vector.Max(Vector.ShiftRightArithmetic(sums, FilterWeights.FractionBits), Vector<int>.Zero), new Vector<int>(255));
            for (int y = 0, to = top * width + x; y < count; y++, to += width) _rows[to] = (byte)rounded[y];
        }
    }

    private void SumRows(ReadOnlySpan<int> weights, int first, int width, Span<byte> to)
    {
        var sums = _sums.AsSpan(0, width);
        sums.Fill(Half);
        for (var i = 0; i < weights.Length; i++) AddRow(_rows.AsSpan((first + i) * width, width), weights[i], sums);
        for (var x = 0; x < to.Length && x < sums.Length; x++) to[x] = Rounded(sums[x]);
    }

    private static void AddRow(ReadOnlySpan<byte> row, int weight, Span<int> sums)
    {
        var x = 0;
        for (; x <= row.Length - Vector<byte>.Count; x += Vector<byte>.Count)
        {
            Vector.Widen(new Vector<byte>(row[x..]), out var low, out var high);
            Vector.Widen(low, out var a, out var b);
            Vector.Widen(high, out var c, out var d);
            Add(sums[x..], a, weight);
            Add(sums[(x + Vector<int>.Count)..], b, weight);
            Add(sums[(x + 2 * Vector<int>.Count)..], c, weight);
            Add(sums[(x + 3 * Vector<int>.Count)..], d, weight);
        }
        for (; x < row.Length; x++) sums[x] += weight * row[x];
    }

    private static void Add(Span<int> sums, Vector<uint> pixels, int weight) =>
        (new Vector<int>(sums) + Vector.AsVectorInt32(pixels) * weight).CopyTo(sums);

    private static byte Rounded(int sum) => (byte)Math.Clamp(sum >> FilterWeights.FractionBits, 0, 255);
}
