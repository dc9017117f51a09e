using S3Actors.Coordinator.Output;

namespace S3Actors.Tests.Coordinator.Processes;

/// <summary>A campaign whose heads have a fixed width: queries follow the heads from the first subnet to the report, and the journal verifies.</summary>
[Collection(ProcessCollection.Name)]
public sealed class HeadDimTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Queries_follow_the_heads()
    {
        var runs = _folder.Path("runs");
        var text = TinyCampaign.Text.Replace(", qkv_dim = [8, 16]", "", StringComparison.Ordinal).Replace("network {", "network { head_dim = 4,", StringComparison.Ordinal);
        var (exitCode, _, errors) = Product.Run("run", _folder.Write("tiny.conf", text), "--runs", runs, "--set", "evolution.iterations=1", "--set", "search.control=none");
        Assert.True(exitCode == 0, errors);
        Assert.Empty(Product.Json("audit", "tiny", "--verify", "--runs", runs).GetProperty("findings").EnumerateArray());
        Assert.Equal(0, Product.Run("replay", "tiny", "--runs", runs).ExitCode);

        var report = Product.Json("report", "tiny", "--runs", runs);
        var dimensions = report.GetProperty("space").EnumerateArray().ToDictionary(it => it.GetProperty("dimension").GetString()!, it => it.GetProperty("choices_by_iteration").EnumerateArray()
            .Select(choices => choices.EnumerateArray().Select(choice => choice.GetDouble()).ToArray()).ToArray());
        foreach (var stage in new[] { 1, 2 })
            Assert.Equal(dimensions[$"stage{stage}.num_heads"].Select(it => it.Select(n => 4 * n)), dimensions[$"stage{stage}.qkv_dim"]);
        var winner = ArchitectureInput.Read(_folder.Path("runs/tiny/best/architecture.json")).Architecture;
        Assert.All(winner.Stages.SelectMany(it => it.Blocks), it => Assert.Equal(4 * it.NumHeads, it.QkvDim));
    }
}
