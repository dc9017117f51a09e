using S3Actors.Coordinator.Settings;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Space;

namespace S3Actors.Tests.Coordinator.Settings;

/// <summary>hocon/reference.conf is the manual of every setting: what stands there is what the product does.</summary>
public sealed class ReferenceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_default_is_as_documented()
    {
        var configuration = _folder.Configure(MinimalCampaign.Text);
        var (spec, execution, data) = configuration;

        Assert.Equal("tiny", spec.Name); // the file's name
        Assert.Equal(1, spec.Seed);
        Assert.Equal((50000, 5000, 5000), (spec.Data.TrainingImages, spec.Data.SearchValidationImages, spec.Data.ReportValidationImages));
        Assert.Equal([0.2860], spec.Data.Mean);
        Assert.Equal([0.3530], spec.Data.StandardDeviation);
        Assert.Equal(new NetworkSkeleton(32, 4, 1, 10), spec.Network);
        Assert.Equal(new TrainingSpec(700, 700, 32, 3e-3, 0.01, 0.1, 0.9, 0.999, 1e-8, 0.05, 0.1, 0, 5, 2, Initialisation.FanIn, 100, DivergencePolicy.Stop, null, 8), spec.Training);
        Assert.Equal(spec.Training with { Steps = 4 * 700, FinalSteps = 4 * 700, RandomSubnets = 0 }, configuration.Retraining);
        Assert.Equal(new MeasurementSpec(EstimatorKind.Paired, 48, 8, 1000, 250, new CostLimit(null, null)), spec.Measurement);
        Assert.Equal(new SearchSpec(50, 20, 10, 25, 25, 0.2, 0.4, 5000, new CostLimit(null, null), true), spec.Search);
        Assert.Equal((3, 2, null, null), (spec.Evolution.Iterations, spec.Evolution.MaximumSteps, spec.Evolution.MaximumMeanMacs, spec.Evolution.MaximumLog10Size));
        Assert.Equal(new RuleSpec("significant", 0.2, 2, null), spec.Evolution.Rule);
        Assert.Empty(spec.Evolution.Overrides);

        Assert.Equal(_folder.Path("runs/tiny"), execution.CampaignFolder);
        Assert.Equal(Environment.ProcessorCount, execution.Evaluators);
        Assert.Equal(Math.Min(4, Environment.ProcessorCount), execution.TrainingThreads);
        Assert.Equal((10, "auto", TimeSpan.FromSeconds(20), 2, 500L << 20),
            (execution.SliceSteps, execution.Device, execution.StopTimeout, execution.KeptCheckpoints, execution.MinimumFreeDiskBytes));

        const string folder = "/usr/share/datasets/fashion-mnist";
        Assert.Equal(
            new IdxFiles($"{folder}/train-images-idx3-ubyte.gz", $"{folder}/train-labels-idx1-ubyte.gz", $"{folder}/t10k-images-idx3-ubyte.gz", $"{folder}/t10k-labels-idx1-ubyte.gz"), data);
        Assert.Null(spec.Data.Fitting);
        Assert.Null(spec.Training.Augmentation);
        Assert.Equal(1L << 30, execution.ImageCacheBytes);
    }

    [Theory]
    [InlineData(DimensionKind.Depth, 1, 1, 32)]
    [InlineData(DimensionKind.EmbedDim, 16, 8, 2048)]
    [InlineData(DimensionKind.WindowSize, 2, 1, 64)]
    [InlineData(DimensionKind.NumHeads, 1, 1, 64)]
    [InlineData(DimensionKind.MlpRatio, 0.5, 0.5, 8)]
    [InlineData(DimensionKind.QkvDim, 16, 8, 4096)]
    public void Every_kind_has_its_step_and_bounds(DimensionKind kind, double gamma, double minimum, double maximum)
    {
        var dimension = _folder.Configure(MinimalCampaign.Text).Spec.InitialSpace[1, kind];
        Assert.Equal((gamma, minimum, maximum), (dimension.Gamma, dimension.Minimum, dimension.Maximum));
    }

    [Fact]
    public void Every_key_of_the_reference_is_read()
    {
        var reference = SettingLayer.Reference;
        var settings = new SettingReader([SettingLayer.FromText("tiny.conf", MinimalCampaign.Text), reference]);
        CampaignConfiguration.Read(settings, null, "tiny", _folder.Path("runs"));
        Assert.Equal([], reference.Keys().Where(key => !settings.KeysRead.Contains(key)));
    }

    [Fact]
    public void A_key_that_a_campaign_may_state_stands_in_the_reference()
    {
        var reference = SettingLayer.Reference;
        var settings = new SettingReader([SettingLayer.FromText("tiny.conf", MinimalCampaign.Text), reference]);
        CampaignConfiguration.Read(settings, null, "tiny", _folder.Path("runs"));
        // The stages and overrides are explained there in comments: they have no default.
        Assert.Equal([], settings.KeysRead.Where(key => reference.Find(key) is null && !key.StartsWith("space.stage", StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_campaign_file_of_the_product_is_valid()
    {
        var files = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "hocon", "campaigns"), "*.conf");
        Assert.NotEmpty(files);
        foreach (var file in files)
        {
            var spec = CampaignConfiguration.Read(file, [], name: null, _folder.Path("runs"), withImages: false).Spec;
            Assert.Equal(Path.GetFileNameWithoutExtension(file), spec.Name);
        }
    }
}
