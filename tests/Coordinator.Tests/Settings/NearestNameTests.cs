using S3Actors.Coordinator.Settings;

namespace S3Actors.Tests.Coordinator.Settings;

/// <summary>Suggestions for mistyped names, and what they take.</summary>
public sealed class NearestNameTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("training.batchsize", "training.batch_size")]
    [InlineData("trainng.steps", "training.steps")]
    [InlineData("batch_size", "training.batch_size")]
    [InlineData("zzzzzzzzzzzzzzz", null)]
    public void A_mistyped_name_is_found(string name, string? nearest) =>
        Assert.Equal(nearest, NearestName.Of(name, ["training.steps", "training.batch_size", "evolution.tau"]));

    /// <summary>Each once had 100 to 1000 MiB allocated for its suggestions.</summary>
    [Theory]
    [InlineData(" space", 2000, "\n")]
    [InlineData("trainin# = 1\n", 2000, "")]
    public void Long_and_many_unknown_keys_cost_little_and_are_told_briefly(string piece, int times, string end)
    {
        var text = string.Concat(Enumerable.Range(0, times).Select(i => piece.Replace("#", $"{i}", StringComparison.Ordinal)));
        var before = GC.GetAllocatedBytesForCurrentThread();
        var refused = Assert.Throws<ConfigurationException>(() => _folder.Configure($"s3actors {{\n{text} = 1{end}\n}}"));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, 40 << 20);
        Assert.InRange(refused.Message.Length, 1, 10_000);
        Assert.InRange(refused.Problems.Count, 1, 30);
    }
}
