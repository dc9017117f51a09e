using System.Text.Json.Nodes;
using S3Actors.Bench.Running;

namespace S3Actors.Bench.AgainstPyTorch;

/// <summary>Our best number of threads against PyTorch's best, each by its median.</summary>
/// <param name="Wall">How many times faster by the clock.</param>
/// <param name="Processor">How many times less of the processor it takes: our best against their best by that measure, whatever else the machine does.</param>
internal sealed record Comparison(string Ours, string Theirs, Ratio Wall, Ratio Processor)
{
    public static Comparison Of(IReadOnlyDictionary<string, Timings> timings, Func<string, bool> isOurs)
    {
        var (ours, theirs) = (Best(it => it.Wall, true), Best(it => it.Wall, false));
        return new Comparison(ours, theirs, Ratio.Of(timings[ours].Wall, timings[theirs].Wall),
            Ratio.Of(timings[Best(it => it.Processor, true)].Processor, timings[Best(it => it.Processor, false)].Processor));

        string Best(Func<Timings, Samples> measure, bool our) => timings.Where(it => isOurs(it.Key) == our).MinBy(it => measure(it.Value).Median).Key;
    }

    public override string ToString() => $"{Ours} against {Theirs}: {Wall}; of processor time {Processor.OfMedians:F2} x less by medians, {Processor.OfMinima:F2} x by minima";

    public JsonObject ToJson()
    {
        var json = Wall.ToJson();
        json["processor"] = Processor.ToJson();
        return json;
    }
}
