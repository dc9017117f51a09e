using S3Actors.Actors.Campaign;
using S3Actors.Coordinator.Settings;

namespace S3Actors.Tests.Coordinator.Settings;

/// <summary>A specification written as a file and read again is the same specification.</summary>
public sealed class SpecTextTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData]
    [InlineData("evolution.max_steps=off", "training.gradient_clip_norm=off", "search.maximum_macs=900000", "measurement.maximum_parameters=800000", "evolution.maximum_log10_size=4.5")]
    [InlineData("evolution.overrides.depth.rule=frozen", "evolution.overrides.stage1.embed_dim.tau=0.7", "measurement.estimator=pooled", "search.control=false")]
    [InlineData("data.fit=resize", "data.resize_shorter_side=40", "data.interpolation=bilinear", "training.augmentation.mixup=0.8", "training.augmentation.mixing_probability=0.7", "training.augmentation.erasing=0.25")]
    [InlineData("training.augmentation.crop_area=[0.08, 1]", "training.augmentation.crop_aspect=[0.5, 2]", "training.augmentation.crop_interpolation=bilinear", "training.augmentation.flip=0.5", "training.augmentation.rand_augment.operations=2", "training.augmentation.rand_augment.deviation=0.5", "training.augmentation.cutmix=1", "training.augmentation.cutmix_share=0.3")]
    [InlineData("training.precision=bfloat16")]
    [InlineData("network.head_dim=6", "space.blocks=uniform")]
    [InlineData("space.stage1.gamma.mlp_ratio=0.25", "space.stage1.bounds.depth=[1, 4]", "training.initialisation=truncated-normal", "training.epsilon=1e-12", "training.on_divergence=lower-rate", "training.maximum_loss=30", "training.divergence_limit=3", "campaign.seed=9223372036854775807")]
    public void It_is_read_back(params string[] options)
    {
        var spec = _folder.Configure(options.Any(it => it.StartsWith("network.head_dim", StringComparison.Ordinal)) ? MinimalCampaign.WithoutQkvDim : MinimalCampaign.Text, options).Spec;
        var again = CampaignConfiguration.Read(_folder.Write("again.conf", SpecText.Of(spec)), [], name: null, _folder.Path("runs")).Spec;
        Assert.Equal([], SpecDifference.Between(spec, again));
        Assert.Equal(SpecDigest.Of(spec), SpecDigest.Of(again));
    }

    /// <summary>As this version records it, by its digest, and as earlier ones did, by a path that may be gone.</summary>
    [Theory]
    [InlineData("My Rules.dll 1.0.0.0 sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")]
    [InlineData("/gone/MyRules.dll")]
    public void A_rule_of_the_users_own_is_read_back_without_its_file(string assembly)
    {
        var spec = _folder.Configure(MinimalCampaign.Text, "evolution.overrides.depth.rule=sign").Spec;
        spec = spec with { Evolution = spec.Evolution with { Rule = spec.Evolution.Rule with { Name = "mine", Assembly = assembly } } };
        var again = CampaignConfiguration.Read(_folder.Write("again.conf", SpecText.Of(spec)), [], name: null, _folder.Path("runs"));
        Assert.Equal([], SpecDifference.Between(spec, again.Spec));
        Assert.Empty(again.RuleFiles);
    }

    [Fact]
    public void Every_key_of_a_specification_is_spelled_out()
    {
        var text = SettingLayer.FromText("spelled.conf", SpecText.Of(_folder.Configure(MinimalCampaign.Text, "evolution.overrides.depth.rule=sign").Spec));
        var settings = new SettingReader([text, SettingLayer.Reference]);
        CampaignConfiguration.Read(settings, null, "tiny", _folder.Path("runs"));
        string[] elsewhere =
        [
            "execution.", "retraining.", "constraint.", "data.kind", "data.folder", "data.training_images_file", "data.training_labels_file", "data.test_images_file", "data.test_labels_file",
            "data.training_folder", "data.test_folder",
        ];
        Assert.Equal([], settings.KeysRead.Where(key => text.Find(key) is null && !elsewhere.Any(it => key.StartsWith(it, StringComparison.Ordinal))));
    }

    [Fact]
    public void Every_campaign_file_of_the_product_is_read_back()
    {
        foreach (var file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "hocon", "campaigns"), "*.conf"))
        {
            var spec = CampaignConfiguration.Read(file, [], name: null, _folder.Path("runs"), withImages: false).Spec;
            Assert.Equal(SpecDigest.Of(spec), SpecDigest.Of(CampaignConfiguration.Read(_folder.Write("again.conf", SpecText.Of(spec)), [], null, _folder.Path("runs"), withImages: false).Spec));
        }
    }
}
