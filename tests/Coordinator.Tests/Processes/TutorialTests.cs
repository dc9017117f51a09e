using System.Diagnostics;

namespace S3Actors.Tests.Coordinator.Processes;

/// <summary>A folder in which the first tutorial was followed.</summary>
public sealed class TutorialFolder : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public TutorialFolder()
    {
        Directory.CreateDirectory(_folder.Path("bin"));
        Directory.CreateSymbolicLink(_folder.Path("hocon"), Path.Combine(AppContext.BaseDirectory, "hocon"));
        _folder.WriteProgram("bin/s3actors", $"#!/bin/sh\nexec '{Path.Combine(AppContext.BaseDirectory, "s3actors")}' \"$@\"\n");
        ImageFolderTree.Write(_folder.Path("pictures"), training: 160, test: 30);
        CommandsOfFirst = new TutorialPage("1-first-campaign.md").Run(Root);
    }

    public string Root => _folder.Path(".");

    public int CommandsOfFirst { get; }

    public void Dispose() => _folder.Dispose();
}

/// <summary>The tutorials are followed, command by command, in one folder.</summary>
[Collection(WatchingCollection.Name)]
public sealed class TutorialTests(TutorialFolder folder) : IClassFixture<TutorialFolder>
{
    public static TheoryData<string> LaterPages => [.. TutorialPage.All.Skip(1)];

    [Fact]
    public void The_first_does_what_it_says() => Assert.True(folder.CommandsOfFirst >= 8);

    [Theory]
    [MemberData(nameof(LaterPages))]
    public void Each_other_does_what_it_says(string page) => Assert.True(new TutorialPage(page).Run(folder.Root) > 0);

    /// <summary>With programs in the place of SLURM's and of the campaign's, which notes that it was asked to pause.</summary>
    [Theory]
    [InlineData(3, true)]
    [InlineData(0, false)]
    [InlineData(1, false)]
    public void The_SLURM_job_requeues_itself_after_a_pause_and_only_then(int exitCode, bool requeued)
    {
        using var job = new TemporaryFolder();
        job.Write("campaign.sbatch", new TutorialPage("5-a-week-on-one-machine.md").Content("campaign.sbatch"));
        job.WriteProgram("run.sh", $"#!/bin/bash\ntrap 'echo paused >>said; exit {exitCode}' TERM\necho ready >>said\nwhile :; do sleep 0.05; done\n");
        job.WriteProgram("scontrol", "#!/bin/sh\necho \"$@\" >>said\n");
        var start = new ProcessStartInfo("bash", ["campaign.sbatch"]) { WorkingDirectory = job.Path(".") };
        start.Environment["PATH"] = $"{job.Path(".")}:{Environment.GetEnvironmentVariable("PATH")}";
        (start.Environment["SLURM_JOB_ID"], start.Environment["CAMPAIGN"]) = ("42", "some.conf");
        using var process = Process.Start(start)!;
        while (!File.Exists(job.Path("said"))) Thread.Sleep(10);
        using (var signal = Process.Start("kill", ["-TERM", $"{process.Id}"])) signal.WaitForExit();
        process.WaitForExit();
        Assert.Equal(requeued ? 0 : exitCode, process.ExitCode);
        Assert.Equal(requeued ? "ready\npaused\nrequeue 42\n" : "ready\npaused\n", File.ReadAllText(job.Path("said")));
    }
}
