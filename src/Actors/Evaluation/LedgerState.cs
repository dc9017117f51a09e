using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using S3Actors.Actors.Journal;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Evaluation;
using S3Actors.Messages.Events;
using S3Actors.Messages.Space;

namespace S3Actors.Actors.Evaluation;

/// <summary>What errors hold for: one checkpoint's weights on one set of images.</summary>
/// <param name="Checkpoint">SHA-256 of the checkpoint, lower-case hex.</param>
/// <param name="Set">The images.</param>
public readonly record struct MeasurementKey(string Checkpoint, EvaluationSet Set);

/// <summary>
/// What was measured, as far as anybody may ask for it: with the weights of the latest checkpoint and of the first, which the control
/// search asks about once more; the latest are several where an iteration measures replicates. Those between are forgotten as soon as the next one is asked about, so that a long campaign needs no more
/// memory than a short one. No (checkpoint, set, architecture) is measured twice.
/// </summary>
/// <param name="First">The checkpoint of the first request; null before it.</param>
/// <param name="Results">By checkpoint and set.</param>
/// <param name="Requests">Requests recorded, with the digest of their architectures.</param>
/// <param name="Finished">Those of them of which everything is measured.</param>
/// <param name="Failures">What could not be evaluated.</param>
public sealed record LedgerState(
    string? First,
    ImmutableDictionary<MeasurementKey, MeasuredSubnets> Results,
    ImmutableDictionary<string, string> Requests,
    ImmutableHashSet<string> Finished,
    ImmutableHashSet<EvaluationFailed> Failures)
{
    /// <summary>Nothing measured.</summary>
    public static LedgerState Initial { get; } = new(
        null,
        ImmutableDictionary<MeasurementKey, MeasuredSubnets>.Empty,
        ImmutableDictionary.Create<string, string>(StringComparer.Ordinal), [], []);

    /// <summary>Subnets will be evaluated.</summary>
    /// <param name="Request">The request's name.</param>
    /// <param name="Key">Checkpoint and set.</param>
    /// <param name="Architectures">Distinct, in the order of <see cref="InOrder"/>.</param>
    public sealed record Ask(string Request, MeasurementKey Key, IReadOnlyList<Architecture> Architectures) : ILedgerCommand;

    /// <summary>Subnets were evaluated.</summary>
    public sealed record Enter(MeasurementKey Key, IReadOnlyList<SubnetResult> Results) : ILedgerCommand;

    /// <summary>Everything that a request asked for is measured.</summary>
    public sealed record Finish(string Request) : ILedgerCommand;

    /// <summary>A subnet cannot be evaluated.</summary>
    public sealed record GiveUp(MeasurementKey Key, Architecture Architecture, int Attempts, string Reason) : ILedgerCommand;

    /// <summary>What follows from a command; nothing where it was decided before.</summary>
    /// <exception cref="StateException">A recorded request comes again with other architectures.</exception>
    public static IReadOnlyList<IEvent> Decide(LedgerState state, ILedgerCommand command) => command switch
    {
        Ask ask => Decide(state, ask),
        Enter enter => [.. enter.Results.Where(result => state.Known(enter.Key, result.Architecture) is null).DistinctBy(result => result.Architecture)
            .Select(result => new SubnetEvaluated(enter.Key.Checkpoint, enter.Key.Set, result))],
        Finish finish => state.Finished.Contains(finish.Request) ? [] : [new EvaluationsFinished(finish.Request)],
        GiveUp give => state.Failures.Contains(FailureOf(give)) ? [] : [FailureOf(give)],
        _ => throw new StateException($"No ledger command: {command}."),
    };

    /// <summary>The state after an event.</summary>
    public static LedgerState Evolve(LedgerState state, IEvent content) => content switch
    {
        EvaluationsRequested requested => (IsOfReplicate(requested.Request) ? state : state.ForgetOtherCheckpoints(requested.Checkpoint)) with
        {
            Requests = state.Requests.SetItem(requested.Request, requested.ArchitecturesDigest),
        },
        SubnetEvaluated evaluated => state with { Results = With(state.Results, evaluated) },
        EvaluationsFinished finished => state with { Finished = state.Finished.Add(finished.Request) },
        EvaluationFailed failed => state with { Failures = state.Failures.Add(failed) },
        _ => throw StateException.Foreign("ledger", content),
    };

    /// <summary>The result recorded; null where the subnet was not measured under that key.</summary>
    public SubnetResult? Known(MeasurementKey key, Architecture architecture) =>
        Results.GetValueOrDefault(key, MeasuredSubnets.None).Find(architecture);

    /// <summary>Distinct architectures in the order in which they are measured and recorded: that of their canonical texts, ordinal.</summary>
    public static IReadOnlyList<Architecture> InOrder(IEnumerable<Architecture> architectures) =>
        [.. architectures.Distinct().OrderBy(architecture => architecture.CanonicalText, StringComparer.Ordinal)];

    /// <summary>The subset not yet measured, in the same order.</summary>
    public IReadOnlyList<Architecture> Missing(MeasurementKey key, IReadOnlyList<Architecture> architectures) =>
        [.. architectures.Where(architecture => Known(key, architecture) is null)];

    /// <summary>Keeps the results of the first checkpoint and of this one only.</summary>
    private LedgerState ForgetOtherCheckpoints(string checkpoint)
    {
        var first = First ?? checkpoint;
        return this with { First = first, Results = Results.RemoveRange(Results.Keys.Where(key => key.Checkpoint != first && key.Checkpoint != checkpoint)) };
    }

    private static IReadOnlyList<IEvent> Decide(LedgerState state, Ask ask)
    {
        var text = string.Concat(ask.Architectures.Select(architecture => architecture.CanonicalText + "\n"));
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        if (!state.Requests.TryGetValue(ask.Request, out var recorded))
            return [new EvaluationsRequested(ask.Request, ask.Key.Checkpoint, ask.Key.Set, ask.Architectures.Count, digest)];
        return recorded == digest ? [] : throw new StateException($"The request {ask.Request} is recorded with other architectures than it now asks for.");
    }

    /// <summary>Whether an iteration asks about one more of its supernets: its dimensions decide by all of them together, and may ask for all once more.</summary>
    private static bool IsOfReplicate(string request) => RequestName.TryParse(request, out var name) && name.Replicate > 1;

    private static EvaluationFailed FailureOf(GiveUp give) => new(give.Key.Checkpoint, give.Key.Set, give.Architecture, give.Attempts, give.Reason);

    private static ImmutableDictionary<MeasurementKey, MeasuredSubnets> With(ImmutableDictionary<MeasurementKey, MeasuredSubnets> results, SubnetEvaluated evaluated)
    {
        var key = new MeasurementKey(evaluated.Checkpoint, evaluated.Set);
        return results.SetItem(key, results.GetValueOrDefault(key, MeasuredSubnets.None).Add(evaluated.Result));
    }
}

/// <summary>What can be asked of <see cref="LedgerState"/>.</summary>
public interface ILedgerCommand;
