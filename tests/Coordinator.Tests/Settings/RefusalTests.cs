using S3Actors.Coordinator.Settings;

namespace S3Actors.Tests.Coordinator.Settings;

/// <summary>Bad settings: one line each, with file, key, value and what is allowed.</summary>
public sealed class RefusalTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("training.batch_size", "-3", "training.batch_size = -3: must be a whole number of at least 1")]
    [InlineData("training.batch_size", "many", "training.batch_size = many: must be a whole number of at least 1")]
    [InlineData("training.batch_size", "1.5", "training.batch_size = 1.5: must be a whole number of at least 1")]
    [InlineData("training.batch_size", "99999999999", "training.batch_size = 99999999999: must be a whole number from 1 to 2147483647")]
    [InlineData("training.batch_size", "[1]", "training.batch_size = [1]: must be a whole number of at least 1")]
    [InlineData("training.learning_rate", "0", "training.learning_rate = 0: must be a number above 0")]
    [InlineData("training.learning_rate", "NaN", "training.learning_rate = NaN: must be a number above 0")]
    [InlineData("training.drop_path", "1", "training.drop_path = 1: must be a number of at least 0 and below 1")]
    [InlineData("training.initialisation", "zeros", "training.initialisation = zeros: must be one of truncated-normal, fan-in")]
    [InlineData("measurement.estimator", "guess", "measurement.estimator = guess: must be one of paired, pooled, effects, fresh")]
    [InlineData("measurement.top_k", "49", "measurement.top_k = 49: must be at most measurement.subnets, which is 48")]
    [InlineData("measurement.images", "5001", "measurement.images = 5001: must be at most data.search_validation_images, which is 5000")]
    [InlineData("search.maximum_macs", "0", "search.maximum_macs = 0: must be a whole number of at least 1, or off")]
    [InlineData("search.control", "maybe", "search.control = maybe: must be one of none, equal-final, equal-total, both, true, false")]
    [InlineData("evolution.rule", "linear", "evolution.rule = linear: no rule 'linear' in the built-in rules; it has linear-floor, linear-truncate, significant, theil-sen, sign, frozen")]
    [InlineData("evolution.assembly", "/no/such.dll", "evolution.assembly = /no/such.dll: the rule assembly /no/such.dll: no such file; a campaign that has begun keeps a copy in its folder 'rules'")]
    [InlineData("space.stage1.depth", "[]", "space.stage1.depth = []: must be a list of at least 1 number(s) above 0, as in [1, 2, 3]")]
    [InlineData("space.stage1.depth", "3", "space.stage1.depth = 3: must be a list of at least 1 number(s) above 0, as in [1, 2, 3]")]
    [InlineData("space.stage1.depth", "[0, 1]", "space.stage1.depth = [0, 1]: must be a list of at least 1 number(s) above 0, as in [1, 2, 3]")]
    [InlineData("space.stage1.depth", "[2, 1]", "space.stage1.depth = [2, 1]: 1 after 2; choices ascend without repeats")]
    [InlineData("space.stage1.depth", "[1, 1]", "space.stage1.depth = [1, 1]: 1 after 1; choices ascend without repeats")]
    [InlineData("space.stage1.depth", "[1, 33]", "space.stage1.depth = [1, 33]: the choice 33 is outside its bounds [1, 32]")]
    [InlineData("space.stage1.embed_dim", "[8.5]", "space.stage1.embed_dim = [8.5]: 8.5 is not a whole number")]
    [InlineData("space.stage1.num_heads", "[1, 20]", "space.stage1.num_heads = [1, 20]: 20 heads exceed the smallest qkv_dim 12; each head needs at least one channel")]
    [InlineData("network.head_dim", "wide", "network.head_dim = wide: must be a whole number from 1 to 4096, or free")]
    [InlineData("network.head_dim", "32", "space.stage1.qkv_dim = [12, 24]: must be left out where network.head_dim is a number: it is that number times num_heads")]
    [InlineData("space.bounds.depth", "[3]", "space.bounds.depth = [3]: must be a list of at least 2 number(s) above 0, as in [1, 2, 3]")]
    [InlineData("space.bounds.depth", "[3, 1]", "space.bounds.depth = [3, 1]: must be two numbers, the smallest and the largest value allowed")]
    [InlineData("network.input_channels", "3", "data.mean = [0.2860]: must have one number a channel, and network.input_channels is 3")]
    [InlineData("data.folder", "/no/such/folder", "data.folder = /no/such/folder: there is no folder /no/such/folder; data.folder, or data.training_images_file, data.training_labels_file, data.test_images_file, data.test_labels_file, says where the images stand")]
    [InlineData("training.batchsize", "3", "training.batchsize = 3: there is no such setting; did you mean training.batch_size?")]
    [InlineData("batch_size", "3", "batch_size = 3: there is no such setting; did you mean measurement.batch_size?")]
    [InlineData("space.stage1.width", "[3]", "space.stage1.width = [3]: there is no such setting; did you mean space.stage1.depth?")]
    [InlineData("space.stage3.depth", "[1]", "space.stage3 = {...}: stages are numbered from 1 without a gap")]
    [InlineData("evolution.overrides.stage2.depth.rule", "sign", "evolution.overrides.stage2.depth.rule = sign: there is no such setting")]
    [InlineData("campaign.name", "../elsewhere", "campaign.name = ../elsewhere: " + CampaignName.Allowed)]
    public void A_bad_value_is_named_with_what_is_allowed(string key, string value, string expected)
    {
        var lines = Problems(() => _folder.Configure(MinimalCampaign.Text, $"{key}={value}"));
        Assert.Contains(lines, line => line.Contains(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void The_line_begins_with_the_file_or_the_option_that_said_so()
    {
        var file = Problems(() => _folder.Configure(MinimalCampaign.Text + "\ns3actors.training.steps = 0"));
        Assert.Equal([_folder.Path("tiny.conf") + ": training.steps = 0: must be a whole number of at least 1"], file);
        var option = Problems(() => _folder.Configure(MinimalCampaign.Text, "training.steps=0"));
        Assert.Equal(["--set: training.steps = 0: must be a whole number of at least 1"], option);
    }

    [Fact]
    public void What_is_missing_is_missing_in_the_campaigns_file()
    {
        Assert.Equal([_folder.Path("tiny.conf") + ": space.stage1: is missing: a space has at least one stage"], Problems(() => _folder.Configure("s3actors {}")));
        var dimension = Problems(() => _folder.Configure("s3actors.space.stage1 { depth = [1] }", "training.steps=1"));
        Assert.All(dimension, line => Assert.StartsWith(_folder.Path("tiny.conf") + ": space.stage1.", line, StringComparison.Ordinal));
        Assert.Equal(5, dimension.Count);
    }

    [Fact]
    public void Empty_places_of_images_are_refused_and_break_nothing() =>
        Assert.Equal(["--set: data.training_folder = \"\": must not be empty, nor hold a null character", "--set: data.folder = \"\": must not be empty, nor hold a null character"],
            Problems(() => _folder.Configure(MinimalCampaign.Text, "data.kind=image-folder", "data.folder=", "data.training_folder=")).OrderDescending());

    [Fact]
    public void All_problems_are_shown_at_once_and_nothing_is_written()
    {
        var lines = Problems(() => _folder.Configure(MinimalCampaign.Text, "training.steps=0", "seed=1", "space.stage1.depth=[2,1]", "search.parents=-1"));
        Assert.Equal(4, lines.Count);
        Assert.False(Directory.Exists(_folder.Path("runs")));
    }

    [Theory]
    [InlineData("s3actors { training { steps = 3 }")]
    [InlineData("training { steps = 3 }")]
    [InlineData("s3actors = 3")]
    public void What_is_no_campaign_is_refused(string text) => Assert.NotEmpty(Problems(() => _folder.Configure(text)));

    [Fact]
    public void A_missing_file_is_named() =>
        Assert.Equal(["/no/such.conf: there is no such file"],
            Problems(() => CampaignConfiguration.Read("/no/such.conf", [], null, _folder.Path("runs"))));

    [Theory]
    [InlineData("training.steps")]
    [InlineData("=3")]
    [InlineData("training steps=3")]
    public void An_option_of_another_form_is_refused(string option) =>
        Assert.Contains("is not of the form key=value", Assert.Single(Problems(() => _folder.Configure(MinimalCampaign.Text, option))), StringComparison.Ordinal);

    [Theory]
    [InlineData("a/b")]
    [InlineData("..")]
    [InlineData("")]
    [InlineData("-x")]
    public void A_path_is_no_name(string name) =>
        Assert.Contains(CampaignName.Allowed, Assert.Single(Problems(() =>
            CampaignConfiguration.Read(_folder.Write("tiny.conf", MinimalCampaign.Text), [], name, _folder.Path("runs")))), StringComparison.Ordinal);

    private static List<string> Problems(Action read) =>
        [.. Assert.Throws<ConfigurationException>(read).Problems.Select(problem => problem.ToString())];
}
