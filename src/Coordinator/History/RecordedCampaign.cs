using S3Actors.Coordinator.Journal;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Evaluation;
using S3Actors.Messages.Events;
using S3Actors.Messages.Space;
using S3Actors.Models.Measurement;

namespace S3Actors.Coordinator.History;

/// <summary>What decisions were made from, by name: everything that recomputing them needs, single subnets included.</summary>
/// <param name="name">The campaign's name.</param>
public sealed class RecordedCampaign(string name)
{
    private readonly Dictionary<(string Checkpoint, EvaluationSet Set), Dictionary<Architecture, SubnetResult>> _results = [];
    private readonly SortedDictionary<int, IterationStarted> _iterations = [];
    private readonly Dictionary<int, SpaceEvolved> _evolved = [];
    private readonly Dictionary<(int, DimensionId), DimensionEvolved> _proposals = [];
    private readonly Dictionary<string, TrainingFinished> _trained = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ArchitectureSearchStarted> _searches = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ArchitectureSelected> _selected = new(StringComparer.Ordinal);
    private readonly Dictionary<(string, int), GenerationBred> _bred = [];
    private readonly Dictionary<string, EvaluationsRequested> _requests = new(StringComparer.Ordinal);
    private readonly HashSet<string> _finishedRequests = new(StringComparer.Ordinal);
    private readonly Dictionary<(long Seed, NetworkSkeleton, MeasurementSpec, int Iteration, DimensionId), MeasurementPlan> _plans = [];
    private readonly List<CampaignForked> _forks = [];
    private readonly List<(int FromIteration, CampaignSpec Spec)> _specs = [];

    /// <summary>The campaign's name.</summary>
    public string Name => name;

    /// <summary>The first event; null where it is not there.</summary>
    public CampaignCreated? Created { get; private set; }

    /// <summary>The ancestry, oldest first; empty for a campaign that is no fork.</summary>
    public IReadOnlyList<CampaignForked> Forks => _forks;

    /// <summary>Whose row it was before the campaign forked: the ancestor that wrote it; null for the campaign's own.</summary>
    public string? InheritedFrom(string stream, long sequenceNumber) =>
        _forks.Find(fork => fork.Inherited.Any(it => it.Stream == stream && sequenceNumber <= it.Events))?.Parent;

    /// <summary>Begins the final supernet; null before.</summary>
    public FinalSupernetStarted? FinalSupernet { get; private set; }

    /// <summary>The end; null before.</summary>
    public CampaignCompleted? Completed { get; private set; }

    /// <summary>Begins the winner's training from scratch; null where it was not asked for.</summary>
    public RetrainingStarted? Retraining { get; private set; }

    /// <summary>What came of it; null before.</summary>
    public WinnerRetrained? Retrained { get; private set; }

    /// <summary>Iterations begun, in their order.</summary>
    public IReadOnlyCollection<IterationStarted> Iterations => _iterations.Values;

    /// <summary>Searches begun.</summary>
    public IReadOnlyCollection<ArchitectureSearchStarted> Searches => _searches.Values;

    /// <summary>The specification as it now stands.</summary>
    public CampaignSpec Spec => _specs[^1].Spec;

    /// <summary>The specification under which an iteration, counted from 1, was decided.</summary>
    public CampaignSpec SpecAt(int iteration) => _specs.FindLast(it => it.FromIteration <= iteration).Spec;

    /// <summary>The iteration; null where it did not begin.</summary>
    public IterationStarted? Iteration(int iteration) => _iterations.GetValueOrDefault(iteration);

    /// <summary>What came of an iteration; null while it is open.</summary>
    public SpaceEvolved? Evolved(int iteration) => _evolved.GetValueOrDefault(iteration);

    /// <summary>What a dimension's rule said; null before it did.</summary>
    public DimensionEvolved? Proposal(int iteration, DimensionId dimension) => _proposals.GetValueOrDefault((iteration, dimension));

    /// <summary>A supernet's last checkpoint; null while it trains.</summary>
    public TrainingFinished? Trained(string supernet) => _trained.GetValueOrDefault(supernet);

    /// <summary>A search; null where it did not begin.</summary>
    public ArchitectureSearchStarted? Search(string search) => _searches.GetValueOrDefault(search);

    /// <summary>A search's result; null before it is known.</summary>
    public ArchitectureSelected? Selected(string search) => _selected.GetValueOrDefault(search);

    /// <summary>A generation's candidates; null before they are bred.</summary>
    public GenerationBred? Bred(string search, int generation) => _bred.GetValueOrDefault((search, generation));

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

    /// <summary>Requests for evaluations, by name.</summary>
    public IReadOnlyCollection<EvaluationsRequested> Requests => _requests.Values;

    /// <summary>Reads a campaign's whole journal.</summary>
    /// <exception cref="Actors.Journal.JournalException">A row is unknown or damaged.</exception>
    public static RecordedCampaign Read(CampaignFolder folder)
    {
        var recorded = new RecordedCampaign(folder.Name);
        using var journal = new JournalReader(folder);
        foreach (var row in journal.All()) recorded.Apply(row.Event);
        return recorded;
    }

    /// <summary>What the rows of a journal say that can be read.</summary>
    internal static RecordedCampaign Of(string campaign, JournalRows rows)
    {
        var recorded = new RecordedCampaign(campaign);
        foreach (var row in rows.Streams.Values.SelectMany(stream => stream))
            if (row.Event is not null) recorded.Apply(row.Event);
        return recorded;
    }

    /// <summary>The same where every row can be read.</summary>
    /// <exception cref="IOException">One cannot.</exception>
    internal static RecordedCampaign OfReadable(string campaign, JournalRows rows)
    {
        foreach (var (stream, list) in rows.Streams)
            if (list.Find(row => row.Event is null) is { } row) throw new IOException(FormattableString.Invariant($"{stream} #{row.SequenceNumber}: {row.Damage}"));
        return Of(campaign, rows);
    }

    /// <summary>Which subnets a specification measures for a dimension of an iteration that began: drawn once, however often it is asked.</summary>
    /// <exception cref="NoSubnetWithinLimitException">The specification's limit leaves no subnet.</exception>
    public MeasurementPlan PlanOf(CampaignSpec spec, int iteration, DimensionId dimension)
    {
        var key = (spec.Seed, spec.Network, spec.Measurement with { TopK = 0 }, iteration, dimension);
        if (!_plans.TryGetValue(key, out var plan)) _plans[key] = plan = MeasurementPlan.Create(spec, _iterations[iteration].Space, iteration, dimension);
        return plan;
    }

    /// <summary>Takes the next event of any stream; within a stream in its order.</summary>
    public void Apply(IEvent content)
    {
        switch (content)
        {
            case CampaignCreated e: Created = e; _specs.Add((0, e.Spec)); break;
            case CampaignForked e: _forks.Add(e); _specs.Add((e.AtIteration, e.Spec)); break;
            case IterationStarted e: _iterations[e.Iteration] = e; break;
            case SpaceEvolved e: _evolved[e.Iteration] = e; break;
            case FinalSupernetStarted e: FinalSupernet = e; break;
            case ArchitectureSearchStarted e: _searches[e.Search] = e; break;
            case CampaignCompleted e: Completed = e; break;
            case RetrainingStarted e: Retraining = e; break;
            case WinnerRetrained e: Retrained = e; break;
            case TrainingFinished e: _trained[e.Supernet] = e; break;
            case DimensionEvolved e: _proposals[(e.Iteration, e.Dimension)] = e; break;
            case GenerationBred e: _bred[(e.Search, e.Generation)] = e; break;
            case ArchitectureSelected e: _selected[e.Search] = e; break;
            case EvaluationsRequested e: _requests[e.Request] = e; break;
            case EvaluationsFinished e: _finishedRequests.Add(e.Request); break;
            case SubnetEvaluated e:
                if (!_results.TryGetValue((e.Checkpoint, e.Set), out var results)) _results[(e.Checkpoint, e.Set)] = results = [];
                results[e.Result.Architecture] = e.Result;
                break;
        }
    }
}
