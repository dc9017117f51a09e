using System.Globalization;
using S3Actors.Actors.Journal;
using S3Actors.Actors.Trainer;
using S3Actors.Coordinator.History.Verification;
using S3Actors.Coordinator.Hosting;
using S3Actors.Coordinator.Journal;
using S3Actors.Coordinator.Output;
using S3Actors.Messages.Events;

namespace S3Actors.Coordinator.Doctor;

/// <summary>One thing that was looked at.</summary>
/// <param name="Ok">False where something is wrong with it.</param>
/// <param name="Detail">In words.</param>
public sealed record DoctorFinding(string Subject, bool Ok, string Detail);

/// <summary><c>doctor NAME</c>: whether a campaign's journal and checkpoints are whole, and what can be saved where they are not.</summary>
internal static class CampaignDiagnosis
{
    private const int MostFaults = 10;

    /// <summary>
    /// Looks at everything that a resume would read; what is wrong is wrong at two looks, so that a process at work is no reason for an alarm.
    /// </summary>
    public static IReadOnlyList<DoctorFinding> Of(CampaignFolder folder)
    {
        IReadOnlyList<DoctorFinding> last = [];
        var confirmed = SecondLook.Confirm(() => (last = Look(folder)).Where(it => !it.Ok));
        return [.. last.Where(it => it.Ok || confirmed.Contains(it))];
    }

    private static IReadOnlyList<DoctorFinding> Look(CampaignFolder folder)
    {
        var listing = CheckpointListing.Of(folder);
        JournalScan scan;
        try
        {
            scan = JournalScan.Of(folder);
        }
        catch (RenamedFolderException e)
        {
            return [new DoctorFinding("journal", false, e.Message)];
        }
        if (scan.IsWhole)
        {
            var missing = listing.MissingEvents([.. scan.Campaign, .. scan.Trainings]);
            var journal = missing ?? string.Create(CultureInfo.InvariantCulture, $"{scan.Rows} rows, all whole");
            return [new DoctorFinding("journal", missing is null, journal), .. Checkpoints(folder)];
        }
        var findings = scan.Faults.Take(MostFaults).Select(fault => new DoctorFinding("journal", false, fault.ToString())).ToList();
        if (scan.Faults.Count > MostFaults) findings.Add(new DoctorFinding("journal", false, $"and {scan.Faults.Count - MostFaults} more"));
        findings.Add(new DoctorFinding("to save", scan.WholeUpTo > 0, WhatCanBeSaved(folder, scan)));
        return findings;
    }

    /// <summary>Keeps what can be saved.</summary>
    /// <exception cref="BadInputException">Nothing is damaged, or nothing can be saved, or a process works on the campaign.</exception>
    public static DoctorFinding Save(CampaignFolder folder)
    {
        using var held = CampaignLock.TryTake(folder) ?? throw new BadInputException($"campaign '{folder.Name}' is running");
        var scan = JournalScan.Of(folder);
        if (scan.IsWhole) throw new BadInputException($"the journal of '{folder.Name}' is whole: there is nothing to save it from");
        if (scan.WholeUpTo == 0) throw new BadInputException(WhatCanBeSaved(folder, scan));
        JournalRescue.Keep(folder, scan);
        return new DoctorFinding("saved", true, string.Create(CultureInfo.InvariantCulture,
            $"rows 1 to {scan.WholeUpTo} are the journal now, the damaged one is {JournalRescue.DamagedFile(folder)}; the same run command goes on"));
    }

    private static string WhatCanBeSaved(CampaignFolder folder, JournalScan scan) => scan.WholeUpTo == 0
        ? "nothing of the journal: the damage begins in its first write"
        : string.Create(CultureInfo.InvariantCulture,
            $"rows 1 to {scan.WholeUpTo} are whole (up to {scan.LastWhole}); 's3actors doctor {folder.Name} --save' keeps them, and the campaign goes on from there");

    private static IEnumerable<DoctorFinding> Checkpoints(CampaignFolder folder)
    {
        var checkpoints = new CheckpointFolder(folder.CheckpointFolder, 0);
        var pruned = PrunedFiles.Of(folder);
        using var journal = new JournalReader(folder);
        var trainings = journal.Decisions().Where(row => row.Event is CheckpointSaved).GroupBy(row => row.Stream).ToList();
        foreach (var training in trainings)
        {
            var saved = training.Select(row => (CheckpointSaved)row.Event).ToList();
            var newest = saved[^1];
            if (checkpoints.ProblemOf(newest.File, newest.Sha256) is not { } problem)
            {
                yield return new DoctorFinding("weights", true, newest.File);
                continue;
            }
            if (problem == CheckpointFolder.IsMissing && pruned.When(newest.File, newest.Sha256) is { } when)
            {
                yield return new DoctorFinding("weights", true, string.Create(CultureInfo.InvariantCulture, $"{newest.File}: removed by 'prune' on {when.UtcDateTime:yyyy-MM-dd}"));
                continue;
            }
            var before = saved.SkipLast(1).LastOrDefault(it => checkpoints.ProblemOf(it.File, it.Sha256) is null);
            yield return new DoctorFinding("weights", false, string.Create(CultureInfo.InvariantCulture,
                $"{newest.File}: {problem}; where it is needed, the steps from {before?.Step ?? 0} on are done again"));
        }
    }
}
