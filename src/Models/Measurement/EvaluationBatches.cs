using S3Actors.Messages.Campaign;
using S3Actors.Messages.Space;
using S3Actors.Models.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace S3Actors.Models.Measurement;

/// <summary>
/// The batches of one evaluation. On a processor they are prepared there, by other threads beforehand where that takes long; a GPU gets bytes and
/// normalises them itself, those of all batches at once where it has room to keep them.
/// </summary>
internal sealed class EvaluationBatches : IDisposable
{
    private readonly Func<int, ImageBatch> _at;
    private readonly IDisposable _ahead;

    /// <param name="evaluated">All images of the evaluation.</param>
    /// <param name="normalisation">Of the device that gets bytes; null where the processor normalises.</param>
    /// <param name="kept">Images that the device has already; null where none are kept.</param>
    public EvaluationBatches(
        ImageSubset evaluated, int batchSize, NetworkSkeleton skeleton, DataSpec data, DeviceNormalisation? normalisation, DeviceImages? kept)
    {
        var count = (evaluated.Count + batchSize - 1) / batchSize;
        if (normalisation is null)
        {
            var batches = new Prefetcher<PreparedBatch>(
                batch => () => ImageTensors.Prepare(evaluated, IndicesOf((int)batch), skeleton, data), count,
                depth: ImageTensors.IsWork(evaluated.Dataset, batchSize, skeleton) ? 1 : 0);
            (_ahead, _at) = (batches, batch => batches.Take(batch).ToTensors(CPU));
        }
        else if (kept?.Of(evaluated, skeleton, normalisation.Device) is { } all)
        {
            (_ahead, _at) = (all.Pixels, batch =>
            {
                var (start, size) = ((long)batch * batchSize, Math.Min(batchSize, evaluated.Count - batch * batchSize));
                using var pixels = all.Pixels.narrow(0, start, size);
                return new ImageBatch(normalisation.Of(pixels), all.Labels.narrow(0, start, size));
            });
        }
        else
        {
            var batches = new Prefetcher<ByteBatch>(batch =>
                () => ImageTensors.PrepareBytes(evaluated, IndicesOf((int)batch), skeleton, normalisation.Device), count, depth: 2);
            (_ahead, _at) = (batches, batch => batches.Take(batch).ToTensors(normalisation));
        }

        int[] IndicesOf(int batch) => [.. Enumerable.Range(batch * batchSize, Math.Min(batchSize, evaluated.Count - batch * batchSize))];
    }

    /// <summary>A batch, counted from 0; asked for in their order, in the caller's dispose scope.</summary>
    public ImageBatch At(int batch) => _at(batch);

    /// <inheritdoc/>
    public void Dispose() => _ahead.Dispose();
}
