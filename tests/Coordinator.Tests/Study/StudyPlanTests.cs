using S3Actors.Coordinator.Settings;
using S3Actors.Coordinator.Study;

namespace S3Actors.Tests.Coordinator.Study;

public sealed class StudyPlanTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public StudyPlanTests() => _folder.Write("tiny.conf", MinimalCampaign.Text);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_says_what_it_needs_and_the_reference_the_rest()
    {
        var plan = Read("campaign = \"tiny.conf\", seeds = \"2..3,7\", set = [\"training.steps=5\"]");
        Assert.Equal(("small", _folder.Path("runs/small"), _folder.Path("tiny.conf")), (plan.Name, plan.Folder, plan.CampaignFile));
        Assert.Equal([2, 3, 7], plan.Seeds);
        Assert.Equal([StudyArm.Evolved, StudyArm.Initial, StudyArm.InitialTotal, StudyArm.RandomMoves], plan.Arms);
        Assert.Equal(["training.steps=5", "training.batch_size=4"], plan.Options);
        Assert.Equal((100, 0, false, 0), (plan.FreshSubnets, plan.Parallel, plan.Retrain, plan.RetrainSubnets));
    }

    [Fact]
    public void A_campaigns_file_is_studied_as_the_command_line_says()
    {
        var plan = StudyPlan.Read(_folder.Path("tiny.conf"), new Dictionary<string, string?> { ["seeds"] = "4", ["arms"] = "initial, evolved", ["name"] = null }, [], _folder.Path("runs"));
        Assert.Equal("tiny-study", plan.Name);
        Assert.Equal([StudyArm.Initial, StudyArm.Evolved], plan.Arms);
        Assert.Equal(["initial-seed-4", "evolved-seed-4"], plan.Campaigns.Select(it => it.Name));
    }

    [Fact]
    public void The_arms_differ_in_what_they_are_to_differ_in_and_in_nothing_else()
    {
        var plan = Read("campaign = \"tiny.conf\", seeds = \"6\"");
        var specs = plan.Campaigns.ToDictionary(it => it.Arm, it => it.Configuration().Spec);
        Assert.All(specs.Values, it => Assert.Equal((6, false, 4), (it.Seed, it.Search.Control, it.Training.BatchSize)));
        var (evolved, initial, total, random) = (specs[StudyArm.Evolved], specs[StudyArm.Initial], specs[StudyArm.InitialTotal], specs[StudyArm.RandomMoves]);
        Assert.Equal((0, evolved.Training), (initial.Evolution.Iterations, initial.Training));
        Assert.Equal((0, 3 * 700 + 700), (total.Evolution.Iterations, total.Training.FinalSteps)); // until the evolved arm says how many it took
        Assert.Equal((evolved.Evolution.Iterations, true), (random.Evolution.Iterations, random.Evolution.ShuffledMoves));
        Assert.Equal(evolved.InitialSpace, initial.InitialSpace);
    }

    [Fact]
    public void What_waits_for_another_campaign_comes_behind_it()
    {
        var campaigns = Read("campaign = \"tiny.conf\", seeds = \"1..2\", arms = \"initial-total,evolved\"").Campaigns;
        Assert.Equal(["evolved-seed-1", "initial-total-seed-1", "evolved-seed-2", "initial-total-seed-2"], campaigns.Select(it => it.Name));
        Assert.Equal("evolved-seed-2", campaigns[3].WaitsFor!.Name);
        Assert.Null(Read("campaign = \"tiny.conf\", arms = \"initial-total\"").Campaigns[0].WaitsFor);
    }

    [Theory]
    [InlineData("seeds = \"1..8\"", "study.campaign")]
    [InlineData("campaign = \"tiny.conf\", seeds = \"8..1\"", "study.seeds = 8..1: must be numbers and ranges")]
    [InlineData("campaign = \"tiny.conf\", seeds = \"1,1\"", "study.seeds = 1,1")]
    [InlineData("campaign = \"tiny.conf\", seeds = \"1..99999\"", "study.seeds")]
    [InlineData("campaign = \"tiny.conf\", arms = \"evolved,sideways\"", "study.arms = evolved,sideways: must be some of evolved, initial, initial-total, random-moves")]
    [InlineData("campaign = \"tiny.conf\", sedes = \"1\"", "did you mean study.seeds?")]
    [InlineData("campaign = \"tiny.conf\", fresh_subnets = -1", "study.fresh_subnets = -1")]
    [InlineData("campaign = \"tiny.conf\", retrain_subnets = 1001", "study.retrain_subnets = 1001: must be a whole number from 0 to 1000")]
    public void What_is_wrong_is_said(string section, string expected) =>
        Assert.Contains(expected, Assert.Throws<ConfigurationException>(() => Read(section)).Message, StringComparison.Ordinal);

    [Fact]
    public void Every_study_of_the_product_is_valid()
    {
        var files = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "hocon", "studies"), "*.conf").Where(file => file != StudyPlan.ReferenceFile).ToList();
        Assert.NotEmpty(files);
        foreach (var file in files)
            Assert.All(StudyPlan.Read(file, new Dictionary<string, string?>(), [], _folder.Path("runs")).Campaigns, it => it.Configuration());
    }

    private StudyPlan Read(string section) => StudyPlan.Read(
        _folder.Write("small.conf", $"s3actors {{ study {{ {section} }} }}"), new Dictionary<string, string?>(), ["training.batch_size=4"], _folder.Path("runs"));
}
