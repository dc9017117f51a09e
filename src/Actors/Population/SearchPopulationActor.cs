using Akka.Actor;
using S3Actors.Actors.Journal;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Commands;
using S3Actors.Messages.Evaluation;
using static System.FormattableString;

namespace S3Actors.Actors.Population;

/// <summary>
/// Runs one evolutionary search: a generation is recorded before it is evaluated, its outcome together with the next generation. Where the search holds
/// latency low, the candidates' times are recorded between the two.
/// </summary>
public sealed class SearchPopulationActor : RecordingActor<PopulationState>
{
    private readonly CampaignSpec _spec;
    private readonly IActorRef _ledger;
    private readonly LatencyTiming? _timing;

    /// <summary>The search that is asked for, and by whom.</summary>
    private sealed record Work(SearchArchitecture Task, IActorRef Requester);

    /// <param name="timing">Times architectures; null where nothing asks for it.</param>
    public SearchPopulationActor(string stream, EventStamp stamp, CampaignSpec spec, IActorRef ledger, LatencyTiming? timing = null)
        : base(stream, stamp, PopulationState.Initial, PopulationState.Evolve)
    {
        (_spec, _ledger, _timing) = (spec, ledger, timing);
        Idle();
    }

    /// <summary>Nothing is asked, or all that was is answered.</summary>
    private void Idle() => Command<SearchArchitecture>(task =>
    {
        var work = new Work(task, Sender);
        Record(PopulationState.Decide(State, new PopulationState.Begin(SettingOf(task))), () => GoOn(work));
    });

    /// <summary>The ledger has a generation's candidates measured.</summary>
    private void Evaluating(Work work, int generation)
    {
        Command<SubnetsMeasured>(measured => measured.Request == RequestOf(work.Task, generation), measured =>
        {
            if (State.IsTimingDue(_spec.Search)) Time(work, generation, measured.Results);
            else Finish(work, generation, measured.Results);
        });
        FailWith(work);
    }

    /// <summary>A generation's candidates are timed.</summary>
    private void Timing(Work work, int generation, IReadOnlyList<SubnetResult> results, LatencyTiming timing)
    {
        Command<ArchitecturesTimed>(timed => timed.Generation == generation, timed =>
        {
            var record = new PopulationState.RecordLatencies(SettingOf(work.Task), generation, timing.Hardware, ImagesOfPass, LatencyTiming.Runs, timed.Microseconds);
            Record(PopulationState.Decide(State, record), () => Finish(work, generation, results));
        });
        FailWith(work);
    }

    private void FailWith(Work work) => Command<WorkFailed>(failed =>
    {
        work.Requester.Tell(failed);
        Become(Idle);
    });

    private void Time(Work work, int generation, IReadOnlyList<SubnetResult> results)
    {
        var timing = _timing ?? throw new StateException($"{PersistenceId} holds latency low, and nothing times it.");
        if (State.Timed is { } earlier && earlier.Hardware != timing.Hardware)
        {
            work.Requester.Tell(new WorkFailed(
                $"the search '{work.Task.Search}'", $"it timed architectures on {earlier.Hardware}, and this is {timing.Hardware}: times of two machines cannot be compared; it goes on there"));
            Become(Idle);
            return;
        }
        Context.ActorOf(Props.Create(() => new LatencyActor(timing)).WithDispatcher(timing.WorkerDispatcher))
            .Tell(new TimeArchitectures(generation, work.Task.Supernet, [.. State.Bred!.Candidates.Select(it => it.Architecture)], ImagesOfPass));
        Become(() => Timing(work, generation, results, timing));
    }

    private int ImagesOfPass => Math.Min(LatencyTiming.Images, _spec.Search.Images);

    private void Finish(Work work, int generation, IReadOnlyList<SubnetResult> results) => Record(
        PopulationState.Decide(State, new PopulationState.FinishGeneration(SettingOf(work.Task), generation, results)), () => GoOn(work));

    private void GoOn(Work work)
    {
        Report(work.Task);
        if (State.Selected is { } selected)
        {
            work.Requester.Tell(new ArchitectureFound(selected));
            Become(Idle);
            return;
        }
        var bred = State.Bred!;
        _ledger.Tell(new MeasureSubnets(
            RequestOf(work.Task, bred.Generation), 1, PersistenceId, work.Task.Supernet,
            new EvaluationSet(EvaluationSplit.SearchValidation, _spec.Search.Images), [.. bred.Candidates.Select(candidate => candidate.Architecture)],
            CampaignPhase.Search, 0));
        Become(() => Evaluating(work, bred.Generation));
    }

    private PopulationState.Setting SettingOf(SearchArchitecture task) => new(_spec, task.Search, task.Space);

    private static string RequestOf(SearchArchitecture task, int generation) => RequestName.OfGeneration(task.Search, generation).ToString();

    private void Report(SearchArchitecture task)
    {
        var best = State.Parents.Count > 0 ? Invariant($"best {State.Parents[0].Error.Percent:0.00} %") : "";
        Context.System.EventStream.Publish(new Progress(
            CampaignPhase.Search, 0, task.Search, State.Finished, _spec.Search.Generations, "generation", 0, best));
    }
}
