using Akka.Actor;
using Akka.Event;
using Akka.Pattern;
using S3Actors.Actors.Journal;
using S3Actors.Actors.Session;
using S3Actors.Actors.Trainer;
using S3Actors.Messages.Commands;
using S3Actors.Models.Data;

namespace S3Actors.Actors.Campaign;

/// <summary>
/// Answers for one session: opens the campaign, records the session, and says how it ended. A campaign whose journal could not be read or
/// written is started again after a while, by a supervisor between the two.
/// </summary>
public sealed class CampaignGuardian : ReceiveActor
{
    private const string SessionLost = "The record of sessions was lost.";
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly CampaignRun _run;
    private readonly TaskCompletionSource<CampaignOutcome> _outcome;
    private readonly CancellationTokenSource _stopping = new();
    private readonly IActorRef _session;
    private readonly IActorRef _campaign;
    private string? _sessionBroken;
    private string _campaignBroken = "The campaign stopped.";
    private string? _pauseReason;
    private CampaignOutcome _atStop = new CampaignOutcome.Failed("The actor system was stopped.");

    private sealed record ChildFailed(string Reason);

    /// <param name="run">What to do and with what.</param>
    /// <param name="outcome">Completed when the session has ended.</param>
    public CampaignGuardian(CampaignRun run, TaskCompletionSource<CampaignOutcome> outcome)
    {
        (_run, _outcome) = (run, outcome);
        var (stream, stamp) = (Streams.Session(run.Spec.Name), run.Stamp);
        _session = Context.Watch(Context.ActorOf(Props.Create(() => new SessionActor(stream, stamp)), "session"));
        _campaign = Context.Watch(Context.ActorOf(StartedAgain(run, _stopping.Token), "campaign-supervisor"));
        Opening();
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        _stopping.Cancel();
        _outcome.TrySetResult(_atStop);
        base.PostStop();
    }

    /// <summary>Whatever throws is a bug or a broken machine: nothing is retried, the journal stands.</summary>
    protected override SupervisorStrategy SupervisorStrategy()
    {
        var self = Self;
        return new OneForOneStrategy(cause =>
        {
            self.Tell(new ChildFailed(InWords(cause)));
            return Directive.Stop;
        });
    }

    /// <summary>The campaign, started again when it stops by itself; what throws is the guardian's.</summary>
    private static Props StartedAgain(CampaignRun run, CancellationToken stopping)
    {
        var (delay, retries) = (run.Execution.JournalRetryDelay, run.Execution.JournalRetries);
        var campaign = Props.Create(() => new CampaignActor(run, stopping));
        return BackoffSupervisor.Props(Backoff.OnStop(campaign, "campaign", delay, delay * Math.Pow(2, retries), randomFactor: 0, retries)
            .WithSupervisorStrategy(new OneForOneStrategy(_ => Directive.Escalate))
            .WithMaxNrOfRetries(retries)
            .WithManualReset()); // and nobody resets it: retries are counted over the session
    }

    /// <summary>Whether the campaign can go on is not known. Nothing is recorded of a session that does no work.</summary>
    private void Opening()
    {
        Receive<CampaignOpened>(opened =>
        {
            if (opened.Completed)
            {
                Conclude(new CampaignOutcome.Completed());
                return;
            }
            _session.Tell(new AskSessions());
            Become(Beginning);
        });
        Receive<CampaignRefused>(refused => Conclude(new CampaignOutcome.Refused(refused.Differences)));
        Receive<RequestPause>(request => _pauseReason ??= request.Reason);
        Failing(GiveUp);
    }

    /// <summary>The session's beginning is recorded.</summary>
    private void Beginning()
    {
        Receive<SessionsKnown>(known => _session.Tell(new SessionState.Start(
            known.State.Count + 1, _run.Provenance.ProductVersion, _run.Provenance.Hardware, _run.Execution.Evaluators, _run.Places)));
        Receive<SessionRecorded>(recorded =>
        {
            Become(() => Working(recorded.State));
            _run.Workers?.Tell(new SessionOpened(_session));
            GoOn(recorded.State);
        });
        Receive<RequestPause>(request => _pauseReason ??= request.Reason);
        Failing(GiveUp);
    }

    /// <summary>The campaign works, or waits to be started again, which it says by opening once more.</summary>
    private void Working(SessionState session)
    {
        Receive<CampaignOpened>(_ => GoOn(session));
        Receive<CheckpointsRejected>(rejected => _session.Tell(new SessionState.Reject(rejected)));
        Receive<RequestPause>(_ => _pauseReason is null, request =>
        {
            _pauseReason = request.Reason;
            _campaign.Tell(new PauseCampaign());
        });
        Receive<CampaignFinished>(_ => End(new CampaignOutcome.Completed(), new SessionState.Complete()));
        Receive<CampaignPaused>(paused => End(new CampaignOutcome.Paused(), new SessionState.Stop(_pauseReason ?? "", paused.Checkpoint)));
        Receive<WorkFailed>(failed => Fail($"{failed.Subject}: {failed.Reason}", failed.IsDecided));
        Failing(reason => Fail(reason));
    }

    /// <summary>How the session ended is recorded. The first end counts: stopping work may break more.</summary>
    private void Ending(CampaignOutcome outcome)
    {
        Receive<SessionRecorded>(_ => Conclude(outcome));
        Receive<StreamBroken>(_ => Sender.Equals(_session), broken => _sessionBroken = broken.Reason);
        Receive<Terminated>(stopped => stopped.ActorRef.Equals(_session), _ => Conclude(new CampaignOutcome.Failed(
            _sessionBroken ?? (outcome as CampaignOutcome.Failed)?.Reason ?? SessionLost)));
        ReceiveAny(_ => { });
    }

    /// <summary>The outcome has been reported; later messages are ignored.</summary>
    private void Ended() => ReceiveAny(_ => { });

    /// <summary>What makes a session fail, in every phase before its end.</summary>
    private void Failing(Action<string> fail)
    {
        Receive<StreamBroken>(_ => Sender.Equals(_session), broken => _sessionBroken = broken.Reason); // it stops next
        Receive<StreamBroken>(broken =>
        {
            _campaignBroken = broken.Reason;
            if (broken.MayPass) _log.Warning("{0}; the campaign is started again", broken.Reason);
            else fail(broken.Reason);
        });
        Receive<ChildFailed>(failed => fail(failed.Reason));
        Receive<Terminated>(stopped => stopped.ActorRef.Equals(_session), _ => GiveUp(_sessionBroken ?? SessionLost));
        Receive<Terminated>(_ => fail(_campaignBroken));
    }

    private void GoOn(SessionState session)
    {
        if (_pauseReason is null) _campaign.Tell(new ContinueCampaign(session.Pause));
        else _campaign.Tell(new PauseCampaign());
    }

    private void Fail(string reason, bool isDecided = false) => End(new CampaignOutcome.Failed(reason, isDecided), new SessionState.Fail(reason));

    /// <summary>Stops the work, records why, and only then says so.</summary>
    private void End(CampaignOutcome outcome, ISessionCommand record)
    {
        _atStop = outcome;
        StopWork();
        _session.Tell(record);
        Become(() => Ending(outcome));
    }

    /// <summary>Fails without a record: the session has none yet, or can have none any more.</summary>
    private void GiveUp(string reason)
    {
        StopWork();
        Conclude(new CampaignOutcome.Failed(reason));
    }

    private void StopWork()
    {
        _stopping.Cancel();
        Context.Stop(_campaign);
    }

    private void Conclude(CampaignOutcome outcome)
    {
        _atStop = outcome;
        _outcome.TrySetResult(outcome);
        Become(Ended);
    }

    private static string InWords(Exception cause)
    {
        var inner = cause is ActorInitializationException or ActorKilledException ? cause.GetBaseException() : cause;
        return inner is StateException or JournalException or IOException or DataFileException ? inner.Message : $"{inner.GetType().Name}: {inner.Message}";
    }
}
