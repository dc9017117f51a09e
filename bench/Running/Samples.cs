using System.Text.Json.Nodes;

namespace S3Actors.Bench.Running;

/// <summary>Repeated measurements of one thing, of any unit.</summary>
public sealed class Samples
{
    private readonly double[] _sorted;

    /// <param name="values">In the order they were taken; at least one.</param>
    public Samples(IEnumerable<double> values)
    {
        InOrder = [.. values];
        ArgumentOutOfRangeException.ThrowIfZero(InOrder.Count);
        _sorted = [.. InOrder.Order()];
    }

    /// <summary>The values in the order they were taken.</summary>
    public IReadOnlyList<double> InOrder { get; }

    public double Min => _sorted[0];

    public double Max => _sorted[^1];

    public double Median => Quantile(0.5);

    public double Mean => InOrder.Average();

    /// <summary>Half the distance between the quartiles over the median: 0.05 says that half of the values lie within about 5 %.</summary>
    public double Spread => (Quantile(0.75) - Quantile(0.25)) / 2 / Median;

    /// <summary>The value below which a share of the samples lies, interpolated between neighbours.</summary>
    /// <param name="share">In [0, 1].</param>
    public double Quantile(double share)
    {
        var at = share * (_sorted.Length - 1);
        var below = (int)at;
        return below + 1 < _sorted.Length ? _sorted[below] + (at - below) * (_sorted[below + 1] - _sorted[below]) : _sorted[below];
    }

    /// <summary>The values times a factor, e.g. for another unit.</summary>
    public Samples Times(double factor) => new(InOrder.Select(value => value * factor));

    public JsonObject ToJson() => new()
    {
        ["min"] = Quantity.Round(Min), ["median"] = Quantity.Round(Median), ["max"] = Quantity.Round(Max), ["spread"] = Quantity.Round(Spread),
        ["count"] = InOrder.Count,
    };
}
