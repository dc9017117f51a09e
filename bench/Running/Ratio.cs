using System.Text.Json.Nodes;

namespace S3Actors.Bench.Running;

/// <summary>
/// How many times faster one contender is than another, from times taken alternately. Timings have two or more levels on shared machines;
/// the best times compare what the code can do, the medians what it does.
/// </summary>
/// <param name="OfMinima">The other's least time over this one's.</param>
/// <param name="OfMedians">The other's median time over this one's.</param>
/// <param name="Rounds">The ratio of each round, whose two times were taken next to each other.</param>
public sealed record Ratio(double OfMinima, double OfMedians, Samples Rounds)
{
    /// <param name="ours">Times, a round each.</param>
    /// <param name="theirs">Times of the other, of the same rounds.</param>
    public static Ratio Of(Samples ours, Samples theirs) => new(theirs.Min / ours.Min, theirs.Median / ours.Median,
        new Samples(ours.InOrder.Zip(theirs.InOrder, (our, their) => their / our)));

    public override string ToString() =>
        $"{OfMedians:F2} x by medians, {OfMinima:F2} x by minima (half of the rounds within {Rounds.Quantile(0.25):F2}..{Rounds.Quantile(0.75):F2})";

    public JsonObject ToJson() => new()
    {
        ["median"] = Quantity.Round(OfMedians), ["min"] = Quantity.Round(OfMinima), ["rounds"] = Rounds.ToJson(),
    };
}
