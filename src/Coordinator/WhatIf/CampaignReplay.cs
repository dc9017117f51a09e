using S3Actors.Coordinator.History;
using S3Actors.Coordinator.Journal;
using S3Actors.Coordinator.Settings;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Events;
using S3Actors.Messages.Space;
using S3Actors.Models.Evolution;
using S3Actors.Models.Measurement;
using S3Actors.Models.Space;
using static System.FormattableString;

namespace S3Actors.Coordinator.WhatIf;

/// <summary>
/// Evolves a campaign's space again, from its recorded measurements, under other settings. As long as the altered space is the recorded
/// one, the altered decisions are what a run would have made; from the first space that differs on they rest on measurements of another
/// space, as far as these cover its choices, and each says how.
/// </summary>
/// <param name="alteration">What is altered.</param>
/// <param name="part">The part of the E-T error that rules see.</param>
public sealed class CampaignReplay(CampaignHistory recorded, Alteration alteration, EtErrorPart part = EtErrorPart.Both)
{
    private readonly List<DimensionReplay> _dimensions = [];
    private readonly Dictionary<DimensionId, int> _unknownSince = [];

    /// <summary>Reads what a campaign recorded.</summary>
    /// <exception cref="Output.BadInputException">The campaign has not begun.</exception>
    public static CampaignHistory Read(CampaignFolder folder) => CampaignHistory.Read(folder).BegunTo("replay", folder);

    /// <summary>Replays every iteration whose evolution is recorded.</summary>
    /// <exception cref="Settings.ConfigurationException">The altered settings are not allowed.</exception>
    public ReplayDocument Run(string label)
    {
        var end = "";
        int? firstDifferentSpace = null;
        SearchSpace? space = null;
        alteration.Apply(recorded.Spec); // what is not allowed is said even where nothing is recorded yet
        foreach (var started in recorded.Iterations.Select(it => it.Started))
        {
            if (recorded.Evolved(started.Iteration) is not { } evolved) break;
            var spec = alteration.Apply(recorded.SpecAt(started.Iteration));
            if (started.Iteration > spec.Evolution.Iterations)
            {
                end = Invariant($"iteration {spec.Evolution.Iterations} is the last of the altered campaign");
                break;
            }
            space ??= alteration.Options.Count == 0 ? started.Space : spec.InitialSpace;
            if (firstDifferentSpace is null && !(SameChoices(space, started.Space) && _unknownSince.Count == 0)) firstDifferentSpace = started.Iteration;
            var after = Evolve(spec, started, evolved, space);
            if (!after.Moved && _unknownSince.Count == 0 && recorded.Iteration(started.Iteration + 1) is not null)
            {
                end = Invariant($"no dimension moves in iteration {started.Iteration}: the altered evolution ends there");
                break;
            }
            space = after.After;
        }
        var firstMove = _dimensions.Where(it => !it.Same).Select(it => (int?)it.Iteration).FirstOrDefault();
        return new ReplayDocument(recorded.Name, label, firstMove, firstDifferentSpace, end, _dimensions, null);
    }

    private EvolvedSpace Evolve(CampaignSpec spec, IterationStarted started, SpaceEvolved evolved, SearchSpace space)
    {
        var exact = _unknownSince.Count == 0 && SameChoices(space, started.Space);
        var ties = BlockTies.Of(spec);
        var decisions = ties.Searched(space).ToDictionary(d => d.Id, d => Decide(spec, started, d, exact));
        IReadOnlyList<DimensionProposal> proposals = [.. decisions.Select(it => new DimensionProposal(
            it.Key, it.Value.Decision?.Steps ?? 0, it.Value.Decision?.Slope ?? double.NaN, it.Value.Decision?.SlopeStandardError ?? double.NaN))];
        if (spec.Evolution.ShuffledMoves is true) proposals = ShuffledMoves.Of(space, proposals, spec.Seed, started.Iteration);
        var result = SpaceEvolution.Apply(space, proposals, spec.Evolution, spec.Network, ties);
        foreach (var move in result.Moves)
        {
            var leader = ties.Leader(move.Dimension);
            var (reach, decision, words) = decisions[leader];
            var before = evolved.Moves.First(it => it.Dimension == move.Dimension);
            var known = !_unknownSince.ContainsKey(leader);
            if (decision is null) _unknownSince.TryAdd(move.Dimension, started.Iteration);
            var same = decision is not null && move.AppliedSteps == before.AppliedSteps && move.Before.SequenceEqual(before.Before)
                && move.After.SequenceEqual(before.After);
            if (move.Reason.Length > 0 && decision is not null) words += "; " + move.Reason;
            _dimensions.Add(new DimensionReplay(
                started.Iteration, move.Dimension.ToString(), before.Before, before.ProposedSteps, before.AppliedSteps, before.After,
                known ? move.Before : null, decision?.Steps, decision is null ? null : move.AppliedSteps, decision is null ? null
                    : move.After, reach, words, same));
        }
        return result;
    }

    private (Reach Reach, RuleDecision? Decision, string Words) Decide(CampaignSpec spec, IterationStarted started, SearchDimension dimension, bool exact)
    {
        if (_unknownSince.TryGetValue(dimension.Id, out var since))
            return (Reach.Unknown, null, Invariant($"its move of iteration {since} is unknown, so its choices are"));
        var measured = started.Space[dimension.Id].Choices;
        var covered = Covered(dimension.Choices, measured);
        if (covered.Count == 0 || (covered.Count == 1 && dimension.Choices.Count > 1))
            return (Reach.Unknown, null, Invariant($"{covered.Count} of its {dimension.Choices.Count} choices were measured"));
        try
        {
            if (RecordedMeasurement.Of(recorded, spec, started.Iteration, dimension.Id, part, covered) is not { } measurement)
                return (Reach.Unknown, null, "the ledger lacks subnets that the altered measurement asks for");
            var ruleSpec = UpdateRules.RuleFor(spec.Evolution, dimension.Id);
            var decision = UpdateRules.Resolve(ruleSpec).Decide(measurement with { Dimension = dimension with { Choices = covered } }, ruleSpec);
            var reach = exact ? Reach.Measured : covered.Count == dimension.Choices.Count ? Reach.Borrowed : Reach.Partial;
            return (reach, decision, decision.Reasoning);
        }
        catch (NoSubnetWithinLimitException e)
        {
            return (Reach.Unknown, null, e.Message);
        }
    }

    /// <summary>The longest run of neighbouring choices that were measured as neighbours, so that one step is one step.</summary>
    private static IReadOnlyList<double> Covered(IReadOnlyList<double> choices, IReadOnlyList<double> measured)
    {
        IReadOnlyList<double> best = [];
        var run = new List<double>();
        for (var j = 0; j < choices.Count; j++)
        {
            var place = IndexOf(measured, choices[j]);
            if (place < 0 || (run.Count > 0 && IndexOf(measured, choices[j - 1]) != place - 1)) run.Clear();
            if (place >= 0) run.Add(choices[j]);
            if (run.Count > best.Count) best = [.. run];
        }
        return best;
    }

    private static int IndexOf(IReadOnlyList<double> values, double value) =>
        values.TakeWhile(it => !it.Equals(value)).Count() is var i && i < values.Count ? i : -1;

    private static bool SameChoices(SearchSpace a, SearchSpace b) => a.Dimensions.Zip(b.Dimensions, (x, y) => x.Choices.SequenceEqual(y.Choices)).All(it => it);
}
