using System.Diagnostics;
using S3Actors.Coordinator.History;
using S3Actors.Coordinator.Journal;
using S3Actors.Messages.Events;

namespace S3Actors.Tests.Coordinator.Processes;

/// <summary>What image folders hold on people's disks, and what a campaign says of it.</summary>
[Collection(ProcessCollection.Name)]
public sealed class ImageTroubleTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ImageTroubleTests() => ImageFolderTree.Write(_folder.Path("images"), training: 160, test: 30);

    public void Dispose() => _folder.Dispose();

    /// <summary>One campaign through all of it: odd files are left out and said; a test image that breaks when all is trained costs nothing.</summary>
    [Fact]
    public void A_damaged_test_image_ends_the_session_by_name_and_after_its_repair_the_campaign_goes_on()
    {
        var photograph = Directory.GetFiles(_folder.Path("images/val"), "photograph.JPEG", SearchOption.AllDirectories).Single();
        var whole = File.ReadAllBytes(photograph);
        File.WriteAllBytes(photograph, whole[..^300]);
        File.WriteAllText(_folder.Path("images/train/bag/._1.png"), "resource fork");
        File.WriteAllText(_folder.Path("images/train/bag/notes.txt"), "text");
        Process.Start("mkfifo", _folder.Path("images/train/bag/pipe.png")).WaitForExit();
        File.CreateSymbolicLink(_folder.Path("images/train/bag/self"), ".");
        var twin = Directory.GetFiles(_folder.Path("images/train/boot"), "*.png").First();
        File.Copy(twin, _folder.Path("images/val/boot/twin.png"));

        var (exitCode, _, errors) = Run();
        Assert.True(exitCode == 1, errors);
        Assert.Contains($"{photograph}: cannot be decoded as JPEG", errors, StringComparison.Ordinal);
        Assert.Contains("the same command goes on once the file is repaired or back in its place", errors, StringComparison.Ordinal);
        foreach (var note in (string[])["1 files are left out for their endings (1 .txt)", "1 hidden files or folders are left out", "1 pipes, sockets or devices are left out", "1 links to folders are left out"])
            Assert.Contains($"{_folder.Path("images/train")}: {note}", errors, StringComparison.Ordinal);
        Assert.Contains("1 pictures lie in two splits", errors, StringComparison.Ordinal);
        Assert.Contains($"{twin} (", errors, StringComparison.Ordinal);
        Assert.Contains($"and {_folder.Path("images/val/boot/twin.png")} (test)", errors, StringComparison.Ordinal);
        var trained = Trained();
        Assert.Contains("supernet-final", trained.Keys);

        (exitCode, _, errors) = Run(); // not repaired: it says the same, and loses nothing
        Assert.True(exitCode == 1 && errors.Contains($"{photograph}: cannot be decoded as JPEG", StringComparison.Ordinal), errors);

        File.Copy(twin, photograph, overwrite: true);
        (exitCode, _, errors) = Run();
        Assert.True(exitCode == 0, errors);
        Assert.Contains("images that could not be decoded before were repaired", errors, StringComparison.Ordinal);
        Assert.Equal(trained, Trained());
        Assert.Equal(0, Product.Run("audit", "tiny", "--verify", "--runs", _folder.Path("runs")).ExitCode);

        AssertClassesAreNamed();

        File.WriteAllBytes(photograph, whole); // other bytes again, but now they were measured
        File.Delete(_folder.Path("runs/tiny/damaged-images.json"));
        (exitCode, _, errors) = Run();
        Assert.True(exitCode == 2 && errors.Contains($"the images of {_folder.Path("images/train")} are not those it began with", StringComparison.Ordinal), errors);
    }

    [Fact]
    public void What_is_wrong_with_a_file_at_the_start_is_one_line_and_nothing_is_written()
    {
        var bad = Directory.GetFiles(_folder.Path("images/val/coat")).Order(StringComparer.Ordinal).First();
        File.WriteAllText(bad, "");
        var (exitCode, _, errors) = Run();
        Assert.Equal((2, $"{bad}: is empty (0 bytes)"), (exitCode, errors.Trim()));

        Directory.CreateDirectory(_folder.Path("images/val/__MACOSX"));
        (exitCode, _, errors) = Run();
        Assert.Equal((2, $"{_folder.Path("images/val")}: has a class folder '__MACOSX' that {_folder.Path("images/train")} has not: both have the same, one for each class"), (exitCode, errors.Trim()));
        Assert.False(Directory.Exists(_folder.Path("runs/tiny")));
    }

    [Fact]
    public void Doctor_decodes_every_image_and_lists_each_bad_file()
    {
        var (exitCode, output, errors) = Doctor();
        Assert.True(exitCode == 0 && output.Contains("ok    190 images, all decoded", StringComparison.Ordinal), output + errors);

        var files = Directory.GetFiles(_folder.Path("images/train/coat"), "*.png").Order(StringComparer.Ordinal).Take(3).ToList();
        foreach (var file in files) File.WriteAllBytes(file, File.ReadAllBytes(file)[..^30]);
        (exitCode, output, errors) = Doctor();
        Assert.Equal((1, ""), (exitCode, errors));
        Assert.EndsWith("BAD   3 of 190 images cannot be used", output.Trim(), StringComparison.Ordinal);
        foreach (var file in files) Assert.Contains($"BAD   {file}: cannot be decoded as PNG: ", output, StringComparison.Ordinal);

        (exitCode, output, _) = Doctor("--json");
        var document = System.Text.Json.JsonDocument.Parse(output).RootElement;
        Assert.Equal((1, 190), (exitCode, document.GetProperty("images").GetInt32()));
        Assert.Equal(files, document.GetProperty("bad").EnumerateArray().Select(it => it.GetProperty("file").GetString()!).Order(StringComparer.Ordinal));
        Assert.Equal("bag", document.GetProperty("classes")[0].GetString());

        Directory.Move(_folder.Path("images/val"), _folder.Path("images/elsewhere"));
        (exitCode, output, errors) = Doctor();
        Assert.Equal((2, ""), (exitCode, output));
        Assert.Contains($"data.test_folder = val: there is no folder {_folder.Path("images/val")}", Assert.Single(errors.TrimEnd().Split('\n')), StringComparison.Ordinal);
        Assert.Equal(2, Product.Run("doctor", "tiny", "--data", "x.conf").ExitCode);
    }

    [Fact]
    public void A_training_that_diverged_promises_nothing_of_the_same_command()
    {
        string[] arguments = [.. Arguments(), "--set", "training.on_divergence=stop", "--set", "training.maximum_loss=0.001"];
        for (var attempt = 0; attempt < 2; attempt++)
        {
            var (exitCode, _, errors) = Product.Run(arguments);
            Assert.Equal(1, exitCode);
            Assert.Contains("but the same command ends the same way", errors, StringComparison.Ordinal);
        }
    }

    private void AssertClassesAreNamed()
    {
        string[] classes = ["bag", "boot", "coat", "dress", "pullover", "sandal", "shirt", "sneaker", "top", "trouser"];
        var folder = new CampaignFolder(_folder.Path("runs/tiny"));
        Assert.Equal(classes, CampaignHistory.Read(folder).Created!.Classes);
        var report = Product.Json("report", "tiny", "--runs", _folder.Path("runs"));
        Assert.Equal(classes, report.GetProperty("classes").EnumerateArray().Select(it => it.GetString()));
        Assert.Contains("Classes in the order of the scores: bag, boot, coat", File.ReadAllText(folder.ReportFile), StringComparison.Ordinal);
        Assert.Contains("bag, boot, coat", File.ReadAllText(folder.ReportPageFile), StringComparison.Ordinal);

        Product.Json("export", "tiny", "--runs", _folder.Path("runs"));
        Assert.Equal(classes, File.ReadAllLines(Path.Combine(folder.BestFolder, "labels.txt")));
        Assert.Contains("Classes in the order of the scores (`labels.txt`): bag, boot, coat", File.ReadAllText(Path.Combine(folder.BestFolder, "README.md")), StringComparison.Ordinal);
        using var python = Process.Start(new ProcessStartInfo("/usr/bin/python3", ["-c", "from load import labels; print(','.join(labels('.')))"]) { WorkingDirectory = folder.BestFolder, RedirectStandardOutput = true })!;
        Assert.Equal(string.Join(',', classes), python.StandardOutput.ReadToEnd().Trim());
    }

    private SortedDictionary<string, string> Trained()
    {
        var trained = new SortedDictionary<string, string>(StringComparer.Ordinal);
        using var journal = new JournalReader(new CampaignFolder(_folder.Path("runs/tiny")));
        foreach (var row in journal.All())
        {
            if (row.Event is not TrainingFinished finished) continue;
            trained.Add(row.Stream, finished.CheckpointSha256); // twice the same would throw
        }
        return trained;
    }

    private (int ExitCode, string Output, string Errors) Run() => Product.Run(Arguments());

    private (int ExitCode, string Output, string Errors) Doctor(params string[] more) => Product.Run(["doctor", "--data", Arguments()[1], .. more]);

    private string[] Arguments() => ["run", ImageFolderTree.Campaign(_folder), "--runs", _folder.Path("runs")];
}
