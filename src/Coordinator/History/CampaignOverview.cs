using System.Data.Common;
using S3Actors.Actors.Journal;
using S3Actors.Coordinator.Hosting;
using S3Actors.Coordinator.Journal;
using S3Actors.Messages.Events;

namespace S3Actors.Coordinator.History;

/// <summary>One campaign among many: where it stands, read from a few rows of its journal.</summary>
/// <param name="Name">The campaign's name.</param>
/// <param name="Status">Where it stands, without the count of its subnets; null where the journal cannot be read.</param>
/// <param name="Problem">Why it cannot be read; null where it can.</param>
/// <param name="Divergences">Trainings that diverged so far, each time they did.</param>
public sealed record CampaignOverview(string Name, CampaignStatus? Status, string? Problem, int Divergences = 0)
{
    /// <summary>Its state: that of <see cref="Status"/>, or <c>unreadable</c>.</summary>
    public string State => Status?.State ?? Unreadable;

    /// <summary>The state of a campaign whose journal cannot be read.</summary>
    public const string Unreadable = "unreadable";

    /// <summary>Reads one.</summary>
    public static CampaignOverview Of(CampaignFolder folder)
    {
        try
        {
            var divergences = 0;
            var status = CampaignStatus.Read(folder, () =>
            {
                var atRest = !CampaignLock.IsHeld(folder);
                var history = Read(folder, atRest);
                if (atRest && CampaignLock.IsHeld(folder)) history = Read(folder, atRest: false); // a session began meanwhile, and may have written
                divergences = history.Incidents.Count(it => it.Event is TrainingDiverged);
                return history;
            }, DateTimeOffset.UtcNow);
            return new CampaignOverview(folder.Name, status with { SecondsLeft = null }, null, divergences);
        }
        catch (Exception e) when (e is DbException or JournalException or IOException or UnauthorizedAccessException)
        {
            return new CampaignOverview(folder.Name, null, e.Message);
        }
    }

    private static CampaignHistory Read(CampaignFolder folder, bool atRest)
    {
        using var journal = new JournalReader(folder, oneMoment: true, atRest);
        return CampaignHistory.OfMilestones(folder.Name, journal);
    }
}
