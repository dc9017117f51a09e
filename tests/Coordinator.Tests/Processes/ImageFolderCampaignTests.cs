namespace S3Actors.Tests.Coordinator.Processes;

/// <summary>A campaign on JPEG and PNG files from its file to its report, with every augmentation on; and what the ImageNet one would take.</summary>
[Collection(ProcessCollection.Name)]
public sealed class ImageFolderCampaignTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_ends_with_its_report_and_comes_to_the_same_weights_and_events_when_it_was_killed_between()
    {
        ImageFolderTree.Write(_folder.Path("images"), training: 160, test: 30);
        var (exitCode, output, errors) = Run("whole");
        Assert.True(exitCode == 0, errors);
        Assert.Contains("Winners", output, StringComparison.Ordinal);

        using (var killed = Product.Start(Arguments("killed")))
        {
            TinyCampaign.WaitForRows(_folder.Path("killed/tiny"), 8, killed);
            if (!killed.HasEnded) killed.Kill();
        }
        (exitCode, _, errors) = Run("killed", "--set", "execution.training_threads=1", "--set", "execution.image_cache_mib=0");
        Assert.True(exitCode == 0, errors);
        Assert.Equal(TinyCampaign.Events(_folder.Path("whole/tiny")), TinyCampaign.Events(_folder.Path("killed/tiny")));
        Assert.Equal(Checkpoints("whole"), Checkpoints("killed"));
    }

    /// <summary>On ten classes of small images, as ImageNet is nowhere near a test: the space, the rule and all sizes are the campaign's own.</summary>
    [Fact]
    public void The_plan_of_the_ImageNet_campaign_counts_and_costs_it()
    {
        ImageFolderTree.Write(_folder.Path("images"), training: 60, test: 20);
        var file = Path.Combine(AppContext.BaseDirectory, "hocon", "campaigns", "s3-imagenet.conf");
        string[] small =
        [
            "network.class_count=10", "data.training_images=40", "data.search_validation_images=12", "data.report_validation_images=8", "measurement.images=12", "search.images=12",
            "measurement.subnets=8", "measurement.top_k=4", $"data.folder={_folder.Path("images")}", "network.image_size=64", "data.resize_shorter_side=72",
            "space.stage3.depth=[1,2]", "space.stage3.embed_dim=[64]", "space.stage4.depth=[1]", "space.stage4.embed_dim=[64]", // the time is that of what is timed, not of its size
        ];
        var plan = Product.Json(["plan", file, .. small.SelectMany(option => (string[])["--set", option])]);
        Assert.Equal(3L * 89442 + 2 * 357764, plan.GetProperty("optimizer_steps").GetInt64());
        var time = plan.GetProperty("time");
        Assert.True(time.GetProperty("images_per_second").GetDouble() > 0);
        Assert.True(time.GetProperty("scaled").GetProperty("training_images").GetInt32() < 1024);
        Assert.True(time.GetProperty("seconds").GetDouble() > 0);
        Assert.NotEqual("", time.GetProperty("compute_unit").GetString());
    }

    private string[] Arguments(string runs, params string[] more)
    {
        Assert.Contains(TinyCampaign.Data, TinyCampaign.Text, StringComparison.Ordinal);
        var text = TinyCampaign.Text.Replace(TinyCampaign.Data, $$"""
            data {
                kind = "image-folder", folder = "{{_folder.Path("images")}}"
                training_images = 100, search_validation_images = 40, report_validation_images = 20
                fit = "resize", resize_shorter_side = 36
              }
              training.augmentation {
                crop_area = [0.3, 1], flip = 0.5, erasing = 0.25, mixup = 0.8, cutmix = 1
                rand_augment { operations = 2, deviation = 0.5, probability = 0.5 }
              }
            """, StringComparison.Ordinal).Replace("images = 100, batch_size = 50", "images = 40, batch_size = 20", StringComparison.Ordinal).Replace("mutations = 2, images = 100", "mutations = 2, images = 40", StringComparison.Ordinal);
        return ["run", _folder.Write("tiny.conf", text), "--runs", _folder.Path(runs), .. more];
    }

    private (int ExitCode, string Output, string Errors) Run(string runs, params string[] more) => Product.Run(Arguments(runs, more));

    private string Checkpoints(string runs) => string.Join('\n', Directory.GetFiles(_folder.Path($"{runs}/tiny/checkpoints")).Order(StringComparer.Ordinal)
        .Select(path => $"{Path.GetFileName(path)} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path)))}"));
}
