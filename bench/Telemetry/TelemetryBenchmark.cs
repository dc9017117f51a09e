using System.Globalization;
using System.Text.Json.Nodes;
using S3Actors.Bench.Running;
using S3Actors.Coordinator.Hosting;
using S3Actors.Coordinator.Journal;
using S3Actors.Coordinator.Telemetry;
using S3Actors.Messages.Commands;
using S3Actors.Models.Devices;

namespace S3Actors.Bench.Telemetry;

/// <summary>What a session's telemetry takes of a processor: the time of one sample, as share of the time between two, and the peak that is measured once.</summary>
internal sealed class TelemetryBenchmark : IBenchmark
{
    private const int Rounds = 9, Samples = 500;
    private const double Limit = 0.002;
    private const double Quickstart = 107; // seconds of a processor that its arithmetic takes: docs/performance.md, pipeline

    public string Name => "telemetry";

    public string Question => "what share of a processor does a session's telemetry take?";

    public void Run(Findings findings, Effort effort)
    {
        var scratch = Directory.CreateTempSubdirectory("s3actors-bench-");
        try
        {
            var clock = new BeatingClock();
            var heartbeat = new Heartbeat(new CampaignFolder(scratch.FullName), clock);
            heartbeat.Hear(new Progress(CampaignPhase.Train, 1, "iteration-1", 10, 700, "step", 64, "") { Step = new StepFigures(2.3, 2.2, 2.1, 1.5, 0.001) { WaitShare = 0.01, MacsPerSecond = 3e10, PeakShare = 0.6 } });
            var seconds = new Samples(Enumerable.Range(0, Rounds + 1).Select(_ => Round(clock)).Skip(1));
            var share = seconds.Median / Heartbeat.Interval.TotalSeconds;
            TorchSetup.Start();
            var before = Environment.CpuUsage.TotalTime;
            PeakProducts.MacsPerSecond(["cpu"], Environment.ProcessorCount, null, TimeProvider.System);
            var peak = (Environment.CpuUsage.TotalTime - before).TotalSeconds;
            var whole = share + peak / Quickstart;
            findings.Say(string.Create(CultureInfo.InvariantCulture,
                $"a sample takes {Quantity.Time(seconds.Median)} (spread {seconds.Spread:P0}), once in {Heartbeat.Interval.TotalSeconds:0} s: {share:P4} of a processor; the peak, measured once before the first training, takes {Quantity.Time(peak)} of the processors; together {whole:P3} of a quickstart, {(whole < Limit ? "below" : "above")} {Limit:P1}"));
            findings.Add("seconds_per_sample", seconds.ToJson());
            findings.Add("share_of_a_processor", Quantity.Round(share));
            findings.Add("peak_seconds", Quantity.Round(peak));
            findings.Add("share_of_a_quickstart", Quantity.Round(whole));
            findings.Add("limit", JsonValue.Create(Limit));
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }

    private static double Round(BeatingClock clock)
    {
        var begin = Environment.CpuUsage.TotalTime;
        for (var i = 0; i < Samples; i++) clock.Beat();
        return (Environment.CpuUsage.TotalTime - begin).TotalSeconds / Samples;
    }

    /// <summary>A clock whose one timer beats when it is told to.</summary>
    private sealed class BeatingClock : TimeProvider
    {
        public Action Beat { get; private set; } = () => { };

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Beat = () => callback(state);
            return new NoTimer();
        }

        private sealed class NoTimer : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
