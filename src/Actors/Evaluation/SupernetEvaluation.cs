using S3Actors.Messages.Campaign;
using S3Actors.Messages.Commands;
using S3Actors.Messages.Evaluation;
using S3Actors.Messages.Space;
using S3Actors.Models.Data;
using S3Actors.Models.Measurement;

namespace S3Actors.Actors.Evaluation;

/// <summary>Real evaluations: the subnets of a checkpoint on a tensor library.</summary>
/// <param name="spec">The campaign's specification.</param>
/// <param name="data">The images.</param>
/// <param name="checkpointFolder">Where checkpoints stand.</param>
/// <param name="device"><c>cpu</c> or <c>cuda:0</c>.</param>
/// <param name="imageBytes">Room on a GPU for evaluated images that stay there.</param>
public sealed class SupernetEvaluationFactory(CampaignSpec spec, DataSplits data, string checkpointFolder, string device, long imageBytes) : ISubnetEvaluationFactory
{
    private readonly DeviceImages _images = new(imageBytes);

    /// <inheritdoc/>
    public int TestImages => data[EvaluationSplit.Test].Count;

    /// <inheritdoc/>
    public ISubnetEvaluation Load(TrainedSupernet supernet)
    {
        var path = Path.Combine(checkpointFolder, supernet.CheckpointFile);
        return new SupernetEvaluation(spec, data, new SubnetEvaluator(
            spec.Network, supernet.Space, path, new EvaluationExecution(device, supernet.CheckpointSha256) { Images = _images }, spec.Training.Precision));
    }
}

/// <summary>One checkpoint's real weights.</summary>
internal sealed class SupernetEvaluation(CampaignSpec spec, DataSplits data, SubnetEvaluator evaluator) : ISubnetEvaluation
{
    /// <inheritdoc/>
    public IReadOnlyList<SubnetResult> Evaluate(IReadOnlyList<Architecture> architectures, EvaluationSet set, CancellationToken stopping) =>
        evaluator.Evaluate(architectures, data[set.Split], set.Images, spec.Measurement.BatchSize, spec.Data, stopping);

    /// <inheritdoc/>
    public void Dispose() => evaluator.Dispose();
}
