using S3Actors.Coordinator.Journal;
using S3Actors.Coordinator.WhatIf;
using S3Actors.Messages.Events;

namespace S3Actors.Tests.Coordinator.Processes;

/// <summary>The newest checkpoint of a killed process is damaged: the next one says so in a line and an event, and comes to the same end.</summary>
[Collection(ProcessCollection.Name)]
public sealed class DamagedCheckpointTests(UninterruptedCampaign uninterrupted) : IDisposable
{
    private const string Newest = "iteration-1-step18.safetensors";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("flip", 1)]
    [InlineData("flip", 2)]
    [InlineData("cut", 3)]
    public void The_one_before_it_is_used_and_the_end_is_the_same(string damage, int seed)
    {
        var crash = new Dictionary<string, string> { ["S3ACTORS_CRASH_AT"] = "checkpoint-recorded#3" };
        using (var killed = Product.StartWith(crash, "run", uninterrupted.File, "--runs", _folder.Path("runs")))
            Assert.True(killed.Wait() == 128 + 9, killed.Errors);
        Damage(_folder.Path($"runs/tiny/checkpoints/{Newest}"), damage, new Random(seed));

        var (exitCode, _, errors) = Product.Run("run", uninterrupted.File, "--runs", _folder.Path("runs"));
        Assert.True(exitCode == 0, errors);
        var line = Assert.Single(errors.TrimEnd().Split('\n'));
        Assert.StartsWith($"checkpoint {Newest} cannot be used (its SHA-256 is ", line, StringComparison.Ordinal);
        Assert.EndsWith("training of iteration-1 goes on from step 12", line, StringComparison.Ordinal);

        var campaign = new CampaignFolder(_folder.Path("runs/tiny"));
        var logged = Assert.Single(File.ReadLines(campaign.LogFile), text => text.Contains("[WRN]", StringComparison.Ordinal));
        Assert.Matches(@"^\d{4}-\d\d-\d\d [0-9:.]{12} [+-]\d\d:\d\d \[WRN\] \S*/trainer-iteration-1\S*: checkpoint ", logged);
        using (var journal = new JournalReader(campaign))
        {
            var rejected = Assert.Single(journal.Stream("session").Select(row => row.Event).OfType<CheckpointRejected>());
            Assert.Equal((Newest, 18, 12), (rejected.File, rejected.Step, rejected.ResumedAt));
        }
        Assert.Empty(RunFingerprint.Of(campaign).DifferencesFrom(RunFingerprint.Of(new CampaignFolder(uninterrupted.Folder))));
    }

    private static void Damage(string file, string damage, Random random)
    {
        var bytes = File.ReadAllBytes(file);
        if (damage == "flip") bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        else bytes = bytes[..random.Next(bytes.Length)];
        File.WriteAllBytes(file, bytes);
    }
}
