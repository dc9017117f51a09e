using Akka.Actor;
using S3Actors.Actors.Journal;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Commands;
using S3Actors.Messages.Evaluation;
using static System.FormattableString;

namespace S3Actors.Actors.Population;

/// <summary>Runs one evolutionary search: a generation is recorded before it is evaluated, its outcome together with the next generation.</summary>
public sealed class SearchPopulationActor : RecordingActor<PopulationState>
{
    private readonly CampaignSpec _spec;
    private readonly IActorRef _ledger;
    private SearchArchitecture? _task;
    private IActorRef _requester = ActorRefs.Nobody;

    public SearchPopulationActor(string stream, EventStamp stamp, CampaignSpec spec, IActorRef ledger)
        : base(stream, stamp, PopulationState.Initial, PopulationState.Evolve)
    {
        (_spec, _ledger) = (spec, ledger);
        Command<SearchArchitecture>(Start);
        Command<SubnetsMeasured>(OnMeasured);
        Command<WorkFailed>(failed =>
        {
            _task = null;
            _requester.Tell(failed);
        });
    }

    private PopulationState.Setting Setting => new(_spec, _task!.Search, _task.Space);

    private void Start(SearchArchitecture task)
    {
        (_task, _requester) = (task, Sender);
        Record(PopulationState.Decide(State, new PopulationState.Begin(Setting)), GoOn);
    }

    private void GoOn()
    {
        Report();
        if (State.Selected is { } selected)
        {
            _task = null;
            _requester.Tell(new ArchitectureFound(selected));
            return;
        }
        var bred = State.Bred!;
        _ledger.Tell(new MeasureSubnets(
            RequestOf(bred.Generation), 1, PersistenceId, _task!.Supernet,
            new EvaluationSet(EvaluationSplit.SearchValidation, _spec.Search.Images), [.. bred.Candidates.Select(candidate => candidate.Architecture)],
            CampaignPhase.Search, 0));
    }

    private void OnMeasured(SubnetsMeasured measured)
    {
        var generation = State.Bred!.Generation;
        if (_task is null || measured.Request != RequestOf(generation)) return;
        Record(PopulationState.Decide(State, new PopulationState.FinishGeneration(Setting, generation, measured.Results)), GoOn);
    }

    private string RequestOf(int generation) => Invariant($"{_task!.Search}/generation-{generation}");

    private void Report()
    {
        var best = State.Parents.Count > 0 ? Invariant($"best {State.Parents[0].Error.Percent:0.00} %") : "";
        Context.System.EventStream.Publish(new Progress(
            CampaignPhase.Search, 0, _task!.Search, State.Finished, _spec.Search.Generations, "generation", 0, best));
    }
}
