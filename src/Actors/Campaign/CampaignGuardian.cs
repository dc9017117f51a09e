using Akka.Actor;
using S3Actors.Actors.Journal;
using S3Actors.Actors.Session;
using S3Actors.Actors.Trainer;
using S3Actors.Messages.Commands;

namespace S3Actors.Actors.Campaign;

/// <summary>
/// Answers for one session: opens the campaign, records the session, takes the campaign up again after a while when its journal could not
/// be read or written, and says how it ended.
/// </summary>
public sealed class CampaignGuardian : ReceiveActor, IWithTimers
{
    private readonly CampaignRun _run;
    private readonly TaskCompletionSource<CampaignOutcome> _outcome;
    private readonly CancellationTokenSource _stopping = new();
    private IActorRef _session = ActorRefs.Nobody;
    private IActorRef _campaign = ActorRefs.Nobody;
    private int _campaigns;
    private bool _retrying;
    private SessionState? _started;
    private string? _sessionBroken;
    private string? _pauseReason;
    private CampaignOutcome? _ending;

    private sealed record TakeUp;

    private sealed record Threw(string Reason);

    public CampaignGuardian(CampaignRun run, TaskCompletionSource<CampaignOutcome> outcome)
    {
        (_run, _outcome) = (run, outcome);
        Receive<TakeUp>(_ => TakeUpCampaign());
        Receive<CampaignOpened>(OnOpened);
        Receive<CampaignRefused>(refused => Conclude(new CampaignOutcome.Refused(refused.Differences)));
        Receive<SessionsKnown>(OnKnown);
        Receive<SessionRecorded>(OnRecorded);
        Receive<CampaignFinished>(_ => End(new CampaignOutcome.Completed(), new SessionState.Complete()));
        Receive<WorkFailed>(failed => Fail($"{failed.Subject}: {failed.Reason}"));
        Receive<CheckpointsRejected>(rejected => _session.Tell(new SessionState.Reject(rejected)));
        Receive<Threw>(threw => Fail(threw.Reason));
        Receive<StreamBroken>(OnBroken);
        Receive<Terminated>(stopped => stopped.ActorRef.Equals(_session), _ => OnSessionLost());
        Receive<Terminated>(_ => OnCampaignStopped());
        Receive<RequestPause>(OnPauseRequested);
        Receive<CampaignPaused>(paused => End(new CampaignOutcome.Paused(), new SessionState.Stop(_pauseReason ?? "", paused.Checkpoint)));
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc/>
    protected override void PreStart()
    {
        var (stream, stamp) = (Streams.Session(_run.Spec.Name), _run.Stamp);
        _session = Context.Watch(Context.ActorOf(Props.Create(() => new SessionActor(stream, stamp)), "session"));
        TakeUpCampaign();
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        _stopping.Cancel();
        _outcome.TrySetResult(_ending ?? new CampaignOutcome.Failed("The actor system was stopped."));
        base.PostStop();
    }

    /// <summary>Whatever throws is a bug or a broken machine: nothing is retried, the journal stands.</summary>
    protected override SupervisorStrategy SupervisorStrategy()
    {
        var self = Self;
        return new OneForOneStrategy(cause =>
        {
            self.Tell(new Threw(InWords(cause)));
            return Directive.Stop;
        });
    }

    private void TakeUpCampaign()
    {
        var (run, stopping) = (_run, _stopping.Token);
        _campaign = Context.ActorOf(Props.Create(() => new CampaignActor(run, stopping)), FormattableString.Invariant($"campaign-{++_campaigns}"));
        Context.Watch(_campaign);
        _campaign.Tell(new OpenCampaign());
    }

    private void OnOpened(CampaignOpened opened)
    {
        if (_started is { } session) Continue(session);
        else if (opened.Completed) Conclude(new CampaignOutcome.Completed());
        else _session.Tell(new AskSessions());
    }

    private void OnKnown(SessionsKnown known) => _session.Tell(new SessionState.Start(
        known.State.Count + 1, _run.Provenance.ProductVersion, _run.Provenance.Hardware, _run.Execution.Evaluators));

    private void OnRecorded(SessionRecorded recorded)
    {
        if (_ending is { } outcome)
        {
            Conclude(outcome);
            return;
        }
        _started = recorded.State;
        Continue(recorded.State);
    }

    private void Continue(SessionState session)
    {
        if (_pauseReason is null) _campaign.Tell(new ContinueCampaign(session.Pause));
        else _campaign.Tell(new PauseCampaign());
    }

    private void OnPauseRequested(RequestPause request)
    {
        if (_pauseReason is not null) return;
        _pauseReason = request.Reason;
        if (_started is not null) _campaign.Tell(new PauseCampaign());
    }

    private void OnBroken(StreamBroken broken)
    {
        if (Sender.Equals(_session)) _sessionBroken = broken.Reason; // it stops next
        if (Sender.Equals(_session) || _ending is not null || _retrying) return;
        if (!broken.MayPass || _campaigns > _run.Execution.JournalRetries)
        {
            Fail(broken.Reason);
            return;
        }
        // The outcome of the last write is unknown: everything below recovers from what the journal holds.
        _retrying = true;
        Context.Stop(_campaign);
    }

    /// <summary>Only when nothing of it runs any more is it taken up again: a stream has one writer.</summary>
    private void OnCampaignStopped()
    {
        if (!_retrying || _ending is not null) return;
        _retrying = false;
        Timers.StartSingleTimer(nameof(TakeUp), new TakeUp(), _run.Execution.JournalRetryDelay * Math.Pow(2, _campaigns - 1));
    }

    /// <summary>Without a record of sessions none is run; where one was about to end, how is no longer certain.</summary>
    private void OnSessionLost()
    {
        StopWork();
        Conclude(new CampaignOutcome.Failed(_sessionBroken ?? (_ending as CampaignOutcome.Failed)?.Reason ?? "The record of sessions was lost."));
    }

    private void Fail(string reason) => End(new CampaignOutcome.Failed(reason), new SessionState.Fail(reason));

    /// <summary>Stops the work, records why, and only then says so. The first end counts: stopping work may break more.</summary>
    private void End(CampaignOutcome outcome, ISessionCommand record)
    {
        if (_ending is not null) return;
        _ending = outcome;
        StopWork();
        if (_started is null) Conclude(outcome);
        else _session.Tell(record);
    }

    private void StopWork()
    {
        _stopping.Cancel();
        Timers.CancelAll();
        Context.Stop(_campaign);
    }

    private void Conclude(CampaignOutcome outcome)
    {
        _ending = outcome;
        _outcome.TrySetResult(outcome);
    }

    private static string InWords(Exception cause)
    {
        var inner = cause is ActorInitializationException or ActorKilledException ? cause.GetBaseException() : cause;
        return inner is StateException or JournalException or IOException ? inner.Message : $"{inner.GetType().Name}: {inner.Message}";
    }
}
