using System.Globalization;
using System.Text.Json.Nodes;
using S3Actors.Bench.Running;
using static System.FormattableString;

namespace S3Actors.Bench.Scale;

/// <summary>
/// The constants of a campaign on many machines (docs/scale.md). First the ledger with evaluations that take no time, by itself and through
/// workers: what an evaluation costs the coordinator. Then with evaluations of a fixed time, through more and more workers: whether they wait.
/// Then with real ones, which share this machine's cores.
/// </summary>
internal sealed class ScaleBenchmark : IBenchmark
{
    private const int Milliseconds = 20;
    private const int SubnetsPerWorker = 1000;
    private const int RealSubnets = 1000;

    public string Name => "scale";

    public string Question => "what does an evaluation cost the coordinator, in time and bytes, and do 1 to 8 workers share work without waiting?";

    /// <inheritdoc/>
    public void Run(Findings findings, Effort effort)
    {
        var (many, through) = effort == Effort.Thorough ? (1_000_000, 100_000) : (100_000, 20_000);
        Cost(findings, "own", "by itself", many, workers: 0);
        Cost(findings, "workers", "through 2 workers", through, workers: 2);
        const int steps = 1000;
        var trained = Measure(1, "0", Invariant($"steps {steps}"));
        findings.Say(Invariant($"a training step on a worker takes {(double)trained["seconds"]! / steps * 1e6:F0} us more than the step itself, {(double)trained["processor"]! / steps * 1e6:F0} us of the coordinator's processors"));
        findings.Add("step_microseconds", Quantity.Round((double)trained["seconds"]! / steps * 1e6));
        foreach (var workers in new[] { 1, 2, 4, 8 })
        {
            var answer = Measure(workers, Invariant($"{Milliseconds}"), Invariant($"{workers} {SubnetsPerWorker * workers}"));
            var rate = SubnetsPerWorker * workers / (double)answer["seconds"]!;
            var most = workers * 1000.0 / Milliseconds;
            findings.Say(Invariant($"{workers} workers with evaluations of {Milliseconds} ms: {rate:F0} a second, {rate / most:P1} of {most:F0}"));
            findings.Add(Invariant($"share_of_{workers}"), Quantity.Round(rate / most));
        }
        double? alone = null;
        foreach (var workers in new[] { 1, 2, 4, 8 })
        {
            var answer = Measure(workers, FixedCostServant.Real, Invariant($"real {workers} {RealSubnets}"));
            var rate = RealSubnets / (double)answer["seconds"]!;
            alone ??= rate;
            findings.Say(Invariant($"{workers} workers with real evaluations, 1000 images each, on {Environment.ProcessorCount} cores: ")
                + Invariant($"{rate:F0} a second, {rate / alone.Value:F2} times those of one"));
            findings.Add(Invariant($"real_rate_of_{workers}"), Quantity.Round(rate));
        }
    }

    private static void Cost(Findings findings, string key, string words, int subnets, int workers)
    {
        var answer = Measure(workers, "0", Invariant($"{workers} {subnets}"));
        double Each(string name) => (double)answer[name]! / subnets;
        findings.Say(Invariant($"{subnets} evaluations {words}: {Each("processor") * 1e6:F0} us of the coordinator's processors each, {Each("seconds") * 1e6:F0} us on the clock; {Each("journal_bytes"):F0} bytes of journal, {(double)answer["wire_bytes"]!:F0} bytes between nodes; most memory {(double)answer["peak_bytes"]! / 1e6:F0} MB"));
        findings.Add(key, new JsonObject
        {
            ["evaluations"] = subnets, ["processor_microseconds"] = Quantity.Round(Each("processor") * 1e6), ["microseconds"] = Quantity.Round(Each("seconds") * 1e6),
            ["journal_bytes"] = Quantity.Round(Each("journal_bytes")), ["wire_bytes"] = Quantity.Round((double)answer["wire_bytes"]!),
            ["peak_megabytes"] = Quantity.Round((double)answer["peak_bytes"]! / 1e6),
        });
    }

    private static JsonObject Measure(int workers, string milliseconds, string order)
    {
        var scratch = Directory.CreateTempSubdirectory("s3actors-bench-");
        try
        {
            using var coordinator = ChildProcess.Servant(new ScaleServant(), [scratch.FullName]);
            var port = ((int)coordinator.Ask("port")["port"]!).ToString(CultureInfo.InvariantCulture);
            var team = Enumerable.Range(0, workers)
                .Select(_ => ChildProcess.Servant(new FixedCostServant(), [port, milliseconds])).ToList();
            var answer = coordinator.Ask(order);
            team.ForEach(worker => worker.Dispose());
            return answer;
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }
}
