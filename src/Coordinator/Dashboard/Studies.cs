using S3Actors.Coordinator.History;
using S3Actors.Coordinator.Journal;
using S3Actors.Coordinator.Report.Page;
using S3Actors.Coordinator.Settings;
using S3Actors.Coordinator.Study;

namespace S3Actors.Coordinator.Dashboard;

/// <summary>A study: a folder of campaigns below the folder of runs.</summary>
internal sealed record StudyFolder(string Name, string Path);

/// <summary>The studies, each with its campaigns and what it found so far.</summary>
internal sealed class Studies(string runsFolder)
{
    private readonly Dictionary<string, CampaignOverviews> _overviews = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    /// <summary>Every study, by name; empty where there is no such folder.</summary>
    public IReadOnlyList<StudyFolder> All() => !Directory.Exists(runsFolder) ? [] :
        [.. Directory.EnumerateDirectories(runsFolder).Order(StringComparer.Ordinal).Where(IsStudy).Select(path => new StudyFolder(Path.GetFileName(path), path))];

    /// <summary>The page of a study; null where there is none of that name.</summary>
    public string? Page(string name)
    {
        if (!CampaignName.IsAllowed(name) || new StudyFolder(name, Path.Combine(runsFolder, name)) is var study && !IsStudy(study.Path)) return null;
        CampaignOverviews? overviews;
        lock (_lock)
            if (!_overviews.TryGetValue(name, out overviews)) _overviews[name] = overviews = new CampaignOverviews(study.Path);
        return Layout.Page(name, "", $"""
            <nav aria-label="Pages"><a href="/">campaigns</a></nav>
            <h1>Study {Html.Escaped(name)}</h1>
            {ListPage.Table(overviews.All(), name)}
            {Found(study)}
            """);
    }

    /// <summary>A folder that is no campaign and holds campaigns.</summary>
    private static bool IsStudy(string path) => Directory.Exists(path) && !new CampaignFolder(path).HasJournal
        && Directory.EnumerateDirectories(path).Any(it => new CampaignFolder(it).HasJournal);

    /// <summary>What the study's own page says, once it is written.</summary>
    private static string Found(StudyFolder study)
    {
        try
        {
            return HtmlPage.ContentOf(File.ReadAllText(Path.Combine(study.Path, StudyFiles.PageFile))).Replace("<h1>", "<h2>", StringComparison.Ordinal).Replace("</h1>", "</h2>", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "<p class=\"note\">What it found is written when 's3actors study' ends or pauses.</p>";
        }
    }
}
