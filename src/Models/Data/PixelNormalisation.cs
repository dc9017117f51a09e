using S3Actors.Messages.Campaign;

namespace S3Actors.Models.Data;

/// <summary>From bytes to what the network reads: each pixel p becomes (p / 255 - mean) / standard deviation of its channel.</summary>
public sealed class PixelNormalisation(DataSpec data)
{
    private const int PixelValues = 256;

    private readonly float[][] _tables = [.. Enumerable.Range(0, data.Mean.Count).Select(channel => Table(data, channel))];

    /// <summary>What each of the 256 values of a pixel becomes, a table for each channel.</summary>
    internal IReadOnlyList<float[]> Tables => _tables;

    /// <summary>Writes an image, centred on black where it is smaller than the square.</summary>
    /// <param name="image">At most [C, side, side].</param>
    /// <param name="target">C * side * side numbers.</param>
    public void Write(ImageBuffer image, int side, Span<float> target)
    {
        int top = (side - image.Height) / 2, left = (side - image.Width) / 2;
        for (var channel = 0; channel < image.Channels; channel++)
        {
            var table = _tables[channel];
            var plane = target.Slice(channel * side * side, side * side);
            if (image.Height < side || image.Width < side) plane.Fill(table[0]);
            for (var y = 0; y < image.Height; y++)
            {
                var row = image.Row(channel, y);
                var to = plane.Slice((top + y) * side + left, row.Length);
                for (var x = 0; x < row.Length && x < to.Length; x++) to[x] = table[row[x]];
            }
        }
    }

    private static float[] Table(DataSpec data, int channel)
    {
        var table = new float[PixelValues];
        for (var pixel = 0; pixel < PixelValues; pixel++)
            table[pixel] = (float)((pixel / 255.0 - data.Mean[channel]) / data.StandardDeviation[channel]);
        return table;
    }
}
