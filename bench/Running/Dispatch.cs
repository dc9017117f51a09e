using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using S3Actors.Bench.AgainstPyTorch;
using S3Actors.Bench.AgainstPyTorch.Eager;
using S3Actors.Bench.Dashboard;
using S3Actors.Bench.Estimators;
using S3Actors.Bench.Gpu;
using S3Actors.Bench.Journal;
using S3Actors.Bench.Laws;
using S3Actors.Bench.Loader;
using S3Actors.Bench.Pipeline;
using S3Actors.Bench.Readers;
using S3Actors.Bench.Scale;
using S3Actors.Bench.Soak;
using S3Actors.Bench.Telemetry;

namespace S3Actors.Bench.Running;

/// <summary>From the command line to the benchmarks and back.</summary>
internal static class Dispatch
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Every benchmark, in the order they run.</summary>
    private static readonly IReadOnlyList<IBenchmark> Benchmarks = [new PyTorchBenchmark(), new EstimatorBenchmark(), new PipelineBenchmark(),
        new JournalBenchmark(), new SoakBenchmark(), new ReadersBenchmark(), new LoaderBenchmark(), new LawsBenchmark(), new TelemetryBenchmark(), new DashboardBenchmark(),
        new ScaleBenchmark()];

    private static readonly IReadOnlyList<IServant> Servants =
    [
        new OurServant(), new EagerServant(), new PeakServant(), new RecoveryServant(), new InventingServant(), new StatusLoopServant(), new SoakServant(),
        new PipelineServant(),
        new ScaleServant(), new FixedCostServant(),
        new NetworkServant(), new ReadingServant(), new GpuServant(),
    ];

    /// <summary>Runs benchmarks; text goes to the output as it comes, or all of it as one JSON document at the end.</summary>
    /// <returns>The exit code: 0 done, 1 a benchmark failed, 2 no such benchmark or option.</returns>
    public static int Run(IReadOnlyList<string> arguments)
    {
        var json = arguments.Contains("--json");
        var effort = arguments.Contains("--thorough") ? Effort.Thorough : Effort.Usual;
        List<string> names = [.. arguments.Where(argument => argument is not ("--json" or "--thorough"))];
        if (names is ["--list"])
        {
            foreach (var benchmark in Benchmarks) Console.WriteLine($"{benchmark.Name,-12} {benchmark.Question}");
            return 0;
        }
        if (names.Find(name => Benchmarks.All(benchmark => benchmark.Name != name)) is { } unknown)
        {
            Console.Error.WriteLine($"bench: there is no '{unknown}'; there are: {string.Join(", ", Benchmarks.Select(benchmark => benchmark.Name))}");
            return 2;
        }
        var findings = new Findings(json ? TextWriter.Null : Console.Out);
        findings.Add("surroundings", Surroundings.ToJson());
        findings.Say(Surroundings.ToText());
        var failed = false;
        foreach (var benchmark in Benchmarks.Where(benchmark => names.Count == 0 || names.Contains(benchmark.Name)))
            failed |= !Run(benchmark, findings, effort);
        if (json) Console.WriteLine(findings.Json.ToJsonString(Indented));
        return failed ? 1 : 0;
    }

    /// <summary>Runs a part of a benchmark in this process.</summary>
    public static int Serve(string name, IReadOnlyList<string> arguments)
    {
        Servants.Single(servant => servant.Name == name).Serve(arguments, Console.In, Console.Out);
        return 0;
    }

    /// <summary>One benchmark that fails does not keep the others from running.</summary>
    private static bool Run(IBenchmark benchmark, Findings all, Effort effort)
    {
        var findings = all.Of(benchmark.Name);
        findings.Say($"== {benchmark.Name}: {benchmark.Question}");
        var watch = Stopwatch.StartNew();
        try
        {
            benchmark.Run(findings, effort);
        }
        catch (Exception e)
        {
            Console.Error.WriteLine($"bench: {benchmark.Name} failed: {e}");
            findings.Add("failed", JsonValue.Create(e.Message));
            return false;
        }
        findings.Add("seconds", Math.Round(watch.Elapsed.TotalSeconds, 1));
        findings.Say($"({watch.Elapsed.TotalSeconds:F0} s)\n");
        return true;
    }
}
