using S3Actors.Messages.Campaign;
using S3Actors.Messages.Space;
using S3Actors.Models.Data;
using S3Actors.Models.Devices;
using S3Actors.Models.Kernels;
using TorchSharp;

namespace S3Actors.Models.Measurement;

/// <summary>As many images as a vector has lanes, or fewer at the end of a batch.</summary>
/// <param name="PatchesAt">See <see cref="LaneImages"/>.</param>
/// <param name="Labels">One for each image.</param>
internal readonly record struct EvaluatedLane(nint PatchesAt, long[] Labels);

/// <summary>
/// The images of evaluations as the processor's kernels read them. Those of the last evaluation are kept where they are not too many, since all
/// subnets of a measurement are judged by the same ones. Not safe for two threads at once.
/// </summary>
/// <param name="room">Bytes that are kept at most.</param>
internal sealed unsafe class EvaluatedLanes(NetworkSkeleton skeleton, int lanes, long room = 64L << 20) : IDisposable
{
    private readonly LaneMemory _memory = new();
    private readonly List<EvaluatedLane> _kept = [];
    private Key? _key; // of what is kept

    private sealed record Key(IImageSource Source, int Start, int Count, int BatchSize, DataSpec Data);

    /// <summary>The images of a subset in their order. What is yielded is whole until the next is asked for.</summary>
    /// <param name="batchSize">Images prepared at once; none lies in one vector with those of another batch.</param>
    public IEnumerable<EvaluatedLane> Of(ImageSubset subset, int batchSize, DataSpec data)
    {
        var key = new Key(subset.Dataset, subset.Start, subset.Count, batchSize, data);
        return key == _key ? _kept : Prepare(subset, key);
    }

    /// <inheritdoc/>
    public void Dispose() => _memory.Dispose();

    private IEnumerable<EvaluatedLane> Prepare(ImageSubset subset, Key key)
    {
        _key = null;
        _kept.Clear();
        _memory.ReturnAll();
        var keeps = Bytes(subset.Count, key.BatchSize) <= room;
        using var batches = new EvaluationBatches(subset, key.BatchSize, skeleton, key.Data, normalisation: null, kept: null);
        for (var batch = 0; batch * key.BatchSize < subset.Count; batch++)
        {
            if (!keeps) _memory.ReturnAll();
            foreach (var lane in Fill(batches, batch))
            {
                if (keeps) _kept.Add(lane);
                yield return lane;
            }
        }
        if (keeps) _key = key;
    }

    private List<EvaluatedLane> Fill(EvaluationBatches batches, int number)
    {
        using var scope = torch.NewDisposeScope();
        var batch = batches.At(number);
        var images = (int)batch.Labels.shape[0];
        var imageSize = skeleton.InputChannels * skeleton.ImageSize * skeleton.ImageSize;
        var pixels = (float*)HostMemory.Floats(batch.Images, (long)images * imageSize);
        var labels = new ReadOnlySpan<long>((long*)HostMemory.Integers(batch.Labels, images), images);
        var filled = new List<EvaluatedLane>();
        for (var first = 0; first < images; first += lanes)
        {
            var count = Math.Min(lanes, images - first);
            var patches = _memory.Take(LaneImages.Size(skeleton, lanes));
            LaneImages.Fill(skeleton, pixels + (nint)first * imageSize, count, lanes, patches);
            filled.Add(new EvaluatedLane((nint)patches, labels.Slice(first, count).ToArray()));
        }
        return filled;
    }

    private long Bytes(int images, int batchSize)
    {
        var (whole, rest) = Math.DivRem(images, batchSize);
        return ((long)whole * Vectors(batchSize) + Vectors(rest)) * LaneImages.Size(skeleton, lanes) * sizeof(float);
    }

    private int Vectors(int images) => (images + lanes - 1) / lanes;
}
