using S3Actors.Coordinator.History;
using S3Actors.Coordinator.Journal;
using S3Actors.Coordinator.Report.Guidelines;
using S3Actors.Messages.Events;
using S3Actors.Messages.Space;

namespace S3Actors.Tests.Coordinator.Report;

/// <summary>The paper's guidelines hold, do not, or stay undecided, as the slopes say.</summary>
public sealed class GuidelineTests
{
    [Theory]
    [InlineData(-0.1, -0.1, -0.5, 0.05, "holds")]
    [InlineData(-0.1, -0.1, -0.5, 0.3, "undecided")]
    [InlineData(-0.1, -0.45, -0.5, 0.05, "undecided")] // it helps, but the second stage's may help as much
    [InlineData(-0.1, -0.9, -0.5, 0.05, "does not")]
    [InlineData(0.3, 0.4, 0.5, 0.05, "does not")]
    public void The_third_stage_guideline_is_judged_by_slopes_and_their_errors(double first, double second, double third, double error, string verdict) =>
        Assert.Equal(verdict, Verdicts(DimensionKind.Depth, error, first, second, third)[0]);

    [Theory]
    [InlineData(DimensionKind.WindowSize, 1)]
    [InlineData(DimensionKind.MlpRatio, 2)]
    public void A_trend_over_stages_is_judged_by_slopes_and_their_errors(DimensionKind kind, int guideline)
    {
        Assert.Equal("holds", Verdicts(kind, 0.05, 0.2, 0, -0.2)[guideline]);
        Assert.Equal("does not", Verdicts(kind, 0.05, -0.2, 0, 0.2)[guideline]);
        Assert.Equal("undecided", Verdicts(kind, 0.5, 0.2, 0, -0.2)[guideline]);
        Assert.Equal("undecided", Verdicts(kind, 0.05, 0.2)[guideline]); // one stage shows no trend
    }

    [Theory]
    [InlineData(0.01, 0.02, "holds")] // narrowing costs less than tau = 1 for certain
    [InlineData(-1.5, 0.1, "does not")]
    [InlineData(-0.9, 0.1, "undecided")]
    public void The_narrow_attention_guideline_holds_when_narrowing_costs_less_than_tau(double slope, double error, string verdict) =>
        Assert.Equal(verdict, Verdicts(DimensionKind.QkvDim, error, slope, slope, slope)[3]);

    [Fact]
    public void A_campaign_that_has_measured_nothing_decides_nothing() =>
        Assert.Equal(["undecided", "undecided", "undecided", "undecided"], Verdicts(DimensionKind.Depth, double.NaN, -1, -1, -1));

    private static List<string> Verdicts(DimensionKind kind, double error, params double[] slopesByStage)
    {
        using var folder = new TemporaryFolder();
        var spec = folder.Configure(ThreeStages()).Spec;
        IEvent[] events =
        [
            new CampaignCreated(spec, "", "", new Dictionary<string, string>(), ""), new IterationStarted(1, spec.InitialSpace, 1, 1),
            .. slopesByStage.Select((slope, i) => new MoveProposed(1, new DimensionId(i + 1, kind), slope, error, 20, "frozen", "1", 0, [], [], "")),
        ];
        var history = CampaignHistory.Of("demo", events.Select((it, i) => new JournalRow(i + 1, "", i + 1, new EventHeader(0, "1", []), it)));
        return [.. DesignGuidelines.Test(history).Select(it => it.Verdict)];
    }

    private static string ThreeStages()
    {
        const string stage = "{ depth = [1, 2], embed_dim = [32, 64], window_size = [2, 4], num_heads = [1, 2], mlp_ratio = [1, 2], qkv_dim = [12, 24] }";
        return string.Join('\n', "s3actors {", "evolution.tau = 1", $"space.stage1 {stage}", $"space.stage2 {stage}", $"space.stage3 {stage}", "}");
    }
}
