using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;
using S3Actors.Actors.Campaign;
using S3Actors.Actors.Dimension;
using S3Actors.Actors.Evaluation;
using S3Actors.Actors.Population;
using S3Actors.Actors.Trainer;
using S3Actors.Coordinator.Journal;
using S3Actors.Coordinator.Settings;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Evaluation;
using S3Actors.Messages.Events;
using S3Actors.Messages.Space;
using S3Actors.Models.Measurement;
using S3Actors.Models.Network;
using static System.FormattableString;

namespace S3Actors.Bench.Journal;

/// <summary>
/// A campaign whose losses and errors are made up and whose every decision is the product's own: the quickstart with many more iterations
/// and subnets. Nothing in its journal tells it from one that was run; <c>audit --verify</c> agrees with all of it.
/// </summary>
internal sealed class InventedCampaign
{
    /// <summary>Iterations with which a complete campaign has a little more than 100 000 events.</summary>
    private const int OfHundredThousand = 54;

    /// <summary>With these, its space neither comes to rest nor collapses.</summary>
    private static readonly string[] Settings =
    [
        "evolution.rule=frozen", "evolution.overrides.embed_dim.rule=sign", "evolution.maximum_mean_macs=off", "constraint.maximum_macs=off",
        "space.bounds.embed_dim=[8, 4096]", "measurement.estimator=paired", "measurement.subnets=48", "measurement.top_k=12",
    ];

    private const int TestImages = 10_000;
    private readonly CampaignSpec _spec;
    private readonly CampaignFolder _folder;
    private readonly JournalWriter _journal;
    private readonly Dictionary<string, TrainingFinished> _trained = new(StringComparer.Ordinal);
    private readonly Dictionary<(MeasurementKey, Architecture), SubnetResult> _results = [];
    private CampaignState _state = CampaignState.Initial;

    private InventedCampaign(CampaignSpec spec, CampaignFolder folder, JournalWriter journal) => (_spec, _folder, _journal) = (spec, folder, journal);

    private static CampaignSpec Spec(string runs, string name, int iterations) => CampaignConfiguration.Read(
        Path.Combine(AppContext.BaseDirectory, "hocon", "campaigns", "quickstart.conf"), [.. Settings, Invariant($"evolution.iterations={iterations}")],
        name, runs).Spec;

    /// <summary>Writes its journal, and a file of a few bytes for each checkpoint that a campaign keeps.</summary>
    /// <returns>Its folder and how many events it has.</returns>
    public static (CampaignFolder Folder, long Events) Write(string runs, int iterations = OfHundredThousand, string name = "invented")
    {
        var spec = SpecDigest.Sorted(Spec(runs, name, iterations));
        var folder = CampaignFolder.Of(runs, spec.Name);
        Directory.CreateDirectory(Path.Combine(folder.Path, "checkpoints"));
        using var journal = new JournalWriter(folder.JournalFile, spec.Name);
        new InventedCampaign(spec, folder, journal).Run();
        return (folder, journal.Rows);
    }

    /// <summary>Writes one of a single iteration, and as many more with its very events under other names.</summary>
    /// <param name="count">How many in all.</param>
    public static void WriteMany(string runs, int count)
    {
        var first = Write(runs, 1, "invented-0").Folder;
        for (var i = 1; i < count; i++)
        {
            var folder = CampaignFolder.Of(runs, Invariant($"invented-{i}"));
            Directory.CreateDirectory(folder.Path);
            File.Copy(first.JournalFile, folder.JournalFile);
            using var connection = new SqliteConnection($"Data Source={folder.JournalFile};Pooling=False");
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA synchronous=OFF; UPDATE journal SET persistence_id = $to || substr(persistence_id, length($from) + 1)";
            command.Parameters.AddWithValue("$from", first.Name);
            command.Parameters.AddWithValue("$to", folder.Name);
            command.ExecuteNonQuery();
        }
    }

    private void Run()
    {
        var (hardware, digest) = ("a processor", Convert.ToHexStringLower(SHA256.HashData("images"u8)));
        Record(new CampaignState.Create(_spec, SpecDigest.Of(_spec), digest, new Dictionary<string, string> { ["libtorch"] = "0" }, hardware));
        _journal.Append("session", new SessionStarted(1, "0.1.0", hardware, 2));
        Record(new CampaignState.Advance());
        while (true)
        {
            switch (_state.Position)
            {
                case CampaignPosition.Iterating at:
                    Record(new CampaignState.EvolveSpace(at.Iteration, Iterate(at.Iteration, at.Space)));
                    break;
                case CampaignPosition.TrainingFinal at:
                    Train(SupernetNames.Final, at.Space, _spec.Training.FinalSteps);
                    Record(new CampaignState.StartSearch());
                    break;
                case CampaignPosition.Searching at:
                    Record(Search(at));
                    break;
                case CampaignPosition.Done:
                    _journal.Append("session", new SessionCompleted(1));
                    return;
            }
        }
    }

    private void Record(ICampaignCommand command)
    {
        var events = CampaignState.Decide(_state, command);
        _journal.Append("campaign", events);
        _state = events.Aggregate(_state, CampaignState.Evolve);
    }

    private List<MoveProposed> Iterate(int iteration, SearchSpace space)
    {
        var supernet = SupernetNames.OfIteration(iteration);
        Train(supernet, space, _spec.Training.Steps);
        var plans = space.Dimensions.Select(d => MeasurementPlan.Create(_spec, space, iteration, d.Id)).ToList();
        var key = new MeasurementKey(_trained[supernet].CheckpointSha256, new EvaluationSet(EvaluationSplit.SearchValidation, _spec.Measurement.Images));
        Measure(supernet, key, plans.SelectMany(plan => plan.Architectures));
        var proposals = new List<MoveProposed>();
        foreach (var plan in plans)
        {
            var measured = EtErrorEstimator.Estimate(plan, architecture => SubnetError.Of(_results[(key, architecture)]), _spec.Measurement);
            var events = DimensionState.Decide(DimensionState.Initial, new DimensionState.Propose(iteration, measured, _spec.Evolution));
            _journal.Append(plan.Dimension.Id.ToString(), events);
            proposals.Add((MoveProposed)events[^1]);
        }
        return proposals;
    }

    private void Train(string supernet, SearchSpace space, int steps)
    {
        var stream = "supernet-" + supernet;
        var state = TrainerState.Initial;
        Append(new TrainerState.Begin(supernet, space, steps, new SupernetLayout(_spec.Network, space).ParameterCount));
        while (state.Finished is null)
        {
            var from = state.CheckpointedSteps;
            var step = Math.Min(from + _spec.Training.CheckpointEverySteps, steps);
            var (file, content) = (CheckpointFolder.NameOf(supernet, step), Encoding.UTF8.GetBytes(Invariant($"{supernet} at {step}")));
            if (step == steps) File.WriteAllBytes(Path.Combine(_folder.Path, "checkpoints", file), content);
            var means = new IntervalMeans(from, step - from, step, step, step, step, 1e-3, 0);
            var saved = new CheckpointSaved(supernet, step, file, Convert.ToHexStringLower(SHA256.HashData(content)), content.Length);
            Append(new TrainerState.ReachCheckpoint(means, saved, _spec.Training.BatchSize, _spec.Data.TrainingImages));
        }
        _trained[supernet] = state.Finished;

        void Append(ITrainerCommand command)
        {
            var events = TrainerState.Decide(state, command);
            _journal.Append(stream, events);
            state = events.Aggregate(state, TrainerState.Evolve);
        }
    }

    private CampaignState.ReportWinner Search(CampaignPosition.Searching at)
    {
        var (stream, setting, checkpoint) = ("population-" + at.Search, new PopulationState.Setting(_spec, at.Search, at.Space),
            _trained[at.Supernet].CheckpointSha256);
        var key = new MeasurementKey(checkpoint, new EvaluationSet(EvaluationSplit.SearchValidation, _spec.Search.Images));
        var state = PopulationState.Initial;
        for (var events = PopulationState.Decide(state, new PopulationState.Begin(setting)); ;)
        {
            _journal.Append(stream, events);
            state = events.Aggregate(state, PopulationState.Evolve);
            if (state.Selected is { } selected)
                return new CampaignState.ReportWinner(selected, Winner("report", EvaluationSplit.ReportValidation, _spec.Data.ReportValidationImages),
                Winner("test", EvaluationSplit.Test, TestImages));
            var bred = state.Bred!;
            Measure(Invariant($"{at.Search}/generation-{bred.Generation}"), key, bred.Candidates.Select(it => it.Architecture));
            events = PopulationState.Decide(state,
                new PopulationState.FinishGeneration(setting, bred.Generation, [.. bred.Candidates.Select(it => _results[(key, it.Architecture)])]));
        }

        Top1Error Winner(string what, EvaluationSplit split, int images)
        {
            var (winner, own) = (state.Selected!.Best.Architecture, new MeasurementKey(checkpoint, new EvaluationSet(split, images)));
            Measure($"{at.Search}/winner-{what}", own, [winner]);
            return _results[(own, winner)].Error;
        }
    }

    private void Measure(string request, MeasurementKey key, IEnumerable<Architecture> architectures)
    {
        var asked = LedgerState.InOrder(architectures);
        _journal.Append("ledger", LedgerState.Decide(LedgerState.Initial, new LedgerState.Ask(request, key, asked)));
        foreach (var group in asked.Where(it => !_results.ContainsKey((key, it))).Chunk(16))
        {
            foreach (var architecture in group) _results[(key, architecture)] = Result(key, architecture);
            _journal.Append("ledger", [.. group.Select(it => new SubnetEvaluated(key.Checkpoint, key.Set, _results[(key, it)]))]);
        }
        _journal.Append("ledger", new EvaluationsFinished(request));
    }

    /// <summary>The wider, the better, and noise drawn from the question: between 5 and 40 %.</summary>
    private static SubnetResult Result(MeasurementKey key, Architecture architecture)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{key.Checkpoint} {key.Set.Split} {architecture.CanonicalText}"));
        var error = 0.6 - 0.02 * architecture.Stages.Sum(stage => Math.Log2(stage.EmbedDim)) + 0.02 * BitConverter.ToUInt32(hash) / uint.MaxValue;
        return new SubnetResult(architecture, new Top1Error((int)(key.Set.Images * error), key.Set.Images), 3 * error);
    }
}
