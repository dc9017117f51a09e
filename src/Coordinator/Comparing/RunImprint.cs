using System.Security.Cryptography;
using S3Actors.Actors.Journal;
using S3Actors.Coordinator.Reading;
using S3Actors.Coordinator.Runs;
using S3Actors.Messages.Events;

namespace S3Actors.Coordinator.Chaos;

/// <summary>What two runs of one campaign must have in common: every event of every stream but the sessions', headers aside, and every checkpoint's bytes.</summary>
/// <param name="Streams">By stream, its events in their order, each as its name and the digest of its content.</param>
/// <param name="Files">By path within the campaign's folder, SHA-256 of checkpoints and of the winner.</param>
public sealed record RunImprint(SortedDictionary<string, List<string>> Streams, SortedDictionary<string, string> Files)
{
    private static readonly EventHeader NoHeader = new(0, "", []);

    /// <summary>Events of all streams.</summary>
    public int Events => Streams.Values.Sum(events => events.Count);

    /// <summary>Takes the imprint of a campaign's folder.</summary>
    /// <exception cref="JournalException">A row cannot be read.</exception>
    public static RunImprint Of(CampaignFolder folder)
    {
        var streams = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        using (var journal = new JournalReader(folder))
        {
            foreach (var row in journal.All().Where(row => row.Stream != "session"))
            {
                if (!streams.TryGetValue(row.Stream, out var events)) streams.Add(row.Stream, events = []);
                var content = EventCodec.Encode(NoHeader, row.Event);
                events.Add($"{EventNames.NameOf(row.Event.GetType())} {Convert.ToHexStringLower(SHA256.HashData(content))}");
            }
        }
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in new[] { "checkpoints", "best" })
        {
            var path = Path.Combine(folder.Path, name);
            if (!Directory.Exists(path)) continue;
            foreach (var file in Directory.EnumerateFiles(path))
                files.Add($"{name}/{Path.GetFileName(file)}", Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file))));
        }
        return new RunImprint(streams, files);
    }

    /// <summary>Every difference in a line of words; empty for equal runs.</summary>
    public IReadOnlyList<string> DifferencesFrom(RunImprint expected)
    {
        var differences = new List<string>();
        foreach (var stream in expected.Streams.Keys.Union(Streams.Keys).Order(StringComparer.Ordinal))
        {
            var (there, here) = (expected.Streams.GetValueOrDefault(stream, []), Streams.GetValueOrDefault(stream, []));
            var at = Enumerable.Zip(there, here).TakeWhile(pair => pair.First == pair.Second).Count();
            if (at < Math.Max(there.Count, here.Count))
                differences.Add($"stream {stream}, event {at + 1}: {NameAt(there, at)} in the uninterrupted run, {NameAt(here, at)} here");
        }
        foreach (var file in expected.Files.Keys.Union(Files.Keys).Order(StringComparer.Ordinal))
        {
            var (there, here) = (expected.Files.GetValueOrDefault(file), Files.GetValueOrDefault(file));
            if (there != here) differences.Add($"{file}: {there?[..12] ?? "absent"} in the uninterrupted run, {here?[..12] ?? "absent"} here");
        }
        return differences;
    }

    private static string NameAt(List<string> events, int at) => at < events.Count ? events[at][..(events[at].IndexOf(' ', StringComparison.Ordinal) + 9)] : "nothing";
}
