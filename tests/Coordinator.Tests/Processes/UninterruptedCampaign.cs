namespace S3Actors.Tests.Coordinator.Processes;

/// <summary>A campaign that ran from its beginning to its end without a stop: what all others are compared with.</summary>
public class UninterruptedCampaign : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Lock _lock = new();
    private DashboardProcess? _dashboard;

    public UninterruptedCampaign()
        : this(TinyCampaign.Text)
    {
    }

    private protected UninterruptedCampaign(string text)
    {
        File = _folder.Write("tiny.conf", text);
        (var exitCode, Output, Errors) = Product.Run("run", File, "--runs", Runs);
        Assert.True(exitCode == 0, Errors);
        Files = [.. Directory.EnumerateFileSystemEntries(Folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
        Events = TinyCampaign.Events(Folder);
    }

    public string File { get; }
    public string Output { get; }
    public string Errors { get; }
    public SortedDictionary<string, List<string>> Events { get; }

    /// <summary>What it left in its folder, before anyone read the journal.</summary>
    public IReadOnlyList<string> Files { get; }

    public string Runs => _folder.Path("runs");

    /// <summary>A dashboard of it, for every test that only looks.</summary>
    internal DashboardProcess Dashboard
    {
        get
        {
            lock (_lock) return _dashboard ??= new DashboardProcess("--runs", Runs);
        }
    }

    public string Folder => _folder.Path("runs/tiny");

    public void Dispose()
    {
        _dashboard?.Dispose();
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }
}

/// <summary>The same on the whole of Fashion-MNIST, which is known by its digest, with its licence and the names of its classes.</summary>
public sealed class PublishedSetCampaign() : UninterruptedCampaign(TinyCampaign.Text.Replace(FewImages.Folder, FewImages.Source, StringComparison.Ordinal));
