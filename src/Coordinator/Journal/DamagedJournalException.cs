using S3Actors.Actors.Journal;

namespace S3Actors.Coordinator.Journal;

/// <summary>A journal that is not whole: going on from it would be going on from something that never happened.</summary>
public sealed class DamagedJournalException(CampaignFolder folder, JournalScan scan) : JournalException(
    $"the journal of campaign '{folder.Name}' cannot be used: {scan.Faults[0]}; 's3actors doctor {folder.Name}' says what can be saved");
