using S3Actors.Messages.Campaign;
using S3Actors.Messages.Space;

namespace S3Actors.Tests.Coordinator.Settings;

/// <summary>Options go before the campaign's file, the file before the reference; a stage or a dimension before what holds for all.</summary>
public sealed class PrecedenceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_last_option_wins()
    {
        const string file = MinimalCampaign.Text + "\ns3actors.training.steps = 5";
        Assert.Equal(5, _folder.Configure(file).Spec.Training.Steps);
        Assert.Equal(7, _folder.Configure(file, "training.steps=6", "s3actors.training.steps = 7").Spec.Training.Steps);
    }

    [Fact]
    public void A_list_of_an_option_replaces_the_whole_list() =>
        Assert.Equal([4, 5], _folder.Configure(MinimalCampaign.Text, "space.stage1.depth=[4, 5]").Spec.InitialSpace[1, DimensionKind.Depth].Choices);

    [Fact]
    public void A_stage_has_steps_and_bounds_of_its_own()
    {
        var space = _folder.Configure(MinimalCampaign.Text, "space.stage1.gamma.depth=2", "space.stage1.bounds.depth=[1, 4]", "space.gamma.embed_dim=3").Spec.InitialSpace;
        var (depth, width) = (space[1, DimensionKind.Depth], space[1, DimensionKind.EmbedDim]);
        Assert.Equal((2, 1, 4, 3), (depth.Gamma, depth.Minimum, depth.Maximum, width.Gamma));
    }

    [Fact]
    public void An_override_takes_what_it_leaves_out_from_the_common_rule()
    {
        var evolution = _folder.Configure(MinimalCampaign.Text, "evolution.z=3", "evolution.overrides.depth.rule=frozen", "evolution.overrides.stage1.embed_dim.tau=0.7").Spec.Evolution;
        Assert.Equal(new RuleSpec("frozen", 0.2, 3, null), evolution.Overrides["depth"]);
        Assert.Equal(new RuleSpec("significant", 0.7, 3, null), evolution.Overrides["stage1.embed_dim"]);
        Assert.Equal(2, evolution.Overrides.Count);
    }

    [Fact]
    public void The_name_may_be_given_by_hand_by_the_file_or_by_its_name()
    {
        Assert.Equal("tiny", _folder.Configure(MinimalCampaign.Text).Spec.Name);
        Assert.Equal("stated", _folder.Configure(MinimalCampaign.Text, "campaign.name=stated").Spec.Name);
        Assert.Equal(_folder.Path("runs/stated"), _folder.Configure(MinimalCampaign.Text, "campaign.name=stated").Execution.CampaignFolder);
    }

    [Fact]
    public void Off_sets_no_bound()
    {
        var spec = _folder.Configure(MinimalCampaign.Text, "evolution.max_steps=off", "training.gradient_clip_norm=off", "search.maximum_macs=90000").Spec;
        Assert.Equal((0, 0.0, 90_000L), (spec.Evolution.MaximumSteps, spec.Training.GradientClipNorm, spec.Search.Limit.MaximumMacs!.Value));
    }
}
