using System.Text.Json.Nodes;
using S3Actors.Bench.Running;
using S3Actors.Coordinator.Hosting;
using S3Actors.Models.Training;

namespace S3Actors.Bench.AgainstPyTorch;

/// <summary>
/// The product against the same supernet, step and evaluation in eager mode, in turns: in plain TorchSharp calls on the product's libtorch
/// (<see cref="Eager.EagerSupernet"/>), and in Debian's PyTorch (pytorch/supernet.py). The better of the two counts. They get their batches
/// ready-made; the product prepares its own, as in a campaign.
/// </summary>
internal sealed class PyTorchBenchmark : IBenchmark
{
    private static readonly string[] Campaigns = ["quickstart", "fashion-mnist"];

    private const int WarmUpSteps = 3;

    /// <summary>Subnets without neighbours that are asked for at once: a generation of the quickstart's search.</summary>
    private const int Generation = 16;

    /// <summary>Subnets of a measurement that are asked for at once.</summary>
    private const int Neighbours = 32;

    /// <summary>Seconds the slowest contender works a turn, about.</summary>
    private const double Turn = 2;

    public string Name => "pytorch";

    public string Question => "how much faster are training steps and evaluations than in eager PyTorch, and how far from the machine's limit?";

    /// <inheritdoc/>
    public void Run(Findings findings, Effort effort)
    {
        TorchSetup.Start();
        var peak = Peak(findings);
        var results = new Dictionary<string, Dictionary<string, Comparison>>();
        foreach (var campaign in Campaigns)
        {
            var ours = findings.Of(campaign);
            var workload = new Workload(campaign, paired: true);
            using var folder = new WorkloadFolder(workload);
            using var contest = new Contest(workload, folder, peak, ours);
            results[campaign] = new Dictionary<string, Comparison>
            {
                ["train"] = contest.Train(WarmUpSteps, Turn),
                ["eval"] = contest.Evaluate("evaluate", workload.Random, Generation, times: 2, rounds: 4),
                ["measure"] = contest.Evaluate("measure", workload.Adjacent, Neighbours, times: 1, rounds: 4),
            };
        }
        foreach (var what in results[Campaigns[0]].Keys)
        {
            var ratios = results.Select(it => (it.Key, it.Value[what])).ToList();
            findings.AddOnTop($"{what}_ratio", OnTop(ratios));
            findings.Say($"{what}_ratio: {ratios.Min(it => it.Item2.Wall.OfMedians):F2} by medians, {ratios.Min(it => it.Item2.Wall.OfMinima):F2} by minima, the least over both spaces");
        }
        findings.AddOnTop("peak_share", new JsonObject(results.Select(it => KeyValuePair.Create(it.Key, (JsonNode?)it.Value["train"].PeakShareToJson()))));
    }

    /// <summary>The least ratio over the campaigns, and each.</summary>
    private static JsonObject OnTop(List<(string Campaign, Comparison Ratio)> ratios)
    {
        var json = new JsonObject
        {
            ["min"] = Quantity.Round(ratios.Min(it => it.Ratio.Wall.OfMinima)), ["median"] = Quantity.Round(ratios.Min(it => it.Ratio.Wall.OfMedians)),
        };
        foreach (var (campaign, ratio) in ratios) json[campaign] = ratio.ToJson();
        return json;
    }

    /// <summary>Operations a second of one thread while all cores multiply: the product's libtorch, large matrices.</summary>
    private static double Peak(Findings findings)
    {
        using var process = ChildProcess.Servant(new PeakServant(), []);
        var rate = PeakServant.Operations / Enumerable.Range(0, 5).Min(_ => PeakServant.Multiply(process, 10).Processor);
        findings.Add("peak_gflops_of_a_thread", Quantity.Round(1e-9 * rate));
        findings.Say($"GEMM peak: {1e-9 * rate:F0} GFLOP/s a thread, float32, {Environment.ProcessorCount} threads at once, of the processor's time");
        return rate;
    }
}
