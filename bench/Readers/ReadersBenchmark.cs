using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using S3Actors.Bench.Running;

namespace S3Actors.Bench.Readers;

/// <summary>A campaign from its beginning to its end, with and without somebody who asks for its status all the time.</summary>
internal sealed class ReadersBenchmark : IBenchmark
{
    private const int Rounds = 7;
    private const double Limit = 0.02;

    public string Name => "readers";

    public string Question => $"what a status loop at {StatusLoopServant.Rate} readings a second costs the run beside it";

    public void Run(Findings findings)
    {
        var scratch = Directory.CreateTempSubdirectory("s3actors-bench-");
        try
        {
            var (run, readings) = (0, new List<JsonObject>());
            var ended = Path.Combine(scratch.FullName, "0");
            Campaign(ended);
            var taken = Interleaving.Run(
                [
                    new Contender("alone", () => Campaign(Path.Combine(scratch.FullName, $"{++run}"))),
                    new Contender("read", () => Watched(Path.Combine(scratch.FullName, $"{++run}"), ended, readings)),
                ], Rounds);
            Say("processor seconds of the run", "processor", Ratio.Of(taken["alone"].Processor, taken["read"].Processor), taken["alone"].Processor);
            Say("seconds on the clock", "wall", Ratio.Of(taken["alone"].Wall, taken["read"].Wall), taken["alone"].Wall);
            var (count, processor, seconds) = (readings.Sum(it => (double)it["readings"]!), readings.Sum(it => (double)it["processor"]!), readings.Sum(it => (double)it["seconds"]!));
            findings.Add("readings_a_second", Figure.Round(count / seconds));
            findings.Add("reader_processor_share", Figure.Round(processor / seconds));
            findings.Say(string.Create(CultureInfo.InvariantCulture, $"the reader: {count / seconds:F1} readings a second, {Figure.Time(new Samples(readings.Select(it => (double)it["median_seconds"]!)).Median)} each, {processor / seconds:P1} of one core of its own"));

            void Say(string words, string key, Ratio ratio, Samples alone)
            {
                findings.Add(key, new JsonObject { ["ratio"] = ratio.ToJson(), ["alone"] = alone.ToJson(), ["limit"] = 1 + Limit });
                findings.Say(string.Create(CultureInfo.InvariantCulture,
                    $"{words}: {ratio.OfMedians - 1:+0.0%;-0.0%} by medians, {ratio.OfMinima - 1:+0.0%;-0.0%} by minima (half of the rounds within {ratio.Rounds.Quantile(0.25) - 1:+0.0%;-0.0%}..{ratio.Rounds.Quantile(0.75) - 1:+0.0%;-0.0%}; alone {Figure.Time(alone.Median)}), limit {Limit:P0}"));
            }
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }

    private static Elapsed Watched(string runs, string ended, List<JsonObject> readings)
    {
        using var reader = ChildProcess.Servant(new StatusLoopServant(), [Path.Combine(runs, "smoke"), Path.Combine(ended, "smoke")]);
        reader.Ask("go");
        var elapsed = Campaign(runs);
        readings.Add(reader.Ask("stop"));
        return elapsed; // the reader lives still, so what it took is not among what ended children took
    }

    private static Elapsed Campaign(string runs)
    {
        var campaign = Path.Combine(AppContext.BaseDirectory, "hocon", "campaigns", "smoke.conf");
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "s3actors"), ["run", campaign, "--runs", runs]) { RedirectStandardOutput = true };
        var (clock, before) = (Stopwatch.StartNew(), ChildTime.Seconds());
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"the campaign ended with {process.ExitCode}: {output[Math.Max(0, output.Length - 300)..]}");
        return new Elapsed(clock.Elapsed.TotalSeconds, ChildTime.Seconds() - before);
    }
}
