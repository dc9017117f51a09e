using S3Actors.Actors.Journal;
using S3Actors.Actors.Trainer;
using S3Actors.Coordinator.History.Verification;
using S3Actors.Coordinator.Journal;
using S3Actors.Messages.Events;
using S3Actors.Tests.Coordinator.History;
using S3Actors.Tests.Coordinator.Processes;

namespace S3Actors.Tests.Coordinator.WhatIf;

/// <summary>A campaign forked at an iteration, run to its end, compared with its parent.</summary>
[Collection(AfterwardsCollection.Name)]
public sealed class ForkTests(UninterruptedCampaign campaign) : IDisposable
{
    private readonly CampaignCopy _copy = new(campaign);

    public void Dispose() => _copy.Dispose();

    [Fact]
    public void Under_other_rules_it_shares_the_past_and_goes_another_way()
    {
        Fork("other", 2, "--rule", "sign", "--set", "evolution.iterations=3", "--set", "training.final_steps=18", "--set", "execution.evaluators=1", "--set", "execution.devices=[cpu, cpu]");
        var status = Product.Json("status", "other", "--runs", _copy.Runs);
        Assert.Equal(("paused", false, 2), (status.GetProperty("state").GetString(), status.GetProperty("interrupted").GetBoolean(), status.GetProperty("iteration").GetInt32()));
        Assert.Equal([], Findings("other")); // before it goes on, too
        Assert.Empty(Product.Json("replay", "other", "--execute", "--runs", _copy.Runs).GetProperty("differences").EnumerateArray());
        Run("other");
        Assert.Equal([], Findings("other"));

        var (parent, fork) = (TinyCampaign.Events(_copy.Folder.Path), TinyCampaign.Events(Folder("other").Path));
        Assert.Equal(parent["supernet-iteration-2"], fork["supernet-iteration-2"]); // trained once, measured once
        var decided = parent["stage1.depth"].FindIndex(row => row.StartsWith("dimension-evolved", StringComparison.Ordinal)) + 1;
        Assert.Equal(parent["stage1.depth"].Take(decided), fork["stage1.depth"].Take(decided));
        var shared = parent["ledger"].FindLastIndex(row => row.StartsWith("evaluations-finished", StringComparison.Ordinal) && row.Contains(Hex("iteration-2"), StringComparison.Ordinal)) + 1;
        Assert.Equal(parent["ledger"].Take(shared), fork["ledger"].Take(shared));
        Assert.Contains("supernet-iteration-3", fork.Keys);

        var audit = Product.Json("audit", "other", "--runs", _copy.Runs).GetProperty("iterations").EnumerateArray().ToList();
        Assert.Equal(["tiny", null, null], audit.Select(it => it.GetProperty("decided_by").GetString()));
        Assert.Equal(["tiny", "tiny", null], audit.Select(it => it.GetProperty("trained_by").GetString()));
        var measured = Product.Json("audit", "other", "--subnet", First(parent["ledger"]), "--runs", _copy.Runs).GetProperty("mentions").EnumerateArray().ToList();
        Assert.Contains(measured, it => it.GetProperty("event").GetString() == "subnet-evaluated-v1" && it.GetProperty("inherited_from").GetString() == "tiny");
        Assert.Equal(0, Product.Run("replay", "other", "--runs", _copy.Runs).ExitCode);

        var comparison = Product.Json("compare", "tiny", "other", "--runs", _copy.Runs);
        Assert.Equal(3, comparison.GetProperty("first_different_space").GetInt32());
        Assert.Contains(comparison.GetProperty("settings").EnumerateArray(), it => it.GetString() == "evolution.rule: linear-floor in 'tiny', sign in 'other'");
        Assert.Equal("tiny at iteration 2", comparison.GetProperty("campaigns")[1].GetProperty("ancestry")[0].GetString());
        Assert.Contains("is a fork of tiny at iteration 2", Product.Run("compare", "tiny", "other", "--runs", _copy.Runs).Output, StringComparison.Ordinal);

        AForkOfTheForkRepeatsItWithoutItsAncestors(fork);
    }

    /// <summary>Behind the last iteration and unaltered, it shares the final supernet and repeats the search; hard links outlive other names.</summary>
    private void AForkOfTheForkRepeatsItWithoutItsAncestors(SortedDictionary<string, List<string>> expected)
    {
        Fork("again", "other", 4);
        Directory.Delete(_copy.Folder.Path, recursive: true);
        Directory.Delete(Folder("other").Path, recursive: true);
        Run("again");
        Assert.Equal([], Findings("again"));
        var again = TinyCampaign.Events(Folder("again").Path);
        Assert.Equal(expected.Keys, again.Keys);
        foreach (var stream in expected.Keys.Where(key => key != "campaign")) Assert.Equal(expected[stream], again[stream]);
        again["campaign"].RemoveAt(again["campaign"].FindLastIndex(row => row.StartsWith("campaign-forked", StringComparison.Ordinal)));
        Assert.Equal(expected["campaign"], again["campaign"]);
        var report = Product.Json("report", "again", "--runs", _copy.Runs);
        Assert.Equal(["final", "control"], report.GetProperty("winners").EnumerateArray().Select(it => it.GetProperty("search").GetString()));
        Assert.Equal(3 * 24 + 18, report.GetProperty("effort").GetProperty("optimizer_steps").GetInt32());
    }

    [Theory]
    [InlineData(2, "measurement.images=50", "iteration-1-step24.safetensors", "iteration-2-step24.safetensors")]
    [InlineData(2, "training.steps=12", "iteration-1-step24.safetensors")] // the second supernet would be another
    [InlineData(3, "search.generations=2", "iteration-1-step24.safetensors", "iteration-2-step24.safetensors", "final-step24.safetensors")]
    [InlineData(3, "training.final_steps=12", "iteration-1-step24.safetensors", "iteration-2-step24.safetensors")]
    public void With_another_budget_it_shares_what_it_would_train_alike(int iteration, string option, params string[] checkpoints)
    {
        var fork = Product.Json("fork", "tiny", "budget", "--at-iteration", $"{iteration}", "--set", option, "--runs", _copy.Runs);
        Assert.Equal(checkpoints, fork.GetProperty("checkpoints").EnumerateArray().Select(it => it.GetString()!));
        Assert.Equal([], Findings("budget"));
    }

    [Fact]
    public void A_campaign_that_removes_a_checkpoint_removes_only_its_own_name()
    {
        Fork("linked", 2);
        var name = Path.Combine("checkpoints", "iteration-1-step24.safetensors");
        new CheckpointFolder(Path.Combine(_copy.Folder.Path, "checkpoints"), 0).Keep("iteration-1", []);
        Assert.False(File.Exists(Path.Combine(_copy.Folder.Path, name)));
        Assert.Equal([], Findings("linked"));

        Fork("child", "linked", 2);
        new CheckpointFolder(Path.Combine(Folder("child").Path, "checkpoints"), 0).Keep("iteration-1", []);
        Assert.Equal([], Findings("linked"));
        Assert.Contains(Findings("child"), it => it.Problem == "checkpoints/iteration-1-step24.safetensors is missing");
    }

    [Fact]
    public void Its_checkpoints_are_the_parents_files_under_another_name()
    {
        Fork("linked", 2);
        var name = Path.Combine("checkpoints", "iteration-1-step24.safetensors");
        File.WriteAllText(Path.Combine(_copy.Folder.Path, name), "written through");
        Assert.Equal("written through", File.ReadAllText(Path.Combine(Folder("linked").Path, name)));
        Assert.Contains(Findings("linked"), it => it.Stream == "supernet-iteration-1");
    }

    [Fact]
    public void A_forged_ancestry_is_found()
    {
        Fork("forged", 2);
        using (var connection = JournalFile.Open(Folder("forged").JournalFile, Microsoft.Data.Sqlite.SqliteOpenMode.ReadWrite))
        using (var command = connection.CreateCommand())
        {
            command.CommandText = "DELETE FROM journal WHERE persistence_id = 'forged/stage1.depth' AND sequence_number = (SELECT max(sequence_number) FROM journal WHERE persistence_id = 'forged/stage1.depth')";
            Assert.Equal(1, command.ExecuteNonQuery());
        }
        Assert.Contains(Findings("forged"), it => it.Stream == "stage1.depth" && it.Problem.Contains("inherited from 'tiny'", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("campaign.seed: 1 in the journal, 2 now", "taken", "2", "--set", "campaign.seed=2")]
    [InlineData("space.stage1.depth", "taken", "2", "--gamma", "depth=2")]
    [InlineData("has begun 2 iteration(s)", "taken", "4", "--set", "evolution.iterations=5")]
    [InlineData("counted from 1", "taken", "0")]
    [InlineData("evolution.iterations is 2", "taken", "5")]
    [InlineData("there is a campaign 'tiny' already", "tiny", "2")]
    [InlineData("no rule 'x'", "taken", "2", "--rule", "x")]
    [InlineData("a path is no name", "../taken", "2")]
    [InlineData("--set: campaign.name = x: the fork's name is NEW, 'taken'", "taken", "2", "--set", "campaign.name=x")]
    [InlineData("--set: retraining.steps = 5: a fork has no use for it; 's3actors retrain taken", "taken", "2", "--set", "retraining.steps=5")]
    public void What_cannot_be_forked_is_refused_and_nothing_is_written(string expected, string name, string iteration, params string[] options)
    {
        var (exitCode, output, errors) = Product.Run(["fork", "tiny", name, "--at-iteration", iteration, "--runs", _copy.Runs, .. options]);
        Assert.Equal((2, ""), (exitCode, output));
        Assert.Contains(expected, errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Folder("taken").Path));
    }

    /// <summary>The first subnet of a ledger.</summary>
    private static string First(List<string> ledger)
    {
        var row = ledger.First(it => it.StartsWith("subnet-evaluated", StringComparison.Ordinal)).Split(' ');
        return ((SubnetEvaluated)EventCodec.Decode(row[0], Convert.FromHexString(row[1])).Event).Result.Architecture.CanonicalText;
    }

    private static string Hex(string text) => Convert.ToHexString(System.Text.Encoding.ASCII.GetBytes(text));

    private CampaignFolder Folder(string name) => CampaignFolder.Of(_copy.Runs, name);

    private IReadOnlyList<Finding> Findings(string name) => JournalVerification.Of(Folder(name)).Findings;

    private void Fork(string name, int iteration, params string[] options) => Fork(name, "tiny", iteration, options);

    private void Fork(string name, string parent, int iteration, params string[] options)
    {
        var (exitCode, output, errors) = Product.Run(["fork", parent, name, "--at-iteration", $"{iteration}", "--runs", _copy.Runs, .. options]);
        Assert.True(exitCode == 0, errors);
        Assert.Contains($"run ", output, StringComparison.Ordinal);
    }

    private void Run(string name)
    {
        var (exitCode, _, errors) = Product.Run("run", Path.Combine(Folder(name).Path, "campaign.conf"), "--runs", _copy.Runs);
        Assert.True(exitCode == 0, errors);
    }
}
