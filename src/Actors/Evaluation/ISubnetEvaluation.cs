using S3Actors.Messages.Commands;
using S3Actors.Messages.Evaluation;
using S3Actors.Messages.Space;

namespace S3Actors.Actors.Evaluation;

/// <summary>One checkpoint's weights, ready to be evaluated. Used by one thread.</summary>
public interface ISubnetEvaluation : IDisposable
{
    /// <summary>The errors of subnets. A subnet's result is the same, bit for bit, whatever the company it is evaluated in.</summary>
    /// <param name="architectures">Distinct.</param>
    /// <param name="set">The images.</param>
    /// <param name="stopping">Cancelled when the session stops.</param>
    /// <returns>In the order of <paramref name="architectures"/>.</returns>
    /// <exception cref="OperationCanceledException">The session stops.</exception>
    IReadOnlyList<SubnetResult> Evaluate(IReadOnlyList<Architecture> architectures, EvaluationSet set, CancellationToken stopping);
}

/// <summary>Loads checkpoints for evaluation. Used by many threads.</summary>
public interface ISubnetEvaluationFactory
{
    /// <summary>Images of the published test set.</summary>
    int TestImages { get; }

    /// <summary>Loads a supernet's weights.</summary>
    ISubnetEvaluation Load(TrainedSupernet supernet);
}
