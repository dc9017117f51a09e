using S3Actors.Messages.Campaign;

namespace S3Actors.Models.Data.Scaling;

/// <summary>
/// Which source pixels make up each target pixel of one axis, and with which weights: the filter, widened by the factor by which the
/// axis shrinks, is sampled at the source pixels' centres and normalised to a sum of 1. Weights are in fixed point, so that a sum of
/// products has the same bits on every machine.
/// </summary>
internal sealed class FilterWeights
{
    /// <summary>Bits behind the point: 8 of a pixel and 2 of overshoot remain before it.</summary>
    public const int FractionBits = 32 - 8 - 2;

    private readonly int[] _weights;
    private readonly int _stride;
    private readonly (int First, int Count)[] _ranges;

    /// <summary>The weights for an axis of some length that is scaled to another.</summary>
    public FilterWeights(int from, int to, Interpolation interpolation)
    {
        Func<double, double> filter = interpolation == Interpolation.Bicubic ? Cubic : Triangle;
        var scale = (double)from / to;
        var stretch = Math.Max(scale, 1);
        var shrink = 1 / stretch;
        var radius = (interpolation == Interpolation.Bicubic ? 2 : 1) * stretch;
        _stride = (int)Math.Ceiling(radius) * 2 + 1;
        _weights = new int[to * _stride];
        _ranges = new (int, int)[to];
        Span<double> exact = stackalloc double[_stride <= 512 ? _stride : 0];
        if (exact.IsEmpty) exact = new double[_stride];
        for (var target = 0; target < to; target++)
        {
            var centre = (target + 0.5) * scale;
            var first = Math.Max(0, (int)(centre - radius + 0.5));
            var count = Math.Min(from, (int)(centre + radius + 0.5)) - first;
            var sum = 0.0;
            for (var i = 0; i < count; i++) sum += exact[i] = filter((first + i - centre + 0.5) * shrink);
            var normal = 1 / sum;
            for (var i = 0; i < count; i++)
                _weights[target * _stride + i] = (int)Math.Round(exact[i] * normal * (1 << FractionBits), MidpointRounding.AwayFromZero);
            _ranges[target] = (first, count);
        }
    }

    /// <summary>The first source pixel of a target pixel, and the weights from there on.</summary>
    public ReadOnlySpan<int> Of(int target, out int first)
    {
        (first, var count) = _ranges[target];
        return _weights.AsSpan(target * _stride, count);
    }

    private static double Triangle(double x) => Math.Max(0, 1 - Math.Abs(x));

    /// <summary>R. Keys, "Cubic convolution interpolation for digital image processing", 1981, with a = -1/2.</summary>
    private static double Cubic(double x)
    {
        const double a = -0.5;
        x = Math.Abs(x);
        if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
        return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
    }
}
