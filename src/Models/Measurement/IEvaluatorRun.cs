using S3Actors.Messages.Evaluation;
using S3Actors.Models.Data;

namespace S3Actors.Models.Measurement;

/// <summary>One call of <see cref="SubnetEvaluator.Evaluate"/>: the sums so far, by whatever arithmetic.</summary>
internal interface IEvaluatorRun
{
    /// <summary>Adds one batch to every architecture's sums.</summary>
    void Add(ImageBatch batch);

    /// <summary>Reads the sums.</summary>
    /// <param name="images">Images added.</param>
    IReadOnlyList<SubnetResult> Results(int images);
}
