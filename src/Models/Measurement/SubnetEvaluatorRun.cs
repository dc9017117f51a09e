using S3Actors.Messages.Evaluation;
using S3Actors.Messages.Space;
using S3Actors.Models.Data;
using S3Actors.Models.Devices;
using S3Actors.Models.Native;
using S3Actors.Models.Network;
using TorchSharp;
using static TorchSharp.torch;

namespace S3Actors.Models.Measurement;

/// <summary>One call of <see cref="SubnetEvaluator.Evaluate"/> by the tensor library, on any device.</summary>
internal sealed class SubnetEvaluatorRun
{
    /// <summary>
    /// Images that pass at once through a processor, which is fastest with activations that stay in its cache from one layer to the next; a
    /// GPU takes whole batches. A row's result does not depend on the others'.
    /// </summary>
    private const long CacheSized = 50;

    private readonly Supernet _supernet;
    private readonly WeightView _weights;
    private readonly IReadOnlyList<Architecture> _architectures;
    private readonly CancellationToken _cancellation;
    private readonly PrefixNode _root;
    private readonly AnswerColumns _answers;
    private readonly Tensor _sums; // [architectures, 1 + columns] float64: loss, correct answers by column
    private readonly Tensor[] _sumsOf; // its rows
    private readonly Tensor _columns; // [images] int64: of each image, where its answer is summed
    private long _images; // added before the batch in hand

    public SubnetEvaluatorRun(Supernet supernet, WeightView weights, IReadOnlyList<Architecture> architectures, AnswerColumns answers,
        CancellationToken cancellation)
    {
        (_supernet, _weights, _architectures, _answers, _cancellation) = (supernet, weights, architectures, answers, cancellation);
        _root = PrefixNode.TreeOf(architectures);
        _sums = zeros([architectures.Count, 1 + answers.Count], dtype: ScalarType.Float64, device: supernet.Device);
        _columns = tensor([.. Enumerable.Range(0, answers.Images).Select(image => 1L + answers.Of(image))], device: supernet.Device);
        _sumsOf = _sums.unbind(0);
    }

    /// <summary>Adds one batch to every architecture's sums.</summary>
    public void Add(ImageBatch batch)
    {
        var images = batch.Labels.shape[0];
        var atOnce = _supernet.Device.type == DeviceType.CPU ? CacheSized : images;
        for (var start = 0L; start < images; start += atOnce)
        {
            using var scope = NewDisposeScope();
            var part = batch.Part(start, Math.Min(atOnce, images - start));
            Descend(_root, part.Images, part);
            _images += part.Labels.shape[0];
        }
    }

    /// <summary>Reads the sums.</summary>
    /// <param name="images">Images added.</param>
    public IReadOnlyList<SubnetResult> Results(int images)
    {
        var sums = HostRead.Doubles(_sums);
        var columns = 1 + _answers.Count;
        return [.. _architectures.Select((architecture, i) =>
        {
            int[] wrong = [.. Enumerable.Range(0, columns - 1).Select(b => _answers.Size(b) - (int)sums[columns * i + 1 + b])];
            return new SubnetResult(architecture, new Top1Error(wrong.Sum(), images), sums[columns * i] / images, wrong);
        })];
    }

    private void Descend(PrefixNode node, Tensor x, ImageBatch batch)
    {
        if (node.Architectures.Count > 0) Tally(node, x, batch);
        foreach (var child in node.Children)
        {
            _cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope(); // frees a branch's activations before the next branch begins
            Descend(child, Run(child.Step, x), batch);
        }
    }

    private Tensor Run(PrefixStep step, Tensor x) => step switch
    {
        { Block: { } block } => _supernet.RunBlock(_weights, x, step.Stage, step.EmbedDim, block, step.Index),
        { Stage: 1 } => _supernet.Embed(_weights, x, step.EmbedDim),
        _ => _supernet.EnterStage(_weights, x, step.Stage, step.Index, step.EmbedDim),
    };

    private void Tally(PrefixNode node, Tensor x, ImageBatch batch)
    {
        using var scope = NewDisposeScope();
        var scores = _supernet.Classify(_weights, x, node.Step.EmbedDim); // [B, classes]
        var loss = nn.functional.cross_entropy(scores, batch.Labels, reduction: nn.Reduction.None).to(ScalarType.Float64).sum();
        var correct = scores.argmax(1).eq(batch.Labels).to(ScalarType.Float64);
        using var one = 1.ToScalar();
        var sums = zeros_like(_sumsOf[0]).index_add_(0, _columns.narrow(0, _images, batch.Labels.shape[0]), correct, one);
        sums[0].Accumulate(loss);
        foreach (var architecture in node.Architectures) _sumsOf[architecture].Accumulate(sums);
    }
}
