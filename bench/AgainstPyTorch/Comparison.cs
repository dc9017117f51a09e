using System.Text.Json.Nodes;
using S3Actors.Bench.Running;

namespace S3Actors.Bench.AgainstPyTorch;

/// <summary>Our best number of threads against the best of the others, each by its median.</summary>
/// <param name="Wall">How many times faster by the clock.</param>
/// <param name="Processor">How many times less of the processor it takes: our best against their best by that measure, whatever else the machine does.</param>
/// <param name="PeakShare">Of a GEMM on as many threads: what share of its operations a second we reach, in the least time and in the median; and of
/// the processor's time.</param>
internal sealed record Comparison(string Ours, string Theirs, Ratio Wall, Ratio Processor, (double Best, double Median, double Processor) PeakShare)
{
    /// <param name="seconds">What the operations of one unit would take one thread at the GEMM's rate.</param>
    public static Comparison Of(IReadOnlyDictionary<Side, Timings> timings, double seconds)
    {
        var (ours, theirs) = (Best(it => it.Wall, true), Best(it => it.Wall, false));
        var (oursByProcessor, theirsByProcessor) = (Best(it => it.Processor, true), Best(it => it.Processor, false));
        return new Comparison(ours.Name, theirs.Name, Ratio.Of(timings[ours].Wall, timings[theirs].Wall),
            Ratio.Of(timings[oursByProcessor].Processor, timings[theirsByProcessor].Processor),
            (seconds / ours.Threads / timings[ours].Wall.Min, seconds / ours.Threads / timings[ours].Wall.Median,
                seconds / timings[oursByProcessor].Processor.Median));

        Side Best(Func<Timings, Samples> measure, bool our) => timings.Where(it => it.Key.IsOurs == our).MinBy(it => measure(it.Value).Median).Key;
    }

    public override string ToString() =>
        $"{Ours} against {Theirs}: {Wall}; of processor time {Processor.OfMedians:F2} x less by medians, {Processor.OfMinima:F2} x by minima; {PeakShare.Median:P0} of the GEMM peak, {PeakShare.Processor:P0} of the processor's time";

    public JsonObject ToJson()
    {
        var json = Wall.ToJson();
        (json["ours"], json["theirs"], json["processor"], json["peak_share"]) = (Ours, Theirs, Processor.ToJson(), PeakShareToJson());
        return json;
    }

    /// <summary>min: of the least time.</summary>
    public JsonObject PeakShareToJson() => new()
    {
        ["min"] = Quantity.Round(PeakShare.Best), ["median"] = Quantity.Round(PeakShare.Median), ["processor"] = Quantity.Round(PeakShare.Processor),
    };
}
