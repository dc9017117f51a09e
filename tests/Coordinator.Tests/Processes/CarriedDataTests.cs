using System.Diagnostics;
using S3Actors.Coordinator.History;
using S3Actors.Coordinator.Journal;
using S3Actors.Coordinator.Settings;

namespace S3Actors.Tests.Coordinator.Processes;

/// <summary>A campaign remembers where its images stand: what goes on from it needs not be told again, and says what to set where they were moved.</summary>
[Collection(ProcessCollection.Name)]
public sealed class CarriedDataTests : IDisposable
{
    private static readonly string[] Small =
    [
        "--set", "training.steps=6", "--set", "training.final_steps=6", "--set", "evolution.iterations=1", "--set", "search.generations=1", "--set", "search.control=false",
    ];
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_goes_on_from_a_campaign_reads_its_images_without_being_told_where_they_stand()
    {
        var images = _folder.Path("Ann's images $HOME");
        ImageFolderTree.Write(_folder.Path("images"), training: 160, test: 30);
        var file = ImageFolderTree.Campaign(_folder);
        Directory.Move(_folder.Path("images"), images);
        Succeed(["run", file, "--runs", Runs, "--set", $"data.folder={images}", .. Small]);
        Assert.Equal(
            [("data.folder", images), ("data.kind", "image-folder"), ("data.test_folder", "val"), ("data.training_folder", "train")],
            CampaignHistory.Read(Folder("tiny")).Places!.OrderBy(it => it.Key, StringComparer.Ordinal).Select(it => (it.Key, it.Value)));

        var forked = Succeed(["fork", "tiny", "other", "--at-iteration", "2", "--runs", Runs]);
        Assert.Equal(images, CampaignHistory.Read(Folder("other")).Places!["data.folder"]); // before any session of its own
        AsPrinted(forked.Split('\n').Single(line => line.StartsWith("go on with: ", StringComparison.Ordinal))["go on with: ".Length..]);
        Assert.NotNull(CampaignHistory.Read(Folder("other")).Completed);
        Succeed(["replay", "other", "--execute", "--runs", Runs]);
        Succeed(["retrain", "tiny", "--runs", Runs, "--set", "retraining.steps=4"]);

        Directory.Move(images, _folder.Path("moved"));
        var moved = $"the places that the campaign recorded: data.folder = {images}: there is no folder {images}; data.folder, or data.training_folder, data.test_folder, says where the images stand";
        var other = CampaignHistory.Read(Folder("other"));
        Assert.Equal(moved, Assert.Throws<ConfigurationException>(() => Configuration(Alteration.None)).Message); // as fork, retrain and replay --execute read it
        Assert.Equal(_folder.Path("moved/train"), Configuration(new Alteration([$"data.folder={_folder.Path("moved")}"])).Data.Folder);
        CampaignConfiguration Configuration(Alteration alteration) => CampaignConfiguration.Read(alteration.Over(other.Spec, other.Places), "new", "new", Runs);

        ImageFolderTree.Write(images, training: 161, test: 30);
        var wrong = Product.Run("replay", "tiny", "--execute", "--runs", Runs);
        Assert.Equal(2, wrong.ExitCode);
        Assert.Equal(
            $"the images of {images}/train are not those that 'tiny' began with; data.kind, data.folder, data.test_folder, data.training_folder say where they stand", wrong.Errors.Trim());
    }

    private string Runs => _folder.Path("all runs");

    private CampaignFolder Folder(string name) => new(_folder.Path($"all runs/{name}"));

    private static string Succeed(string[] arguments)
    {
        var (exitCode, output, errors) = Product.Run(arguments);
        Assert.True(exitCode == 0, $"{string.Join(' ', arguments)}: {errors}");
        return output;
    }

    /// <summary>Runs what a command printed in a shell, as it stands.</summary>
    private static void AsPrinted(string command)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", command]) { RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["PATH"] = $"{AppContext.BaseDirectory}:{start.Environment["PATH"]}";
        using var shell = Process.Start(start)!;
        var output = shell.StandardOutput.ReadToEndAsync();
        var errors = shell.StandardError.ReadToEnd();
        shell.WaitForExit();
        Assert.True(shell.ExitCode == 0, $"{command}: {output.Result}{errors}");
    }
}
