namespace S3Actors.Tests.Coordinator.Processes;

/// <summary>Bad input: exit code 2, what is wrong in a line, and nothing written.</summary>
[Collection(ProcessCollection.Name)]
public sealed class BadInputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("training.batch_size=-1", "--set: training.batch_size = -1: must be a whole number of at least 1")]
    [InlineData("training.batchsize=1", "--set: training.batchsize = 1: there is no such setting; did you mean training.batch_size?")]
    [InlineData("data.test_labels_file=none.gz", "there is no file")]
    [InlineData("data.training_images=70000", "there are 3000 images")]
    [InlineData("network.image_size=16", "network.image_size = 16: the images are 28 x 28")]
    [InlineData("search.maximum_macs=10", "search.maximum_macs = 10: no architecture of the initial space is that small")]
    [InlineData("execution.device=tpu", "execution.device = tpu: must be auto, cpu or a GPU, as in \"cuda:0\"")]
    [InlineData("execution.devices=[cpu, tpu]", "execution.devices = [cpu, tpu]: must be a list of devices")]
    [InlineData("execution.devices=[cpu, \"cuda:1\"]", "must be all GPUs, or all cpu")]
    [InlineData("execution.devices=[\"cuda:0\", \"cuda:1\"]", "execution.devices = cuda:0: libtorch finds no GPU here that it can use; auto or cpu")]
    public void A_setting_of_the_wrong_kind_or_out_of_range_is_refused(string option, string expected) => Refused(expected, "run", Campaign(), "--set", option, "--runs", _folder.Path("runs"));

    [Fact]
    public void A_plan_says_where_no_subnet_keeps_within_the_constraint() =>
        Refused("iteration-1 cannot be measured: stage1.embed_dim: none of 24000 random subnets keeps within the limit (at most 2000000 MACs)", "plan",
            Path.Combine(AppContext.BaseDirectory, "hocon", "campaigns", "smoke.conf"), "--count-only", "--set", "network.patch_size=1", "--runs", _folder.Path("runs"));

    /// <summary>A bound that stands in the section for both is one problem, and it is that one's.</summary>
    [Theory]
    [InlineData("constraint.maximum_macs=1", "--set: constraint.maximum_macs = 1: no architecture of the initial space is that small; the smallest has ")]
    [InlineData("constraint.minimum_parameters=99999999999", "--set: constraint.minimum_parameters = 99999999999: no architecture of the initial space is that large; the largest has ")]
    [InlineData("space.gamma.depth=0.5", "--set: space.gamma.depth = 0.5: 0.5 is not a whole number")]
    [InlineData("space.bounds.embed_dim=[8, 1e300]", "--set: space.bounds.embed_dim = [8, 1e300]: 1E+300 is not allowed; choices, gamma and bounds are above 0 and at most 1000000")]
    [InlineData("training.steps=[1", "--set: training.steps = [1: this is not HOCON: line 1: '[' is never closed")]
    [InlineData("training.steps=2147483648", "--set: training.steps = 2147483648: must be a whole number from 1 to 2147483647")]
    [InlineData("training.weight_decay=1e999", "--set: training.weight_decay = 1e999: must be a number of at least 0 and at most 1.797")]
    [InlineData("execution.journal.postgres.connection_from=Host=x;Password=secret", "--set: execution.journal.postgres.connection_from: must be the name of")]
    public void The_key_that_is_wrong_is_the_key_that_is_named(string option, string expected) =>
        Refused(expected, "plan", Campaign(), "--set", option, "--runs", _folder.Path("runs"));

    [Theory]
    [InlineData("as a whole number", "audit", "tiny", "--iteration", "x")]
    [InlineData("as a number", "notify", "--every", "x")]
    [InlineData("--to FILE: is a file, not a folder", "export", "tiny", "--to", "FILE")]
    public void An_option_that_cannot_be_used_says_what_it_takes(string expected, params string[] arguments)
    {
        using var campaign = new Formats.FrozenCampaign("v1");
        var file = _folder.Write("x", "");
        Refused(expected.Replace("FILE", file, StringComparison.Ordinal), [.. arguments.Select(it => it switch { "FILE" => file, "tiny" => "frozen", _ => it }), "--runs", campaign.Runs]);
    }

    [Fact]
    public void What_the_user_may_not_read_is_said_to_be_that_and_not_to_be_missing()
    {
        const UnixFileMode all = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
        using var campaign = new Formats.FrozenCampaign("v1");
        var (journal, images) = (campaign.Folder.JournalFile, Directory.CreateDirectory(Path.Combine(campaign.Runs, "images")).FullName);
        foreach (var folder in new[] { campaign.Runs.TrimEnd('/'), campaign.Folder.Path }) TemporaryFolder.SetMode(folder, all);
        TemporaryFolder.SetMode(journal, UnixFileMode.None);
        Assert.Equal((1, "", $"{journal}: this user may not read it\n"), Product.RunUnprivileged("status", "frozen", "--runs", campaign.Runs));
        TemporaryFolder.SetMode(campaign.Folder.Path, UnixFileMode.None);
        Assert.Equal((1, "", $"{journal}: this user may not read it\n"), Product.RunUnprivileged("status", "frozen", "--runs", campaign.Runs));
        var (exitCode, output, _) = Product.RunUnprivileged("list", "--runs", campaign.Runs);
        Assert.Equal(0, exitCode);
        Assert.Contains($"frozen    unreadable  {journal}: this user may not read it", output, StringComparison.Ordinal);
        TemporaryFolder.SetMode(campaign.Folder.Path, all);

        TemporaryFolder.SetMode(images, UnixFileMode.None);
        var plan = Product.RunUnprivileged("plan", Path.Combine(AppContext.BaseDirectory, "hocon", "campaigns", "smoke.conf"), "--set", "data.kind=image-folder", "--set", $"data.folder={images}");
        TemporaryFolder.SetMode(images, all);
        Assert.Equal(2, plan.ExitCode);
        Assert.All(plan.Errors.TrimEnd().Split('\n'), line => Assert.Contains($": this user may not look at {images}/", line, StringComparison.Ordinal));
    }

    [Fact]
    public void A_missing_campaign_file_is_refused() => Refused("none.conf: there is no such file", "run", _folder.Path("none.conf"), "--runs", _folder.Path("runs"));

    [Fact]
    public void A_name_with_a_path_in_it_is_refused() => Refused("a path is no name", "run", Campaign(), "--name", "../tiny", "--runs", _folder.Path("runs"));

    [Fact]
    public void Every_command_has_an_error_in_JSON_below()
    {
        var help = CommandInProcess.Run("--help").Output;
        var commands = help[help.IndexOf("Commands:", StringComparison.Ordinal)..].Split('\n')
            .Where(line => line.StartsWith("  ", StringComparison.Ordinal) && line[2] != ' ').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[0]).ToList();
        var tried = typeof(BadInputTests).GetMethod(nameof(Under_json_an_error_is_json_too))!.GetCustomAttributesData()
            .Where(it => it.AttributeType == typeof(InlineDataAttribute)).Select(it => (IReadOnlyList<System.Reflection.CustomAttributeTypedArgument>)it.ConstructorArguments[0].Value!)
            .Select(words => (string)words[0].Value!).ToHashSet(StringComparer.Ordinal);
        Assert.True(commands.Count > 20, help);
        Assert.Empty(commands.Except(tried));
    }

    [Theory]
    [InlineData("run", "none.conf")]
    [InlineData("run")]
    [InlineData("worker", "--join", "here:99999")]
    [InlineData("cluster", "status", "none")]
    [InlineData("pause", "none")]
    [InlineData("list", "--state", "none")]
    [InlineData("study", "none.conf")]
    [InlineData("submit", "none.conf")]
    [InlineData("queue", "none")]
    [InlineData("cancel", "none")]
    [InlineData("serve", "--wait-for-workers", "-1")]
    [InlineData("dashboard", "--port", "99999")]
    [InlineData("notify", "none")]
    [InlineData("note", "none")]
    [InlineData("backup", "none", "none.db")]
    [InlineData("journal", "copy", "none", "sqlite")]
    [InlineData("prune", "none")]
    [InlineData("completion", "fish")]
    [InlineData("nonsense")]
    [InlineData("status", "none")]
    [InlineData("audit", "none", "--iteration", "x")]
    [InlineData("replay", "none", "--rule", "nothing")]
    [InlineData("fork", "none", "other", "--at-iteration", "1")]
    [InlineData("compare", "none", "nothing")]
    [InlineData("report", "none")]
    [InlineData("export", "none")]
    [InlineData("retrain", "none")]
    [InlineData("doctor", "none")]
    [InlineData("plan", "none.conf")]
    [InlineData("cost", "none.json")]
    [InlineData("chaos", "--campaign", "none.conf")]
    public void Under_json_an_error_is_json_too(params string[] arguments)
    {
        var (exitCode, output, errors) = CommandInProcess.Run([.. arguments, "--json", "--runs", _folder.Path("runs")]);
        Assert.Equal(2, exitCode);
        Assert.Equal("", output);
        var document = System.Text.Json.JsonDocument.Parse(errors).RootElement;
        Assert.Equal(2, document.GetProperty("exit_code").GetInt32());
        Assert.NotEmpty(document.GetProperty("error").GetString()!);
    }

    [Fact]
    public void A_truncated_file_of_images()
    {
        var whole = File.ReadAllBytes("/usr/share/datasets/fashion-mnist/t10k-images-idx3-ubyte.gz");
        File.WriteAllBytes(_folder.Path("cut.gz"), whole[..(whole.Length / 2)]);
        Refused(_folder.Path("cut.gz"), "run", Campaign(), "--set", $"data.test_images_file={_folder.Path("cut.gz")}", "--runs", _folder.Path("runs"));
    }

    [Fact]
    public void A_file_of_images_whose_header_lies()
    {
        byte[] lying = [0, 0, 8, 3, 0, 0, 39, 16, 0, 0, 0, 28, 0, 0, 0, 28, 1, 2, 3];
        File.WriteAllBytes(_folder.Path("lie"), lying);
        Refused(_folder.Path("lie"), "run", Campaign(), "--set", $"data.test_images_file={_folder.Path("lie")}", "--runs", _folder.Path("runs"));
    }

    [Fact]
    public void A_file_where_the_folder_of_the_campaigns_should_stand()
    {
        var runs = _folder.Write("runs", "");
        string[][] commands = [["run", Campaign()], ["list"], ["status", "tiny"], ["plan", Campaign()], ["study", Campaign()], ["dashboard"], ["doctor"]];
        foreach (var command in commands) Refused($"--runs {runs}: is a file, not a folder", [.. command, "--runs", runs]);
    }

    [Fact]
    public void A_pipe_a_socket_or_nothing_in_the_place_of_a_file_is_refused_and_not_waited_for()
    {
        var pipe = _folder.Path("pipe");
        System.Diagnostics.Process.Start("mkfifo", pipe).WaitForExit();
        string[][] commands = [["run"], ["plan"], ["study"], ["doctor", "--data"], ["cost"]];
        foreach (var command in commands)
        {
            Refused($"{pipe}: is a pipe, socket or device, not a file", [.. command, pipe, "--runs", _folder.Path("runs")]);
            Refused("names no file", [.. command, "", "--runs", _folder.Path("runs")]);
        }
    }

    [Theory]
    [InlineData("status", "none")]
    [InlineData("report", "none")]
    [InlineData("audit", "none")]
    [InlineData("status")]
    [InlineData("status", "--frobnicate")]
    [InlineData("run")]
    [InlineData("frobnicate")]
    [InlineData("cost", "none.json")]
    public void An_incomplete_or_unknown_command_is_refused_in_one_line(params string[] arguments)
    {
        var (exitCode, output, errors) = CommandInProcess.Run([.. arguments, "--runs", _folder.Path("runs")]);
        Assert.Equal((2, ""), (exitCode, output));
        Assert.NotEqual("", Assert.Single(errors.TrimEnd().Split('\n')));
    }

    [Theory]
    [InlineData("there is no command 'adit'; did you mean audit?", "adit")]
    [InlineData("there is no command 'frobnicate' (s3actors --help", "frobnicate", "campaign")]
    [InlineData("a command is missing")]
    public void A_command_that_is_none(string expected, params string[] arguments) => Refused(expected, arguments);

    [Theory]
    [InlineData("{}", "stages")]
    [InlineData("{\"stages\": []}", "stages: must be 1 to 16, not 0")]
    [InlineData("{\"stages\": [{\"embed_dim\": 8, \"blocks\": [{\"window_size\": 2, \"num_heads\": 4, \"mlp_ratio\": 1, \"qkv_dim\": 3}]}]}", "qkv_dim at least num_heads")]
    [InlineData("{\"stages\": [{\"embed_dim\": 8, \"width\": 3, \"blocks\": []}]}", "width")]
    [InlineData("{\"architecture\": \"8:w2n1m1q8/8:w2n1m1q8\", \"network\": {\"image_size\": 3, \"patch_size\": 4, \"input_channels\": 1, \"class_count\": 2}}", "image_size 3 is no multiple of patch_size 4 times 2^1")]
    [InlineData("not json", "line 1")]
    public void A_malformed_architecture_file_is_refused(string json, string expected) => Refused(expected, "cost", _folder.Write("a.json", json));

    [Fact]
    public void A_disk_that_is_too_full_stops_it_before_it_writes()
    {
        var (exitCode, output, errors) = CommandInProcess.Run("run", Campaign(), "--set", "execution.minimum_free_disk_mib=1000000000", "--runs", _folder.Path("runs"));
        Assert.Equal((1, ""), (exitCode, output));
        Assert.Contains("execution.minimum_free_disk_mib asks for 1000000000", errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.Path("runs")));
    }

    [Theory]
    [InlineData("status")]
    [InlineData("report")]
    [InlineData("audit")]
    public void A_journal_that_is_none(string command)
    {
        Directory.CreateDirectory(_folder.Path("runs/broken"));
        _folder.Write("runs/broken/journal.db", new string('x', 5000));
        var (exitCode, output, errors) = CommandInProcess.Run(command, "broken", "--runs", _folder.Path("runs"));
        Assert.Equal((1, ""), (exitCode, output));
        Assert.Contains("not a database", Assert.Single(errors.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    private string Campaign() => _folder.Write("tiny.conf", TinyCampaign.Text);

    private void Refused(string expected, params string[] arguments)
    {
        var (exitCode, output, errors) = CommandInProcess.Run(arguments);
        Assert.Equal((2, ""), (exitCode, output));
        Assert.Contains(expected, Assert.Single(errors.TrimEnd().Split('\n')), StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.Path("runs")));
    }
}
