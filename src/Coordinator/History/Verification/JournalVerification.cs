using System.Globalization;
using System.Text;
using S3Actors.Actors.Journal;
using S3Actors.Coordinator.Journal;
using S3Actors.Messages.Events;
using S3Actors.Messages.Space;
using static System.FormattableString;

namespace S3Actors.Coordinator.History.Verification;

/// <summary>Something that does not agree.</summary>
/// <param name="Stream">The stream, e.g. <c>ledger</c>; <c>journal</c> for the file as a whole, <c>files</c> for what stands beside it.</param>
/// <param name="SequenceNumber">The row's number in its stream; 0 where no single row is meant.</param>
/// <param name="Problem">What, in words.</param>
public sealed record Finding(string Stream, long SequenceNumber, string Problem);

/// <summary>What a verification found.</summary>
/// <param name="Rows">Rows read.</param>
/// <param name="Inherited">Those of them that a fork has from its parent.</param>
/// <param name="Streams">Streams followed.</param>
/// <param name="Recomputed">Rows that follow from their recorded inputs, bit for bit.</param>
/// <param name="Files">Files digested or compared.</param>
/// <param name="Findings">Everything that does not agree; empty where all does.</param>
public sealed record VerificationDocument(string Name, long Rows, long Inherited, int Streams, int Recomputed, int Files, IReadOnlyList<Finding> Findings)
{
    /// <summary>Whether nothing disagrees.</summary>
    public bool Agrees => Findings.Count == 0;

    /// <summary>As people read it.</summary>
    public string ToText()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"campaign {Name}: {Rows} rows in {Streams} streams{(Inherited > 0 ? Invariant($", {Inherited} of them inherited") : "")}, {Recomputed} recomputed from their inputs{(Files > 0 ? Invariant($", {Files} files compared") : "")}\n");
        foreach (var it in Findings)
            text.Append(CultureInfo.InvariantCulture, $"  {it.Stream}{(it.SequenceNumber > 0 ? Invariant($" #{it.SequenceNumber}") : "")}: {it.Problem}\n");
        return text.Append(Agrees ? "everything agrees\n" : Invariant($"{Findings.Count} thing(s) do not agree\n")).ToString();
    }
}

/// <summary>
/// Refolds a journal: follows each stream's chain of digests, makes every decision again from what the journal says it was made from, and
/// digests the files it names. Reads only; losses, weights and the errors of single subnets are taken as recorded.
/// </summary>
public static class JournalVerification
{
    /// <summary>Verifies a campaign, complete or not.</summary>
    /// <param name="files">False leaves the files beside the journal alone.</param>
    /// <param name="loadRules">Loads rules of users' own, as far as they may run; null loads none.</param>
    /// <exception cref="Microsoft.Data.Sqlite.SqliteException">The journal is no database.</exception>
    public static VerificationDocument Of(CampaignFolder folder, bool files = true, Action<CampaignHistory>? loadRules = null)
    {
        var journal = JournalRows.Read(folder);
        var recorded = CampaignHistory.Of(folder.Name, journal.All.Select(row => row.Content).OfType<JournalRow>());
        loadRules?.Invoke(recorded);
        return Of(folder, journal, recorded, files);
    }

    /// <summary>The same of rows that were read already.</summary>
    /// <param name="recorded">What they say.</param>
    internal static VerificationDocument Of(CampaignFolder folder, JournalRows journal, CampaignHistory recorded, bool files)
    {
        var findings = new List<Finding>();
        findings.AddRange(Orderings(journal));
        foreach (var (stream, rows) in journal.Streams) findings.AddRange(ChainCheck.Of(stream, rows));
        findings.AddRange(Ancestry(journal, recorded));
        var recomputed = recorded.Created is null ? NotBegun(journal, findings) : Recompute(journal, recorded, findings);
        var compared = files ? FileCheck.Run(folder, journal, recorded, findings) : 0;
        return new VerificationDocument(
            folder.Name, journal.Count, recorded.Forks.Count > 0 ? recorded.Forks[^1].Inherited.Sum(it => it.Events)
                : 0, journal.Streams.Count, recomputed, compared, [.. findings.Distinct()]);
    }

    private static int Recompute(JournalRows journal, CampaignHistory recorded, List<Finding> findings)
    {
        var recomputed = 0;
        foreach (var (stream, rows) in journal.Streams)
        {
            var check = new StreamCheck(stream, rows, findings);
            try
            {
                Run(check, recorded);
            }
            catch (Exception e) when (e is StateException or KeyNotFoundException or ArgumentException)
            {
                check.Report(e.Message);
            }
            recomputed += check.Confirmed;
        }
        return recomputed;
    }

    private static void Run(StreamCheck check, CampaignHistory recorded)
    {
        const string population = "population-", supernet = "supernet-";
        if (check.Stream == "campaign") CampaignCheck.Run(check, recorded);
        else if (check.Stream == "session") SessionCheck.Run(check, recorded);
        else if (check.Stream == "ledger") LedgerCheck.Run(check, recorded);
        else if (check.Stream.StartsWith(supernet, StringComparison.Ordinal)) TrainingCheck.Run(check, recorded, check.Stream[supernet.Length..]);
        else if (check.Stream.StartsWith(population, StringComparison.Ordinal)) PopulationCheck.Run(check, recorded, check.Stream[population.Length..]);
        else if (DimensionId.TryParse(check.Stream, out var id)) DimensionCheck.Run(check, recorded, id);
        else check.Report("a campaign has no such stream");
    }

    /// <summary>Rows of a file are numbered without a gap over the whole journal too, and it remembers the last number given.</summary>
    private static IEnumerable<Finding> Orderings(JournalRows journal)
    {
        if (!journal.IsNumberedWithoutGaps) yield break;
        var expected = 1L;
        foreach (var ordering in journal.All.Select(row => row.Ordering))
        {
            if (ordering > expected) yield return new Finding("journal", 0, Missing(expected, ordering - 1));
            expected = ordering + 1;
        }
        if (journal.LastOrdering >= expected) yield return new Finding("journal", 0, Missing(expected, journal.LastOrdering));

        static string Missing(long from, long to) =>
            from == to ? Invariant($"the row of ordering {from} is missing") : Invariant($"the rows of orderings {from} to {to} are missing");
    }

    /// <summary>What a fork took over ends where and as its fork event says.</summary>
    private static IEnumerable<Finding> Ancestry(JournalRows journal, CampaignHistory recorded)
    {
        if (recorded.Forks.Count > 0 && recorded.Spec.Name != recorded.Name)
            yield return new Finding("campaign", 0, $"the specification in force is that of a campaign '{recorded.Spec.Name}'");
        foreach (var fork in recorded.Forks)
        foreach (var part in fork.Inherited)
        {
            var last = journal.Streams.GetValueOrDefault(part.Stream)?.Find(row => row.SequenceNumber == part.Events);
            if (last is null || Convert.ToHexStringLower(last.Digest) != part.Sha256)
                yield return new Finding(part.Stream, part.Events, $"the row is not the last one inherited from '{fork.Parent}'");
        }
    }

    private static int NotBegun(JournalRows journal, List<Finding> findings)
    {
        if (journal.Count > 0) findings.Add(
            new Finding("campaign", 1, $"{EventNames.NameOf(typeof(CampaignCreated))} is missing or cannot be read: nothing is recomputed"));
        return 0;
    }
}
