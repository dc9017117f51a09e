using System.Diagnostics;
using S3Actors.Coordinator.History;
using S3Actors.Coordinator.Journal;
using S3Actors.Coordinator.Output;
using S3Actors.Coordinator.Settings;
using S3Actors.Coordinator.WhatIf;
using S3Actors.Models.Measurement;
using S3Actors.Tests.Coordinator.Processes;

namespace S3Actors.Tests.Coordinator.WhatIf;

/// <summary>Recorded decisions made again, and made otherwise, out of the journal alone.</summary>
[Collection(AfterwardsCollection.Name)]
public sealed class ReplayTests(UninterruptedCampaign campaign)
{
    private readonly CampaignHistory _recorded = CampaignReplay.Read(new CampaignFolder(campaign.Folder));

    [Fact]
    public void Without_alterations_every_decision_is_reproduced()
    {
        var replay = new CampaignReplay(_recorded, Alteration.None).Run("");
        Assert.Equal(2 * 12, replay.SameMoves);
        Assert.Equal(replay.SameMoves, replay.Dimensions.Count);
        Assert.Equal(((int?)null, (int?)null, ""), (replay.FirstDifferentMove, replay.FirstDifferentSpace, replay.End));
        Assert.All(replay.Dimensions, it => Assert.Equal(Reach.Measured, it.Reach));
    }

    [Fact]
    public void The_command_loads_no_tensor_library()
    {
        using var log = new TemporaryFolder();
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "s3actors"), ["replay", "tiny", "--runs", campaign.Runs]) { RedirectStandardOutput = true };
        start.Environment["LD_DEBUG"] = "files"; // the loader lists every native library
        start.Environment["LD_DEBUG_OUTPUT"] = log.Path("loaded");
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        Assert.Contains("24 of 24 moves are as recorded", output, StringComparison.Ordinal);
        Assert.Contains("everything agrees", output, StringComparison.Ordinal);
        var loaded = string.Concat(Directory.GetFiles(log.Path(""), "loaded*").Select(File.ReadAllText));
        Assert.Contains("libcoreclr", loaded, StringComparison.Ordinal);
        Assert.Contains("sqlite", loaded, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("torch", loaded, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Other_rules_move_otherwise_and_say_from_where_on_the_space_is_another()
    {
        var frozen = new CampaignReplay(_recorded, new Alteration(["evolution.rule=frozen"])).Run("frozen");
        Assert.Equal(1, frozen.FirstDifferentMove);
        Assert.Equal(12, frozen.Dimensions.Count); // it stops evolving
        Assert.All(frozen.Dimensions, it => Assert.Equal((0, Reach.Measured), (it.AppliedSteps, it.Reach)));
        Assert.Contains("iteration 1", frozen.End, StringComparison.Ordinal);

        var one = new CampaignReplay(_recorded, new Alteration(["evolution.overrides.stage1.embed_dim.rule=frozen"])).Run("");
        Assert.Contains(one.Dimensions, it => it.Iteration == 1 && it.Dimension == "stage1.embed_dim" && !it.Same);
        Assert.Equal(11, one.Dimensions.Count(it => it is { Iteration: 1, Same: true }));
        Assert.Equal(2, one.FirstDifferentSpace);
        Assert.All(one.Dimensions.Where(it => it.Iteration == 2), it => Assert.NotEqual(Reach.Measured, it.Reach));
        Assert.All(one.Dimensions.Where(it => it is { Iteration: 2, Reach: Reach.Unknown }), it => Assert.Null(it.AppliedSteps));
        Assert.Equal(Reach.Borrowed, one.Dimensions.Single(it => it.Iteration == 2 && it.Dimension == "stage2.embed_dim").Reach);
    }

    [Fact]
    public void Fewer_subnets_are_covered_by_the_ledger_more_are_not()
    {
        var fewer = new CampaignReplay(_recorded, new Alteration(["measurement.subnets=3"])).Run("");
        Assert.All(fewer.Dimensions.Where(it => it.Iteration == 1), it => Assert.Equal(Reach.Measured, it.Reach));
        var more = new CampaignReplay(_recorded, new Alteration(["measurement.subnets=40"])).Run("");
        Assert.Contains(more.Dimensions, it => it is { Iteration: 1, Reach: Reach.Unknown, AppliedSteps: null });
    }

    [Fact]
    public void A_part_of_the_error_may_decide_alone()
    {
        var whole = new CampaignReplay(_recorded, Alteration.None).Run("").Dimensions[0];
        var top = new CampaignReplay(_recorded, Alteration.None, EtErrorPart.Top).Run("").Dimensions[0];
        var expected = new CampaignReplay(_recorded, Alteration.None, EtErrorPart.Expected).Run("").Dimensions[0];
        Assert.Equal(3, new[] { whole, top, expected }.Select(it => it.Reasoning).Distinct().Count());
        // With k = n both parts are the mean.
        var all = new Alteration(["measurement.top_k=4"]);
        Assert.Equal(new CampaignReplay(_recorded, all, EtErrorPart.Top).Run("").Dimensions.Select(it => it.ProposedSteps),
            new CampaignReplay(_recorded, all, EtErrorPart.Expected).Run("").Dimensions.Select(it => it.ProposedSteps));
    }

    [Fact]
    public void Another_step_moves_by_that_step()
    {
        var replay = new CampaignReplay(_recorded, new Alteration(["space.gamma.qkv_dim=4", "evolution.rule=sign"])).Run("");
        var moved = replay.Dimensions.Where(it => it is { Iteration: 1, AppliedSteps: not 0 } && it.Dimension.EndsWith("qkv_dim", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(moved);
        Assert.All(moved, it => Assert.Contains(it.Before![^1] + 4 * it.AppliedSteps!.Value, it.After!));
    }

    [Fact]
    public void Several_rules_stand_in_one_table()
    {
        var comparison = ReplayComparison.Of(_recorded, Alteration.None, "linear-floor,significant:z=3,frozen", EtErrorPart.Both);
        Assert.Equal(["linear-floor", "significant:z=3", "frozen"], comparison.Replays.Select(it => it.Label));
        Assert.Equal([24, 0], [comparison.Replays[0].SameMoves, comparison.Replays[2].Dimensions.Count(it => it.AppliedSteps != 0)]);
        var text = Product.Run("replay", "tiny", "--compare", "linear-floor,frozen", "--runs", campaign.Runs).Output;
        Assert.Contains("moves as recorded", text, StringComparison.Ordinal);
        Assert.Contains("24 of 24", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_sweep_holds_the_recorded_decision_at_the_recorded_threshold()
    {
        var sweep = Sweep.Of(_recorded, Alteration.None, "tau=0.5..2", EtErrorPart.Both);
        Assert.Equal(24, sweep.Dimensions.Count);
        Assert.All(sweep.Dimensions, it => Assert.Equal(it.RecordedSteps, it.Intervals.Last(i => i.From <= 1).Steps)); // this campaign has no bound on the whole space
        Assert.Contains(sweep.Dimensions, it => it.Intervals.Count > 1);
    }

    [Theory]
    [InlineData("linear", "no rule 'linear'")]
    [InlineData("significant:2", "is not of the form")]
    [InlineData("significant:q=2", "evolution.q")]
    public void A_rule_that_is_none_is_refused(string rules, string expected)
    {
        var refused = Record.Exception(() => ReplayComparison.Of(_recorded, Alteration.None, rules, EtErrorPart.Both));
        Assert.True(refused is ConfigurationException or BadInputException);
        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tau=0..1")]
    [InlineData("tau=1..0.5")]
    [InlineData("top_k=1..2")]
    [InlineData("tau")]
    public void A_range_that_is_none_is_refused(string range) =>
        Assert.Throws<BadInputException>(() => Sweep.Of(_recorded, Alteration.None, range, EtErrorPart.Both));
}
