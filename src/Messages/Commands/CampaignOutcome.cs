namespace S3Actors.Messages.Commands;

/// <summary>How a session ended.</summary>
public abstract record CampaignOutcome
{
    private CampaignOutcome()
    {
    }

    /// <summary>The campaign is done.</summary>
    public sealed record Completed : CampaignOutcome;

    /// <summary>It stopped on request; the same command goes on.</summary>
    public sealed record Paused : CampaignOutcome;

    /// <summary>It stopped on an error; the journal keeps what was done.</summary>
    /// <param name="IsDecided">Whether the specification and what was measured decide it, so that the same command ends the same way.</param>
    public sealed record Failed(string Reason, bool IsDecided = false) : CampaignOutcome;

    /// <summary>Nothing was done or written: the journal holds another campaign of that name.</summary>
    /// <param name="Differences">Each key that differs, with both values.</param>
    public sealed record Refused(IReadOnlyList<string> Differences) : CampaignOutcome;
}
