using S3Actors.Messages.Evaluation;
using S3Actors.Messages.Space;
using S3Actors.Models.Kernels;
using S3Actors.Models.Network;

namespace S3Actors.Models.Measurement;

/// <summary>
/// One call of <see cref="SubnetEvaluator.Evaluate"/> by the processor's kernels: as many images as a vector has lanes pass through the whole tree of
/// shared prefixes, so that what a
/// branch leaves is still in the cache where the next one begins.
/// </summary>
internal sealed unsafe class LaneEvaluatorRun
{
    private readonly Supernet _supernet;
    private readonly SupernetLayout _layout;
    private readonly FlatPointers _weights;
    private readonly LaneArithmetic _arithmetic;
    private readonly LaneMemory _weightMemory;
    private readonly LaneMemory _memory;
    private readonly IReadOnlyList<Architecture> _architectures;
    private readonly CancellationToken _cancellation;
    private readonly PrefixNode _root;
    private readonly Dictionary<PrefixStep, object> _prepared = [];
    private readonly Dictionary<int, HeadWeights> _heads = []; // by channels
    private readonly double[] _losses;
    private readonly AnswerColumns _columns;
    private readonly int[][] _correct; // by architecture and column
    private int _images; // added so far

    /// <param name="weightMemory">For the weights as the kernels read them; what it held is given up.</param>
    /// <param name="memory">For activations; likewise.</param>
    public LaneEvaluatorRun(
        Supernet supernet, LaneArithmetic arithmetic, LaneMemory weightMemory, LaneMemory memory,
        IReadOnlyList<Architecture> architectures, AnswerColumns columns, CancellationToken cancellation)
    {
        (_supernet, _layout, _weights, _arithmetic) = (supernet, supernet.Layout, FlatPointers.Of(supernet.Weights), arithmetic);
        (_weightMemory, _memory, _architectures, _cancellation) = (weightMemory, memory, architectures, cancellation);
        weightMemory.ReturnAll();
        _root = PrefixNode.TreeOf(architectures);
        _columns = columns;
        _losses = new double[architectures.Count];
        _correct = [.. architectures.Select(_ => new int[columns.Count])];
    }

    /// <summary>Adds some images to every architecture's sums.</summary>
    public void Add(EvaluatedLane lane)
    {
        _memory.ReturnAll();
        Descend(_root, (float*)lane.PatchesAt, lane.Labels);
        _images += lane.Labels.Length;
    }

    /// <summary>Reads the sums.</summary>
    /// <param name="images">Images added.</param>
    public IReadOnlyList<SubnetResult> Results(int images) =>
        [.. _architectures.Select((architecture, i) =>
        {
            int[] wrong = [.. _correct[i].Select((correct, column) => _columns.Size(column) - correct)];
            return new SubnetResult(architecture, new Top1Error(wrong.Sum(), images), _losses[i] / images, wrong);
        })];

    private void Descend(PrefixNode node, float* x, ReadOnlySpan<long> labels)
    {
        if (node.Architectures.Count > 0) Tally(node, x, labels);
        foreach (var child in node.Children)
        {
            _cancellation.ThrowIfCancellationRequested();
            var mark = _memory.Taken;
            Descend(child, Run(child.Step, x), labels);
            _memory.Return(mark);
        }
    }

    /// <returns>[L, h], in memory that the caller gives back.</returns>
    private float* Run(PrefixStep step, float* x)
    {
        var resolution = _layout.Skeleton.Resolution(step.Stage);
        var y = _memory.Take(Vectors(resolution * resolution, step.EmbedDim));
        var mark = _memory.Taken;
        switch (Prepared(step))
        {
            case BlockWeights block:
                _arithmetic.Block(block, new BlockActivations(block, _memory, _arithmetic.Lanes, keep: false), _memory, x, y, drop: null);
                break;
            case EmbedWeights embed:
                _arithmetic.Embed(embed, x, y, _memory.Take(Vectors(resolution * resolution, 1)), y);
                break;
            case MergeWeights merge:
                _arithmetic.Merge(merge, x, _memory.Take(Vectors(resolution * resolution, 4 * merge.Before)),
                    _memory.Take(Vectors(resolution * resolution, 1)), y);
                break;
        }
        _memory.Return(mark);
        return y;
    }

    private object Prepared(PrefixStep step)
    {
        if (_prepared.TryGetValue(step, out var known)) return known;
        var stage = _layout.Stages[step.Stage - 1];
        return _prepared[step] = step switch
        {
            { Block: { } block } => new BlockWeights(stage.Blocks[step.Index],
                BlockSizes.Of(_layout.Skeleton, step.Stage, step.EmbedDim, block, step.Index), _weights, _weightMemory, withTransposed: false),
            { Stage: 1 } => new EmbedWeights(_layout.Embedding, _layout.Skeleton, step.EmbedDim, _weights, _weightMemory),
            _ => new MergeWeights(stage.Merging!, _layout.Skeleton.Resolution(step.Stage - 1), step.Index, step.EmbedDim, _weights, _weightMemory,
                withTransposed: false),
        };
    }

    private void Tally(PrefixNode node, float* x, ReadOnlySpan<long> labels)
    {
        var mark = _memory.Taken;
        var (lanes, channels) = (_arithmetic.Lanes, node.Step.EmbedDim);
        var resolution = _layout.Skeleton.Resolution(_layout.Stages.Count);
        if (!_heads.TryGetValue(channels, out var head))
            _heads.Add(channels, head = new HeadWeights(_layout.Head, resolution * resolution, channels, _weights, _weightMemory, withTransposed: false));
        float* scores = _memory.Take(Vectors(1, head.Classes)), logSums = _memory.Take(lanes);
        _arithmetic.Classify(head, x, _memory.Take(Vectors(head.Tokens, channels)), _memory.Take(Vectors(head.Tokens, 1)),
            _memory.Take(Vectors(1, channels)), scores);
        _arithmetic.Softmax(scores, head.Classes, _memory.Take(Vectors(1, head.Classes)), logSums);
        double loss = 0;
        Span<bool> correct = stackalloc bool[labels.Length];
        for (var image = 0; image < labels.Length; image++)
        {
            var label = (int)labels[image];
            loss += logSums[image] - scores[label * lanes + image];
            correct[image] = Best(scores + image, head.Classes, lanes) == label;
        }
        foreach (var architecture in node.Architectures)
        {
            _losses[architecture] += loss;
            for (var image = 0; image < labels.Length; image++)
                if (correct[image]) _correct[architecture][_columns.Of(_images + image)]++;
        }
        _memory.Return(mark);
    }

    /// <summary>The class of the highest score; the first of equals, or the first that is not a number.</summary>
    private static int Best(float* scores, int classes, int step)
    {
        var best = 0;
        for (var c = 1; c < classes; c++)
            if (scores[c * step] > scores[best * step] || (float.IsNaN(scores[c * step]) && !float.IsNaN(scores[best * step]))) best = c;
        return best;
    }

    private nint Vectors(int tokens, int channels) => (nint)tokens * BlockActivations.Pitch(channels) * _arithmetic.Lanes;
}
