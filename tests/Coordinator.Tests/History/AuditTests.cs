using System.Globalization;
using S3Actors.Tests.Coordinator.Processes;

namespace S3Actors.Tests.Coordinator.History;

/// <summary>What the audit shows beside the decisions: the weights they rest on, tables, one architecture's history.</summary>
[Collection(AfterwardsCollection.Name)]
public sealed class AuditTests(UninterruptedCampaign campaign)
{
    [Fact]
    public void Each_iteration_names_the_weights_and_the_version_it_rests_on()
    {
        var iterations = Product.Json("audit", "tiny", "--runs", campaign.Runs).GetProperty("iterations").EnumerateArray().ToList();
        Assert.Equal(["iteration-1-step24.safetensors", "iteration-2-step24.safetensors"], iterations.Select(it => it.GetProperty("checkpoint_file").GetString()));
        Assert.All(iterations, it => Assert.Equal(64, it.GetProperty("checkpoint_sha256").GetString()!.Length));
        Assert.All(iterations, it => Assert.NotEqual("", it.GetProperty("product_version").GetString()));
    }

    [Fact]
    public void A_table_has_a_line_for_each_choice_with_the_numbers_in_full()
    {
        var lines = Product.Run("audit", "tiny", "--csv", "--iteration", "1", "--runs", campaign.Runs).Output.TrimEnd().Split('\n');
        var choices = Product.Json("audit", "tiny", "--iteration", "1", "--runs", campaign.Runs).GetProperty("dimensions").EnumerateArray()
            .SelectMany(d => d.GetProperty("choices").EnumerateArray()).ToList();
        Assert.Equal(choices.Count, lines.Length - 1);
        var column = lines[0].Split(',').ToList().IndexOf("q");
        Assert.Equal(choices.Select(c => c.GetProperty("q").GetDouble()), lines.Skip(1).Select(line => double.Parse(line.Split(',')[column], CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void One_architecture_is_followed_from_its_birth_to_its_victory()
    {
        var text = Product.Json("report", "tiny", "--runs", campaign.Runs).GetProperty("winners")[0].GetProperty("architecture").GetString()!;
        var byText = Product.Json("audit", "tiny", "--subnet", text, "--runs", campaign.Runs);
        Assert.Equal(text, byText.GetProperty("architecture").GetString());
        var events = byText.GetProperty("mentions").EnumerateArray().Select(it => it.GetProperty("event").GetString()).ToList();
        Assert.Superset(new HashSet<string?> { "generation-bred-v1", "subnet-evaluated-v1", "generation-finished-v1", "architecture-selected-v1", "winner-selected-v1" }, events.ToHashSet());
        var digest = byText.GetProperty("digest").GetString()!;
        Assert.Equal(byText.ToString(), Product.Json("audit", "tiny", "--subnet", digest[..16], "--runs", campaign.Runs).ToString());
    }

    [Fact]
    public void An_architecture_it_never_met_is_refused()
    {
        var (exitCode, output, errors) = Product.Run("audit", "tiny", "--subnet", "8:w2n1m1q8", "--runs", campaign.Runs);
        Assert.Equal((2, ""), (exitCode, output));
        Assert.Contains("never met it", errors, StringComparison.Ordinal);
    }
}
