using Akka.Actor;
using S3Actors.Messages.Commands;
using S3Actors.Messages.Evaluation;

namespace S3Actors.Actors.Evaluation;

/// <summary>
/// The ledger's evaluators: which are idle, what each holds, and how fast each was, so that the faster ones are handed more at once. Speeds
/// decide who computes what, and so no result.
/// </summary>
internal sealed class EvaluatorPool
{
    private const double Newest = 0.3; // weight of the latest group in an evaluator's speed
    private readonly Dictionary<IActorRef, Evaluator> _evaluators = [];
    private readonly Queue<IActorRef> _idle = [];

    private sealed class Evaluator(bool isElsewhere)
    {
        public readonly bool IsElsewhere = isElsewhere;
        public bool IsIdle;
        public EvaluationGroup? Group;
        public TimeSpan Since;
        public double? Speed; // subnets times images, a second
    }

    /// <summary>Every evaluator.</summary>
    public IReadOnlyCollection<IActorRef> All => _evaluators.Keys;

    /// <summary>One more, which says itself when it is idle.</summary>
    /// <param name="isElsewhere">Whether it is another node's, which is told by <see cref="GroupMeasured"/> how long each group took.</param>
    public void Add(IActorRef evaluator, bool isElsewhere = false) => _evaluators.Add(evaluator, new Evaluator(isElsewhere));

    /// <summary>One less.</summary>
    /// <returns>Number of the group that it held; null for none.</returns>
    public long? Remove(IActorRef evaluator) => _evaluators.Remove(evaluator, out var known) ? known.Group?.Number : null;

    /// <summary>It has nothing to do.</summary>
    public void Rest(IActorRef evaluator)
    {
        if (!_evaluators.TryGetValue(evaluator, out var known) || known.IsIdle) return;
        (known.IsIdle, known.Group) = (true, null);
        _idle.Enqueue(evaluator);
    }

    /// <summary>A group came back.</summary>
    /// <param name="now">Of a clock that never goes back.</param>
    public void Measure(IActorRef evaluator, TimeSpan now)
    {
        if (!_evaluators.TryGetValue(evaluator, out var known) || known.Group is not { } group || now <= known.Since) return;
        var measured = new GroupMeasured(group.Architectures.Count, group.Set.Images, now - known.Since);
        if (known.IsElsewhere) evaluator.Tell(measured);
        var speed = (double)measured.Subnets * measured.Images / measured.Time.TotalSeconds;
        known.Speed = known.Speed is { } before ? Newest * speed + (1 - Newest) * before : speed;
    }

    /// <summary>Hands groups to idle evaluators, as long as there are both.</summary>
    public void HandOut(RequestWork work, TimeSpan now)
    {
        while (_idle.TryPeek(out var evaluator))
        {
            if (_evaluators.TryGetValue(evaluator, out var known))
            {
                if (work.Take(Share(known)) is not { } group) return;
                (known.IsIdle, known.Group, known.Since) = (false, group, now);
                evaluator.Tell(group);
            }
            _idle.Dequeue();
        }
    }

    private double Share(Evaluator evaluator)
    {
        if (_evaluators.Count == 1) return 1;
        var measured = _evaluators.Values.Where(it => it.Speed is not null).Select(it => it.Speed!.Value).ToList();
        if (evaluator.Speed is not { } own || measured.Count < 2) return 1.0 / _evaluators.Count;
        return Math.Min(1, own / measured.Average() / _evaluators.Count);
    }
}
