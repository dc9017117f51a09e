using Akka.Actor;
using S3Actors.Actors.Journal;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Commands;
using S3Actors.Messages.Evaluation;
using S3Actors.Messages.Space;
using S3Actors.Models.Measurement;
using S3Actors.Models.Space;

namespace S3Actors.Actors.Dimension;

/// <summary>
/// Evolves one dimension: asks the ledger for the errors that its measurement needs, and records the E-T errors and what its rule says of
/// them in one write. Until then nothing is pending in its own stream: the campaign's stream holds the intent, and asks again.
/// </summary>
public sealed class DimensionEvolverActor : RecordingActor<DimensionState>
{
    private readonly CampaignSpec _spec;
    private readonly DimensionId _dimension;
    private readonly IActorRef _ledger;

    public DimensionEvolverActor(string stream, EventStamp stamp, CampaignSpec spec, DimensionId dimension, IActorRef ledger)
        : base(stream, stamp, DimensionState.Initial, DimensionState.Evolve)
    {
        (_spec, _dimension, _ledger) = (spec, dimension, ledger);
        Idle();
    }

    /// <summary>Nothing is asked, or all that was is answered.</summary>
    private void Idle() => Command<EvolveDimension>(Start);

    /// <summary>The ledger has the subnets of the measurement measured, under one supernet after the other.</summary>
    private void Measuring(EvolveDimension task, MeasurementPlan plan, IActorRef requester)
    {
        var errors = new Dictionary<string, Dictionary<Architecture, SubnetError>>(StringComparer.Ordinal);
        Command<SubnetsMeasured>(measured => task.Supernets.Any(it => it.Name == measured.Request), measured =>
        {
            errors[measured.Request] = measured.Results.ToDictionary(result => result.Architecture, SubnetError.Of);
            if (errors.Count < task.Supernets.Count) return;
            var measurement = EtErrorEstimator.Estimate(
                plan, [.. task.Supernets.Select(Func<Architecture, SubnetError> (it) => architecture => errors[it.Name][architecture])], _spec.Measurement);
            Record(DimensionState.Decide(State, new DimensionState.Propose(task.Iteration, measurement, _spec.Evolution)), () =>
            {
                requester.Tell(new DimensionProposed(State.Latest!));
                Become(Idle);
            });
        });
        Command<WorkFailed>(failed =>
        {
            requester.Tell(failed);
            Become(Idle);
        });
    }

    private void Start(EvolveDimension task)
    {
        if (State.Latest is { } decided && decided.Iteration == task.Iteration)
        {
            Sender.Tell(new DimensionProposed(decided));
            return;
        }
        var (requester, plan) = (Sender, MeasurementPlan.Create(_spec, task.Space, task.Iteration, _dimension));
        foreach (var supernet in task.Supernets)
            _ledger.Tell(new MeasureSubnets(
                supernet.Name, BlockTies.Of(_spec).Searched(task.Space).Count, _dimension.ToString(), supernet,
                new EvaluationSet(EvaluationSplit.SearchValidation, _spec.Measurement.Images), plan.Architectures,
                CampaignPhase.Measure, task.Iteration));
        Become(() => Measuring(task, plan, requester));
    }
}
