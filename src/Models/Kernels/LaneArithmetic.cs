using System.Runtime.Intrinsics;

namespace S3Actors.Models.Kernels;

/// <summary>The arithmetic of whole layers, for as many images as a vector of the chosen instructions has lanes. Stateless.</summary>
internal abstract unsafe class LaneArithmetic
{
    /// <summary>The arithmetic of an instruction set; null where there is none, or the processor lacks it.</summary>
    public static LaneArithmetic? Of(ProcessorVectors vectors) => vectors switch
    {
        ProcessorVectors.Bits512 when Lanes512.IsSupported => new LaneArithmetic<Lanes512, Vector512<float>>(),
        ProcessorVectors.Bits256 when Lanes256.IsSupported => new LaneArithmetic<Lanes256, Vector256<float>>(),
        ProcessorVectors.Widest => Of(ProcessorVectors.Bits512) ?? Of(ProcessorVectors.Bits256),
        _ => null,
    };

    /// <summary>Images of a vector.</summary>
    public abstract int Lanes { get; }

    /// <summary>The instruction set.</summary>
    public ProcessorVectors Vectors => Lanes == Lanes512.Count ? ProcessorVectors.Bits512 : ProcessorVectors.Bits256;

    /// <inheritdoc cref="OuterPass{L, V}.Embed"/>
    public abstract void Embed(EmbedWeights embed, float* patches, float* normal, float* deviation, float* y);

    /// <inheritdoc cref="OuterPass{L, V}.Merge"/>
    public abstract void Merge(MergeWeights merge, float* x, float* normal, float* deviation, float* y);

    /// <inheritdoc cref="OuterPass{L, V}.Classify"/>
    public abstract void Classify(HeadWeights head, float* x, float* normal, float* deviation, float* pooled, float* scores);

    /// <inheritdoc cref="BlockPass{L, V}.Run"/>
    public abstract void Block(BlockWeights block, BlockActivations room, LaneMemory memory, float* x, float* y, LaneFactors? drop);

    /// <inheritdoc cref="LaneLoss{L, V}.Softmax"/>
    public abstract void Softmax(float* scores, int classes, float* probabilities, float* logSums);

    /// <inheritdoc cref="OuterGradient{L, V}.Embed"/>
    public abstract void EmbedGradient(
        EmbedWeights embed, LinearGradient sums, float* scale, float* shift, LaneMemory memory, float* patches, float* normal, float* deviation, float* dy);

    /// <inheritdoc cref="OuterGradient{L, V}.Merge"/>
    public abstract void MergeGradient(MergeWeights merge, LinearGradient sums, LaneMemory memory, float* normal, float* deviation, float* dy, float* dx);

    /// <inheritdoc cref="OuterGradient{L, V}.Classify"/>
    public abstract void ClassifyGradient(
        HeadWeights head, LinearGradient sums, LaneMemory memory, float* normal, float* deviation, float* pooled, float* dscores, float* dx);

    /// <inheritdoc cref="BlockGradient{L, V}.Run"/>
    public abstract void BlockGradient(BlockWeights block, BlockActivations room, BlockGradientSums sums, LaneMemory memory, float* dx, LaneFactors? drop);

    /// <inheritdoc cref="LaneLoss{L, V}.Gradient"/>
    public abstract void LossGradient(float* probabilities, float* targets, float* weights, int classes);
}

/// <inheritdoc/>
internal sealed unsafe class LaneArithmetic<L, V> : LaneArithmetic where L : ILanes<V> where V : struct
{
    public override int Lanes => L.Count;

    public override void Embed(EmbedWeights embed, float* patches, float* normal, float* deviation, float* y) =>
        OuterPass<L, V>.Embed(embed, patches, normal, deviation, y);

    public override void Merge(MergeWeights merge, float* x, float* normal, float* deviation, float* y) =>
        OuterPass<L, V>.Merge(merge, x, normal, deviation, y);

    public override void Classify(HeadWeights head, float* x, float* normal, float* deviation, float* pooled, float* scores) =>
        OuterPass<L, V>.Classify(head, x, normal, deviation, pooled, scores);

    public override void Block(BlockWeights block, BlockActivations room, LaneMemory memory, float* x, float* y, LaneFactors? drop) =>
        BlockPass<L, V>.Run(block, room, memory, x, y, drop);

    public override void Softmax(float* scores, int classes, float* probabilities, float* logSums) =>
        LaneLoss<L, V>.Softmax(scores, classes, probabilities, logSums);

    public override void EmbedGradient(
        EmbedWeights embed, LinearGradient sums, float* scale, float* shift, LaneMemory memory, float* patches, float* normal, float* deviation, float* dy) =>
        OuterGradient<L, V>.Embed(embed, sums, scale, shift, memory, patches, normal, deviation, dy);

    public override void MergeGradient(MergeWeights merge, LinearGradient sums, LaneMemory memory, float* normal, float* deviation, float* dy, float* dx) =>
        OuterGradient<L, V>.Merge(merge, sums, memory, normal, deviation, dy, dx);

    public override void ClassifyGradient(
        HeadWeights head, LinearGradient sums, LaneMemory memory, float* normal, float* deviation, float* pooled, float* dscores, float* dx) =>
        OuterGradient<L, V>.Classify(head, sums, memory, normal, deviation, pooled, dscores, dx);

    public override void BlockGradient(BlockWeights block, BlockActivations room, BlockGradientSums sums, LaneMemory memory, float* dx, LaneFactors? drop) =>
        BlockGradient<L, V>.Run(block, room, sums, memory, dx, drop);

    public override void LossGradient(float* probabilities, float* targets, float* weights, int classes) =>
        LaneLoss<L, V>.Gradient(probabilities, targets, weights, classes);
}
