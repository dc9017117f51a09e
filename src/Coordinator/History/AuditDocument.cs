using S3Actors.Messages.Campaign;
using S3Actors.Messages.Space;
using S3Actors.Models.Evolution;

namespace S3Actors.Coordinator.History;

/// <summary>One choice as it was measured. Errors are fractions.</summary>
/// <param name="Subnets">n: subnets behind it.</param>
/// <param name="EventNumber">Its row in the journal.</param>
public sealed record ChoiceAudit(
    double Choice, double Qe, double Qt, double Q, double QeStandardError, double QtStandardError, double QStandardError, int Subnets, int TopK,
    long EventNumber);

/// <summary>Why one dimension moved, or did not, in one iteration.</summary>
/// <param name="SlopePoints">Percentage points of Q a step of the fitted line.</param>
/// <param name="InterceptPoints">The line at the smallest choice, percentage points.</param>
/// <param name="Reasoning">The rule's own words.</param>
/// <param name="Constraint">What the bounds on the whole space made of it; empty where nothing.</param>
/// <param name="Outcome">grew, shrank, not significant, held by the ceiling, held by its bounds or frozen; null while it is open.</param>
/// <param name="ErrorsCover">What the standard errors cover, in words.</param>
/// <param name="SlopesByReplicatePoints">The slope under each of the iteration's supernets, where it trained several; else null.</param>
/// <param name="EventNumber">Row of the rule's decision in the journal; null before it.</param>
public sealed record DimensionAudit(
    int Iteration, string Dimension, IReadOnlyList<ChoiceAudit> Choices,
    double SlopePoints, double SlopeStandardErrorPoints, double InterceptPoints, string Rule, string RuleVersion, string Reasoning,
    int? ProposedSteps, int? AppliedSteps, string Constraint, string? Outcome, string ErrorsCover, IReadOnlyList<double> Before, IReadOnlyList<double> After,
    long? EventNumber, long? SpaceEventNumber, IReadOnlyList<double>? SlopesByReplicatePoints = null);

/// <summary>What an iteration's decisions rest on.</summary>
/// <param name="CheckpointFile">The weights that were measured; null while they are trained.</param>
/// <param name="CheckpointSha256">Their digest.</param>
/// <param name="ProductVersion">Version of the program that made the decision; null before it.</param>
/// <param name="EventNumber">Row of the evolved space in the journal; null before it.</param>
/// <param name="DecidedBy">The ancestor whose decision a fork inherited; null for the campaign's own.</param>
/// <param name="TrainedBy">The ancestor whose weights a fork inherited; null for the campaign's own.</param>
public sealed record IterationAudit(
    int Iteration, double Log10Size, double MeanMacs, string? CheckpointFile, string? CheckpointSha256, string? ProductVersion, long? EventNumber,
    string? DecidedBy, string? TrainedBy)
{
    internal static IterationAudit Of(CampaignHistory history, IterationView iteration)
    {
        var started = iteration.Started;
        var supernet = SupernetNames.OfIteration(started.Iteration);
        var trained = history.Supernets.GetValueOrDefault(supernet)?.Finished;
        return new IterationAudit(
            started.Iteration, started.Log10Size, started.MeanMacs, trained?.CheckpointFile, trained?.CheckpointSha256,
            iteration.Evolved?.ProductVersion, iteration.Evolved?.Ordering, history.DecidedBy(started.Iteration), history.TrainedBy(supernet));
    }
}

/// <summary>Every decision of a campaign with the measurements it rests on.</summary>
public sealed record AuditDocument(string Name, IReadOnlyList<IterationAudit> Iterations, IReadOnlyList<DimensionAudit> Dimensions)
{
    /// <summary>Takes from a campaign what concerns some dimensions and an iteration; null takes all.</summary>
    public static AuditDocument Of(CampaignHistory history, IReadOnlySet<DimensionId>? dimensions, int? iteration) => new(history.Name,
        [.. from i in history.Iterations where iteration is null || i.Started.Iteration == iteration select IterationAudit.Of(history, i)],
        [.. from i in history.Iterations
            where iteration is null || i.Started.Iteration == iteration
            from d in i.Dimensions
            where dimensions is null || dimensions.Contains(d.Id)
            select Of(i, d)]);

    private static DimensionAudit Of(IterationView iteration, DimensionView dimension)
    {
        var rule = dimension.Proposal?.Event;
        var before = iteration.Started.Space[dimension.Id].Choices;
        return new DimensionAudit(
            iteration.Started.Iteration, dimension.Id.ToString(), [.. dimension.Errors.Select(Of)],
            rule?.Slope ?? double.NaN, rule?.SlopeStandardError ?? double.NaN, rule?.Intercept ?? double.NaN, rule?.Rule ?? "", rule?.RuleVersion ?? "",
            rule?.Reasoning ?? "",
            rule?.Steps, dimension.Move?.AppliedSteps, dimension.Move?.Reason ?? "",
            dimension.Move is { } move ? MoveInWords.Of(move, rule) : null, ScatterInWords.Of(rule), before, dimension.Move?.After ?? before,
            dimension.Proposal?.Ordering, dimension.Move is null ? null : iteration.Evolved?.Ordering, rule?.SlopesByReplicate);
    }

    private static ChoiceAudit Of(Numbered<Messages.Events.EtErrorMeasured> measured)
    {
        var e = measured.Event.Error;
        return new ChoiceAudit(e.Choice, e.Qe, e.Qt, e.Q, e.QeStandardError, e.QtStandardError, e.QStandardError, e.Subnets, e.TopK, measured.Ordering);
    }
}
