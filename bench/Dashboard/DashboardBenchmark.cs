using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using S3Actors.Bench.Journal;
using S3Actors.Bench.Running;

namespace S3Actors.Bench.Dashboard;

/// <summary>
/// How long <c>list</c> and the dashboard take where there are many campaigns, and one with very many evaluations. All of them are invented. The first
/// <c>list</c> reads every journal and keeps what it read; each first time of a page is that of a dashboard that was only just started; its pages' pictures
/// come after the page itself.
/// </summary>
internal sealed class DashboardBenchmark : IBenchmark
{
    private const int Campaigns = 1000, Again = 5;
    private const double Limit = 1;

    public string Name => "dashboard";

    public string Question => $"how fast do 'list' and the dashboard open with {Campaigns} campaigns, and with one of 100 000 events?";

    public void Run(Findings findings, Effort effort)
    {
        var scratch = Directory.CreateTempSubdirectory("s3actors-bench-");
        try
        {
            var runs = scratch.FullName;
            var clock = Stopwatch.StartNew();
            var events = InventedCampaign.Write(runs).Events;
            InventedCampaign.WriteMany(runs, Campaigns - 1);
            findings.Say(string.Create(CultureInfo.InvariantCulture, $"{Campaigns} campaigns, one of {events:N0} events, written in {clock.Elapsed.TotalSeconds:0} s"));
            Tell(findings, "list", "s3actors list, a process of its own each time", [.. Enumerable.Range(0, Again).Select(_ => List(runs))]);
            using var dashboard = new DashboardServant(runs);
            foreach (var (key, words, address) in new[]
                     {
                         ("campaigns", "the page of all campaigns", "/"), ("campaign", "the page of the large one", "/campaigns/invented"),
                         ("decisions", "its decisions", "/campaigns/invented/decisions"), ("report", "its report", "/campaigns/invented/report"),
                         ("subnets", "pictures of its subnets", "/campaigns/invented/subnets/figures"), ("what_if", "what if", "/campaigns/invented/what-if"),
                     })
                Tell(findings, key, words, [.. Enumerable.Range(0, Again).Select(_ => dashboard.SecondsOf(address))]);
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }

    private static void Tell(Findings findings, string key, string words, IReadOnlyList<double> seconds)
    {
        var later = new Samples(seconds.Skip(1));
        findings.Say(string.Create(CultureInfo.InvariantCulture,
            $"{words}: {Quantity.Time(seconds[0])} the first time, {Quantity.Time(later.Median)} later ({(seconds[0] < Limit ? "below" : "above")} and {(later.Median < Limit ? "below" : "above")} {Limit:0} s)"));
        findings.Add(key, new JsonObject { ["first_seconds"] = Quantity.Round(seconds[0]), ["later"] = later.ToJson(), ["limit"] = Limit });
    }

    private static double List(string runs)
    {
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "s3actors"), ["list", "--runs", runs]) { RedirectStandardOutput = true })!;
        var lines = process.StandardOutput.ReadToEnd().Split('\n').Length;
        process.WaitForExit();
        return lines > Campaigns ? clock.Elapsed.TotalSeconds : throw new InvalidOperationException($"list wrote {lines} lines and ended with {process.ExitCode}");
    }
}
