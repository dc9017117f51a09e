using System.Globalization;
using System.Text.Json;
using S3Actors.Coordinator.Hosting;
using S3Actors.Coordinator.Journal;
using S3Actors.Coordinator.Output;
using S3Actors.Models.Training;

namespace S3Actors.Coordinator.Queue;

/// <summary>
/// Campaigns that wait to be run, one durable file each, in <c>.queue</c> in the folder of all campaigns. A file says what was asked for and
/// nothing of how far it is: that stands in the campaign's journal, and who works on it is known by its lock. So there is nothing that could
/// disagree after a kill.
/// </summary>
/// <param name="runsFolder">The folder of all campaigns.</param>
public sealed class CampaignQueue(string runsFolder)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5), Look = TimeSpan.FromMilliseconds(20);

    /// <summary>The folder of all campaigns, its full path.</summary>
    public string RunsFolder { get; } = Path.GetFullPath(runsFolder);

    private CampaignFolder Folder => new(Path.Combine(RunsFolder, ".queue"));

    /// <summary>Every entry, in the order of their turns.</summary>
    public IReadOnlyList<QueueEntry> All() => !Directory.Exists(Folder.Path) ? []
        : [.. Directory.EnumerateFiles(Folder.Path, "*.json").Select(Read).OfType<QueueEntry>().OrderBy(it => it.Number)];

    /// <summary>The entry of a campaign; null where it has none.</summary>
    public QueueEntry? Of(string campaign) => All().FirstOrDefault(it => it.Campaign == campaign);

    /// <summary>Puts a campaign behind all others. One that is held takes its turn anew.</summary>
    /// <param name="entry">Its number is given here.</param>
    /// <returns>The entry, which is on the disk.</returns>
    /// <exception cref="BadInputException">It waits already, or the queue's folder cannot be written.</exception>
    public QueueEntry Add(QueueEntry entry)
    {
        using var one = Alone();
        var all = All();
        var before = all.FirstOrDefault(it => it.Campaign == entry.Campaign);
        if (before is { Held: null }) throw new BadInputException($"campaign '{entry.Campaign}' is in the queue already; 's3actors queue' shows it");
        var added = entry with { Number = all.Select(it => it.Number).DefaultIfEmpty(0).Max() + 1 };
        Write(added);
        if (before is not null) File.Delete(FileOf(before));
        return added;
    }

    /// <summary>Takes an entry out of the queue.</summary>
    /// <returns>False where it is gone already.</returns>
    public bool Remove(QueueEntry entry)
    {
        using var one = Alone();
        if (!File.Exists(FileOf(entry))) return false;
        File.Delete(FileOf(entry));
        return true;
    }

    /// <summary>Keeps an entry from being tried again until it is submitted anew.</summary>
    /// <param name="reason">In one line.</param>
    public void Hold(QueueEntry entry, string reason)
    {
        using var one = Alone();
        if (File.Exists(FileOf(entry))) Write(entry with { Held = reason });
    }

    private string FileOf(QueueEntry entry) => Path.Combine(Folder.Path, entry.Number.ToString("00000000", CultureInfo.InvariantCulture) + ".json");

    private void Write(QueueEntry entry) => DurableFile.WriteText(FileOf(entry), JsonSerializer.Serialize(entry, JsonForm.Options) + "\n");

    /// <summary>One process at a time changes the queue; readers need not wait.</summary>
    private CampaignLock Alone()
    {
        for (var waited = TimeSpan.Zero; ; waited += Look)
        {
            if (Admission.TakeFolder(Folder) is { } held) return held;
            if (waited > Patience) throw new IOException($"another process holds {Folder.LockFile}");
            Thread.Sleep(Look);
        }
    }

    private static QueueEntry? Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<QueueEntry>(InputFile.ReadText(path), JsonForm.Options)
                is { Campaign.Length: > 0, Arguments: not null, WorkingFolder: not null } entry ? entry : throw new JsonException("it lacks a field");
        }
        catch (FileNotFoundException)
        {
            return null; // removed meanwhile
        }
        catch (JsonException e)
        {
            throw new IOException($"{path} is no entry of the queue ({SingleLine.Of(e.Message)}); remove it, and submit its campaign again", e);
        }
    }
}
