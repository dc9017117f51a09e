using System.Globalization;
using S3Actors.Coordinator.Journal;
using S3Actors.Coordinator.Settings;
using static System.FormattableString;

namespace S3Actors.Coordinator.Study;

/// <summary>What a study is to do.</summary>
/// <param name="Name">Its folder under runs/.</param>
/// <param name="Folder">Full path of that folder; its campaigns' folders stand in it.</param>
/// <param name="CampaignFile">Full path of the campaign that is studied.</param>
/// <param name="Seeds">Distinct, in the order given.</param>
/// <param name="Arms">Distinct; the first is compared with each of the others.</param>
/// <param name="Options">Settings over the campaign's file, as <c>--set</c> takes them; a later one goes before an earlier one.</param>
/// <param name="FreshSubnets">Random subnets of each trained space whose errors are shown; 0 for none.</param>
/// <param name="Parallel">Campaigns at a time; 0 leaves it to the machine.</param>
/// <param name="Retrain">Whether winners are trained from scratch too.</param>
/// <param name="RetrainSubnets">Random subnets of the last space that each campaign of the first arm trains from scratch; 0 for none.</param>
public sealed record StudyPlan(
    string Name, string Folder, string CampaignFile, IReadOnlyList<long> Seeds, IReadOnlyList<StudyArm> Arms, IReadOnlyList<string> Options,
    int FreshSubnets, int Parallel, bool Retrain, int RetrainSubnets)
{
    /// <summary>The manual of every key, and its default.</summary>
    public static string ReferenceFile { get; } = Path.Combine(AppContext.BaseDirectory, "hocon", "studies", "reference.conf");

    /// <summary>Most random subnets that a campaign retrains.</summary>
    public const int MostRetrainedSubnets = 1000;

    private const int MostSeeds = 1000;

    /// <summary>Reads a study's file, or makes a study of a campaign's file; options of the command line go before both.</summary>
    /// <param name="file">A study's or a campaign's file.</param>
    /// <param name="own">Keys below <c>study</c> with what the command line says of them; null says nothing.</param>
    /// <param name="options">Settings of the campaign.</param>
    /// <param name="runsFolder">The folder of all campaigns and studies.</param>
    /// <exception cref="ConfigurationException">Anything is wrong with any setting; nothing was written.</exception>
    public static StudyPlan Read(string file, IReadOnlyDictionary<string, string?> own, IReadOnlyList<string> options, string runsFolder)
    {
        var given = SettingLayer.FromFile(file);
        var isStudy = given.NamesBelow("study").Any();
        var layers = new List<SettingLayer> { isStudy ? given : SettingLayer.FromText(file, ""), SettingLayer.FromFile(ReferenceFile) };
        foreach (var (key, value) in own)
            if (value is not null) layers.Insert(0, SettingLayer.FromOption($"study.{key}={SettingLayer.Quoted(value)}"));
        var settings = new SettingReader(layers);
        var plan = Read(settings, file, isStudy, options, runsFolder);
        settings.RefuseUnknownKeys();
        settings.ThrowOnProblems();
        return plan;
    }

    /// <summary>The campaigns, seed by seed, and of each seed those first that others wait for.</summary>
    public IReadOnlyList<StudyCampaign> Campaigns =>
        [.. Seeds.SelectMany(seed => Arms.OrderBy(arm => arm == StudyArm.InitialTotal).Select(arm => new StudyCampaign(this, arm, seed)))];

    /// <summary>Where the images stand, as a campaign of the study recorded it, if file and options do not say it; null before any has begun.</summary>
    public IReadOnlyDictionary<string, string>? Places { get; private init; }

    /// <summary>The same plan with <see cref="Places"/> read from the study's campaigns.</summary>
    public StudyPlan WithRecordedPlaces() =>
        this with { Places = Campaigns.Select(it => it.History()?.Places).FirstOrDefault(it => it is not null) };

    /// <summary>A file of the study's own.</summary>
    public string PathOf(string name) => Path.Combine(Folder, name);

    private static StudyPlan Read(SettingReader settings, string file, bool isStudy, IReadOnlyList<string> options, string runsFolder)
    {
        var stated = settings.Text("study.name", text => text.Length == 0 || CampaignName.IsAllowed(text), CampaignName.Allowed);
        var name = stated.Length > 0 ? stated : Path.GetFileNameWithoutExtension(file) + (isStudy ? "" : "-study");
        settings.Require(CampaignName.IsAllowed(name), "study.name", $"is empty, and '{name}' from the file does not serve: {CampaignName.Allowed}");
        var campaign = settings.Text("study.campaign", text => !isStudy || text.Length > 0, "must name the campaign's file");
        return new StudyPlan(
            name,
            CampaignFolder.Of(runsFolder, name).Path,
            Path.GetFullPath(isStudy ? Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file))!, campaign) : file),
            ReadList<long>(settings, "study.seeds", Seed, Invariant($"must be numbers and ranges with commas between them, at most {MostSeeds}, each once, as in 1..8 or 1..3,7")),
            ReadList<StudyArm>(settings, "study.arms", word => StudyArms.Parse(word) is { } arm ? [arm] : null, $"must be some of {string.Join(", ", StudyArms.Words)}, each once, with commas between them"),
            [.. settings.Texts("study.set", text => text.Contains('=', StringComparison.Ordinal), "must be a list of settings, as in [\"training.steps=175\"]"), .. options],
            settings.Int32("study.fresh_subnets", 0, 10_000),
            settings.Int32("study.parallel", 0, 1024),
            settings.Boolean("study.retrain"),
            settings.Int32("study.retrain_subnets", 0, MostRetrainedSubnets));
    }

    /// <summary>Items with commas between them, at least one, each once.</summary>
    /// <param name="read">What a part between two commas stands for; null where it is nothing.</param>
    private static IReadOnlyList<T> ReadList<T>(SettingReader settings, string key, Func<string, IEnumerable<T>?> read, string allowed)
    {
        var items = new List<T>();
        settings.Text(key, text =>
        {
            items.Clear();
            foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
            {
                if (read(part) is not { } found) return false;
                items.AddRange(found);
            }
            return items.Count <= MostSeeds && items.Distinct().Count() == items.Count;
        }, allowed);
        return items;
    }

    private static IEnumerable<long>? Seed(string part)
    {
        var ends = part.Split("..", 2);
        if (!ends.All(end => end.Length is > 0 and < 16 && end.All(char.IsAsciiDigit))) return null;
        var (first, last) = (long.Parse(ends[0], CultureInfo.InvariantCulture), long.Parse(ends[^1], CultureInfo.InvariantCulture));
        return last < first || last - first >= MostSeeds ? null : Enumerable.Range(0, (int)(last - first + 1)).Select(i => first + i);
    }
}
