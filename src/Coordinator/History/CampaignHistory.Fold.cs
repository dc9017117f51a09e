using S3Actors.Coordinator.Hosting;
using S3Actors.Coordinator.Journal;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Evaluation;
using S3Actors.Messages.Events;
using S3Actors.Messages.Space;

namespace S3Actors.Coordinator.History;

/// <summary>The fold: each row of the journal once, in the journal's order.</summary>
public sealed partial class CampaignHistory
{
    private readonly List<(int FromIteration, CampaignSpec Spec, string Digest)> _specs = [];
    private readonly List<CampaignForked> _forks = [];
    private readonly List<SessionView> _sessions = [];
    private readonly SortedDictionary<int, IterationStarted> _started = [];
    private readonly Dictionary<int, SortedDictionary<DimensionId, DimensionView>> _dimensions = [];
    private readonly Dictionary<int, Numbered<SpaceEvolved>> _evolved = [];
    private readonly Dictionary<string, SupernetView> _supernets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TrainingFinished> _trained = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SearchView> _searches = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ArchitectureSelected> _selected = new(StringComparer.Ordinal);
    private readonly Dictionary<(string, int), GenerationBred> _bred = [];
    private readonly Dictionary<(string, Architecture), double> _latencies = [];
    private readonly Dictionary<string, RetrainingStarted> _retrainings = new(StringComparer.Ordinal);
    private readonly Dictionary<string, WinnerRetrained> _retrained = new(StringComparer.Ordinal);
    private readonly Dictionary<string, EvaluationsRequested> _requests = new(StringComparer.Ordinal);
    private readonly HashSet<string> _finishedRequests = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Checkpoint, EvaluationSet Set), Dictionary<Architecture, SubnetResult>> _results = [];
    private readonly List<Numbered<IEvent>> _incidents = [];
    private PhaseClock _clock = new();
    private IReadOnlyList<IterationView>? _iterations;
    private Numbered<EvaluationsRequested>? _lastRequest;
    private JournalRow? _subnet; // the row before, if it was a subnet's result
    private long _read;

    /// <summary>Reads what a campaign is to do and where its images stood: the streams of campaign and sessions, a few rows of the journal.</summary>
    /// <exception cref="Actors.Journal.JournalException">A row is unknown or damaged.</exception>
    public static CampaignHistory ReadSpecification(CampaignFolder folder)
    {
        var atRest = !CampaignLock.IsHeld(folder);
        var history = Specification(folder, atRest);
        return atRest && CampaignLock.IsHeld(folder) ? Specification(folder, atRest: false) : history; // a session began meanwhile, and may have written

        static CampaignHistory Specification(CampaignFolder folder, bool atRest)
        {
            using var journal = new JournalReader(folder, oneMoment: true, atRest);
            return Of(folder.Name, journal.Stream("campaign").Concat(journal.Stream("session")).OrderBy(row => row.Ordering));
        }
    }

    /// <summary>Reads a campaign's whole journal.</summary>
    /// <param name="each">Sees each row.</param>
    /// <exception cref="Actors.Journal.JournalException">A row is unknown or damaged.</exception>
    public static CampaignHistory Read(CampaignFolder folder, Action<JournalRow>? each = null)
    {
        using var journal = new JournalReader(folder);
        return Of(folder.Name, journal.All(), each);
    }

    /// <summary>Reads all of a journal but the results of single subnets, which it only counts.</summary>
    /// <exception cref="Actors.Journal.JournalException">A row is unknown or damaged.</exception>
    public static CampaignHistory ReadDecisions(CampaignFolder folder)
    {
        using var journal = new JournalReader(folder);
        var history = new CampaignHistory(folder.Name);
        history.Follow(journal);
        return history;
    }

    /// <summary>Reads the few rows that say where a campaign stands.</summary>
    /// <exception cref="Actors.Journal.JournalException">A row is unknown or damaged.</exception>
    internal static CampaignHistory OfMilestones(string campaign, JournalReader journal)
    {
        JournalRow? last = null;
        var history = Of(campaign, journal.Milestones(), row => last = row);
        if (journal.Newest() != last?.Ordering) history.LastEvent = journal.Last()?.Time;
        return history;
    }

    /// <summary>Folds rows that are read already.</summary>
    public static CampaignHistory Of(string campaign, IEnumerable<JournalRow> rows, Action<JournalRow>? each = null)
    {
        var history = new CampaignHistory(campaign);
        foreach (var row in rows)
        {
            history.Apply(row);
            each?.Invoke(row);
        }
        return history;
    }

    /// <summary>Reads the decisions that were written since the last call.</summary>
    internal void Follow(JournalReader journal)
    {
        foreach (var row in journal.Decisions(_read))
        {
            if (row.Event is SessionStarted && journal.Before(row.Ordering) is { Event: SubnetEvaluated } last) _subnet = last;
            Apply(row);
            _read = row.Ordering;
        }
        LastEvent = journal.Last()?.Time;
        SubnetsEvaluated = journal.Count<SubnetEvaluated>();
        SubnetsOfRequest = _lastRequest is { } request ? journal.Count<SubnetEvaluated>(request.Ordering) : 0;
    }

    private void Apply(JournalRow row)
    {
        LastEvent = row.Time;
        if (row.Event is SubnetEvaluated subnet)
        {
            Apply(subnet);
            _subnet = row;
            return;
        }
        // A session that was killed while it measured: the last of its subnets says how long it worked.
        if (row.Event is SessionStarted && _subnet is { } last) _clock.Tick(last);
        _subnet = null;
        _clock.Tick(row);
        if (_sessions.Count > 0 && row.Event is not SessionStarted) _sessions[^1] = _sessions[^1] with { Last = row.Time };
        if (row.Event is CheckpointSaved or TrainingFinished or SessionPaused { Checkpoint: not null }) LastCheckpoint = row.Time;
        if (row.Event is TrainingDiverged or CheckpointRejected or EvaluationFailed or MixedWorkerAdmitted) _incidents.Add(Number(row, row.Event));
        switch (row.Event)
        {
            case ICampaignEvent it: Apply(row, it); break;
            case ISupernetEvent it: Apply(it); break;
            case IDimensionEvent it: Apply(row, it); break;
            case IPopulationEvent it: Apply(it); break;
            case EvaluationsRequested it: Apply(Number(row, it)); break;
            case EvaluationsFinished it: _finishedRequests.Add(it.Request); break;
            case SessionStarted it:
                _sessions.Add(new SessionView(it.Session, it, row.Time, row.Time, null));
                Places = it.Places ?? Places;
                break;
            case SessionPaused or SessionFailed or SessionCompleted when _sessions.Count > 0: _sessions[^1] = _sessions[^1] with { End = row.Event }; break;
        }
    }

    private void Apply(JournalRow row, ICampaignEvent content)
    {
        _iterations = null;
        switch (content)
        {
            case CampaignCreated it:
                (Created, Begun) = (it, row.Time);
                _specs.Add((0, it.Spec, it.SpecDigest));
                break;
            case CampaignForked it:
                // From here on another specification is in force, and what was worked before was the parent's work.
                _forks.Add(it);
                Places = it.Places ?? Places;
                _specs.Add((it.AtIteration, it.Spec, it.SpecDigest));
                (_clock, _lastRequest, SubnetsOfRequest) = (new PhaseClock(), null, 0);
                break;
            case IterationStarted it: _started[it.Iteration] = it; break;
            case SpaceEvolved it:
                _evolved[it.Iteration] = Number(row, it);
                foreach (var move in it.Moves) Change(it.Iteration, move.Dimension, view => view with { Move = move });
                break;
            case FinalSupernetStarted it: FinalSupernet = it; break;
            case ArchitectureSearchStarted it: _searches[it.Search] = new SearchView(it, [], null, null); break;
            case WinnerSelected it: Change(_searches, it.Search, view => view with { Winner = it }); break;
            case CampaignCompleted it: Completed = it; break;
            case RetrainingStarted it: _retrainings[it.Search] = it; break;
            case WinnerRetrained it: _retrained[it.Search] = it; break;
        }
    }

    private void Apply(ISupernetEvent content)
    {
        if (content is TrainingStarted started) _supernets[started.Supernet] = new SupernetView(started, [], null, null, null);
        if (content is TrainingFinished finished) _trained[finished.Supernet] = finished;
        Change(_supernets, content.Supernet, view => content switch
        {
            TrainingIntervalFinished it => view with { Intervals = view.Intervals.Add(it) },
            CheckpointSaved it => view with { Checkpoint = it },
            TrainingFinished it => view with { Finished = it },
            TrainingDiverged { Action: DivergencePolicy.Stop } it => view with { Diverged = it },
            _ => view,
        });
    }

    private void Apply(JournalRow row, IDimensionEvent content)
    {
        _iterations = null;
        Change(content.Iteration, content.Dimension, view => content switch
        {
            EtErrorMeasured it => view with { Errors = [.. view.Errors, Number(row, it)] },
            MoveProposed it => view with { Proposal = Number(row, it) },
            _ => view,
        });
    }

    private void Apply(IPopulationEvent content)
    {
        if (content is GenerationBred bred) _bred[(bred.Search, bred.Generation)] = bred;
        if (content is LatenciesMeasured timed && Bred(timed.Search, timed.Generation) is { } candidates)
            foreach (var (candidate, time) in candidates.Candidates.Zip(timed.Microseconds)) _latencies[(timed.Search, candidate.Architecture)] = time;
        if (content is ArchitectureSelected selected) _selected[selected.Search] = selected;
        Change(_searches, content.Search, view => content switch
        {
            GenerationFinished it => view with { Generations = view.Generations.Add(it) },
            ArchitectureSelected it => view with { Selected = it },
            _ => view,
        });
    }

    private void Apply(Numbered<EvaluationsRequested> request)
    {
        _requests[request.Event.Request] = request.Event;
        (_lastRequest, SubnetsOfRequest) = (request, 0);
    }

    private void Apply(SubnetEvaluated content)
    {
        if (!_results.TryGetValue((content.Checkpoint, content.Set), out var results)) _results[(content.Checkpoint, content.Set)] = results = [];
        results[content.Result.Architecture] = content.Result;
        SubnetsEvaluated++;
        if (_lastRequest is not null) SubnetsOfRequest++;
    }

    private void Change(int iteration, DimensionId id, Func<DimensionView, DimensionView> change)
    {
        if (!_dimensions.TryGetValue(iteration, out var dimensions)) _dimensions[iteration] = dimensions = [];
        dimensions[id] = change(dimensions.GetValueOrDefault(id) ?? new DimensionView(id, [], null, null));
    }

    private static void Change<T>(Dictionary<string, T> views, string key, Func<T, T> change)
    {
        if (views.TryGetValue(key, out var view)) views[key] = change(view);
    }

    private static Numbered<T> Number<T>(JournalRow row, T content) where T : IEvent => new(row.Ordering, row.Time, row.Header.ProductVersion, content);
}
