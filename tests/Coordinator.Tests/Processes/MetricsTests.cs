using System.Net;
using System.Text;
using S3Actors.Tests.Coordinator.Notification;

namespace S3Actors.Tests.Coordinator.Processes;

/// <summary>What a collector of OpenTelemetry gets.</summary>
[Collection(WatchingCollection.Name)]
public sealed class MetricsTests
{
    [Fact]
    public void A_collector_that_is_named_gets_the_metrics_and_one_that_fails_stops_nothing()
    {
        using var folder = new TemporaryFolder();
        using var collector = new WebhookServer(HttpStatusCode.InternalServerError);
        var environment = new Dictionary<string, string>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = new Uri(collector.Address).GetLeftPart(UriPartial.Authority), ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf", ["OTEL_METRIC_EXPORT_INTERVAL"] = "200",
        };
        using var run = Product.StartWith(environment, "run", folder.Write("tiny.conf", TinyCampaign.Text), "--runs", folder.Path("runs"));
        Assert.True(run.Wait() == 0, run.Errors);
        var all = string.Concat(collector.Posts.Select(it => it.Body));
        foreach (var name in new[] { "s3actors.phase.done", "s3actors.process.memory", "s3actors.campaign", "tiny" }) Assert.Contains(name, all, StringComparison.Ordinal);
        Assert.All(collector.Posts, it => Assert.Equal("application/x-protobuf", it.Type));
    }
}
