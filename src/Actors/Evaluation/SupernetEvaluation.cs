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
/// <param name="devices">Devices, at least one; a checkpoint is loaded to the one that has the fewest.</param>
/// <param name="imageBytes">Room on a GPU for evaluated images that stay there.</param>
public sealed class SupernetEvaluationFactory(CampaignSpec spec, DataSplits data, string checkpointFolder, IReadOnlyList<string> devices, long imageBytes) : ISubnetEvaluationFactory
{
    private readonly DeviceImages _images = new(imageBytes);
    private readonly int[] _loaded = new int[devices.Count];

    /// <inheritdoc/>
    public int TestImages => data[EvaluationSplit.Test].Count;

    /// <inheritdoc/>
    public ISubnetEvaluation Load(TrainedSupernet supernet)
    {
        var path = Path.Combine(checkpointFolder, supernet.CheckpointFile);
        var device = Take();
        try
        {
            return new SupernetEvaluation(spec, data, new SubnetEvaluator(
                spec.Network, supernet.Space, path, new EvaluationExecution(devices[device], supernet.CheckpointSha256) { Images = _images }, spec.Training.Precision), () => Give(device));
        }
        catch
        {
            Give(device);
            throw;
        }
    }

    private int Take()
    {
        lock (_loaded)
        {
            var fewest = Array.IndexOf(_loaded, _loaded.Min());
            _loaded[fewest]++;
            return fewest;
        }
    }

    private void Give(int device)
    {
        lock (_loaded) _loaded[device]--;
    }
}

/// <summary>One checkpoint's real weights.</summary>
internal sealed class SupernetEvaluation(CampaignSpec spec, DataSplits data, SubnetEvaluator evaluator, Action released) : ISubnetEvaluation
{
    /// <inheritdoc/>
    public IReadOnlyList<SubnetResult> Evaluate(IReadOnlyList<Architecture> architectures, EvaluationSet set, CancellationToken stopping) =>
        evaluator.Evaluate(architectures, data[set.Split], set.Images, spec.Measurement.BatchSize, spec.Data, stopping);

    /// <inheritdoc/>
    public void Dispose()
    {
        evaluator.Dispose();
        released();
    }
}
