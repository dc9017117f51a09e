using System.Globalization;
using System.Text.Json.Nodes;
using S3Actors.Bench.Running;

namespace S3Actors.Bench.Soak;

/// <summary>Memory over a campaign of a million evaluations: what a campaign needs must not depend on how long it is.</summary>
internal sealed class SoakBenchmark : IBenchmark
{
    private const int Evaluations = 1_000_000, Samples = 50;

    /// <summary>The share of the campaign in which code is compiled and collections find their sizes.</summary>
    private const double WarmUp = 0.2;

    public string Name => "soak";

    public string Question => "does memory grow with the length of a campaign?";

    public void Run(Findings findings, Effort effort)
    {
        var scratch = Directory.CreateTempSubdirectory("s3actors-bench-");
        try
        {
            using var process = ChildProcess.Servant(new SoakServant(), [scratch.FullName, $"{Evaluations}", $"{Samples}"]);
            var answer = process.Ask("go");
            var samples = answer["samples"]!.AsArray().Select(it => it!.AsObject()).ToList();
            var warm = samples.Where(it => (int)it["evaluations"]! >= WarmUp * Evaluations).ToList();
            findings.Say(string.Create(CultureInfo.InvariantCulture,
                $"{samples[^1]["evaluations"]} evaluations in {answer["iterations"]} iterations, {(long)answer["journal_bytes"]! >> 20} MiB of journal, {(double)answer["seconds"]!:F0} s ({(double)answer["processor"]! / (int)samples[^1]["evaluations"]! * 1e6:F0} us of a processor each); after the first {WarmUp:P0}:"));
            Tell(findings, "heap", "objects in use after a full collection", warm);
            Tell(findings, "resident", "resident memory", warm);
            findings.Add("evaluations", (int)samples[^1]["evaluations"]!);
            findings.Add("samples", new JsonArray([.. samples.Select(it => it.DeepClone())]));
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }

    private static void Tell(Findings findings, string key, string words, List<JsonObject> warm)
    {
        var bytes = warm.ConvertAll(it => (double)it[key]!);
        var fit = Fit.Line(warm.ConvertAll(it => (double)it["evaluations"]!), bytes);
        findings.Add(key, new JsonObject { ["bytes_an_evaluation"] = Quantity.Round(fit.Slope), ["half_width"] = Quantity.Round(fit.HalfWidth),
            ["least"] = bytes.Min(), ["most"] = bytes.Max() });
        findings.Say(string.Create(CultureInfo.InvariantCulture,
            $"{words,-40} {bytes.Min() / (1 << 20):F1} to {bytes.Max() / (1 << 20):F1} MiB, {fit.Slope:+0.00;-0.00} bytes an evaluation (95 %: {fit.Slope - fit.HalfWidth:+0.00;-0.00} to {fit.Slope + fit.HalfWidth:+0.00;-0.00})"));
    }
}
