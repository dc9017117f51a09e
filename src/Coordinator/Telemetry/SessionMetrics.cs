using System.Diagnostics.Metrics;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace S3Actors.Coordinator.Telemetry;

/// <summary>
/// The samples of a session as OpenTelemetry metrics, for whoever names a collector by <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>; without it there are
/// none. The other variables of that standard (protocol, headers, interval) hold too.
/// </summary>
internal sealed class SessionMetrics : IDisposable
{
    /// <summary>The variable that turns them on.</summary>
    public const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private const string Name = "S3Actors";
    private readonly Meter _meter = new(Name);
    private readonly MeterProvider _provider;

    private SessionMetrics(string campaign, Heartbeat heartbeat)
    {
        Gauge("s3actors.phase.done", "{unit}", "Units of the phase that are done", it => it.Done);
        Gauge("s3actors.phase.total", "{unit}", "Units of the phase in all", it => it.Total);
        Gauge("s3actors.images.rate", "{image}/s", "Images trained on or evaluated a second", it => it.ImagesPerSecond);
        Gauge("s3actors.phase.time_left", "s", "Time that the phase still takes", it => it.SecondsLeft);
        Gauge("s3actors.training.loss.largest", "nat", "Loss of the largest subnet", it => it.Step?.LargestLoss);
        Gauge("s3actors.training.loss.random", "nat", "Mean loss of the random subnets", it => it.Step?.RandomLoss);
        Gauge("s3actors.training.loss.smallest", "nat", "Loss of the smallest subnet", it => it.Step?.SmallestLoss);
        Gauge("s3actors.training.gradient_norm", "1", "Norm of the summed gradient", it => it.Step?.GradientNorm);
        Gauge("s3actors.training.learning_rate", "1", "Learning rate", it => it.Step?.LearningRate);
        Gauge("s3actors.training.wait_share", "1", "Share of the steps' time in which they waited for images", it => it.Step?.WaitShare);
        Gauge("s3actors.training.macs.rate", "{mac}/s", "Multiply-accumulates a second, forward and backward", it => it.Step?.MacsPerSecond);
        Gauge("s3actors.training.peak_share", "1", "That rate over the one of large products of matrices", it => it.Step?.PeakShare);
        _meter.CreateObservableGauge("s3actors.device.busy", () => Devices(it => it.BusyShare), "1", "Share of time in which a GPU computed");
        _meter.CreateObservableGauge("s3actors.device.memory", () => Devices(it => it.MemoryBytes), "By", "Memory of a GPU in use");
        Gauge("s3actors.process.memory", "By", "Memory of the process", it => it.WorkingSetBytes);
        Gauge("s3actors.process.cores", "{core}", "Cores kept busy", it => it.ProcessorCores);
        _provider = Sdk.CreateMeterProviderBuilder().AddMeter(Name)
            .SetResourceBuilder(ResourceBuilder.CreateDefault().AddService("s3actors").AddAttributes([new("s3actors.campaign", campaign)]))
                .AddOtlpExporter().Build();

        IEnumerable<Measurement<double>> Devices(Func<DeviceUse, double> value) =>
            (heartbeat.Newest?.Devices ?? []).Select(it => new Measurement<double>(value(it), new KeyValuePair<string, object?>("device", it.Device)));

        void Gauge(string name, string unit, string description, Func<TelemetrySample, double?> value) => _meter.CreateObservableGauge(name, () =>
            heartbeat.Newest is { } sample && value(sample) is { } number && double.IsFinite(number)
                ? [new Measurement<double>(number, new("phase", sample.Phase), new("subject", sample.Subject))]
                    : Array.Empty<Measurement<double>>(), unit, description);
    }

    /// <summary>Begins to export, where a collector is named; null otherwise.</summary>
    public static SessionMetrics? Start(string campaign, Heartbeat heartbeat) =>
        Environment.GetEnvironmentVariable(EndpointVariable) is { Length: > 0 } ? new SessionMetrics(campaign, heartbeat) : null;

    /// <summary>Exports once more, and ends.</summary>
    public void Dispose()
    {
        _provider.Dispose();
        _meter.Dispose();
    }
}
