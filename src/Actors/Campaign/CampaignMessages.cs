using S3Actors.Messages.Commands;
using S3Actors.Messages.Events;

namespace S3Actors.Actors.Campaign;

/// <summary>The campaign is created, or is the journal's, and can go on: said by the campaign whenever it has recovered.</summary>
/// <param name="Completed">Nothing is left to do.</param>
public sealed record CampaignOpened(bool Completed);

/// <summary>
/// The journal holds a campaign with another specification or other images; nothing was written. Said in place of <see cref="CampaignOpened"/>.
/// </summary>
public sealed record CampaignRefused(IReadOnlyList<string> Differences);

/// <summary>Go on. Answered, in the end, by <see cref="CampaignFinished"/> or <see cref="WorkFailed"/>.</summary>
/// <param name="Pause">What the last pause saved.</param>
public sealed record ContinueCampaign(PauseCheckpoint? Pause);

/// <summary>The campaign is done.</summary>
public sealed record CampaignFinished;

/// <summary>Come to a stop that can be resumed. Answered by <see cref="CampaignPaused"/>.</summary>
public sealed record PauseCampaign;

/// <summary>The campaign stands still.</summary>
public sealed record CampaignPaused(PauseCheckpoint? Checkpoint);

/// <summary>A pause was asked for from outside.</summary>
public sealed record RequestPause(string Reason);
