using S3Actors.Actors.Dimension;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Events;
using S3Actors.Messages.Space;
using S3Actors.Models.Evolution;
using S3Actors.Models.Measurement;
using static System.FormattableString;

namespace S3Actors.Coordinator.History.Verification;

/// <summary>Recomputes a dimension's stream: its E-T errors from the ledger's subnets, and what its rule makes of them.</summary>
internal static class DimensionCheck
{
    public static void Run(StreamCheck check, CampaignHistory recorded, DimensionId id)
    {
        var state = DimensionState.Initial;
        while (check.Next is { } next)
        {
            var iteration = next switch { EtErrorMeasured it => it.Iteration, MoveProposed it => it.Iteration, _ => state.Iterations + 1 };
            if (Recompute(check, recorded, state, iteration, id) is not { Count: > 0 } expected) return;
            for (var i = 0; i < expected.Count; i++)
            {
                var actual = check.Next;
                if (!check.Expect(expected[i], required: i > 0)) return;
                state = DimensionState.Evolve(state, actual!);
            }
        }
    }

    private static IReadOnlyList<IEvent>? Recompute(StreamCheck check, CampaignHistory recorded, DimensionState state, int iteration, DimensionId id)
    {
        try
        {
            if (recorded.Iteration(iteration) is null || iteration <= state.Iterations)
                check.Report(Invariant($"the row speaks of iteration {iteration}, which {(iteration <= state.Iterations ? "is decided above" : "did not begin")}"));
            else if (Unfinished(recorded, iteration) is { } request)
                check.Report($"the row cannot be recomputed: the ledger has no end of the request {request}");
            else if (RecordedMeasurement.Of(recorded, recorded.SpecAt(iteration), iteration, id) is not { } measurement)
                check.Report("the row cannot be recomputed: the ledger lacks subnets that were measured for it");
            else
                return DimensionState.Decide(state, new DimensionState.Propose(iteration, measurement, recorded.SpecAt(iteration).Evolution));
        }
        catch (UnknownRuleException unknown)
        {
            check.ReportOnce("rules", $"decisions cannot be made again: {unknown.Message}");
        }
        catch (NoSubnetWithinLimitException e)
        {
            check.Report($"the row cannot be recomputed: {e.Message}");
        }
        return null;
    }

    /// <summary>The first request of an iteration that has no end; null where all have.</summary>
    private static string? Unfinished(CampaignHistory recorded, int iteration) =>
        SupernetNames.AllOfIteration(iteration, recorded.SpecAt(iteration).Measurement.ReplicateCount()).FirstOrDefault(it => !recorded.IsFinished(it));
}
