using S3Actors.Coordinator.Doctor;
using S3Actors.Models.Space;

namespace S3Actors.Tests.Coordinator.Doctor;

/// <summary>What a campaign will take, counted.</summary>
public sealed class CampaignPlanTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_counts_steps_subnets_and_costs()
    {
        var configuration = _folder.Configure(MinimalCampaign.Text, "training.steps=5", "training.final_steps=7", "evolution.iterations=2", "measurement.subnets=4",
            "measurement.top_k=2", "search.population=6", "search.parents=3", "search.generations=3", "search.crossovers=2", "search.mutations=1");
        var plan = CampaignPlan.Of(configuration);
        var space = configuration.Spec.InitialSpace;

        Assert.Equal(2 * 5 + 7, plan.OptimizerSteps);
        Assert.Equal(6 + 2 * 3, plan.SearchedSubnets);
        Assert.InRange(plan.MeasuredSubnets, 4, 12 * 4); // 4 bases, each under at most 2 choices of 6 dimensions
        Assert.Equal(2 * plan.MeasuredSubnets + 2 * (plan.SearchedSubnets + 2), plan.EvaluatedSubnets);
        Assert.Equal(SpaceArithmetic.Log10Size(space), plan.Log10Size);
        Assert.True(plan.Smallest.MacsPerImage < plan.MeanMacs && plan.MeanMacs < plan.Largest.MacsPerImage);
        Assert.True(plan.SupernetParameters >= plan.Largest.ParameterCount);
        Assert.Null(plan.Time);
    }

    [Fact]
    public void Memory_and_disk_are_told_of_the_space_as_it_is_and_as_it_may_grow()
    {
        string[] small = ["evolution.iterations=2", "evolution.max_steps=1", "evolution.rule=sign"];
        var plan = CampaignPlan.Of(_folder.Configure(MinimalCampaign.Text, small));
        Assert.True(plan.Disk.GrownBytes > plan.Disk.UnmovedBytes && plan.Memory.GrownBytes > plan.Memory.UnmovedBytes);
        var frozen = CampaignPlan.Of(_folder.Configure(MinimalCampaign.Text, [.. small, "evolution.rule=frozen"]));
        Assert.Equal((plan.Disk.UnmovedBytes, plan.Memory.UnmovedBytes), (frozen.Disk.GrownBytes, frozen.Memory.GrownBytes));
        var more = CampaignPlan.Of(_folder.Configure(MinimalCampaign.Text, [.. small, "execution.kept_checkpoints=50"]));
        Assert.True(more.Disk.GrownBytes > plan.Disk.GrownBytes);
    }

    [Fact]
    public void What_is_free_is_compared_with_what_is_taken_and_what_stays_free()
    {
        var plan = CampaignPlan.Of(_folder.Configure(MinimalCampaign.Text, "execution.minimum_free_disk_mib=1"));
        Assert.True(plan.Disk.IsEnough && plan.Memory.IsEnough);
        Assert.InRange(plan.Memory.FreeBytes, 1L << 28, 1L << 45);
        Assert.Equal(new DriveInfo(_folder.Path("")).AvailableFreeSpace, plan.Disk.FreeBytes, 1L << 30);
        Assert.False(CampaignPlan.Of(_folder.Configure(MinimalCampaign.Text, "execution.minimum_free_disk_mib=100000000")).Disk.IsEnough);
    }

    [Fact]
    public void Without_a_control_there_is_one_search()
    {
        var with = CampaignPlan.Of(_folder.Configure(MinimalCampaign.Text));
        var without = CampaignPlan.Of(_folder.Configure(MinimalCampaign.Text, "search.control=false"));
        Assert.Equal(with.EvaluatedSubnets - with.SearchedSubnets - 2, without.EvaluatedSubnets);
    }
}
