using S3Actors.Actors.Journal;
using S3Actors.Messages.Commands;
using S3Actors.Messages.Evaluation;
using S3Actors.Messages.Space;

namespace S3Actors.Actors.Evaluation;

/// <summary>Some subnets of a request, for one evaluator.</summary>
/// <param name="Number">Counted over the session, so that a late answer to a group of an earlier request is recognised.</param>
public sealed record EvaluationGroup(long Number, TrainedSupernet Supernet, EvaluationSet Set, IReadOnlyList<Architecture> Architectures);

/// <summary>A subnet that was tried as often as allowed.</summary>
public sealed record GivenUp(Architecture Architecture, int Attempts, string Reason);

/// <summary>
/// The work that one request still needs. Groups go out and come back in any order; results leave in the order of the request, so that
/// the journal is the same whoever was faster. What came early waits here and is lost with the process: it was never recorded.
/// </summary>
/// <param name="supernet">Whose weights.</param>
/// <param name="set">On which images.</param>
/// <param name="missing">Distinct architectures to evaluate, in the order in which they are recorded.</param>
/// <param name="groupSize">Architectures a group at most, at least 1.</param>
/// <param name="evaluators">Evaluators that share the work, at least 1.</param>
/// <param name="attempts">Tries a subnet gets, at least 1.</param>
/// <param name="firstNumber">Number of the first group.</param>
public sealed class RequestWork(
    TrainedSupernet supernet, EvaluationSet set, IReadOnlyList<Architecture> missing, int groupSize, int evaluators, int attempts, long firstNumber)
{
    private readonly Dictionary<Architecture, int> _places = missing.Select((architecture, place) => (architecture, place)).ToDictionary(it => it.architecture, it => it.place);
    private readonly SubnetResult?[] _results = new SubnetResult?[missing.Count];
    private readonly Dictionary<long, EvaluationGroup> _out = [];
    private readonly Queue<Architecture> _again = [];
    private readonly Dictionary<Architecture, int> _tries = [];
    private int _handedOut;
    private int _released;

    /// <summary>Number of the next group.</summary>
    public long NextNumber { get; private set; } = firstNumber;

    /// <summary>Results that were released.</summary>
    public int Released => _released;

    /// <summary>Everything was released.</summary>
    public bool Done => _released == missing.Count;

    /// <summary>
    /// Architectures of the next group: large while much is left, since neighbours share computation, and ever smaller towards the end, so that
    /// no evaluator waits for long while another still works.
    /// </summary>
    /// <param name="left">Architectures that were not handed out yet.</param>
    /// <param name="most">At least 1.</param>
    public static int NextSize(int left, int most, int evaluators) =>
        evaluators == 1 ? Math.Min(left, most) : Math.Clamp((left + 2 * evaluators - 1) / (2 * evaluators), Math.Min(1, left), most);

    /// <summary>The next group; null while nothing waits for an evaluator. A subnet that failed before goes alone.</summary>
    public EvaluationGroup? Take()
    {
        IReadOnlyList<Architecture> next = _again.TryDequeue(out var retried) ? [retried] : [.. missing.Skip(_handedOut).Take(NextSize(missing.Count - _handedOut, groupSize, evaluators))];
        if (next.Count == 0) return null;
        if (retried is null) _handedOut += next.Count;
        var group = new EvaluationGroup(NextNumber++, supernet, set, next);
        _out.Add(group.Number, group);
        return group;
    }

    /// <summary>A group came back.</summary>
    /// <returns>The results that can be recorded now: those that continue the order without a gap.</returns>
    /// <exception cref="StateException">The results are not those of the group.</exception>
    public IReadOnlyList<SubnetResult> Return(long number, IReadOnlyList<SubnetResult> results)
    {
        if (!_out.Remove(number, out var group)) return [];
        if (!results.Select(result => result.Architecture).SequenceEqual(group.Architectures))
            throw new StateException("An evaluator answered for other subnets than it was asked about.");
        foreach (var result in results) _results[_places[result.Architecture]] = result;

        var ready = new List<SubnetResult>();
        while (_released < missing.Count && _results[_released] is { } next)
        {
            ready.Add(next);
            _released++;
        }
        return ready;
    }

    /// <summary>A group's evaluator broke: its subnets are tried again, each alone, so that a bad one is found.</summary>
    /// <returns>The subnet that is given up; null while all may be tried again.</returns>
    public GivenUp? Break(long number, string reason)
    {
        if (!_out.Remove(number, out var group)) return null;
        foreach (var architecture in group.Architectures)
        {
            var tries = _tries[architecture] = _tries.GetValueOrDefault(architecture) + 1;
            if (tries >= attempts && group.Architectures.Count == 1) return new GivenUp(architecture, tries, reason);
            _again.Enqueue(architecture);
        }
        return null;
    }
}
