using System.Globalization;
using System.Text.Json.Nodes;
using S3Actors.Bench.Running;
using S3Actors.Coordinator.Output;

namespace S3Actors.Bench.Laws;

/// <summary>
/// How time and memory grow with each size of a campaign, over a factor of 8. Time is that of the processor, fitted by a power law, c n^p,
/// and by a line, a + b n, whose distances count in proportion to the time; a constant part pulls the exponent below that of the last
/// doubling, which is printed too. Memory has a constant part always, what a process with its libraries and images needs: a line.
/// </summary>
internal sealed class LawsBenchmark : IBenchmark
{
    public string Name => "laws";

    public string Question => "how do time and memory grow with images, subnets, depth, width, iterations and events?";

    public void Run(Findings findings, Effort effort)
    {
        var table = new TextTable("with", "sizes", "what is done", "seconds of a processor", "time grows as", "MiB at the peak", "memory grows by");
        foreach (var law in AllLaws.All)
        {
            Tell(findings, table, law, [.. law.Sizes.Select(law.Measure)]);
        }
        findings.Say(table.ToText());
    }

    private static void Tell(Findings findings, TextTable table, Law law, List<Cost> costs)
    {
        var sizes = costs.ConvertAll(it => it.Size);
        var (power, line) = (Fit.Power(sizes, costs.ConvertAll(it => it.Processor)), Fit.Proportional(sizes, costs.ConvertAll(it => it.Processor)));
        var last = Math.Log(costs[^1].Processor / costs[^2].Processor) / Math.Log(sizes[^1] / sizes[^2]);
        var memory = Fit.Line(sizes, costs.ConvertAll(it => it.Peak));
        table.Add(
            law.Size, $"{sizes[0]:F0} to {sizes[^1]:F0}", law.What, string.Join(' ', costs.Select(it => Text($"{it.Processor:G3}"))),
            Text($"n^{power.Slope:F2} (+-{power.SlopeError:F2}), last n^{last:F2}; {Quantity.Time(line.Intercept)} + {Quantity.Time(line.Slope)} n"),
            string.Join(' ', costs.Select(it => Text($"{it.Peak / (1 << 20):F0}"))), Text($"{memory.Slope / 1024:F2} (+-{memory.SlopeError / 1024:F2}) KiB"));
        findings.Add(law.Name, new JsonObject
        {
            ["sizes"] = Array(sizes), ["processor_seconds"] = Array(costs.Select(it => it.Processor)), ["peak_bytes"] = Array(costs.Select(it => it.Peak)),
            ["exponent"] = Quantity.Round(power.Slope), ["exponent_error"] = Quantity.Round(power.SlopeError),
            ["exponent_of_last_doubling"] = Quantity.Round(last), ["seconds_constant"] = Quantity.Round(line.Intercept),
            ["seconds_each"] = Quantity.Round(line.Slope), ["seconds_each_error"] = Quantity.Round(line.SlopeError),
            ["bytes_each"] = Quantity.Round(memory.Slope), ["bytes_each_error"] = Quantity.Round(memory.SlopeError),
        });
    }

    private static JsonArray Array(IEnumerable<double> values) => [.. values.Select(value => (JsonNode)Quantity.Round(value))];

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
