using System.Collections.Immutable;
using S3Actors.Actors.Journal;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Events;
using S3Actors.Models.Evolution;
using S3Actors.Models.Measurement;

namespace S3Actors.Actors.Dimension;

/// <summary>One search dimension's history: what its choices were worth and what its rule made of it.</summary>
/// <param name="Measured">Every choice's E-T error, in the order of the stream.</param>
/// <param name="Proposals">By iteration.</param>
public sealed record DimensionState(ImmutableList<EtErrorMeasured> Measured, ImmutableDictionary<int, DimensionEvolved> Proposals)
{
    /// <summary>Nothing measured.</summary>
    public static DimensionState Initial { get; } = new([], ImmutableDictionary<int, DimensionEvolved>.Empty);

    /// <summary>Let the rule speak on a measurement.</summary>
    /// <param name="Iteration">Counted from 1.</param>
    /// <param name="Measurement">The dimension's E-T errors under that iteration's supernet.</param>
    /// <param name="Evolution">Names the rule.</param>
    public sealed record Propose(int Iteration, DimensionMeasurement Measurement, EvolutionSpec Evolution);

    /// <summary>What follows from a command; nothing where it was decided before.</summary>
    /// <exception cref="UnknownRuleException">The specification names a rule that is not there.</exception>
    public static IReadOnlyList<IEvent> Decide(DimensionState state, Propose command)
    {
        if (state.Proposals.ContainsKey(command.Iteration)) return [];
        var measurement = command.Measurement;
        var dimension = measurement.Dimension;
        var ruleSpec = UpdateRules.RuleFor(command.Evolution, dimension.Id);
        var rule = UpdateRules.Resolve(ruleSpec);
        var decision = rule.Decide(measurement, ruleSpec);
        return
        [
            .. measurement.Errors.Select(error => new EtErrorMeasured(command.Iteration, dimension.Id, error)),
            new DimensionEvolved(
                command.Iteration, dimension.Id, decision.Slope, decision.SlopeStandardError, decision.Intercept, rule.Name, rule.Version, decision.Steps,
                dimension.Choices, DimensionUpdate.Apply(dimension, decision.Steps).Choices, decision.Reasoning),
        ];
    }

    /// <summary>The state after an event.</summary>
    public static DimensionState Evolve(DimensionState state, IEvent content) => content switch
    {
        EtErrorMeasured measured => state with { Measured = state.Measured.Add(measured) },
        DimensionEvolved evolved => state with { Proposals = state.Proposals.Add(evolved.Iteration, evolved) },
        _ => throw StateException.Foreign("dimension", content),
    };
}
