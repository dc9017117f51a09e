using S3Actors.Coordinator.History.Verification;
using S3Actors.Coordinator.Journal;
using S3Actors.Coordinator.Output;
using S3Actors.Messages.Events;

namespace S3Actors.Tests.Coordinator.Processes;

/// <summary>A campaign whose search holds cost low beside the error: its front is recorded, reported, verified, and each member can be exported.</summary>
[Collection(ProcessCollection.Name)]
public sealed class TwoObjectivesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_front_is_reported_from_the_cheapest_on_and_its_members_are_exported()
    {
        var runs = _folder.Path("runs");
        var (exitCode, _, errors) = Product.Run("run", _folder.Write("tiny.conf", TinyCampaign.Text), "--runs", runs, "--set", "search.second_objective=macs", "--set", "search.population=8");
        Assert.True(exitCode == 0, errors);
        var report = Product.Json("report", "tiny", "--runs", runs);
        var front = report.GetProperty("front").EnumerateArray().ToList();
        Assert.True(front.Count >= 2, report.ToString());
        var macs = front.ConvertAll(it => it.GetProperty("macs_per_image").GetInt64());
        var wrong = front.ConvertAll(it => it.GetProperty("search_validation_percent").GetDouble());
        Assert.Equal(macs.Order(), macs);
        Assert.Equal(wrong.OrderDescending(), wrong);
        Assert.Equal(report.GetProperty("winners")[0].GetProperty("architecture").GetString(), front[^1].GetProperty("architecture").GetString());
        Assert.Empty(Product.Json("audit", "tiny", "--verify", "--runs", runs).GetProperty("findings").EnumerateArray());
        Assert.Contains("both cheaper and better", File.ReadAllText(_folder.Path("runs/tiny/report.html")), StringComparison.Ordinal);

        var export = Product.Json("export", "tiny", "--front", "1", "--runs", runs);
        var exported = ArchitectureInput.Read(Path.Combine(export.GetProperty("folder").GetString()!, "architecture.json")).Architecture;
        Assert.Equal(front[0].GetProperty("architecture").GetString(), exported.CanonicalText);
        Assert.Equal(2, Product.Run("export", "tiny", "--front", "99", "--runs", runs).ExitCode);
    }

    [Fact]
    public void Latency_is_measured_recorded_and_reported_and_a_killed_search_goes_on_with_the_times_recorded()
    {
        var runs = _folder.Path("runs");
        string[] run = ["run", _folder.Write("tiny.conf", TinyCampaign.Text), "--runs", runs, "--set", "search.second_objective=latency", "--set", "search.population=8", "--set", "evolution.iterations=0"];
        var folder = new CampaignFolder(_folder.Path("runs/tiny"));
        using (var product = Product.Start(run))
        {
            if (TinyCampaign.WaitForRows(folder.Path, 35, product)) product.Kill(); // in the search, or just before it
        }
        var before = Times(folder);
        var (exitCode, _, errors) = Product.Run(run);
        Assert.True(exitCode == 0, errors);
        var times = Times(folder);
        Assert.Equal(before, times.Take(before.Count));
        Assert.Equal(["1", "2", "3"], times.Select(it => it.Split(' ')[0]));
        Assert.Empty(JournalVerification.Of(folder).Findings);

        var front = Product.Json("report", "tiny", "--runs", runs).GetProperty("front").EnumerateArray().ToList();
        var microseconds = front.ConvertAll(it => it.GetProperty("microseconds_per_image").GetDouble());
        Assert.Equal(microseconds.Order(), microseconds);
        Assert.All(microseconds, it => Assert.InRange(it, 0.01, 1e6));
        Assert.Equal(front.ConvertAll(it => it.GetProperty("search_validation_percent").GetDouble()).OrderDescending(), front.ConvertAll(it => it.GetProperty("search_validation_percent").GetDouble()));
        Assert.Contains("Times are medians of repeated passes", File.ReadAllText(_folder.Path("runs/tiny/report.html")), StringComparison.Ordinal);
        var refused = Product.Run("replay", "tiny", "--execute", "--runs", runs);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("every execution measures other times", refused.Errors, StringComparison.Ordinal);
    }

    private static List<string> Times(CampaignFolder folder)
    {
        using var journal = new JournalReader(folder);
        return [.. journal.All().Select(row => row.Event).OfType<LatenciesMeasured>().Select(it => $"{it.Generation} {string.Join(' ', it.Microseconds)}")];
    }
}
