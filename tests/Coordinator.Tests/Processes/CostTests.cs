using S3Actors.Tests.Coordinator.History;

namespace S3Actors.Tests.Coordinator.Processes;

/// <summary><c>cost</c> takes an architecture in every form in which the program writes one, and gives each time what the report says.</summary>
[Collection(ProcessCollection.Name)]
public sealed class CostTests(UninterruptedCampaign campaign) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_text_a_file_weights_and_a_document_cost_the_same()
    {
        using var copy = new CampaignCopy(campaign);
        var winner = Product.Json("report", "tiny", "--runs", copy.Runs).GetProperty("winners")[0];
        var (text, macs) = (winner.GetProperty("architecture").GetString()!, winner.GetProperty("macs_per_image").GetInt64());
        Product.Json("export", "tiny", "--runs", copy.Runs);
        var best = copy.Folder.BestFolder;
        var own = Output("own.json", "cost", Path.Combine(best, "architecture.json"));
        string[] forms =
        [
            text, _folder.Write("text.txt", text + "\n"), Path.Combine(best, "architecture.json"), Path.Combine(best, "weights.safetensors"), own,
            Output("subnet.json", "audit", "tiny", "--subnet", text, "--runs", copy.Runs), Output("status.json", "status", "tiny", "--runs", copy.Runs),
        ];
        foreach (var form in forms)
        {
            var cost = Product.Json("cost", form, "--campaign", "tiny", "--runs", copy.Runs);
            Assert.Equal((text, macs), (cost.GetProperty("architecture").GetString(), cost.GetProperty("macs_per_image").GetInt64()));
        }
        Assert.Equal(macs, Product.Json("cost", own).GetProperty("macs_per_image").GetInt64()); // which says its network too
        Assert.Equal(macs, Product.Json("cost", text, "--campaign", campaign.File).GetProperty("macs_per_image").GetInt64());
    }

    [Fact]
    public void A_document_that_names_several_is_refused_with_their_texts()
    {
        var plan = Output("plan.json", "plan", campaign.File, "--count-only");
        var (exitCode, _, errors) = Product.Run("cost", plan, "--campaign", campaign.File);
        Assert.Equal(2, exitCode);
        Assert.StartsWith($"{plan}: names 2 architectures; give the text of one: 8:w2", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_says_no_network() =>
        Assert.Contains("take it from a campaign by --campaign", Product.Run("cost", "8:w2n1m1q8").Errors, StringComparison.Ordinal);

    [Theory]
    [InlineData("8:w2n4m1q3", "qkv_dim at least num_heads")]
    [InlineData("9999999:w2n1m1q8", "embed_dim = 9999999: must be 1 to 1000000")]
    [InlineData("1000000:w1000000n1m1000000q1000000", "costs more than can be counted")]
    public void Sizes_that_no_network_has_are_refused_in_a_line(string text, string expected)
    {
        var (exitCode, _, errors) = Product.Run("cost", text, "--campaign", campaign.File);
        Assert.Equal(2, exitCode);
        Assert.Contains(expected, Assert.Single(errors.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    private string Output(string name, params string[] arguments) => _folder.Write(name, Product.Run([.. arguments, "--json"]).Output);
}
