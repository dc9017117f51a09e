using System.Diagnostics;
using System.Text.Json.Nodes;
using S3Actors.Bench.Running;
using S3Actors.Coordinator.History;
using S3Actors.Coordinator.Hosting;
using S3Actors.Coordinator.Journal;

namespace S3Actors.Bench.Readers;

/// <summary>
/// Asks a campaign for its status at a steady rate, as <c>status --watch</c> does it, in a process of its own: from the line <c>go</c> to the line
/// <c>stop</c>, which is answered with what was read.
/// </summary>
internal sealed class StatusLoopServant : IServant
{
    /// <summary>Readings a second.</summary>
    public const int Rate = 20;

    public string Name => "status-loop";

    /// <summary>Readings after which a process has compiled what it runs: its start is no part of a reading's cost.</summary>
    private const int WarmUps = 300;

    /// <param name="arguments">The campaign's folder, and that of an ended campaign to warm up on.</param>
    public void Serve(IReadOnlyList<string> arguments, TextReader input, TextWriter output)
    {
        var (folder, ended) = (new CampaignFolder(arguments[0]), new CampaignFolder(arguments[1]));
        for (var i = 0; i < WarmUps; i++)
        {
            using var warming = new CampaignWatch(ended);
            _ = Status(warming, ended);
        }
        output.WriteLine("ready");
        while (input.ReadLine() is not null)
        {
            using var stop = new CancellationTokenSource();
            var reading = Task.Run(() => Read(folder, stop.Token));
            output.WriteLine("{}");
            input.ReadLine();
            stop.Cancel();
            output.WriteLine(reading.GetAwaiter().GetResult().ToJsonString());
        }
    }

    private static CampaignStatus Status(CampaignWatch campaign, CampaignFolder folder) =>
        CampaignStatus.Read(folder, campaign.Look, DateTimeOffset.UtcNow);

    private static JsonObject Read(CampaignFolder folder, CancellationToken stop)
    {
        var (clock, before) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        var seconds = new List<double>();
        using var campaign = new CampaignWatch(folder);
        while (!stop.IsCancellationRequested)
        {
            var begun = clock.Elapsed;
            if (File.Exists(folder.JournalFile))
            {
                _ = Status(campaign, folder);
                seconds.Add((clock.Elapsed - begun).TotalSeconds);
            }
            var rest = begun + TimeSpan.FromSeconds(1.0 / Rate) - clock.Elapsed;
            if (rest > TimeSpan.Zero) stop.WaitHandle.WaitOne(rest);
        }
        return new JsonObject
        {
            ["readings"] = seconds.Count, ["median_seconds"] = seconds.Count == 0 ? 0 : new Samples(seconds).Median,
            ["processor"] = (Environment.CpuUsage.TotalTime - before).TotalSeconds, ["seconds"] = clock.Elapsed.TotalSeconds,
        };
    }
}
