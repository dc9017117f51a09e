using S3Actors.Coordinator.Output;

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
}
