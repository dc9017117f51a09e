using S3Actors.Actors.Journal;
using S3Actors.Coordinator.History.Verification;
using S3Actors.Coordinator.Journal;
using S3Actors.Messages.Events;
using S3Actors.Models.Training;
using static System.FormattableString;

namespace S3Actors.Coordinator.WhatIf;

/// <summary>
/// What two runs of one campaign must have in common: every event of every stream but the sessions', and the bytes of checkpoints and of
/// the winner. Headers are left aside, and what depends on them, on the machine or on the product's version: a campaign's hardware and
/// libraries, the digest of how its specification is written, where its images stand, and the digests by which a fork names its
/// parent's rows.
/// </summary>
/// <param name="Streams">By stream, its events in their order.</param>
/// <param name="Files">By path within the campaign's folder, SHA-256 of checkpoints and of the winner.</param>
public sealed record RunFingerprint(SortedDictionary<string, List<IEvent>> Streams, SortedDictionary<string, string> Files)
{
    /// <summary>Events of all streams.</summary>
    public int Events => Streams.Values.Sum(events => events.Count);

    /// <summary>Checkpoints that the events name with their digests, whether their files are still kept or not.</summary>
    public int Checkpoints => Streams.Values.Sum(events => events.OfType<CheckpointSaved>().Count());

    /// <summary>Takes the imprint of a campaign's folder, also beside a process that works on it.</summary>
    /// <exception cref="JournalException">A row cannot be read.</exception>
    public static RunFingerprint Of(CampaignFolder folder)
    {
        var streams = new SortedDictionary<string, List<IEvent>>(StringComparer.Ordinal);
        using (var journal = new JournalReader(folder))
        {
            foreach (var row in journal.All().Where(row => row.Stream != "session"))
            {
                if (!streams.TryGetValue(row.Stream, out var events)) streams.Add(row.Stream, events = []);
                events.Add(Common(row.Event));
            }
        }
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var checkpoints = folder.CheckpointFolder;
        string[] paths = [.. Directory.Exists(checkpoints) ? Directory.EnumerateFiles(checkpoints) : [], folder.BestArchitectureFile];
        foreach (var path in paths.Where(File.Exists))
        {
            try
            {
                files.Add(Path.GetRelativePath(folder.Path, path), DurableFile.Digest(path));
            }
            catch (FileNotFoundException)
            {
                // superseded and removed by the process that works on it
            }
        }
        return new RunFingerprint(streams, files);
    }

    /// <summary>As much of each stream as another run has.</summary>
    public RunFingerprint UpTo(RunFingerprint other) => this with
    {
        Streams = new(other.Streams.ToDictionary(it => it.Key, it => Streams.GetValueOrDefault(it.Key, []).Take(it.Value.Count).ToList()),
            StringComparer.Ordinal),
    };

    /// <summary>Only the files that another run has too: how many old checkpoints are kept is up to whoever carries a campaign out.</summary>
    public RunFingerprint WithFilesOf(RunFingerprint other) =>
        this with { Files = new(Files.Where(it => other.Files.ContainsKey(it.Key)).ToDictionary(), StringComparer.Ordinal) };

    /// <summary>What differs, a line for each stream with its first difference in words, and for each file; empty for equal runs.</summary>
    /// <param name="there">Where <paramref name="expected"/> comes from, in words.</param>
    /// <param name="here">Where this comes from.</param>
    public IReadOnlyList<string> DifferencesFrom(RunFingerprint expected, string there = "in the uninterrupted run", string here = "here")
    {
        var differences = new List<string>();
        foreach (var stream in expected.Streams.Keys.Union(Streams.Keys).Order(StringComparer.Ordinal))
        {
            var (before, after) = (expected.Streams.GetValueOrDefault(stream, []), Streams.GetValueOrDefault(stream, []));
            var different = Enumerable.Range(0, Math.Max(before.Count, after.Count))
                .Where(i => i >= before.Count || i >= after.Count || !EventDifference.Same(before[i], after[i])).ToList();
            if (different.Count == 0) continue;
            var (first, more) = (different[0], different.Count > 1 ? Invariant($"; {different.Count} events of this stream differ") : "");
            differences.Add(Invariant(
                $"stream {stream}, event {first + 1}: {InWords(before.ElementAtOrDefault(first), after.ElementAtOrDefault(first), there, here)}{more}"));
        }
        foreach (var file in expected.Files.Keys.Union(Files.Keys).Order(StringComparer.Ordinal))
        {
            var (before, after) = (expected.Files.GetValueOrDefault(file), Files.GetValueOrDefault(file));
            if (before != after) differences.Add($"{file}: {before?[..12] ?? "absent"} {there}, {after?[..12] ?? "absent"} {here}");
        }
        return differences;
    }

    private static string InWords(IEvent? before, IEvent? after, string there, string here)
    {
        var (name, other) = (before is null ? "nothing" : EventNames.NameOf(before.GetType()), after is null ? "nothing" : EventNames.NameOf(after.GetType()));
        return before is null || after is null || name != other ? $"{name} {there}, {other} {here}"
            : $"{name}: {EventDifference.InWords(before, after, there, here)}";
    }

    private static IEvent Common(IEvent content) => content switch
    {
        CampaignCreated it => it with { SpecDigest = "", Hardware = "", Libraries = new SortedDictionary<string, string>(StringComparer.Ordinal) },
        CampaignForked it => it with { SpecDigest = "", Places = null, Inherited = [.. it.Inherited.Select(part => part with { Sha256 = "" })] },
        _ => content,
    };
}
