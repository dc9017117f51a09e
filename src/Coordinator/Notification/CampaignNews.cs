using S3Actors.Coordinator.History;
using S3Actors.Coordinator.Output;
using static System.FormattableString;

namespace S3Actors.Coordinator.Notification;

/// <summary>Something that happened to a campaign and that its user may want to hear of.</summary>
/// <param name="Event">One of <see cref="Kinds"/>.</param>
/// <param name="Campaign">The campaign's name; empty for news of the machine.</param>
/// <param name="Text">The news in one sentence.</param>
/// <param name="Time">When it was noticed.</param>
/// <param name="Status">Where the campaign stands; null where that is not known.</param>
public sealed record CampaignNews(string Event, string Campaign, string Text, DateTimeOffset Time, CampaignStatus? Status)
{
    /// <summary>The kinds of news.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["begun", "phase", "finished", "failed", "paused", "interrupted", "silent", "alive", "diverged",
        "unreadable", "low-disk"];

    /// <summary>What happened between two looks at a campaign.</summary>
    /// <param name="before">The earlier one; null where the campaign was not there.</param>
    public static IEnumerable<CampaignNews> Between(CampaignOverview? before, CampaignOverview after, DateTimeOffset now)
    {
        if (StateNews(before, after) is { } state) yield return Of(state.Event, state.Text);
        else if (after.Status is { Live: not null } status && before?.Status is { } old && (status.Phase, status.Subject) != (old.Phase, old.Subject))
            yield return Of("phase", $"{after.Name} is at {Place(status)}{Result(old, status)}");
        if (before is not null && after.Divergences > before.Divergences)
            yield return Of("diverged", $"training of {after.Name} diverged ({after.Divergences} in all)");

        CampaignNews Of(string kind, string text) => new(kind, after.Name, text, now, after.Status);
    }

    /// <summary>The disk has less room than was asked for, and had more before.</summary>
    public static CampaignNews? Disk(long? bytesBefore, long bytes, long limit, string folder, DateTimeOffset now) =>
        bytes >= limit || bytesBefore < limit ? null
        : new CampaignNews("low-disk", "", Invariant($"{bytes >> 20} MiB of disk are left at {folder}"), now, null);

    private static (string Event, string Text)? StateNews(CampaignOverview? before, CampaignOverview after)
    {
        var (old, state) = (before is null ? null : State(before), State(after));
        if (old == state) return null;
        return state switch
        {
            "completed" => ("finished", $"{after.Name} is complete{Best(after.Status!)}"),
            "failed" => ("failed", $"{after.Name} failed at {Place(after.Status!)}: {after.Status!.Reason}"),
            "paused" => ("paused", $"{after.Name} is paused at {Place(after.Status!)}"),
            "interrupted" => ("interrupted", $"{after.Name} was interrupted at {Place(after.Status!)}: its process is gone; the same run command goes on"),
            "silent" => ("silent", $"{after.Name} gives no sign of life for {NumberText.Duration(after.Status!.Live!.SecondsSilent)}, at {Place(after.Status)}"),
            CampaignOverview.Unreadable => ("unreadable", $"the journal of {after.Name} cannot be read: {after.Problem}"),
            _ when old == "silent" => ("alive", $"{after.Name} gives signs of life again, at {Place(after.Status!)}"),
            _ => ("begun", $"{after.Name} is at work, at {Place(after.Status!)}"),
        };
    }

    private static string State(CampaignOverview campaign) => campaign.Status is { Interrupted: true } ? "interrupted" : campaign.State;

    private static string Place(CampaignStatus status) => $"{status.Phase} {status.Subject}".TrimEnd();

    private static string Best(CampaignStatus status) => status.Best is not { } best ? ""
        : best.TestErrorPercent is { } test ? Invariant($": test error {test:0.00} %")
            : Invariant($": search-validation error {best.SearchValidationErrorPercent:0.00} %");

    private static string Result(CampaignStatus before, CampaignStatus after) => before.Phase == "search" ? Best(after) : "";
}
