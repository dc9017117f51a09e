using S3Actors.Actors.Session;
using S3Actors.Messages.Events;
using static System.FormattableString;

namespace S3Actors.Coordinator.History.Verification;

/// <summary>Sessions are counted without a gap, each ends at most once, and one that completed the campaign finds it complete.</summary>
internal static class SessionCheck
{
    public static void Run(StreamCheck check, CampaignHistory recorded)
    {
        var state = SessionState.Initial;
        while (check.Next is { } next)
        {
            var (number, within) = next switch
            {
                SessionStarted it => (it.Session, false),
                SessionPaused it => (it.Session, true),
                SessionFailed it => (it.Session, true),
                SessionCompleted it => (it.Session, true),
                CheckpointRejected it => (it.Session, true), // within a session, as its end is
                MixedWorkerAdmitted it => (it.Session, true),
                _ => (0, true),
            };
            if (within ? number != state.Count || !state.Open : number != state.Count + 1)
                check.Report(Invariant($"{EventNames.NameOf(next.GetType())} of session {number} does not follow {state.Count} begun"));
            if (next is SessionCompleted && recorded.Completed is null)
                check.Report("the session completed the campaign, but campaign-completed-v1 is missing");
            check.Expect(next);
            state = SessionState.Evolve(state, next);
        }
    }
}
