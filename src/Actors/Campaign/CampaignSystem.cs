using Akka.Actor;
using S3Actors.Messages.Commands;

namespace S3Actors.Actors.Campaign;

/// <summary>One session of one campaign, at work. Progress is published on the actor system's event stream as <see cref="Progress"/>.</summary>
public sealed class CampaignSystem
{
    private readonly IActorRef _guardian;

    private CampaignSystem(IActorRef guardian, Task<CampaignOutcome> outcome) => (_guardian, Outcome) = (guardian, outcome);

    /// <summary>
    /// How the session ends. Never faults: an error is <see cref="CampaignOutcome.Failed"/>. The actor system stays up until its owner stops it.
    /// </summary>
    public Task<CampaignOutcome> Outcome { get; }

    /// <summary>Begins, or goes on with, a campaign.</summary>
    /// <param name="system">Configured as <see cref="Journal.JournalSettings"/> says; runs this one session.</param>
    /// <param name="run">What to do and with what.</param>
    public static CampaignSystem Start(ActorSystem system, CampaignRun run)
    {
        var outcome = new TaskCompletionSource<CampaignOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        return new CampaignSystem(system.ActorOf(Props.Create(() => new CampaignGuardian(run, outcome)), "s3actors"), outcome.Task);
    }

    /// <summary>
    /// Asks for a stop that can be resumed: the slice in training is finished and checkpointed. Ends in <see cref="CampaignOutcome.Paused"/>.
    /// </summary>
    /// <param name="reason">Recorded with the session.</param>
    public void Pause(string reason) => _guardian.Tell(new RequestPause(reason));
}
