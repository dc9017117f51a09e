using S3Actors.Coordinator.WhatIf;
using S3Actors.Coordinator.Journal;

namespace S3Actors.Tests.Coordinator.Processes;

/// <summary>What a machine is set to, and how many workers it has, changes neither an event nor a bit of the weights.</summary>
[Collection(ProcessCollection.Name)]
public sealed class SurroundingsTests(UninterruptedCampaign uninterrupted) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // The uninterrupted campaign had two of each. The runtime brings its own tables of cultures: none need be installed.
    [Theory]
    [InlineData("tr_TR.UTF-8", "Pacific/Kiritimati", 1, 1)] // an i without a dot, a comma in numbers, 14 hours ahead
    [InlineData("ar_SA.UTF-8", "America/St_Johns", 4, 4)] // another calendar, another minus sign, half an hour off
    public void Another_language_time_zone_and_number_of_workers_give_the_same_campaign(string language, string timeZone, int evaluators, int threads)
    {
        var surroundings = new Dictionary<string, string> { ["LC_ALL"] = language, ["LANG"] = language, ["TZ"] = timeZone };
        using var product = Product.StartWith(
            surroundings, "run", uninterrupted.File, "--runs", _folder.Path("runs"),
            "--set", $"execution.evaluators={evaluators}", "--set", $"execution.training_threads={threads}");
        Assert.True(product.Wait() == 0, product.Errors);

        var imprint = RunFingerprint.Of(new CampaignFolder(_folder.Path("runs/tiny")));
        Assert.Empty(imprint.DifferencesFrom(RunFingerprint.Of(new CampaignFolder(uninterrupted.Folder))));
        Assert.True(imprint.Files.Count >= 3); // checkpoints were compared
        Assert.Equal(Report(uninterrupted.Folder), Report(_folder.Path("runs/tiny")));
    }

    /// <summary>Processors in the place of GPUs.</summary>
    [Fact]
    public void Several_devices_give_the_campaign_of_one()
    {
        var (exitCode, _, errors) = Product.Run("run", uninterrupted.File, "--runs", _folder.Path("runs"), "--set", "execution.devices=[cpu, cpu]");
        Assert.True(exitCode == 0, errors);
        Assert.Empty(RunFingerprint.Of(new CampaignFolder(_folder.Path("runs/tiny"))).DifferencesFrom(RunFingerprint.Of(new CampaignFolder(uninterrupted.Folder))));
    }

    /// <summary>The report without the time it took.</summary>
    private static IEnumerable<string> Report(string campaign) =>
        File.ReadAllLines(Path.Combine(campaign, "report.txt")).Where(line => !line.StartsWith("Effort: ", StringComparison.Ordinal));
}
