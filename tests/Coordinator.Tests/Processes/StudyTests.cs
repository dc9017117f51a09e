using System.Globalization;
using System.Text.Json;
using S3Actors.Coordinator.History;
using S3Actors.Coordinator.History.Verification;
using S3Actors.Coordinator.Journal;
using S3Actors.Messages.Campaign;
using S3Actors.Models.Measurement;
using S3Actors.Models.Statistics;

namespace S3Actors.Tests.Coordinator.Processes;

/// <summary><c>study</c> as a user meets it: killed, resumed by the same command, and what it leaves.</summary>
[Collection(SeveralCollection.Name)]
public sealed class StudyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Killed_and_resumed_it_compares_the_arms_of_every_seed()
    {
        var file = Study("seeds = \"1..2\", arms = \"evolved,initial,initial-total,random-moves\", fresh_subnets = 5, parallel = 2, retrain_subnets = 3, set = [\"retraining.steps=8\"]");
        using (var product = Product.Start("study", file, "--runs", Runs))
        {
            Assert.True(TinyCampaign.WaitForRows(Campaign("evolved-seed-1"), 4, product));
            product.Kill();
        }
        var study = Product.Json("study", file, "--runs", Runs); // waits for what the killed one left at work
        Assert.True(study.GetProperty("complete").GetBoolean());
        var campaigns = study.GetProperty("campaigns").EnumerateArray().ToList();
        Assert.Equal(8, campaigns.Count);
        foreach (var it in campaigns)
        {
            var status = Product.Json("status", it.GetProperty("name").GetString()!, "--runs", _folder.Path("runs/small"));
            Assert.Equal("completed", status.GetProperty("state").GetString());
        }
        // At equal total training the initial space gets every step that evolution took.
        foreach (var seed in new[] { 1, 2 })
            Assert.Equal(StepsOf("evolved", seed), StepsOf("initial-total", seed));

        foreach (var comparison in study.GetProperty("comparisons").EnumerateArray())
        {
            var differences = new List<double>();
            foreach (var pair in comparison.GetProperty("pairs").EnumerateArray())
            {
                var difference = pair.GetProperty("difference").GetDouble();
                differences.Add(difference);
                var answers = pair.GetProperty("answers");
                // Of the images that only one gets wrong, the differences of errors are made: what was recorded and what was measured anew agree.
                Assert.Equal(difference, 100.0 * (answers.GetProperty("only_first_wrong").GetInt32() - answers.GetProperty("only_second_wrong").GetInt32()) / answers.GetProperty("images").GetInt32(), 9);
            }
            Assert.Equal(2, differences.Count);
            Assert.Equal(differences.Average(), comparison.GetProperty("differences").GetProperty("mean").GetDouble(), 9);
        }
        Assert.All(study.GetProperty("comparisons").EnumerateArray(), it => Assert.Equal(2, it.GetProperty("space_differences").GetProperty("count").GetInt32()));
        Assert.Equal(["evolved less initial", "evolved less initial-total", "evolved less random-moves"],
            study.GetProperty("comparisons").EnumerateArray().Select(it => $"{it.GetProperty("first").GetString()} less {it.GetProperty("other").GetString()}"));
        Assert.Equal(12, study.GetProperty("dimensions").GetArrayLength());
        Assert.Equal(4, study.GetProperty("guidelines").GetArrayLength());
        Assert.Contains(study.GetProperty("spaces").EnumerateArray(), it => it.GetProperty("arm").GetString() == "evolved" && it.GetProperty("supernet").GetString() == "final");

        // Of the first arm's last spaces, random subnets were trained from scratch, and their errors ranked against those that they inherit.
        var ranks = study.GetProperty("rank_fidelity");
        Assert.Equal(("evolved", 2, 6), (ranks.GetProperty("arm").GetString(), ranks.GetProperty("seeds").GetInt32(), ranks.GetProperty("subnets").GetInt32()));
        foreach (var seed in ranks.GetProperty("by_seed").EnumerateArray())
        {
            var (inherited, own) = (Numbers(seed.GetProperty("inherited_percents")), Numbers(seed.GetProperty("retrained_percents")));
            Assert.Equal(KendallTau.Of(inherited, own), seed.GetProperty("tau").GetDouble());
            var history = CampaignHistory.Read(new CampaignFolder(Campaign(seed.GetProperty("campaign").GetString()!)));
            var drawn = FreshSubnets.ForRetraining(history.Spec, history.FinalSupernet!.Space, 3);
            Assert.Equal(drawn.Select(it => it.CanonicalText), history.Retrainings.Select(it => it.Architecture.CanonicalText));
            Assert.All(history.Retrainings, it => Assert.Equal(8, it.Training.Steps));
            Assert.Equal(own, Enumerable.Range(1, 3).Select(it => history.Retrained(SearchNames.OfRandomSubnet(it))!.Test.Percent));
            Assert.Empty(JournalVerification.Of(new CampaignFolder(Campaign(history.Name))).Findings);
        }

        var lines = File.ReadAllLines(_folder.Path("runs/small/study.csv"));
        Assert.Equal(9, lines.Length);
        Assert.EndsWith("retrained_subnets,kendall_tau,kendall_tau_lower,kendall_tau_upper", lines[0], StringComparison.Ordinal);
        Assert.Contains(lines, it => it.StartsWith("evolved-seed-2,", StringComparison.Ordinal) && it.Split(',')[12] == "3");
        var page = File.ReadAllText(_folder.Path("runs/small/study.html"));
        Assert.Contains("evolved less initial-total", page, StringComparison.Ordinal);
        Assert.Contains("<svg", page, StringComparison.Ordinal);
        Assert.Contains("Order of inherited and of retrained errors", page, StringComparison.Ordinal);

        // Once more: nothing runs, and the document is the same.
        var rows = TinyCampaign.Rows(Campaign("evolved-seed-1"));
        Assert.Equal(study.ToString(), Product.Json("study", file, "--runs", Runs).ToString());
        Assert.Equal(rows, TinyCampaign.Rows(Campaign("evolved-seed-1")));

        var (exitCode, _, errors) = Product.Run("study", file, "--runs", Runs, "--set", "training.steps=30");
        Assert.Equal(2, exitCode);
        Assert.Contains("was begun with other settings (evolved-seed-1: training.steps: 24 in the journal, 30 now)", errors, StringComparison.Ordinal);

        int StepsOf(string arm, int seed) => campaigns.Single(it => it.GetProperty("name").GetString() == string.Create(CultureInfo.InvariantCulture, $"{arm}-seed-{seed}")).GetProperty("steps").GetInt32();
    }

    [Fact]
    public void Stopped_by_a_signal_it_pauses_its_campaigns_and_goes_on()
    {
        var file = Study("seeds = \"1..2\", arms = \"initial\", fresh_subnets = 0, parallel = 2");
        _folder.Write("tiny.conf", TinyCampaign.Text.Replace($"folder = \"{FewImages.Folder}\", ", "", StringComparison.Ordinal)); // only the options name it
        var images = _folder.Path("images");
        File.CreateSymbolicLink(images, FewImages.Folder);
        using (var product = Product.Start("study", file, "--runs", Runs, "--set", "training.final_steps=400", "--set", $"data.folder={images}"))
        {
            Assert.True(TinyCampaign.WaitForRows(Campaign("initial-seed-1"), 4, product) && TinyCampaign.WaitForRows(Campaign("initial-seed-2"), 4, product));
            product.Signal(15);
            Assert.True(product.Wait() == 3, product.Errors);
            Assert.Contains("is paused; the same command goes on", product.Errors, StringComparison.Ordinal);
        }
        foreach (var name in new[] { "initial-seed-1", "initial-seed-2" })
        {
            var status = Product.Json("status", name, "--runs", _folder.Path("runs/small"));
            Assert.Equal(("paused", false), (status.GetProperty("state").GetString(), status.GetProperty("interrupted").GetBoolean()));
        }
        // It goes on by way of the queue. Where the images stand, it knows.
        using var queued = Product.Start("study", file, "--runs", Runs, "--set", "training.final_steps=400", "--queue", "--json");
        queued.WaitForError("initial-seed-2: is in the queue");
        Assert.Equal(["small/initial-seed-1", "small/initial-seed-2"],
            Product.Json("queue", "--runs", Runs).EnumerateArray().Select(it => it.GetProperty("campaign").GetString()));
        Assert.Equal(0, Product.Run("serve", "--until-empty", "--runs", Runs).ExitCode);
        Assert.True(queued.Wait() == 0, queued.Errors);
        var study = JsonDocument.Parse(queued.Output).RootElement;
        Assert.True(study.GetProperty("complete").GetBoolean());
        Assert.All(new[] { "initial-seed-1", "initial-seed-2" }, name => Assert.Equal([images, images],
            CampaignHistory.ReadDecisions(new CampaignFolder(Campaign(name))).Sessions.Select(it => it.Started.Places!["data.folder"])));
        Assert.Empty(study.GetProperty("comparisons").EnumerateArray()); // one arm alone
    }

    [Theory]
    [InlineData("seeds = \"x\"", "study.seeds = x")]
    [InlineData("set = [\"training.stepz=1\"]", "training.stepz")]
    public void Bad_input_is_said_in_a_line_and_nothing_is_written(string section, string expected)
    {
        var (exitCode, output, errors) = Product.Run("study", Study(section), "--runs", Runs);
        Assert.Equal((2, ""), (exitCode, output));
        Assert.Contains(expected, Assert.Single(errors.TrimEnd().Split('\n')), StringComparison.Ordinal);
        Assert.False(Directory.Exists(Runs));
    }

    private static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(it => it.GetDouble())];

    private string Runs => _folder.Path("runs");

    private string Campaign(string name) => _folder.Path($"runs/small/{name}");

    private string Study(string section)
    {
        _folder.Write("tiny.conf", TinyCampaign.Text);
        return _folder.Write("small.conf", $"s3actors {{ study {{ campaign = \"tiny.conf\", {section} }} }}");
    }
}
