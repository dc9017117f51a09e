using System.Text.Json.Nodes;
using S3Actors.Bench.Running;
using S3Actors.Coordinator.Hosting;
using S3Actors.Models.Training;

namespace S3Actors.Bench.AgainstPyTorch;

/// <summary>
/// The product against the same supernet, step and evaluation in eager PyTorch (pytorch/supernet.py), in turns. PyTorch gets its batches
/// ready-made; the product prepares its own, as in a campaign.
/// </summary>
internal sealed class PyTorchBenchmark : IBenchmark
{
    private static readonly string[] Campaigns = ["quickstart", "fashion-mnist"];
    private static readonly string[] CoreTypes = ["Haswell", "SkylakeX", "Zen"];

    private const int WarmUpSteps = 3;

    /// <summary>Subnets without neighbours that are asked for at once: a generation of the quickstart's search.</summary>
    private const int Generation = 16;

    /// <summary>Subnets of a measurement that are asked for at once.</summary>
    private const int Neighbours = 32;

    /// <summary>Seconds the slowest contender works a turn, about.</summary>
    private const double Turn = 0.5;

    public string Name => "pytorch";

    public string Question => "how much faster are training steps and evaluations than in eager PyTorch, and how far from the machine's limit?";

    /// <inheritdoc/>
    public void Run(Findings findings, Effort effort)
    {
        TorchSetup.Start();
        var peak = Peak(findings);
        List<(string Campaign, Comparison Train, Comparison Evaluate)> ratios = [];
        foreach (var campaign in Campaigns)
        {
            var ours = findings.Of(campaign);
            var workload = new Workload(campaign);
            using var folder = new WorkloadFolder(workload);
            using var contest = new Contest(workload, folder, peak, ours);
            ratios.Add((campaign, contest.Train(WarmUpSteps, Turn), contest.Evaluate("evaluate", workload.Random, Generation, 7)));
            contest.Evaluate("measure", workload.Adjacent, Neighbours, 5);
        }
        findings.AddOnTop("train_ratio", OnTop(ratios.ConvertAll(it => (it.Campaign, it.Train))));
        findings.AddOnTop("eval_ratio", OnTop(ratios.ConvertAll(it => (it.Campaign, it.Evaluate))));
    }

    /// <summary>The least ratio over the campaigns, and each.</summary>
    private static JsonObject OnTop(List<(string Campaign, Comparison Ratio)> ratios)
    {
        var json = new JsonObject
        {
            ["min"] = Figure.Round(ratios.Min(it => it.Ratio.Wall.OfMinima)), ["median"] = Figure.Round(ratios.Min(it => it.Ratio.Wall.OfMedians)),
        };
        foreach (var (campaign, ratio) in ratios) json[campaign] = ratio.ToJson();
        return json;
    }

    /// <summary>Operations a second of the best kernels on all cores; each kind has a process of its own, since the library chooses as it is loaded.</summary>
    private static double Peak(Findings findings)
    {
        var processes = CoreTypes.Select(type => (Type: type, Process: ChildProcess.Servant(new PeakServant(), [], new Dictionary<string, string> { ["OPENBLAS_CORETYPE"] = type }))).ToList();
        var timings = Interleaving.Run([.. processes.Select(it => new Contender(it.Type, () => PeakServant.Multiply(it.Process, 10)))], 5);
        processes.ForEach(it => it.Process.Dispose());
        var rates = timings.ToDictionary(it => it.Key, it => PeakServant.Operations * Environment.ProcessorCount / it.Value.Processor.Min);
        var peak = rates.Values.Max();
        findings.Add("peak_gflops", new JsonObject(rates.Select(rate => KeyValuePair.Create(rate.Key, (JsonNode?)Figure.Round(1e-9 * rate.Value)))));
        findings.Say($"GEMM peak, {Environment.ProcessorCount} cores, float32, by OPENBLAS_CORETYPE: {string.Join(", ", rates.Select(rate => $"{rate.Key} {1e-9 * rate.Value:F0} GFLOP/s"))}");
        return peak;
    }
}
