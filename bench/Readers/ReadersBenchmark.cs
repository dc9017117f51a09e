using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using S3Actors.Bench.Dashboard;
using S3Actors.Bench.Running;

namespace S3Actors.Bench.Readers;

/// <summary>
/// A shortened quickstart from its beginning to its end: by itself, beside somebody who asks for its status all the time, and beside a dashboard
/// that is open in three browsers. All do the same work bit by bit, so what the run takes of the processors differs by what the readers cost it,
/// and by noise.
/// </summary>
internal sealed class ReadersBenchmark : IBenchmark
{
    private const double Limit = 0.02, DashboardLimit = 0.01;
    private const int Browsers = 3;

    /// <summary>One iteration, its measurements, and a search: about a minute of a core, half a minute on two; two thirds of it usually.</summary>
    private static string[] Shortened(Effort effort) =>
    [
        "evolution.iterations=1", "measurement.estimator=paired", "measurement.subnets=16", "measurement.top_k=6", "search.generations=3", "search.control=false",
        .. effort == Effort.Thorough ? (string[])["training.steps=500", "training.final_steps=500"] : ["training.steps=300", "training.final_steps=300"],
    ];

    public string Name => "readers";

    public string Question => $"what a status loop at {StatusLoopServant.Rate} readings a second, and a dashboard open in {Browsers} browsers, cost the run beside them";

    public void Run(Findings findings, Effort effort)
    {
        var scratch = Directory.CreateTempSubdirectory("s3actors-bench-");
        try
        {
            var (run, readings, shares) = (0, new List<JsonObject>(), new List<double>());
            var ended = Path.Combine(scratch.FullName, "0");
            Campaign("smoke", [], ended);
            var taken = Interleaving.Run(
                [
                    new Contender("alone", () => Quickstart(Path.Combine(scratch.FullName, $"{++run}"), effort)),
                    new Contender("read", () => Watched(Path.Combine(scratch.FullName, $"{++run}"), effort, ended, readings)),
                    new Contender("dashboard", () => BesideDashboard(Path.Combine(scratch.FullName, $"{++run}"), effort, shares)),
                ], effort == Effort.Thorough ? 10 : 3);
            Compare(findings, "status loop: processor seconds of the run", "processor", taken["alone"].Processor, taken["read"].Processor, Limit);
            Compare(findings, "status loop: seconds on the clock", "wall", taken["alone"].Wall, taken["read"].Wall, Limit);
            Tell(findings, readings);
            Compare(findings, "dashboard: processor seconds of the run", "dashboard_processor", taken["alone"].Processor, taken["dashboard"].Processor, DashboardLimit);
            Compare(findings, "dashboard: seconds on the clock", "dashboard_wall", taken["alone"].Wall, taken["dashboard"].Wall, DashboardLimit);
            findings.Say(string.Create(CultureInfo.InvariantCulture, $"the dashboard itself: {new Samples(shares).Median:P2} of one core, its start aside"));
            findings.Add("dashboard_processor_share", Quantity.Round(new Samples(shares).Median));
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }

    private static void Compare(Findings findings, string words, string key, Samples alone, Samples read, double limit)
    {
        var ratio = Ratio.Of(alone, read);
        var more = Interval.Of(new Samples(ratio.Rounds.InOrder.Select(it => it - 1)));
        var verdict = more.High < limit ? "below" : more.Low > limit ? "above" : "too wide to tell from";
        findings.Add(key, new JsonObject
        {
            ["ratio"] = ratio.ToJson(), ["more"] = Quantity.Round(more.Mean), ["more_half_width"] = Quantity.Round(more.HalfWidth),
            ["alone"] = alone.ToJson(), ["limit"] = limit,
        });
        findings.Say(string.Create(CultureInfo.InvariantCulture,
            $"{words}: {more.Mean:+0.0%;-0.0%} (95 %: {more.Low:+0.0%;-0.0%} to {more.High:+0.0%;-0.0%}, {alone.InOrder.Count} pairs), {verdict} {limit:P0}; {ratio.OfMedians - 1:+0.0%;-0.0%} by medians, {ratio.OfMinima - 1:+0.0%;-0.0%} by minima; alone {Quantity.Time(alone.Median)}"));
    }

    /// <summary>What the loop takes itself, whatever the run makes of it.</summary>
    private static void Tell(Findings findings, List<JsonObject> readings)
    {
        double Sum(string key) => readings.Sum(it => (double)it[key]!);
        var (count, processor, seconds) = (Sum("readings"), Sum("processor"), Sum("seconds"));
        findings.Add("readings_a_second", Quantity.Round(count / seconds));
        findings.Add("reader_processor_share", Quantity.Round(processor / seconds));
        findings.Say(string.Create(CultureInfo.InvariantCulture,
            $"the loop itself: {count / seconds:F1} readings a second, {Quantity.Time(new Samples(readings.Select(it => (double)it["median_seconds"]!)).Median)} each, {processor / seconds:P2} of one core, {processor / seconds / Environment.ProcessorCount:P2} of the machine"));
    }

    private static Elapsed Watched(string runs, Effort effort, string ended, List<JsonObject> readings)
    {
        using var reader = ChildProcess.Servant(new StatusLoopServant(), [Path.Combine(runs, "quickstart"), Path.Combine(ended, "smoke")]);
        reader.Ask("go");
        var elapsed = Quickstart(runs, effort);
        readings.Add(reader.Ask("stop"));
        return elapsed; // the reader lives still, so what it took is not among what ended children took
    }

    /// <summary>Its visitors ask again until the campaign is there, and then see every number and every new report.</summary>
    private static Elapsed BesideDashboard(string runs, Effort effort, List<double> shares)
    {
        Directory.CreateDirectory(runs);
        using var dashboard = new DashboardServant(runs);
        dashboard.SecondsOf("/");
        using var stop = new CancellationTokenSource();
        var visitors = Enumerable.Range(0, Browsers).Select(_ => Task.Run(async () =>
        {
            for (; !stop.IsCancellationRequested; await Task.Delay(200)) await dashboard.Watch("quickstart", stop.Token);
        })).ToArray();
        var before = dashboard.ProcessorSeconds;
        var elapsed = Quickstart(runs, effort);
        shares.Add((dashboard.ProcessorSeconds - before) / elapsed.Wall);
        stop.Cancel();
        Task.WaitAll(visitors);
        return elapsed;
    }

    private static Elapsed Quickstart(string runs, Effort effort) => Campaign("quickstart", Shortened(effort), runs);

    private static Elapsed Campaign(string name, string[] settings, string runs)
    {
        var file = Path.Combine(AppContext.BaseDirectory, "hocon", "campaigns", name + ".conf");
        var start = new ProcessStartInfo(
            Path.Combine(AppContext.BaseDirectory, "s3actors"),
            ["run", file, "--runs", runs, .. settings.SelectMany(it => new[] { "--set", it })]) { RedirectStandardOutput = true };
        var (clock, before) = (Stopwatch.StartNew(), ProcessorTime.OfChildren());
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"the campaign ended with {process.ExitCode}: {output[Math.Max(0, output.Length - 300)..]}");
        return new Elapsed(clock.Elapsed.TotalSeconds, ProcessorTime.OfChildren() - before);
    }
}
