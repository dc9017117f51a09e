using S3Actors.Actors.Evaluation;
using S3Actors.Messages.Commands;
using S3Actors.Messages.Evaluation;
using S3Actors.Messages.Space;

namespace S3Actors.Bench.Scale;

/// <summary>Evaluations that wait for a fixed time and compute nothing: many of them run side by side on few cores.</summary>
/// <param name="millisecondsPerSubnet">0 for none.</param>
internal sealed class FixedCostEvaluation(double millisecondsPerSubnet) : ISubnetEvaluationFactory, ISubnetEvaluation
{
    public int TestImages => 10_000;

    public ISubnetEvaluation Load(TrainedSupernet supernet) => this;

    public IReadOnlyList<SubnetResult> Evaluate(IReadOnlyList<Architecture> architectures, EvaluationSet set, CancellationToken stopping)
    {
        if (millisecondsPerSubnet > 0) Thread.Sleep(TimeSpan.FromMilliseconds(millisecondsPerSubnet * architectures.Count));
        return [.. architectures.Select(architecture => new SubnetResult(architecture, new Top1Error(architecture.CanonicalText.Length % set.Images, set.Images), 1))];
    }

    public void Dispose()
    {
    }
}
