using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using S3Actors.Bench.Running;

namespace S3Actors.Bench.Readers;

/// <summary>
/// A shortened quickstart from its beginning to its end, with and without somebody who asks for its status all the time. Both do the same
/// work bit by bit, so what the run takes of the processors differs by what the reader costs it, and by noise.
/// </summary>
internal sealed class ReadersBenchmark : IBenchmark
{
    private const double Limit = 0.02;

    /// <summary>One iteration, its measurements, and a search: about a minute of a core, half a minute on two; two thirds of it usually.</summary>
    private static string[] Shortened(Effort effort) =>
    [
        "evolution.iterations=1", "measurement.subnets=16", "search.generations=3", "search.control=false",
        .. effort == Effort.Thorough ? (string[])["training.steps=500", "training.final_steps=500"] : ["training.steps=300", "training.final_steps=300"],
    ];

    public string Name => "readers";

    public string Question => $"what a status loop at {StatusLoopServant.Rate} readings a second costs the run beside it";

    public void Run(Findings findings, Effort effort)
    {
        var scratch = Directory.CreateTempSubdirectory("s3actors-bench-");
        try
        {
            var (run, readings) = (0, new List<JsonObject>());
            var ended = Path.Combine(scratch.FullName, "0");
            Campaign("smoke", [], ended);
            var taken = Interleaving.Run(
                [
                    new Contender("alone", () => Quickstart(Path.Combine(scratch.FullName, $"{++run}"), effort)),
                    new Contender("read", () => Watched(Path.Combine(scratch.FullName, $"{++run}"), effort, ended, readings)),
                ], effort == Effort.Thorough ? 10 : 3);
            Compare(findings, "processor seconds of the run", "processor", taken["alone"].Processor, taken["read"].Processor);
            Compare(findings, "seconds on the clock", "wall", taken["alone"].Wall, taken["read"].Wall);
            Tell(findings, readings);
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }

    private static void Compare(Findings findings, string words, string key, Samples alone, Samples read)
    {
        var ratio = Ratio.Of(alone, read);
        var more = Interval.Of(new Samples(ratio.Rounds.InOrder.Select(it => it - 1)));
        var verdict = more.High < Limit ? "below" : more.Low > Limit ? "above" : "too wide to tell from";
        findings.Add(key, new JsonObject
        {
            ["ratio"] = ratio.ToJson(), ["more"] = Quantity.Round(more.Mean), ["more_half_width"] = Quantity.Round(more.HalfWidth),
            ["alone"] = alone.ToJson(), ["limit"] = Limit,
        });
        findings.Say(string.Create(CultureInfo.InvariantCulture,
            $"{words}: {more.Mean:+0.0%;-0.0%} (95 %: {more.Low:+0.0%;-0.0%} to {more.High:+0.0%;-0.0%}, {alone.InOrder.Count} pairs), {verdict} {Limit:P0}; {ratio.OfMedians - 1:+0.0%;-0.0%} by medians, {ratio.OfMinima - 1:+0.0%;-0.0%} by minima; alone {Quantity.Time(alone.Median)}"));
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
