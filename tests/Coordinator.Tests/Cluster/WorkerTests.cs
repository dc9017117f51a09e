using System.Globalization;
using System.Text.RegularExpressions;
using S3Actors.Tests.Coordinator.Processes;

namespace S3Actors.Tests.Coordinator.Cluster;

/// <summary>Campaigns that share their evaluations with other processes.</summary>
[Collection(ProcessCollection.Name)]
public sealed partial class WorkerTests(UninterruptedCampaign uninterrupted) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Campaign => _folder.Path("runs/tiny");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Two_workers_share_the_evaluations_and_every_event_is_that_of_one_process()
    {
        using var coordinator = Coordinator("--wait-for-workers", "2");
        using var first = Worker(coordinator, "--evaluators", "1");
        using var second = Worker(coordinator, "--evaluators", "2", "--log", _folder.Path("worker.log"));
        Assert.True(coordinator.Wait() == 0, coordinator.Errors);
        Assert.Equal((0, 0), (first.Wait(), second.Wait()));
        Assert.Equal(uninterrupted.Events, TinyCampaign.Events(Campaign));
        Assert.True(Subnets(first) > 0 && Subnets(second) > 0, first.Errors + second.Errors);
    }

    private Product Coordinator(params string[] options) =>
        Product.Start(["run", uninterrupted.File, "--runs", _folder.Path("runs"), "--cluster", "--listen", "127.0.0.1:0", .. options]);

    private static Product Worker(Product coordinator, params string[] options) => Product.Start(["worker", "--join", AddressOf(coordinator), .. options]);

    private static string AddressOf(Product coordinator)
    {
        coordinator.WaitForError("--join 127.0.0.1:");
        return Join().Match(coordinator.Errors).Groups[1].Value;
    }

    /// <summary>Subnets that a worker says it evaluated.</summary>
    private static int Subnets(Product worker) => int.Parse(Evaluated().Match(worker.Errors).Groups[1].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex("--join (127[.]0[.]0[.]1:[0-9]+)\\s")]
    private static partial Regex Join();

    [GeneratedRegex("([0-9]+) subnets were evaluated here")]
    private static partial Regex Evaluated();
}
