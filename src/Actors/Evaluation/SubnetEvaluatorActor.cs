using Akka.Actor;
using S3Actors.Messages.Commands;

namespace S3Actors.Actors.Evaluation;

/// <summary>
/// A worker on a thread of its own: weights in, errors out. It asks for work when it has none. When an evaluation throws, its parent
/// restarts it, and the new instance loads the weights afresh.
/// </summary>
public sealed class SubnetEvaluatorActor : ReceiveActor
{
    private readonly ISubnetEvaluationFactory _factory;
    private ISubnetEvaluation? _loaded;
    private string? _checkpoint;

    public SubnetEvaluatorActor(ISubnetEvaluationFactory factory, CancellationToken stopping)
    {
        _factory = factory;
        Receive<EvaluationGroup>(group => Evaluate(group, stopping));
        Receive<ReleaseWeights>(_ => Unload());
    }

    /// <inheritdoc/>
    protected override void PreStart() => Context.Parent.Tell(new EvaluatorIdle());

    /// <inheritdoc/>
    protected override void PreRestart(Exception reason, object message)
    {
        if (message is EvaluationGroup group) Context.Parent.Tell(new GroupBroke(group.Number, reason.Message));
        base.PreRestart(reason, message);
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        Unload();
        base.PostStop();
    }

    private void Evaluate(EvaluationGroup group, CancellationToken stopping)
    {
        if (stopping.IsCancellationRequested) return;
        try
        {
            if (_loaded is null || _checkpoint != group.Supernet.CheckpointSha256)
            {
                Unload();
                _loaded = _factory.Load(group.Supernet);
                _checkpoint = group.Supernet.CheckpointSha256;
            }
            var results = _loaded.Evaluate(group.Architectures, group.Set, stopping);
            Context.Parent.Tell(new GroupEvaluated(group.Number, results));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The session is stopping: no answer is expected.
        }
    }

    private void Unload()
    {
        _loaded?.Dispose();
        (_loaded, _checkpoint) = (null, null);
    }
}
