using S3Actors.Coordinator.Journal;
using S3Actors.Coordinator.Settings;

namespace S3Actors.Tests.Coordinator.Formats;

/// <summary>A copy of a campaign that an earlier version wrote (tests/Fixtures/journals, frozen by make.sh there): reading may leave files.</summary>
internal sealed class FrozenCampaign : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public FrozenCampaign(string version)
    {
        var frozen = Path.Combine(Fixtures, version);
        foreach (var file in Directory.EnumerateFiles(frozen, "*", SearchOption.AllDirectories))
        {
            var target = _folder.Path(Path.GetRelativePath(frozen, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    public static IEnumerable<string> Versions => Directory.GetDirectories(Fixtures).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal);

    public string Runs => _folder.Path("");

    public string ConfigurationFile => _folder.Path("campaign.conf");

    public CampaignFolder Folder => new(_folder.Path("frozen"));

    public CampaignConfiguration Configuration => CampaignConfiguration.Read(ConfigurationFile, [], name: null, Runs);

    private static string Fixtures => Path.Combine(AppContext.BaseDirectory, "Fixtures", "journals");

    public void Dispose() => _folder.Dispose();
}
