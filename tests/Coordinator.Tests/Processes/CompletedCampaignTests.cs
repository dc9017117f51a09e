using System.IO.Compression;
using System.Text.Json;

namespace S3Actors.Tests.Coordinator.Processes;

/// <summary>A campaign from its file to its report, and what the commands say of it.</summary>
[Collection(ProcessCollection.Name)]
public sealed class CompletedCampaignTests(UninterruptedCampaign campaign)
{
    [Fact]
    public void It_ends_with_its_report_on_the_terminal_and_in_its_folder()
    {
        Assert.Equal("", campaign.Errors);
        var report = File.ReadAllText(Path.Combine(campaign.Folder, "report.txt"));
        Assert.Contains(report.TrimEnd(), campaign.Output, StringComparison.Ordinal);
        Assert.Contains("Evolution of the space", report, StringComparison.Ordinal);
        Assert.Contains("initial space (control)", report, StringComparison.Ordinal);
        Assert.Equal(["best", "checkpoints", "command.json", "journal.db", "lock", "log.txt", "report.html", "report.json", "report.txt", "telemetry.jsonl"], campaign.Files);
    }

    [Fact]
    public void Its_status_is_completed_with_its_best_architecture()
    {
        var status = Product.Json("status", "tiny", "--runs", campaign.Runs);
        Assert.Equal("completed", status.GetProperty("state").GetString());
        Assert.False(status.GetProperty("interrupted").GetBoolean());
        Assert.Equal("done", status.GetProperty("phase").GetString());
        Assert.Equal(2, status.GetProperty("iteration").GetInt32());
        Assert.Equal(1, status.GetProperty("sessions").GetInt32());
        Assert.InRange(status.GetProperty("best").GetProperty("test_error_percent").GetDouble(), 1, 95);
    }

    [Fact]
    public void Its_report_names_both_winners_with_confidence_intervals()
    {
        var report = Product.Json("report", "tiny", "--runs", campaign.Runs);
        var winners = report.GetProperty("winners").EnumerateArray().ToList();
        Assert.Equal(["final", "control"], winners.Select(w => w.GetProperty("search").GetString()));
        Assert.All(winners, w =>
        {
            var test = w.GetProperty("test");
            Assert.Equal(500, test.GetProperty("images").GetInt32());
            Assert.InRange(test.GetProperty("percent").GetDouble(), test.GetProperty("lower_percent").GetDouble(), test.GetProperty("upper_percent").GetDouble());
        });
        Assert.Equal(2, report.GetProperty("iterations").GetArrayLength());
        Assert.Equal(72, report.GetProperty("effort").GetProperty("optimizer_steps").GetInt32());
        Assert.Equal(report.ToString(), JsonDocument.Parse(File.ReadAllText(Path.Combine(campaign.Folder, "report.json"))).RootElement.ToString());
    }

    [Fact]
    public void Its_audit_shows_every_dimension_of_every_iteration()
    {
        var all = Product.Json("audit", "tiny", "--runs", campaign.Runs).GetProperty("dimensions");
        Assert.Equal(2 * 12, all.GetArrayLength());
        var one = Assert.Single(Product.Json("audit", "tiny", "--dimension", "stage1.depth", "--iteration", "2", "--runs", campaign.Runs).GetProperty("dimensions").EnumerateArray());
        Assert.Equal("stage1.depth", one.GetProperty("dimension").GetString());
        Assert.Equal("linear-floor", one.GetProperty("rule").GetString());
        Assert.NotEqual("", one.GetProperty("reasoning").GetString());
        Assert.True(one.GetProperty("event_number").GetInt64() > one.GetProperty("choices")[0].GetProperty("event_number").GetInt64());
    }

    [Fact]
    public void It_takes_the_disk_and_the_memory_that_were_planned()
    {
        var plan = Product.Json("plan", campaign.File, "--count-only");
        long Planned(string what, string how) => plan.GetProperty(what).GetProperty(how).GetInt64();
        var disk = Directory.EnumerateFiles(campaign.Folder, "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length);
        Assert.InRange(disk, 1, Planned("disk", "grown_bytes"));
        using var folder = new TemporaryFolder();
        using var product = Product.Start("run", campaign.File, "--runs", folder.Path("runs"));
        Assert.InRange(product.PeakMemory(), Planned("memory", "unmoved_bytes") / 2, Planned("memory", "grown_bytes"));
    }

    [Fact]
    public void Counting_only_needs_no_images()
    {
        var plan = Product.Json("plan", campaign.File, "--count-only", "--set", "data.folder=/nowhere");
        Assert.Equal(Product.Json("plan", campaign.File, "--count-only").GetProperty("evaluated_subnets").GetInt64(), plan.GetProperty("evaluated_subnets").GetInt64());
        Assert.Equal(2, Product.Run("plan", campaign.File, "--set", "data.folder=/nowhere").ExitCode);
    }

    [Fact]
    public void A_plan_says_what_is_not_enough() =>
        Assert.Contains(": NOT ENOUGH", Product.Run("plan", campaign.File, "--count-only", "--set", "execution.minimum_free_disk_mib=100000000").Output, StringComparison.Ordinal);

    [Fact]
    public void Its_best_architecture_costs_what_the_report_says()
    {
        var winner = Product.Json("report", "tiny", "--runs", campaign.Runs).GetProperty("winners")[0];
        var cost = Product.Json("cost", Path.Combine(campaign.Folder, "best", "architecture.json"));
        Assert.Equal(winner.GetProperty("macs_per_image").GetInt64(), cost.GetProperty("macs_per_image").GetInt64());
        Assert.Equal(winner.GetProperty("parameter_count").GetInt64(), cost.GetProperty("parameter_count").GetInt64());
        Assert.Equal(winner.GetProperty("architecture").GetString(), cost.GetProperty("architecture").GetString());
    }

    [Fact]
    public void Running_it_again_does_nothing_again()
    {
        var before = TinyCampaign.Events(campaign.Folder);
        var (exitCode, output, errors) = Product.Run("run", campaign.File, "--runs", campaign.Runs);
        Assert.True(exitCode == 0, errors);
        Assert.Contains("Winners", output, StringComparison.Ordinal);
        Assert.Equal(before, TinyCampaign.Events(campaign.Folder));
    }

    [Theory]
    [InlineData("training.steps=25", "training.steps: 24 in the journal, 25 now")]
    [InlineData("campaign.seed=2", "campaign.seed: 1 in the journal, 2 now")]
    [InlineData("evolution.tau=2", "evolution.tau: 1 in the journal, 2 now")]
    public void Another_specification_under_its_name_is_refused(string option, string difference)
    {
        var before = Product.Json("status", "tiny", "--runs", campaign.Runs).ToString();
        var (exitCode, _, errors) = Product.Run("run", campaign.File, "--set", option, "--runs", campaign.Runs);
        Assert.Equal(2, exitCode);
        Assert.Contains(difference, errors, StringComparison.Ordinal);
        Assert.Equal(before, Product.Json("status", "tiny", "--runs", campaign.Runs).ToString());
    }

    [Fact]
    public void Other_images_under_its_name_are_refused()
    {
        using var folder = new TemporaryFolder();
        using (var compressed = File.OpenRead(Path.Combine(FewImages.Folder, "t10k-labels-idx1-ubyte.gz")))
        using (var labels = new GZipStream(compressed, CompressionMode.Decompress))
        {
            var bytes = new MemoryStream();
            labels.CopyTo(bytes);
            bytes.GetBuffer()[100] ^= 1; // still a class
            File.WriteAllBytes(folder.Path("labels"), bytes.ToArray());
        }
        var (exitCode, _, errors) = Product.Run("run", campaign.File, "--set", $"data.test_labels_file={folder.Path("labels")}", "--runs", campaign.Runs);
        Assert.Equal(2, exitCode);
        Assert.Contains("data: the images of", errors, StringComparison.Ordinal);
    }
}
