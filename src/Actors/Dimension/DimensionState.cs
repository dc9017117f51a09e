using S3Actors.Actors.Journal;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Events;
using S3Actors.Models.Evolution;
using S3Actors.Models.Measurement;

namespace S3Actors.Actors.Dimension;

/// <summary>
/// Where one search dimension stands. Iterations are decided in their order, so those before the latest can be asked about no more: their
/// history is in the stream, not in memory.
/// </summary>
/// <param name="Latest">What the rule made of the latest measurement; null before the first.</param>
public sealed record DimensionState(MoveProposed? Latest)
{
    /// <summary>Nothing measured.</summary>
    public static DimensionState Initial { get; } = new((MoveProposed?)null);

    /// <summary>The latest iteration decided; 0 before the first.</summary>
    public int Iterations => Latest?.Iteration ?? 0;

    /// <summary>Let the rule speak on a measurement.</summary>
    /// <param name="Iteration">Counted from 1.</param>
    /// <param name="Measurement">The dimension's E-T errors under that iteration's supernet.</param>
    /// <param name="Evolution">Names the rule.</param>
    public sealed record Propose(int Iteration, DimensionMeasurement Measurement, EvolutionSpec Evolution);

    /// <summary>What follows from a command; nothing where it was decided before.</summary>
    /// <exception cref="UnknownRuleException">The specification names a rule that is not there.</exception>
    public static IReadOnlyList<IEvent> Decide(DimensionState state, Propose command)
    {
        if (command.Iteration <= state.Iterations) return [];
        var measurement = command.Measurement;
        var dimension = measurement.Dimension;
        var ruleSpec = UpdateRules.RuleFor(command.Evolution, dimension.Id);
        var rule = UpdateRules.Resolve(ruleSpec);
        var decision = rule.Decide(measurement, ruleSpec);
        return
        [
            .. measurement.Errors.Select(error => new EtErrorMeasured(command.Iteration, dimension.Id, error)),
            new MoveProposed(
                command.Iteration, dimension.Id, decision.Slope, decision.SlopeStandardError, decision.Intercept, rule.Name, rule.Version, decision.Steps,
                dimension.Choices, DimensionUpdate.Apply(dimension, decision.Steps).Choices, decision.Reasoning, measurement.Scatter, measurement.SlopesByReplicate),
        ];
    }

    /// <summary>The state after an event.</summary>
    public static DimensionState Evolve(DimensionState state, IEvent content) => content switch
    {
        EtErrorMeasured => state,
        MoveProposed proposal => new DimensionState(proposal),
        _ => throw StateException.Foreign("dimension", content),
    };
}
