using S3Actors.Messages.Campaign;
using S3Actors.Messages.Evaluation;
using S3Actors.Messages.Space;
using S3Actors.Models.Data;
using S3Actors.Models.Kernels;
using S3Actors.Models.Network;
using S3Actors.Models.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace S3Actors.Models.Measurement;

/// <summary>How an evaluator is carried out; changes no result on one kind of hardware.</summary>
/// <param name="Device"><c>cpu</c>, <c>cuda</c>, <c>cuda:1</c>.</param>
/// <param name="CheckpointSha256">Digest the checkpoint must have, lower-case hex; null to trust it.</param>
public sealed record EvaluationExecution(string Device = "cpu", string? CheckpointSha256 = null)
{
    /// <summary>Images that lie on GPUs, shared by the evaluators of a process; null for none that are kept.</summary>
    public DeviceImages? Images { get; init; }

    /// <summary>Whether images reach the device as bytes and become numbers there, to the same bits; null leaves it to the device.</summary>
    public bool? AsBytes { get; init; }

    /// <summary>Vectors of the processor's kernels; their widths sum in orders of their own.</summary>
    public ProcessorVectors Vectors { get; init; } = ProcessorVectors.Widest;
}

/// <summary>
/// Measures subnets under the weights of one checkpoint. Architectures that begin alike share the computation up to where they part, block
/// by block; what is computed for one does not depend on the others, so its result has the same bits whichever other subnets are evaluated with it.
/// Runs on the calling thread; not safe for two threads at once.
/// </summary>
public sealed class SubnetEvaluator : IDisposable
{
    private readonly Supernet _supernet;
    private readonly WeightView _weights;
    private readonly EvaluationExecution _execution;
    private readonly LaneArithmetic? _arithmetic; // the processor's kernels, where they serve; else the tensor library does
    private readonly LaneMemory _weightMemory = new();
    private readonly LaneMemory _memory = new();
    private readonly EvaluatedLanes? _lanes; // where the kernels serve

    /// <summary>Reads the checkpoint's weights.</summary>
    /// <param name="space">The space whose supernet the checkpoint holds.</param>
    /// <param name="precision">What passes multiply in; null for float32.</param>
    /// <exception cref="CheckpointDamagedException">The file is missing, damaged or of another supernet.</exception>
    public SubnetEvaluator(NetworkSkeleton skeleton, SearchSpace space, string checkpointPath, EvaluationExecution execution,
        ReducedPrecision? precision = null)
    {
        _execution = execution;
        _supernet = new Supernet(skeleton, space, device(execution.Device), precision);
        _weights = new WeightView(_supernet.Weights, withGradients: false, unchanging: true);
        _arithmetic = _supernet.Device.type == DeviceType.CPU && precision is null ? LaneArithmetic.Of(execution.Vectors) : null;
        _lanes = _arithmetic is null ? null : new EvaluatedLanes(skeleton, _arithmetic.Lanes);
        try
        {
            Checkpoint = CheckpointFile.Load(checkpointPath, execution.CheckpointSha256, _supernet.Weights, optimizer: null);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The vectors that compute the passes; <see cref="ProcessorVectors.None"/> where the tensor library does.</summary>
    public ProcessorVectors Vectors => _arithmetic?.Vectors ?? ProcessorVectors.None;

    /// <summary>What the checkpoint says of itself.</summary>
    public CheckpointHeader Checkpoint { get; }

    /// <summary>Top-1 error and mean cross-entropy (without label smoothing) of each architecture, in their order.</summary>
    /// <param name="images">How many images are evaluated, from the first of the subset.</param>
    /// <param name="batchSize">Images a batch; part of the arithmetic, so equal numbers need equal batches.</param>
    /// <exception cref="ArgumentException">An architecture is no subnet of this supernet, or there are fewer images.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, between two blocks.</exception>
    public IReadOnlyList<SubnetResult> Evaluate(
        IReadOnlyList<Architecture> architectures, ImageSubset subset, int images, int batchSize, DataSpec data, CancellationToken cancellation) =>
        EvaluateBy(new AnswerColumns(images, ByImage: false), architectures, subset, batchSize, data, cancellation);

    /// <summary>Which images one architecture gets wrong, image by image in their order; as many as <see cref="Evaluate"/> counts.</summary>
    /// <param name="images">How many images are evaluated, from the first of the subset.</param>
    /// <param name="batchSize">Images a batch.</param>
    /// <exception cref="ArgumentException">The architecture is no subnet of this supernet, or there are fewer images.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, between two blocks.</exception>
    public IReadOnlyList<bool> WrongImages(Architecture architecture, ImageSubset subset, int images, int batchSize, DataSpec data,
        CancellationToken cancellation) =>
        [.. EvaluateBy(new AnswerColumns(images, ByImage: true), [architecture], subset, batchSize, data,
            cancellation)[0].WrongByBlock!.Select(wrong => wrong > 0)];

    private IReadOnlyList<SubnetResult> EvaluateBy(
        AnswerColumns columns, IReadOnlyList<Architecture> architectures, ImageSubset subset, int batchSize, DataSpec data, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        var evaluated = subset.First(columns.Images);
        foreach (var architecture in architectures) _supernet.Require(architecture);
        if (architectures.Count == 0) return [];
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        return _arithmetic is { } arithmetic
            ? ByLanes(arithmetic, architectures, evaluated, columns, batchSize, data, cancellation)
            : ByTensors(architectures, evaluated, columns, batchSize, data, cancellation);
    }

    private IReadOnlyList<SubnetResult> ByLanes(
        LaneArithmetic arithmetic, IReadOnlyList<Architecture> architectures, ImageSubset evaluated, AnswerColumns columns, int batchSize, DataSpec data,
        CancellationToken cancellation)
    {
        var run = new LaneEvaluatorRun(_supernet, arithmetic, _weightMemory, _memory, architectures, columns, cancellation);
        foreach (var lane in _lanes!.Of(evaluated, batchSize, data)) run.Add(lane);
        return run.Results(evaluated.Count);
    }

    private IReadOnlyList<SubnetResult> ByTensors(
        IReadOnlyList<Architecture> architectures, ImageSubset evaluated, AnswerColumns columns, int batchSize, DataSpec data, CancellationToken cancellation)
    {
        var run = new SubnetEvaluatorRun(_supernet, _weights, architectures, columns, cancellation);
        using var normalisation = _execution.AsBytes ?? _supernet.Device.type != DeviceType.CPU ? new DeviceNormalisation(data, _supernet.Device) : null;
        using var batches = new EvaluationBatches(evaluated, batchSize, _supernet.Layout.Skeleton, data, normalisation, _execution.Images);
        for (var start = 0; start < evaluated.Count; start += batchSize)
        {
            using var batchScope = NewDisposeScope();
            run.Add(batches.At(start / batchSize));
        }
        return run.Results(evaluated.Count);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _lanes?.Dispose();
        _memory.Dispose();
        _weightMemory.Dispose();
        _weights.Dispose();
        _supernet.Dispose();
    }
}
