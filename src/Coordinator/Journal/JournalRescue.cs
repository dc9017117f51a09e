namespace S3Actors.Coordinator.Journal;

/// <summary>
/// Makes a whole journal of the beginning of a damaged one. That is the journal of a process killed at that moment, so the campaign goes on
/// from there to the same results.
/// </summary>
public static class JournalRescue
{
    /// <summary>What the damaged file is called afterwards.</summary>
    public static string DamagedFile(CampaignFolder folder) => folder.JournalFile + ".damaged";

    /// <summary>Keeps the rows that a scan found whole; the damaged file stays beside them under another name. The caller holds the lock.</summary>
    /// <exception cref="Microsoft.Data.Sqlite.SqliteException">Not even these rows can be copied; the folder is as it was.</exception>
    public static void Keep(CampaignFolder folder, JournalScan scan)
    {
        var rescued = folder.JournalFile + ".rescued";
        JournalCopy.Write(rescued, folder, rows => rows, scan.WholeUpTo);
        foreach (var suffix in new[] { "", "-wal", "-shm" })
        {
            if (File.Exists(folder.JournalFile + suffix)) File.Move(folder.JournalFile + suffix, DamagedFile(folder) + suffix, overwrite: true);
        }
        File.Move(rescued, folder.JournalFile);
    }
}
