using System.Collections.Concurrent;
using S3Actors.Messages.Campaign;
using S3Actors.Models.Augmentation;
using S3Actors.Models.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace S3Actors.Models.Training;

/// <summary>
/// The batches of one training. While a step computes, other threads read, decode and change the images of the next one, where that takes
/// longer than to wake them; what they make is a function of the step, so a training that skips steps or goes on from a checkpoint sees the
/// same. Not safe for two threads at once.
/// </summary>
public sealed class TrainingBatches : IDisposable
{
    private readonly TrainingImages _images;
    private readonly Device _device;
    private readonly BatchOrder _order;
    private readonly DeviceNormalisation? _normalisation; // where the device normalises
    private readonly Prefetcher<Func<ImageBatch>> _batches;
    private readonly ConcurrentBag<float[]> _memory = []; // of batches that were copied to their device

    /// <summary>The batches of a supernet's training.</summary>
    /// <param name="supernet">Its number in every draw.</param>
    /// <param name="steps">Steps of the whole training.</param>
    /// <param name="device">Where the batches go.</param>
    /// <param name="asBytes">Whether they go there as bytes and become numbers there, to the same bits; null leaves it to the device.</param>
    public TrainingBatches(CampaignSpec spec, ImageSubset training, int supernet, int steps, Device device, bool? asBytes = null)
    {
        _device = device;
        _images = new TrainingImages(spec, training, supernet);
        _order = new BatchOrder(spec.Seed, supernet, spec.Training.BatchSize, training.Count, spec.Training.Repeats ?? 1);
        if (asBytes ?? device.type != DeviceType.CPU) _normalisation = new DeviceNormalisation(spec.Data, device);
        _batches = new Prefetcher<Func<ImageBatch>>(Plan, steps, depth: device.type != DeviceType.CPU ? 2 : _images.AreWork ? 1 : 0);
    }

    /// <summary>The batch of a step, which the caller disposes.</summary>
    /// <param name="step">Counted from 0.</param>
    /// <exception cref="DataFileException">An image cannot be read or decoded.</exception>
    public ImageBatch At(int step) => _batches.Take(step)();

    /// <inheritdoc/>
    public void Dispose()
    {
        _batches.Dispose();
        _normalisation?.Dispose();
    }

    /// <summary>What any thread does beforehand, and what the asking one does then.</summary>
    private Func<Func<ImageBatch>> Plan(long step)
    {
        var indices = _order.At(step);
        if (_normalisation is { } normalisation)
            return () =>
            {
                var bytes = _images.PrepareBytes(step, indices, _device);
                return () => bytes.ToTensors(normalisation);
            };
        return () =>
        {
            var batch = _images.Prepare(step, indices, _memory.TryTake(out var values) ? values : null);
            return () =>
            {
                var tensors = batch.ToTensors(_device);
                _memory.Add(batch.Values);
                return tensors;
            };
        };
    }
}
