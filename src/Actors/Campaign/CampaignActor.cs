using Akka.Actor;
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

namespace S3Actors.Actors.Campaign;

/// <summary>
/// Leads the campaign from phase to phase: train, measure and evolve in every iteration; then the final supernet, its search, the control.
/// Its stream holds what is to be done next; after a recovery it says the same again to its children, who answer what they already know.
/// </summary>
public sealed class CampaignActor : RecordingActor<CampaignState>
{
    /// <summary>Id of the dispatcher, defined in hocon/akka.conf, that gives every worker a thread of its own.</summary>
    public const string WorkerDispatcher = "s3actors-worker";

    private readonly CampaignRun _run;
    private readonly IActorRef _ledger;
    private readonly SortedDictionary<DimensionId, DimensionEvolved> _proposals = [];
    private PauseCheckpoint? _lastPause;
    private IActorRef? _trainer;
    private TrainedSupernet? _trained;
    private WinnerReport? _report;
    private IActorRef? _pauser;

    public CampaignActor(CampaignRun run, CancellationToken stopping)
        : base(Streams.Campaign(run.Spec.Name), run.Stamp, CampaignState.Initial, CampaignState.Evolve)
    {
        _run = run;
        var execution = run.Execution;
        var settings = new EvaluationSettings(execution.Evaluators, execution.EvaluationGroup, execution.EvaluationAttempts, WorkerDispatcher, stopping);
        _ledger = Context.ActorOf(
            Props.Create(() => new EvaluationLedgerActor(Streams.Ledger(run.Spec.Name), run.Stamp, run.Evaluation, settings)), "ledger");

        Command<OpenCampaign>(_ => Open());
        Command<ContinueCampaign>(go =>
        {
            _lastPause = go.Pause;
            Record(CampaignState.Decide(State, new CampaignState.Advance()), Proceed);
        });
        Command<SupernetTrained>(OnTrained);
        Command<DimensionProposed>(OnProposed);
        Command<ArchitectureFound>(OnFound);
        Command<SubnetsMeasured>(OnMeasured);
        Command<PauseCampaign>(_ => OnPause());
        Command<TrainingPaused>(paused => _pauser?.Tell(new CampaignPaused(paused.Checkpoint)));
        Command<WorkFailed>(failed => Context.Parent.Tell(failed));
        Command<StreamBroken>(broken => Context.Parent.Tell(broken));
        Command<CheckpointsRejected>(rejected => Context.Parent.Tell(rejected));
    }

    /// <summary>A throw below is a bug: it stops the campaign, with the journal as it is.</summary>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Escalate);

    private CampaignSpec Spec => State.Spec;

    private void Open()
    {
        var guardian = Sender;
        var spec = SpecDigest.Sorted(_run.Spec);
        var create = new CampaignState.Create(
            spec, SpecDigest.Of(spec), _run.DatasetDigest, _run.Provenance.Libraries, _run.Provenance.Hardware);
        var differences = Differences(create);
        if (differences.Count > 0)
        {
            guardian.Tell(new CampaignRefused(differences));
            return;
        }
        Record(CampaignState.Decide(State, create), () => guardian.Tell(new CampaignOpened(State.Position is CampaignPosition.Done)));
    }

    private List<string> Differences(CampaignState.Create create)
    {
        if (State.Created is not { } created) return [];
        var differences = new List<string>();
        if (created.SpecDigest != create.SpecDigest) differences.AddRange(SpecDifference.Between(created.Spec, create.Spec));
        if (created.DatasetDigest != create.DatasetDigest)
            differences.Add($"data: images with digest {created.DatasetDigest[..12]}... in the journal, {create.DatasetDigest[..12]}... now");
        return differences;
    }

    private void Proceed()
    {
        (_trainer, _trained, _report) = (null, null, null);
        _proposals.Clear();
        if (_pauser is not null) return;
        switch (State.Position)
        {
            case CampaignPosition.Iterating at:
                _ledger.Tell(new ReleaseWeights());
                Train(SupernetNames.OfIteration(at.Iteration), at.Iteration, at.Space);
                break;
            case CampaignPosition.TrainingFinal at:
                _ledger.Tell(new ReleaseWeights());
                Train(SupernetNames.Final, 0, at.Space);
                break;
            case CampaignPosition.Searching { Search: CampaignState.ControlSearch } at:
                Train(at.Supernet, 1, at.Space);
                break;
            case CampaignPosition.Searching at:
                Train(at.Supernet, 0, at.Space);
                break;
            case CampaignPosition.Done:
                Context.Parent.Tell(new CampaignFinished());
                break;
            default:
                throw new StateException($"A campaign cannot rest at {State.Position}.");
        }
    }

    /// <summary>Iteration 0 is the final supernet. A supernet that is trained already answers at once.</summary>
    private void Train(string supernet, int iteration, SearchSpace space)
    {
        var (index, steps) = iteration == 0 ? (Spec.Evolution.Iterations + 1, Spec.Training.FinalSteps) : (iteration, Spec.Training.Steps);
        var execution = _run.Execution;
        var settings = new TrainerSettings(iteration, execution.SliceSteps, execution.KeptCheckpoints, WorkerDispatcher);
        var folder = new CheckpointFolder(execution.CheckpointFolder, execution.MinimumFreeDiskBytes);
        var (run, spec) = (_run, Spec);
        _trainer = Child($"trainer-{supernet}", Props.Create(() =>
            new SupernetTrainerActor(Streams.Supernet(spec.Name, supernet), run.Stamp, spec, run.Training, folder, settings)));
        _trainer.Tell(new TrainSupernet(supernet, index, space, steps, _lastPause));
    }

    private void OnTrained(SupernetTrained trained)
    {
        (_trainer, _trained) = (null, trained.Supernet);
        if (_pauser is not null) return;
        switch (State.Position)
        {
            case CampaignPosition.Iterating at:
                foreach (var dimension in at.Space.Dimensions) Evolver(dimension.Id).Tell(new EvolveDimension(at.Iteration, at.Space, trained.Supernet));
                break;
            case CampaignPosition.TrainingFinal:
                Record(CampaignState.Decide(State, new CampaignState.StartSearch()), Proceed);
                break;
            case CampaignPosition.Searching at:
                Population(at.Search).Tell(new SearchArchitecture(at.Search, at.Space, trained.Supernet));
                break;
            default:
                throw new StateException($"Nobody asked for {trained.Supernet.Name} at {State.Position}.");
        }
    }

    private void OnProposed(DimensionProposed proposed)
    {
        if (State.Position is not CampaignPosition.Iterating at || proposed.Proposal.Iteration != at.Iteration) return;
        _proposals[proposed.Proposal.Dimension] = proposed.Proposal;
        if (_proposals.Count == at.Space.Dimensions.Count)
            Record(CampaignState.Decide(State, new CampaignState.EvolveSpace(at.Iteration, [.. _proposals.Values])), Proceed);
    }

    private void OnFound(ArchitectureFound found)
    {
        _report = new WinnerReport(found.Selected, null);
        MeasureWinner("report", new EvaluationSet(EvaluationSplit.ReportValidation, Spec.Data.ReportValidationImages));
    }

    private void OnMeasured(SubnetsMeasured measured)
    {
        if (_report is not { } report) return;
        var error = measured.Results[0].Error;
        if (measured.Request == RequestOf(report, "report"))
        {
            _report = report with { ReportValidation = error };
            MeasureWinner("test", new EvaluationSet(EvaluationSplit.Test, _run.Evaluation.TestImages));
        }
        else if (measured.Request == RequestOf(report, "test"))
        {
            Record(CampaignState.Decide(State, new CampaignState.ReportWinner(report.Selected, report.ReportValidation!.Value, error)), Proceed);
        }
    }

    private void MeasureWinner(string what, EvaluationSet set) => _ledger.Tell(new MeasureSubnets(
        RequestOf(_report!, what), 1, PersistenceId, _trained!, set, [_report!.Selected.Best.Architecture], CampaignPhase.Report, 0));

    private static string RequestOf(WinnerReport report, string what) => $"{report.Selected.Search}/winner-{what}";

    private void OnPause()
    {
        _pauser = Sender;
        if (_trainer is { } trainer) trainer.Tell(new PauseTraining());
        else Sender.Tell(new CampaignPaused(null));
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
        return Child($"population-{search}", Props.Create(() =>
            new SearchPopulationActor(Streams.Population(spec.Name, search), run.Stamp, spec, ledger)));
    }

    private static IActorRef Child(string name, Props props) => Context.Child(name) is { } child && !child.IsNobody() ? child : Context.ActorOf(props, name);

    /// <summary>What is known of a winner so far.</summary>
    private sealed record WinnerReport(ArchitectureSelected Selected, Top1Error? ReportValidation);
}
