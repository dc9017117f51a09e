using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using S3Actors.Actors.Dimension;
using S3Actors.Actors.Evaluation;
using S3Actors.Actors.Journal;
using S3Actors.Actors.Population;
using S3Actors.Actors.Trainer;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Commands;
using S3Actors.Messages.Evaluation;
using S3Actors.Messages.Events;
using S3Actors.Messages.Space;
using S3Actors.Models.Evolution;
using S3Actors.Models.Search;
using S3Actors.Models.Space;

namespace S3Actors.Actors.Campaign;

/// <summary>
/// Leads the campaign from phase to phase: train, measure and evolve in every iteration; then the final supernet, its search, the control; and
/// the winner's retraining, where the session asks for it. Each phase is a behaviour, and its method says what is heard in it.
/// Its stream holds what is to be done next; after a recovery it says the same again to its children, who answer what they already know.
/// It stops when a stream of its children could not be read or written and may be later: whoever supervises it starts it again.
/// </summary>
public sealed class CampaignActor : RecordingActor<CampaignState>
{
    /// <summary>Id of the dispatcher, defined in hocon/akka.conf, that gives every worker a thread of its own.</summary>
    public const string WorkerDispatcher = "s3actors-worker";

    private readonly CampaignRun _run;
    private readonly IActorRef _ledger;
    private readonly CancellationToken _stopping;
    private PauseCheckpoint? _lastPause;
    private string? _supernet; // the latest that was asked for
    private readonly Dictionary<int, TrainedSupernet> _origins = []; // by replicate, the latest that an iteration trained
    private readonly List<TrainedSupernet> _replicates = []; // of the present iteration, those that are trained

    /// <param name="run">What to do and with what.</param>
    /// <param name="stopping">Cancelled when the session stops.</param>
    public CampaignActor(CampaignRun run, CancellationToken stopping)
        : base(Streams.Campaign(run.Spec.Name), run.Stamp, CampaignState.Initial, CampaignState.Evolve)
    {
        (_run, _stopping) = (run, stopping);
        var execution = run.Execution;
        var settings = new EvaluationSettings(execution.Evaluators, execution.EvaluationGroup, execution.EvaluationAttempts, WorkerDispatcher, stopping)
        {
            Workers = run.Workers,
        };
        _ledger = Context.ActorOf(
            Props.Create(() => new EvaluationLedgerActor(Streams.Ledger(run.Spec.Name), run.Stamp, run.Evaluation, settings)), "ledger");
        Recover<RecoveryCompleted>(_ => Open());
        Opened();
    }

    /// <summary>A throw below is a bug: it stops the campaign, with the journal as it is.</summary>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Escalate);

    private CampaignSpec Spec => State.Spec;

    /// <summary>The parent knows what the journal holds, and says how to go on.</summary>
    private void Opened()
    {
        Command<ContinueCampaign>(go =>
        {
            _lastPause = go.Pause;
            Record(CampaignState.Decide(State, new CampaignState.Advance()), Proceed);
        });
        Command<PauseCampaign>(_ => Pause(null));
        PassOn();
    }

    /// <summary>A supernet trains, or shows that it is trained.</summary>
    /// <param name="trained">What comes of it.</param>
    private void Training(IActorRef trainer, Action<TrainedSupernet> trained)
    {
        Command<SupernetTrained>(it => trained(it.Supernet));
        Command<OriginNeeded>(needed => ShowOriginOf(needed.Supernet));
        Command<PauseCampaign>(_ =>
        {
            trainer.Tell(new PauseTraining());
            Become(Pausing);
        });
        PassOn();
    }

    /// <summary>Every dimension measures its choices and proposes a move.</summary>
    private void Measuring(CampaignPosition.Iterating at)
    {
        var proposals = new SortedDictionary<DimensionId, MoveProposed>();
        Command<DimensionProposed>(proposed => proposed.Proposal.Iteration == at.Iteration, proposed =>
        {
            proposals[proposed.Proposal.Dimension] = proposed.Proposal;
            if (proposals.Count < BlockTies.Of(Spec).Searched(at.Space).Count) return;
            var events = CampaignState.Decide(State, new CampaignState.EvolveSpace(at.Iteration, [.. proposals.Values]));
            Record(events, () =>
            {
                foreach (var evolved in events.OfType<SpaceEvolved>()) Report(evolved, proposals);
                Proceed();
            });
        });
        Command<PauseCampaign>(_ => Pause(null));
        PassOn();
    }

    /// <summary>A space is searched with the weights of its supernet.</summary>
    private void Searching(TrainedSupernet supernet)
    {
        Command<ArchitectureFound>(found => Measure(
            WinnerMeasurement.OfSearch(found.Selected.Search, found.Selected.Best.Architecture, Spec, _run.Evaluation.TestImages),
            supernet,
            errors => new CampaignState.ReportWinner(found.Selected, errors[0], errors[1])));
        Command<PauseCampaign>(_ => Pause(null));
        PassOn();
    }

    /// <summary>A winner is measured, one set of images after the other.</summary>
    private void MeasuringWinner(WinnerMeasurement winner, TrainedSupernet supernet, Func<IReadOnlyList<Top1Error>, ICampaignCommand> concluded)
    {
        Command<SubnetsMeasured>(
            measured => measured.Request == winner.Request, measured => Measure(winner.With(measured.Results[0].Error), supernet, concluded));
        Command<PauseCampaign>(_ => Pause(null));
        PassOn();
    }

    /// <summary>The training comes to its next stop. One that ends instead has recorded so, and is asked for again.</summary>
    private void Pausing()
    {
        Command<TrainingPaused>(paused => Pause(paused.Checkpoint));
        PassOn();
    }

    /// <summary>Nothing more is done in this session.</summary>
    private void Resting() => PassOn();

    /// <summary>What is heard in every phase.</summary>
    private void PassOn()
    {
        Command<WorkFailed>(failed => Context.Parent.Tell(failed));
        Command<CheckpointsRejected>(rejected => Context.Parent.Tell(rejected));
        Command<StreamBroken>(broken =>
        {
            Context.Parent.Tell(broken);
            // The outcome of the last write is unknown: the whole campaign recovers from what the journal holds.
            if (broken.MayPass) Context.Stop(Self);
        });
    }

    private void Open()
    {
        var spec = SpecDigest.Sorted(_run.Spec);
        var create = new CampaignState.Create(
            spec, SpecDigest.Of(spec), _run.DatasetDigest, _run.Provenance.Libraries, _run.Provenance.Hardware, _run.Classes);
        if (State.Created is { } created && SpecDifference.Between(created, create) is { Count: > 0 } differences) Context.Parent.Tell(new CampaignRefused(differences));
        else Record(CampaignState.Decide(State, create), () => Context.Parent.Tell(new CampaignOpened(NothingLeft)));
    }

    /// <summary>A retraining that has begun goes on only in a session that asks for it.</summary>
    private bool NothingLeft => _run.Retraining is null ? State.Position.IsComplete : State.Retrained.Contains(_run.RetrainedSearch);

    private void Proceed()
    {
        Log.Info("campaign {0}: {1}", Spec.Name, State.Position.GetType().Name);
        switch (State.Position)
        {
            case CampaignPosition.Iterating at when SpaceRoom.MeasurementProblem(Spec, at.Space, at.Iteration) is { } problem:
                Refuse(SupernetNames.OfIteration(at.Iteration), problem);
                break;
            case CampaignPosition.Iterating at:
                _ledger.Tell(new ReleaseWeights());
                _replicates.Clear();
                Train(new IterationSupernet(at.Iteration), at.Space);
                break;
            case CampaignPosition.TrainingFinal at when SpaceRoom.SearchProblem(Spec, at.Space, SearchNames.Final) is { } problem:
                Refuse(SupernetNames.Final, problem);
                break;
            case CampaignPosition.TrainingFinal at:
                _ledger.Tell(new ReleaseWeights());
                Train(IterationSupernet.Final, at.Space);
                break;
            case CampaignPosition.Searching at when at.Supernet == SupernetNames.OfIteration(1):
                Train(new IterationSupernet(1), at.Space);
                break;
            case CampaignPosition.Searching at when ControlSearches.Training(Spec, at.Supernet, State.Iterations) is var (index, steps):
                _ledger.Tell(new ReleaseWeights());
                Train(new TrainSupernet(at.Supernet, index, at.Space, steps, _lastPause), 0, Spec, _run.Training);
                break;
            case CampaignPosition.Searching at:
                Train(IterationSupernet.Final, at.Space);
                break;
            case CampaignPosition.Done or CampaignPosition.Retrained when _run.Retraining is { } training && !State.Retrained.Contains(_run.RetrainedSearch):
                Record(CampaignState.Decide(State, new CampaignState.StartRetraining(training, _run.RetrainedSearch)), Proceed);
                break;
            case CampaignPosition.Retraining at when _run.Retraining is not null:
                Retrain(at);
                break;
            case CampaignPosition.Done or CampaignPosition.Retraining or CampaignPosition.Retrained:
                Context.Parent.Tell(new CampaignFinished());
                Become(Resting);
                break;
            default:
                throw new StateException($"A campaign cannot rest at {State.Position}.");
        }
    }

    private static void Report(SpaceEvolved evolved, SortedDictionary<DimensionId, MoveProposed> proposals)
    {
        var (moves, outcomes) = (evolved.Moves.Count, MoveInWords.Count(evolved.Moves.Select(move => (move, proposals.GetValueOrDefault(move.Dimension)))));
        Context.System.EventStream.Publish(new Progress(
            CampaignPhase.Evolve, evolved.Iteration, SupernetNames.OfIteration(evolved.Iteration), moves, moves, "dimension", 0, MoveInWords.Line(outcomes)));
    }

    /// <summary>A supernet of which no subnet may be measured, or searched for, is not trained.</summary>
    private void Refuse(string supernet, string problem) => Context.Parent.Tell(new WorkFailed($"{supernet} is not trained", problem, IsDecided: true));

    /// <summary>A supernet that is trained already answers at once.</summary>
    private void Train(IterationSupernet supernet, SearchSpace space)
    {
        var steps = supernet.IsFinal ? Spec.Training.FinalSteps : Spec.Training.Steps;
        var task = new TrainSupernet(supernet.Name, supernet.Index(Spec), space, steps, _lastPause) { Inherits = Inherits(supernet), Origin = KnownOrigin(supernet) };
        Train(task, supernet.Iteration, Spec, _run.Training);
    }

    /// <summary>The iteration before says what its weights are, or trains them once more where their file was lost; then the campaign asks again for what it waits for.</summary>
    private void ShowOriginOf(string name)
    {
        var origin = Origin(IterationSupernet.Parse(name));
        var trainer = TrainerOf(origin.Name, origin.Iteration, Spec, _run.Training);
        trainer.Tell(new ShowSupernet(origin.Name, origin.Index(Spec), _lastPause, Inherits(origin), KnownOrigin(origin)));
        Become(() => Training(trainer, trained =>
        {
            _origins[origin.Replicate] = trained;
            if (trained.Name != SupernetNames.OfIteration(1)) Context.Stop(trainer);
            if (State.Position is CampaignPosition.Iterating at) Train(IterationSupernet.Parse(name), at.Space); // replicates before it are trained
            else Proceed();
        }));
    }

    /// <summary>Whether a supernet begins from another's weights.</summary>
    private bool Inherits(IterationSupernet supernet) => Spec.Training.WarmStart is true && Origin(supernet).Iteration > 0;

    /// <summary>That other one, where it is known.</summary>
    private TrainedSupernet? KnownOrigin(IterationSupernet supernet) =>
        Inherits(supernet) && _origins.GetValueOrDefault(supernet.Replicate) is { } known && known.Name == Origin(supernet).Name ? known : null;

    /// <summary>The same replicate of the iteration before; of iteration 0 where there is none.</summary>
    private IterationSupernet Origin(IterationSupernet supernet) => supernet with { Iteration = supernet.IsFinal ? State.Iterations : supernet.Iteration - 1 };

    /// <summary>A winner by itself, in the smallest space that holds it; its random numbers are those of one supernet more.</summary>
    private void Retrain(CampaignPosition.Retraining at) => Train(
        new TrainSupernet(SupernetNames.RetrainedOf(at.Search), ControlSearches.RetrainingIndex(Spec, at.Search), EnclosingSpace.Of(at.Architecture), at.Training.Steps, _lastPause),
        0, Spec with { Training = at.Training }, _run.Training.Alone(at.Architecture, at.Training));

    private void Train(TrainSupernet task, int iteration, CampaignSpec spec, ISupernetTrainingFactory factory)
    {
        // Only the latest is asked for again, and the first: by the control search.
        if (_supernet is { } latest && latest != task.Supernet && latest != SupernetNames.OfIteration(1)) Context.Stop(Context.Child(TrainerOf(latest)));
        _supernet = task.Supernet;
        var trainer = TrainerOf(task.Supernet, iteration, spec, factory);
        trainer.Tell(task);
        Become(() => Training(trainer, OnTrained));
    }

    /// <summary>The trainer of a supernet.</summary>
    private IActorRef TrainerOf(string supernet, int iteration, CampaignSpec spec, ISupernetTrainingFactory factory)
    {
        var (run, execution) = (_run, _run.Execution);
        var settings = new TrainerSettings(iteration, execution.SliceSteps, execution.KeptCheckpoints, WorkerDispatcher);
        var folder = new CheckpointFolder(execution.CheckpointFolder, execution.MinimumFreeDiskBytes);
        return Child(TrainerOf(supernet), Props.Create(() =>
            new SupernetTrainerActor(Streams.Supernet(spec.Name, supernet), run.Stamp, spec, factory, folder, settings)));
    }

    private void OnTrained(TrainedSupernet supernet)
    {
        switch (State.Position)
        {
            case CampaignPosition.Iterating at:
                _replicates.Add(supernet);
                _origins[_replicates.Count] = supernet;
                if (_replicates.Count < Spec.Measurement.ReplicateCount())
                {
                    Train(new IterationSupernet(at.Iteration, _replicates.Count + 1), at.Space);
                    break;
                }
                foreach (var dimension in BlockTies.Of(Spec).Searched(at.Space))
                    Evolver(dimension.Id).Tell(new EvolveDimension(at.Iteration, at.Space, [.. _replicates]));
                Become(() => Measuring(at));
                break;
            case CampaignPosition.TrainingFinal:
                Record(CampaignState.Decide(State, new CampaignState.StartSearch()), Proceed);
                break;
            case CampaignPosition.Searching at:
                Population(at.Search).Tell(new SearchArchitecture(at.Search, at.Space, supernet));
                Become(() => Searching(supernet));
                break;
            case CampaignPosition.Retraining at:
                Measure(
                    WinnerMeasurement.OfRetrained(at.Search, at.Architecture, Spec, _run.Evaluation.TestImages),
                    supernet,
                    errors => new CampaignState.FinishRetraining(supernet.CheckpointSha256, errors[0], errors[1], errors[2]));
                break;
            default:
                throw new StateException($"Nobody asked for {supernet.Name} at {State.Position}.");
        }
    }

    /// <summary>Measures what is due of a winner, or concludes from what is known of it.</summary>
    private void Measure(WinnerMeasurement winner, TrainedSupernet supernet, Func<IReadOnlyList<Top1Error>, ICampaignCommand> concluded)
    {
        if (winner.IsDone)
        {
            Record(CampaignState.Decide(State, concluded(winner.Errors)), Proceed);
            return;
        }
        _ledger.Tell(new MeasureSubnets(winner.Request, 1, PersistenceId, supernet, winner.Set, [winner.Architecture], CampaignPhase.Report, 0));
        Become(() => MeasuringWinner(winner, supernet, concluded));
    }

    private void Pause(PauseCheckpoint? checkpoint)
    {
        Context.Parent.Tell(new CampaignPaused(checkpoint));
        Become(Resting);
    }

    private IActorRef Evolver(DimensionId id)
    {
        var (run, spec, ledger) = (_run, Spec, _ledger);
        return Child(id.ToString(), Props.Create(() =>
            new DimensionEvolverActor(Streams.Dimension(spec.Name, id), run.Stamp, spec, id, ledger)));
    }

    private IActorRef Population(string search)
    {
        var (run, spec, ledger) = (_run, Spec, _ledger);
        var timing = new LatencyTiming(run.Evaluation, run.Clock, run.Provenance.Hardware, WorkerDispatcher, _stopping);
        return Child($"population-{search}", Props.Create(() =>
            new SearchPopulationActor(Streams.Population(spec.Name, search), run.Stamp, spec, ledger, timing)));
    }

    private static string TrainerOf(string supernet) => $"trainer-{supernet}";

    private static IActorRef Child(string name, Props props) => Context.Child(name) is { } child && !child.IsNobody() ? child : Context.ActorOf(props, name);
}
