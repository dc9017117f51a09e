using S3Actors.Coordinator.Journal;
using S3Actors.Coordinator.Output;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Evaluation;
using S3Actors.Messages.Events;
using S3Actors.Messages.Space;
using S3Actors.Models.Measurement;

namespace S3Actors.Coordinator.History;

/// <summary>
/// What a campaign's journal says, folded once: what every command shows, and everything from which a decision can be made again. The results
/// of single subnets are in it where the journal was read in full. Rows that are missing leave a gap here; <c>audit --verify</c> tells of it.
/// </summary>
/// <param name="name">The campaign's name.</param>
public sealed partial class CampaignHistory(string name)
{
    private readonly Dictionary<(long Seed, NetworkSkeleton, MeasurementSpec, int Iteration, DimensionId), MeasurementPlan> _plans = [];

    /// <summary>The campaign's name.</summary>
    public string Name => name;

    /// <summary>The first event; null where no session came so far.</summary>
    public CampaignCreated? Created { get; private set; }

    /// <summary>The same history, of a campaign that has begun.</summary>
    /// <param name="purpose">What a campaign must have begun for, as an infinitive without <c>to</c>.</param>
    /// <param name="folder">Its folder, where it was read from that: checkpoints without an event say that it had begun.</param>
    /// <exception cref="BadInputException">It has not begun, or its events are lost.</exception>
    public CampaignHistory BegunTo(string purpose, CampaignFolder? folder = null)
    {
        if (Created is not null) return this;
        if (folder is not null && CheckpointListing.Of(folder).MissingEvents([]) is { } missing) throw new BadInputException($"campaign '{Name}': {missing}");
        throw new BadInputException($"campaign '{Name}' has not begun: there is nothing to {purpose}");
    }

    /// <summary>When it began; null where no session came so far.</summary>
    public DateTimeOffset? Begun { get; private set; }

    /// <summary>When the last row was written, be it a single subnet's result; null before the first.</summary>
    public DateTimeOffset? LastEvent { get; private set; }

    /// <summary>The specification in force; the campaign has begun.</summary>
    public CampaignSpec Spec => _specs[^1].Spec;

    /// <summary>Every specification that was in force, the campaign's own last.</summary>
    public IEnumerable<CampaignSpec> Specs => _specs.Select(it => it.Spec);

    /// <summary>SHA-256 of the specification in force.</summary>
    public string SpecDigest => _specs[^1].Digest;

    /// <summary>The ancestry, oldest first; empty for a campaign that is no fork.</summary>
    public IReadOnlyList<CampaignForked> Forks => _forks;

    /// <summary>Processes that worked on it, in their order.</summary>
    public IReadOnlyList<SessionView> Sessions => _sessions;

    /// <summary>Where the images stood when it was worked on last: settings by key; null where only earlier versions did.</summary>
    public IReadOnlyDictionary<string, string>? Places { get; private set; }

    /// <summary>Iterations begun, in their order.</summary>
    public IReadOnlyList<IterationView> Iterations => _iterations ??= [.. _started.Values.Select(ViewOf)];

    /// <summary>Begins the final supernet; null before.</summary>
    public FinalSupernetStarted? FinalSupernet { get; private set; }

    /// <summary>Trainings begun, by the supernet's name, in their order.</summary>
    public IReadOnlyDictionary<string, SupernetView> Supernets => _supernets;

    /// <summary>Number of the last row that was read as a decision; 0 before the first.</summary>
    public long LastOrdering => _read;

    /// <summary>When the last checkpoint was recorded; null before the first.</summary>
    public DateTimeOffset? LastCheckpoint { get; private set; }

    /// <summary>Searches begun, in their order.</summary>
    public IReadOnlyCollection<SearchView> Searches => _searches.Values;

    /// <summary>The end; null before.</summary>
    public CampaignCompleted? Completed { get; private set; }

    /// <summary>Each begins the training of a search's winner from scratch, in their order; empty where none was asked for.</summary>
    public IReadOnlyCollection<RetrainingStarted> Retrainings => _retrainings.Values;

    /// <summary>What began the training of a search's winner from scratch; null where it was not asked for.</summary>
    public RetrainingStarted? Retraining(string search) => _retrainings.GetValueOrDefault(search);

    /// <summary>What came of it; null before.</summary>
    public WinnerRetrained? Retrained(string search) => _retrained.GetValueOrDefault(search);

    /// <summary>The beginnings of campaign, forks, trainings and retrainings, and each training's last checkpoint.</summary>
    internal IEnumerable<IEvent> Beginnings =>
    [
        .. new IEvent?[] { Created }.Concat(_supernets.Values.SelectMany(it => new IEvent?[] { it.Started, it.Checkpoint })).OfType<IEvent>(),
        .. _forks, .. _retrainings.Values,
    ];

    /// <summary>What went wrong without ending a session: divergences, rejected checkpoints, subnets that could not be evaluated.</summary>
    public IReadOnlyList<Numbered<IEvent>> Incidents => _incidents;

    /// <summary>Requests for evaluations.</summary>
    public IReadOnlyCollection<EvaluationsRequested> Requests => _requests.Values;

    /// <summary>The last of them since the campaign forked; null before.</summary>
    public EvaluationsRequested? LastRequest => _lastRequest?.Event;

    /// <summary>Subnets the ledger holds, over all checkpoints and images.</summary>
    public long SubnetsEvaluated { get; private set; }

    /// <summary>Subnets of the last request that are evaluated.</summary>
    public long SubnetsOfRequest { get; private set; }

    /// <summary>Working time of the campaign's own. What a killed session repeated counts once.</summary>
    public IReadOnlyDictionary<Work, double> SecondsByWork => _clock.Seconds;

    /// <summary>The same by phase: train, measure, search, report, retrain, other.</summary>
    public IReadOnlyDictionary<string, double> SecondsByPhase =>
        SecondsByWork.GroupBy(it => it.Key.Phase).ToDictionary(it => it.Key, it => it.Sum(work => work.Value), StringComparer.Ordinal);

    /// <summary>The space at the beginning of each iteration, then the one that came of the last; at least the initial one.</summary>
    public IReadOnlyList<SearchSpace> Spaces
    {
        get
        {
            if (_started.Count == 0) return [Spec.InitialSpace];
            var spaces = _started.Values.Select(it => it.Space).ToList();
            if (Evolved(_started.Keys.Last()) is { } last) spaces.Add(last.Space);
            return spaces;
        }
    }

    /// <summary>The specification under which an iteration, counted from 1, was decided.</summary>
    public CampaignSpec SpecAt(int iteration) => _specs.FindLast(it => it.FromIteration <= iteration).Spec;

    /// <summary>The iteration; null where it did not begin.</summary>
    public IterationStarted? Iteration(int iteration) => _started.GetValueOrDefault(iteration);

    /// <summary>What came of an iteration; null while it is open.</summary>
    public SpaceEvolved? Evolved(int iteration) => _evolved.GetValueOrDefault(iteration)?.Event;

    /// <summary>What a dimension's rule said; null before it did.</summary>
    public MoveProposed? Proposal(int iteration, DimensionId dimension) =>
        _dimensions.GetValueOrDefault(iteration)?.GetValueOrDefault(dimension)?.Proposal?.Event;

    /// <summary>A supernet's last checkpoint; null while it trains.</summary>
    public TrainingFinished? Trained(string supernet) => _trained.GetValueOrDefault(supernet);

    /// <summary>A search; null where it did not begin.</summary>
    public SearchView? Search(string search) => _searches.GetValueOrDefault(search);

    /// <summary>A search's result; null before it is known.</summary>
    public ArchitectureSelected? Selected(string search) => _selected.GetValueOrDefault(search);

    /// <summary>A generation's candidates; null before they are bred.</summary>
    public GenerationBred? Bred(string search, int generation) => _bred.GetValueOrDefault((search, generation));

    /// <summary>How long a candidate of a search takes, microseconds an image; null where that was not measured.</summary>
    public double? Latency(string search, Architecture architecture) => _latencies.TryGetValue((search, architecture), out var time) ? time : null;

    /// <summary>A request for evaluations; null before it is made.</summary>
    public EvaluationsRequested? Request(string request) => _requests.GetValueOrDefault(request);

    /// <summary>Whether everything that a request asked for was measured.</summary>
    public bool IsFinished(string request) => _finishedRequests.Contains(request);

    /// <summary>One subnet's result; null where it was not measured.</summary>
    public SubnetResult? Result(string checkpoint, EvaluationSet set, Architecture architecture) =>
        _results.GetValueOrDefault((checkpoint, set))?.GetValueOrDefault(architecture);

    /// <summary>Every subnet measured under a checkpoint on one set of images, in the order of their measurement.</summary>
    public IReadOnlyCollection<SubnetResult> Results(string checkpoint, EvaluationSet set) =>
        _results.TryGetValue((checkpoint, set), out var results) ? results.Values : [];

    /// <summary>Whose decision an iteration's was: null for the campaign's own, else the ancestor that made it.</summary>
    public string? DecidedBy(int iteration) => _forks.Find(fork => fork.AtIteration > iteration)?.Parent;

    /// <summary>Who trained a supernet: null for the campaign itself, else the ancestor.</summary>
    public string? TrainedBy(string supernet) => InheritedFrom("supernet-" + supernet, 0);

    /// <summary>Whose row it was before the campaign forked: the ancestor that wrote it; null for the campaign's own.</summary>
    public string? InheritedFrom(string stream, long sequenceNumber) =>
        _forks.Find(fork => fork.Inherited.Any(it => it.Stream == stream && sequenceNumber <= it.Events))?.Parent;

    /// <summary>Which subnets a specification measures for a dimension of an iteration that began: drawn once, however often it is asked.</summary>
    /// <exception cref="NoSubnetWithinLimitException">The specification's limit leaves no subnet.</exception>
    public MeasurementPlan PlanOf(CampaignSpec spec, int iteration, DimensionId dimension)
    {
        var key = (spec.Seed, spec.Network, spec.Measurement with { TopK = 0, Replicates = null }, iteration, dimension);
        if (!_plans.TryGetValue(key, out var plan)) _plans[key] = plan = MeasurementPlan.Create(spec, _started[iteration].Space, iteration, dimension);
        return plan;
    }

    private IterationView ViewOf(IterationStarted started) =>
        new(started, [.. _dimensions.GetValueOrDefault(started.Iteration, []).Values], _evolved.GetValueOrDefault(started.Iteration));
}
