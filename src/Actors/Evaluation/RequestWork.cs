using S3Actors.Actors.Journal;
using S3Actors.Messages.Commands;
using S3Actors.Messages.Evaluation;
using S3Actors.Messages.Space;

namespace S3Actors.Actors.Evaluation;

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
/// <param name="attempts">Tries a subnet gets, at least 1.</param>
/// <param name="firstNumber">Number of the first group.</param>
public sealed class RequestWork(
    TrainedSupernet supernet, EvaluationSet set, IReadOnlyList<Architecture> missing, int groupSize, int attempts, long firstNumber)
{
    private const double Rounding = 1e-9;

    private readonly Dictionary<Architecture, int> _places = missing.Select((architecture, place) => (architecture, place)).ToDictionary(it => it.architecture, it => it.place);
    private readonly SubnetResult?[] _results = new SubnetResult?[missing.Count];
    private readonly Dictionary<long, EvaluationGroup> _out = [];
    private readonly Queue<IReadOnlyList<Architecture>> _again = [];
    private readonly Dictionary<Architecture, int> _tries = [];
    private readonly HashSet<long> _repeated = [];
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
    /// <param name="share">The evaluator's share of all evaluators' speed, above 0; 1 for one that works alone.</param>
    public static int NextSize(int left, int most, double share) =>
        share >= 1 ? Math.Min(left, most) : Math.Clamp((int)Math.Ceiling(left * share / 2 - Rounding), Math.Min(1, left), most);

    /// <summary>The next group; null while nothing waits for an evaluator. A subnet that failed before goes alone.</summary>
    /// <param name="share">As of <see cref="NextSize"/>.</param>
    public EvaluationGroup? Take(double share)
    {
        IReadOnlyList<Architecture> next = [];
        while (next.Count == 0 && _again.TryDequeue(out var retried)) next = Unknown(retried);
        if (next.Count == 0)
        {
            next = [.. missing.Skip(_handedOut).Take(NextSize(missing.Count - _handedOut, groupSize, share))];
            _handedOut += next.Count;
        }
        if (next.Count == 0) return null;
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
        foreach (var result in results) _results[_places[result.Architecture]] ??= result; // the first of two answers counts

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
        foreach (var architecture in Unknown(group.Architectures))
        {
            var tries = _tries[architecture] = _tries.GetValueOrDefault(architecture) + 1;
            if (tries >= attempts && group.Architectures.Count == 1) return new GivenUp(architecture, tries, reason);
            _again.Enqueue([architecture]);
        }
        return null;
    }

    /// <summary>
    /// A group's evaluator is slow or cannot be reached: the group goes out once more, under another number. Whichever answer comes first counts,
    /// and the other one is ignored.
    /// </summary>
    public void Repeat(long number)
    {
        if (_out.TryGetValue(number, out var group) && _repeated.Add(number)) _again.Enqueue(group.Architectures);
    }

    private IReadOnlyList<Architecture> Unknown(IReadOnlyList<Architecture> architectures) =>
        [.. architectures.Where(architecture => _results[_places[architecture]] is null)];
}
