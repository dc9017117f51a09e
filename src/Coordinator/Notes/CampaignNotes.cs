using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using S3Actors.Coordinator.Journal;
using S3Actors.Coordinator.Output;

namespace S3Actors.Coordinator.Notes;

/// <summary>
/// What people said of a campaign, a line of JSON each, in <c>notes.jsonl</c> beside the journal. It is not in the journal, whose one writer may be at
/// work, and which holds what was measured and decided: a note can be made at any time, and no run differs by it.
/// </summary>
/// <param name="All">Every note, oldest first.</param>
public sealed record CampaignNotes(IReadOnlyList<CampaignNote> All)
{
    private static readonly JsonSerializerOptions Line = new(JsonForm.OneLine) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>The remarks, oldest first.</summary>
    public IReadOnlyList<CampaignRemark> Remarks => [.. All.Where(note => note.Text is not null).Select(note => new CampaignRemark(note.Time, note.Text!))];

    /// <summary>The tags that the campaign has, in the order of the alphabet.</summary>
    public IReadOnlyList<string> Tags
    {
        get
        {
            SortedSet<string> tags = new(StringComparer.Ordinal);
            foreach (var note in All)
            {
                if (note.Tag is { } given) tags.Add(given);
                if (note.Untag is { } taken) tags.Remove(taken);
            }
            return [.. tags];
        }
    }

    /// <summary>Reads them; none where there is no file. A line that is cut short, or was damaged, is left out.</summary>
    public static CampaignNotes Read(CampaignFolder folder) =>
        new([.. JsonLines.Read(folder.NotesFile).Select(JsonLines.Parse<CampaignNote>).OfType<CampaignNote>()]);

    /// <summary>Appends some, durably and all at once.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public static void Append(CampaignFolder folder, IEnumerable<CampaignNote> notes)
    {
        var lines = string.Concat(notes.Select(note => JsonSerializer.Serialize(note, Line) + "\n"));
        using var file = new FileStream(folder.NotesFile, FileMode.Append, FileAccess.Write, FileShare.Read);
        file.Write(Encoding.UTF8.GetBytes(IsCutShort(folder) ? "\n" + lines : lines));
        file.Flush(flushToDisk: true);
    }

    private static bool IsCutShort(CampaignFolder folder)
    {
        using var file = new FileStream(folder.NotesFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        if (file.Length == 0) return false;
        file.Seek(-1, SeekOrigin.End);
        return file.ReadByte() != '\n';
    }
}
