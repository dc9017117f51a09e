using System.Globalization;
using System.Text.Json;
using S3Actors.Tests.Coordinator.Processes;

namespace S3Actors.Tests.Coordinator.WhatIf;

/// <summary>Every option by which a replay is altered, through the command line; what it says is checked against the audit's numbers.</summary>
[Collection(AfterwardsCollection.Name)]
public sealed class AlterationTests(UninterruptedCampaign campaign)
{
    private static string RuleAssembly => RuleAssemblies.Sample;

    [Fact]
    public void A_users_own_rule_decides_from_the_recorded_measurements()
    {
        var replay = First("--rule", "last-is-best", "--rule-assembly", RuleAssembly);
        var audit = Audit();
        Assert.Equal(12, replay.Count);
        foreach (var (dimension, it) in replay)
        {
            var q = audit[dimension].Select(choice => choice.GetProperty("q").GetDouble()).ToList();
            Assert.Equal($"the best is choice {q.IndexOf(q.Min()) + 1} of {q.Count}", it.GetProperty("reasoning").GetString()!.Split(';')[0]);
            Assert.Equal(q.Count > 1 && q[^1] == q.Min() ? 1 : 0, it.GetProperty("proposed_steps").GetInt32());
        }
        Assert.Equal(2, replay.Values.Select(it => it.GetProperty("proposed_steps").GetInt32()).Distinct().Count());
    }

    [Fact]
    public void One_kind_or_one_dimension_may_have_a_rule_of_its_own()
    {
        var replay = First("--rule", "frozen", "--set", "evolution.overrides.embed_dim.rule=sign", "--set", "evolution.overrides.stage2.embed_dim.rule=last-is-best",
            "--set", $"evolution.overrides.stage2.embed_dim.assembly={RuleAssembly}", "--rule-assembly", RuleAssembly);
        string Reasoning(string dimension) => replay[dimension].GetProperty("reasoning").GetString()!;
        Assert.StartsWith("the best is choice", Reasoning("stage2.embed_dim"), StringComparison.Ordinal);
        Assert.Contains("sign", Reasoning("stage1.embed_dim"), StringComparison.Ordinal);
        Assert.NotEqual(0, replay["stage1.embed_dim"].GetProperty("applied_steps").GetInt32());
        Assert.All(replay.Where(it => !it.Key.EndsWith("embed_dim", StringComparison.Ordinal)), it => Assert.Equal(0, it.Value.GetProperty("proposed_steps").GetInt32()));
    }

    [Fact]
    public void Steps_of_a_kind_and_of_one_dimension()
    {
        var replay = First("--rule", "sign", "--gamma", "embed_dim=4", "--gamma", "stage2.embed_dim=2");
        foreach (var (dimension, gamma) in new[] { ("stage1.embed_dim", 4), ("stage2.embed_dim", 2), ("stage1.qkv_dim", 8) })
        {
            var (before, after, steps) = (Last("before"), Last("after"), replay[dimension].GetProperty("applied_steps").GetInt32());
            Assert.NotEqual(0, steps);
            Assert.Equal(before + steps * gamma, after);

            double Last(string key) => replay[dimension].GetProperty(key).EnumerateArray().Last().GetDouble();
        }
    }

    /// <summary>Proposals are cut to one step: half the threshold proposes about twice as many, and moves the same.</summary>
    [Fact]
    public void A_move_is_as_recorded_where_what_was_applied_is()
    {
        var replay = First("--tau", "0.5");
        foreach (var it in replay.Values)
            Assert.Equal(
                it.GetProperty("recorded_steps").GetInt32() == it.GetProperty("applied_steps").GetInt32() && it.GetProperty("recorded_after").ToString() == it.GetProperty("after").ToString(),
                it.GetProperty("same").GetBoolean());
        Assert.Contains(replay.Values, it => it.GetProperty("same").GetBoolean() && it.GetProperty("proposed_steps").GetInt32() != it.GetProperty("recorded_proposed_steps").GetInt32());
        var all = Product.Json("replay", "tiny", "--runs", campaign.Runs, "--tau", "0.5").GetProperty("dimensions").EnumerateArray().ToList();
        var (same, text) = (all.Count(it => it.GetProperty("same").GetBoolean()), Product.Run("replay", "tiny", "--runs", campaign.Runs, "--tau", "0.5").Output);
        Assert.Contains($"{same} of {all.Count} moves are as recorded", text, StringComparison.Ordinal);
        Assert.Equal(all.Count(it => !it.GetProperty("same").GetBoolean() && it.GetProperty("applied_steps").ValueKind == JsonValueKind.Number), text.Split(" * ").Length - 1);
    }

    [Theory]
    [InlineData("e", "qe")]
    [InlineData("t", "qt")]
    [InlineData("et", "q")]
    public void Rules_may_see_a_part_of_the_error(string part, string column)
    {
        var (replay, audit) = (First("--rule", "linear-floor", "--estimator-part", part), Audit());
        foreach (var dimension in new[] { "stage1.depth", "stage1.embed_dim", "stage2.qkv_dim" }) // two choices each: the slope is their difference
        {
            var errors = audit[dimension].Select(choice => choice.GetProperty(column).GetDouble()).ToList();
            var slope = replay[dimension].GetProperty("reasoning").GetString()!.Split(' ')[1];
            Assert.Equal(100 * (errors[1] - errors[0]), double.Parse(slope, CultureInfo.InvariantCulture), 1e-4);
        }
    }

    [Fact]
    public void A_sweep_takes_the_other_options_too()
    {
        var tau = Product.Json("replay", "tiny", "--runs", campaign.Runs, "--sweep", "tau=0.1..4", "--estimator-part", "e");
        Assert.Equal(("tau", 24), (tau.GetProperty("key").GetString(), tau.GetProperty("dimensions").GetArrayLength()));
        var z = Product.Json("replay", "tiny", "--runs", campaign.Runs, "--sweep", "z=0..9", "--rule", "significant", "--tau", "0.01");
        var intervals = z.GetProperty("dimensions").EnumerateArray().Select(it => it.GetProperty("intervals").EnumerateArray().ToList()).ToList();
        Assert.Contains(intervals, it => it.Count == 2); // moves, until the slope is no longer significant
        Assert.All(intervals.Where(it => it.Count == 2), it => Assert.Equal(0, it[1].GetProperty("steps").GetInt32()));
        Assert.All(intervals, it => Assert.Equal((0, 9), (it[0].GetProperty("from").GetDouble(), it[^1].GetProperty("to").GetDouble())));
    }

    [Theory]
    [InlineData("no rule 'absent' in", "--rule", "absent", "--rule-assembly", "OWN")]
    [InlineData("--rule-assembly none.dll: the rule assembly", "--rule", "last-is-best", "--rule-assembly", "none.dll")]
    [InlineData("no rule 'last-is-best' in the built-in rules", "--rule", "last-is-best")]
    [InlineData("is not of the form embed_dim=8", "--gamma", "width=8")]
    [InlineData("is one of e, t, et", "--estimator-part", "q")]
    [InlineData("one at a time", "--sweep", "tau=1..2", "--compare", "sign")]
    [InlineData("training.steps = 5: a replay makes decisions from recorded measurements", "--set", "training.steps=5")]
    [InlineData("search.generations = 5: a replay makes", "--sweep", "tau=1..2", "--set", "search.generations=5")]
    [InlineData("network.patch_size = 4: a replay makes", "--compare", "sign", "--set", "network.patch_size=4")]
    [InlineData("data.folder = /x: a replay makes", "--set", "data.folder=/x")]
    [InlineData("execution.evaluators = 1: a replay makes", "--set", "execution.evaluators=1")]
    [InlineData("campaign.name = x: a replay makes", "--set", "campaign.name=x")]
    [InlineData("there is no such setting", "--set", "trainin.steps=5")]
    [InlineData("tau cannot have a value of its own besides", "--sweep", "tau=1..2", "--tau", "3")]
    [InlineData("no other rule can be named besides", "--compare", "sign", "--rule", "frozen")]
    public void What_cannot_be_replayed_is_refused_in_one_line(string expected, params string[] options)
    {
        var (exitCode, output, errors) = Product.Run(["replay", "tiny", "--runs", campaign.Runs, .. options.Select(it => it == "OWN" ? RuleAssembly : it)]);
        Assert.Equal((2, ""), (exitCode, output));
        Assert.Contains(expected, Assert.Single(errors.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    /// <summary>The first iteration, by dimension.</summary>
    private Dictionary<string, JsonElement> First(params string[] options) =>
        Product.Json(["replay", "tiny", "--runs", campaign.Runs, .. options]).GetProperty("dimensions").EnumerateArray()
            .Where(it => it.GetProperty("iteration").GetInt32() == 1).ToDictionary(it => it.GetProperty("dimension").GetString()!);

    /// <summary>The choices measured in the first iteration, by dimension.</summary>
    private Dictionary<string, List<JsonElement>> Audit() =>
        Product.Json("audit", "tiny", "--iteration", "1", "--runs", campaign.Runs).GetProperty("dimensions").EnumerateArray()
            .ToDictionary(it => it.GetProperty("dimension").GetString()!, it => it.GetProperty("choices").EnumerateArray().ToList());
}
