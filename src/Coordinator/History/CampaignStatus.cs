using S3Actors.Coordinator.Hosting;
using S3Actors.Coordinator.Journal;
using S3Actors.Coordinator.Notes;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Events;

namespace S3Actors.Coordinator.History;

/// <summary>How far a phase is, as the journal knows it.</summary>
/// <param name="Unit"><c>step</c>, <c>subnet</c> or <c>generation</c>.</param>
public sealed record PhaseProgress(long Done, long Total, string Unit);

/// <summary>The best architecture of a search so far.</summary>
/// <param name="Search"><c>final</c> or <c>control</c>.</param>
/// <param name="Architecture">Its canonical text.</param>
/// <param name="SearchValidationErrorPercent">The error that chose it.</param>
/// <param name="TestErrorPercent">Known once the search has ended; null before.</param>
public sealed record BestArchitecture(string Search, string Architecture, double SearchValidationErrorPercent, double? TestErrorPercent, long? MacsPerImage,
    long? ParameterCount);

/// <summary>Where a campaign stands.</summary>
/// <param name="State">
/// <c>running</c>; <c>silent</c>: a process holds the campaign, but gave no sign of life for a minute; <c>paused</c>, <c>completed</c> or <c>failed</c>.
/// </param>
/// <param name="Interrupted">Its last process ended without recording why: it was killed, or the machine went down.</param>
/// <param name="Phase"><c>start</c>, <c>train</c>, <c>measure</c>, <c>search</c>, <c>report</c>, <c>done</c> or <c>retrain</c>.</param>
/// <param name="Subject">What the phase works on: <c>iteration-2</c>, <c>final</c>, <c>control</c>, <c>retrained</c>.</param>
/// <param name="Iteration">Counted from 1; of the final supernet and the searches, the last one; 0 before the first.</param>
/// <param name="Reason">Why it failed or was paused; null otherwise.</param>
/// <param name="SecondsLeft">Seconds of work left in the whole campaign; null while that is not known, and where nothing is left.</param>
public sealed record CampaignStatus(
    string Name,
    string State,
    bool Interrupted,
    string Phase,
    string Subject,
    int Iteration,
    int Iterations,
    PhaseProgress? Progress,
    BestArchitecture? Best,
    int Sessions,
    long SubnetsEvaluated,
    DateTimeOffset? Begun,
    DateTimeOffset? LastEvent,
    string? Reason,
    double? SecondsLeft)
{
    /// <summary>What the process at work did last, and how long ago that and the last checkpoint were; null where none is at work.</summary>
    public SignsOfLife? Live { get; init; }

    /// <summary>The tags that people gave it, in the order of the alphabet.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>What people said of it, oldest first.</summary>
    public IReadOnlyList<CampaignRemark> Notes { get; init; } = [];

    /// <summary>Events that the journal lacks, in words, where checkpoints beside it show that it does; null otherwise.</summary>
    public string? MissingEvents { get; init; }

    /// <summary>
    /// Looks at a campaign. The lock goes before the journal: whoever gives it up has recorded how the session ended. It is looked at once more
    /// after it, since a session that began between the two has no end yet.
    /// </summary>
    /// <param name="read">Reads the journal.</param>
    /// <param name="now">The present time.</param>
    public static CampaignStatus Read(CampaignFolder folder, Func<CampaignHistory> read, DateTimeOffset now)
    {
        var lockHeld = CampaignLock.IsHeld(folder);
        var listing = CheckpointListing.Of(folder);
        var history = read();
        var status = Of(folder, history, lockHeld || CampaignLock.IsHeld(folder), now);
        return status with { MissingEvents = listing.MissingEvents(history.Beginnings) };
    }

    /// <summary>The same of a journal that is read, with what the process at work says of itself, and people of it.</summary>
    /// <param name="now">The present time.</param>
    public static CampaignStatus Of(CampaignFolder folder, CampaignHistory history, bool lockHeld, DateTimeOffset now)
    {
        var status = Of(history, lockHeld).With(CampaignNotes.Read(folder));
        if (!lockHeld) return status;
        var live = SignsOfLife.Of(folder, history, now);
        return status with { Live = live, State = live.Silent ? "silent" : status.State };
    }

    /// <summary>The same, with what people said of the campaign.</summary>
    public CampaignStatus With(CampaignNotes notes) => this with { Tags = notes.Tags, Notes = notes.Remarks };

    /// <summary>Tells it from the journal and from whether a process holds the campaign's lock.</summary>
    public static CampaignStatus Of(CampaignHistory history, bool lockHeld)
    {
        var last = history.Sessions.Count > 0 ? history.Sessions[^1] : null;
        var state = lockHeld ? "running"
            : history.Completed is not null ? "completed"
            : last?.End is SessionFailed ? "failed"
            : "paused";
        var (phase, subject, progress) = PhaseOf(history);
        return new CampaignStatus(
            history.Name, state, Interrupted: state == "paused" && last?.End is null && (last is not null || history.Forks.Count == 0), phase, subject,
            history.Iterations.Count, history.Created is null ? 0 : history.Spec.Evolution.Iterations, progress, BestOf(history),
            history.Sessions.Count, history.SubnetsEvaluated, history.Begun, history.LastEvent,
            lockHeld ? null : last?.End switch { SessionFailed failed => failed.Reason, SessionPaused paused => paused.Reason, _ => null },
            history.Completed is not null ? null : CampaignForecast.SecondsLeft(history));
    }

    private static (string Phase, string Subject, PhaseProgress? Progress) PhaseOf(CampaignHistory history)
    {
        if (history.Retrainings.LastOrDefault() is { } retraining && history.Retrained(retraining.Search) is null)
        {
            var winner = SupernetNames.RetrainedOf(retraining.Search);
            return history.Supernets.GetValueOrDefault(winner)?.Finished is null ? Training(history, winner, "retrain") : ("report", winner, null);
        }
        if (history.Completed is not null) return ("done", "", null);
        if (history.Searches.Count > 0)
        {
            var search = history.Searches.Last();
            var total = history.Spec.Search.Generations;
            return search.Selected is null ? ("search", search.Started.Search, new PhaseProgress(search.Generations.LastOrDefault()?.Generation ?? 0, total, "generation"))
                : ("report", search.Started.Search, null);
        }
        if (history.FinalSupernet is not null) return Training(history, SupernetNames.Final);
        if (history.Iterations.Count == 0) return ("start", "", null);
        var iteration = history.Iterations[^1].Started.Iteration;
        var supernets = SupernetNames.AllOfIteration(iteration, history.SpecAt(iteration).Measurement.ReplicateCount());
        if (supernets.FirstOrDefault(it => history.Supernets.GetValueOrDefault(it)?.Finished is null) is { } untrained) return Training(history, untrained);
        return history.LastRequest is { } request && supernets.Contains(request.Request)
            ? ("measure", request.Request, new PhaseProgress(history.SubnetsOfRequest, request.Subnets, "subnet")) : ("measure", supernets[0], null);
    }

    private static (string, string, PhaseProgress?) Training(CampaignHistory history, string supernet, string phase = "train") =>
        (phase, supernet, history.Supernets.GetValueOrDefault(supernet) is { } training
            ? new PhaseProgress(training.StepsDone, training.Started.Steps, "step") : null);

    private static BestArchitecture? BestOf(CampaignHistory history) =>
        history.Search(SearchNames.Final) is not { Best: { } best } search ? null : new BestArchitecture(
            SearchNames.Final, best.Architecture.CanonicalText, best.Error.Percent, search.Winner?.Test.Percent, search.Selected?.MacsPerImage,
            search.Selected?.ParameterCount);
}
