using S3Actors.Coordinator.Journal;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Events;
using S3Actors.Messages.Space;

namespace S3Actors.Coordinator.History;

/// <summary>Folds a journal into a <see cref="CampaignView"/>: one pass, every event once.</summary>
public sealed class CampaignFold
{
    private readonly List<SessionView> _sessions = [];
    private readonly List<IterationView> _iterations = [];
    private readonly Dictionary<string, SupernetView> _supernets = new(StringComparer.Ordinal);
    private readonly List<SearchView> _searches = [];
    private readonly List<Numbered<CampaignForked>> _forks = [];
    private readonly List<Numbered<IEvent>> _incidents = [];
    private RetrainingStarted? _retraining;
    private WinnerRetrained? _retrained;
    private PhaseClock _clock = new();
    private Numbered<CampaignCreated>? _created;
    private Numbered<CampaignCompleted>? _completed;
    private FinalSupernetStarted? _finalSupernet;
    private (EvaluationsRequested Request, long Ordering)? _request;
    private long _read;

    /// <summary>Reads a campaign's journal.</summary>
    public static CampaignView Read(CampaignFolder folder)
    {
        using var journal = new JournalReader(folder);
        return new CampaignFold().Follow(journal, folder.Name);
    }

    /// <summary>Reads what was written since the last call, and gives the campaign as it stands.</summary>
    public CampaignView Follow(JournalReader journal, string name)
    {
        foreach (var row in journal.Decisions(_read))
        {
            // A session that was killed while it measured: the last of its subnets says how long it worked.
            if (row.Event is SessionStarted && journal.Before(row.Ordering) is { Event: SubnetEvaluated } last) _clock.Tick(last);
            Apply(row);
            _read = row.Ordering;
        }
        return new CampaignView(name, _created, [.. _sessions], [.. _iterations], _finalSupernet, new Dictionary<string, SupernetView>(_supernets), [.. _searches],
            _request?.Request, _completed, journal.Count<SubnetEvaluated>(),
            _request is { } request ? journal.Count<SubnetEvaluated>(request.Ordering) : 0, _clock.Seconds)
        { Forks = [.. _forks], Incidents = [.. _incidents], Retraining = _retraining, Retrained = _retrained };
    }

    private void Apply(JournalRow row)
    {
        _clock.Tick(row);
        if (_sessions.Count > 0 && row.Event is not SessionStarted) _sessions[^1] = _sessions[^1] with { Last = row.Time };
        if (row.Event is TrainingDiverged or CheckpointRejected or EvaluationFailed) _incidents.Add(Number(row, row.Event));
        switch (row.Event)
        {
            case CampaignCreated e: _created = Number(row, e); break;
            case CampaignForked e: Apply(Number(row, e)); break;
            case CampaignCompleted e: _completed = Number(row, e); break;
            case RetrainingStarted e: _retraining = e; break;
            case WinnerRetrained e: _retrained = e; break;
            case SessionStarted e: _sessions.Add(new SessionView(e.Session, e, row.Time, row.Time, null)); break;
            case SessionPaused or SessionFailed or SessionCompleted: _sessions[^1] = _sessions[^1] with { End = row.Event }; break;

            case IterationStarted e: _iterations.Add(new IterationView(e, [], null)); break;
            case EtErrorMeasured e: Change(e.Iteration, e.Dimension, d => d with { Errors = [.. d.Errors, Number(row, e)] }); break;
            case DimensionEvolved e: Change(e.Iteration, e.Dimension, d => d with { Evolved = Number(row, e) }); break;
            case SpaceEvolved e: Apply(Number(row, e)); break;

            case FinalSupernetStarted e: _finalSupernet = e; break;
            case TrainingStarted e: _supernets[e.Supernet] = new SupernetView(e, [], null, null, null); break;
            case TrainingIntervalFinished e: Change(e.Supernet, s => s with { Intervals = s.Intervals.Add(e) }); break;
            case CheckpointSaved e: Change(e.Supernet, s => s with { Checkpoint = e }); break;
            case TrainingFinished e: Change(e.Supernet, s => s with { Finished = e }); break;
            case TrainingDiverged { Action: DivergencePolicy.Stop } e: Change(e.Supernet, s => s with { Diverged = e }); break;

            case ArchitectureSearchStarted e: _searches.Add(new SearchView(e, [], null, null)); break;
            case GenerationFinished e: ChangeSearch(e.Search, s => s with { Generations = s.Generations.Add(e) }); break;
            case ArchitectureSelected e: ChangeSearch(e.Search, s => s with { Selected = e }); break;
            case WinnerSelected e: ChangeSearch(e.Search, s => s with { Winner = e }); break;
            case EvaluationsRequested e: _request = (e, row.Ordering); break;
        }
    }

    /// <summary>From here on another specification is in force, and what was worked before was the parent's work.</summary>
    private void Apply(Numbered<CampaignForked> forked)
    {
        _forks.Add(forked);
        _created = _created! with { Event = _created.Event with { Spec = forked.Event.Spec, SpecDigest = forked.Event.SpecDigest } };
        _clock = new PhaseClock();
        _request = null;
    }

    private void Apply(Numbered<SpaceEvolved> evolved)
    {
        foreach (var move in evolved.Event.Moves) Change(evolved.Event.Iteration, move.Dimension, d => d with { Move = move });
        var index = _iterations.FindIndex(i => i.Started.Iteration == evolved.Event.Iteration);
        _iterations[index] = _iterations[index] with { Evolved = evolved };
    }

    private void Change(int iteration, DimensionId id, Func<DimensionView, DimensionView> change)
    {
        var index = _iterations.FindIndex(i => i.Started.Iteration == iteration);
        var dimensions = _iterations[index].Dimensions.ToDictionary(d => d.Id);
        dimensions[id] = change(dimensions.GetValueOrDefault(id) ?? new DimensionView(id, [], null, null));
        _iterations[index] = _iterations[index] with { Dimensions = [.. dimensions.Values.OrderBy(d => d.Id)] };
    }

    private void Change(string supernet, Func<SupernetView, SupernetView> change) => _supernets[supernet] = change(_supernets[supernet]);

    private void ChangeSearch(string search, Func<SearchView, SearchView> change)
    {
        var index = _searches.FindIndex(s => s.Started.Search == search);
        _searches[index] = change(_searches[index]);
    }

    private static Numbered<T> Number<T>(JournalRow row, T content) where T : IEvent => new(row.Ordering, row.Time, row.Header.ProductVersion, content);
}
