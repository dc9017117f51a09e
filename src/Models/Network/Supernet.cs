using S3Actors.Messages.Campaign;
using S3Actors.Messages.Space;
using TorchSharp;
using static TorchSharp.torch;

namespace S3Actors.Models.Network;

/// <summary>
/// The weight-sharing network of a search space (method: "Supernet"): one set of the largest weights; a subnet is an argument of the
/// forward pass and uses the first rows, columns, heads and blocks and the centre of the bias tables. Axes: B images, L tokens, h channels.
/// The arithmetic of one forward pass runs on the calling thread; results do not depend on other threads. Tensors returned belong to
/// the caller's dispose scope.
/// </summary>
public sealed class Supernet : IDisposable
{
    private readonly WindowTensorCache _windows;
    private readonly WeightView _inference;

    /// <summary>A supernet with all weights zero.</summary>
    /// <param name="precision">What passes multiply in; null for float32.</param>
    /// <param name="asOnGpu">Whether it computes the way a GPU wants it, wherever it is; null leaves it to device and precision.</param>
    public Supernet(NetworkSkeleton skeleton, SearchSpace space, Device? device = null, ReducedPrecision? precision = null, bool? asOnGpu = null)
    {
        Device = device ?? CPU;
        Layout = new SupernetLayout(skeleton, space);
        Weights = new FlatWeights(Layout, Device, precision);
        _windows = new WindowTensorCache(Device, forGpu: asOnGpu ?? (Device.type != DeviceType.CPU || precision is not null));
        _inference = new WeightView(Weights, withGradients: false);
    }

    /// <summary>Where weights and activations live.</summary>
    public Device Device { get; }

    /// <summary>Names, shapes and places of the shared parameters.</summary>
    public SupernetLayout Layout { get; }

    /// <summary>The shared parameters.</summary>
    public FlatWeights Weights { get; }

    /// <summary>Number of shared parameters.</summary>
    public long ParameterCount => Layout.ParameterCount;

    /// <summary>Fills the weights: see <see cref="FlatWeights.Initialise"/>.</summary>
    public void Initialise(Initialisation initialisation, long seed, int supernetIndex) => Weights.Initialise(initialisation, seed, supernetIndex);

    /// <summary>Class scores of a subnet without gradients of the weights. Not safe for two threads at once; use a view each for that.</summary>
    /// <param name="images">[B, inputs, S, S], float32.</param>
    /// <returns>[B, classes].</returns>
    /// <exception cref="ArgumentException">The architecture does not fit into the supernet.</exception>
    public Tensor Forward(Tensor images, Architecture architecture, DropPathPlan? drop = null) => Forward(_inference, images, architecture, drop);

    /// <summary>Class scores of a subnet through a worker's own view of the weights.</summary>
    public Tensor Forward(WeightView weights, Tensor images, Architecture architecture, DropPathPlan? drop = null)
    {
        Require(architecture);
        using var scope = NewDisposeScope();
        var x = Embed(weights, images, architecture.Stages[0].EmbedDim);
        var blocksDone = 0;
        for (var s = 0; s < architecture.Stages.Count; s++)
        {
            var (embedDim, blocks) = (architecture.Stages[s].EmbedDim, architecture.Stages[s].Blocks);
            if (s > 0) x = EnterStage(weights, x, s + 1, architecture.Stages[s - 1].EmbedDim, embedDim);
            for (var b = 0; b < blocks.Count; b++, blocksDone++)
                x = RunBlock(weights, x, s + 1, embedDim, blocks[b], b, drop?.Attention(blocksDone), drop?.Mlp(blocksDone));
        }
        return Classify(weights, x, architecture.Stages[^1].EmbedDim).MoveToOuterDisposeScope();
    }

    /// <summary>Patch embedding.</summary>
    /// <param name="images">[B, inputs, S, S].</param>
    /// <returns>[B * L, h], in the type of products.</returns>
    public Tensor Embed(WeightView weights, Tensor images, int embedDim)
    {
        RequireImages(images);
        return PatchLayers.Embed(weights, Layout.Embedding, Layout.Skeleton, images, embedDim);
    }

    /// <summary>Throws where images have another shape than [B, inputs, S, S].</summary>
    public void RequireImages(Tensor images)
    {
        var shape = images.shape;
        var skeleton = Layout.Skeleton;
        if (shape.Length != 4 || shape[1] != skeleton.InputChannels || shape[2] != skeleton.ImageSize || shape[3] != skeleton.ImageSize)
            throw new ArgumentException(
                $"Images of shape [{string.Join(", ", shape)}] where [B, {skeleton.InputChannels}, {skeleton.ImageSize}, {skeleton.ImageSize}] is asked for.");
    }

    /// <summary>The entry of a stage after the first: patch merging.</summary>
    /// <param name="x">[B * L, h] as the stage before left it.</param>
    /// <param name="stage">The stage entered, counted from 1.</param>
    /// <param name="before">h of the stage before.</param>
    /// <param name="after">h' of the stage entered.</param>
    /// <returns>[B * L / 4, h'].</returns>
    public Tensor EnterStage(WeightView weights, Tensor x, int stage, int before, int after) =>
        PatchLayers.Merge(weights, Layout.Stages[stage - 1].Merging!, x, Layout.Skeleton.Resolution(stage - 1), before, after);

    /// <summary>One block of a stage.</summary>
    /// <param name="x">[B * L, h].</param>
    /// <param name="stage">Counted from 1.</param>
    /// <param name="index">The block within its stage, counted from 0.</param>
    /// <param name="keepAttention">[B, 1]: factor of each image's attention branch; null for 1.</param>
    /// <param name="keepMlp">[B, 1]: the same of the MLP branch.</param>
    /// <returns>[B * L, h].</returns>
    public Tensor RunBlock(
        WeightView weights, Tensor x, int stage, int embedDim, BlockArchitecture block, int index, Tensor? keepAttention = null, Tensor? keepMlp = null)
    {
        var sizes = BlockSizes.Of(Layout.Skeleton, stage, embedDim, block, index);
        var images = x.shape[0] / (sizes.Resolution * sizes.Resolution);
        return TransformerBlock.Run(weights, _windows, Layout.Stages[stage - 1].Blocks[index], sizes, x, images, keepAttention, keepMlp);
    }

    /// <summary>The classifier on the last stage's tokens.</summary>
    /// <param name="x">[B * L, h].</param>
    /// <returns>[B, classes].</returns>
    public Tensor Classify(WeightView weights, Tensor x, int embedDim)
    {
        var resolution = Layout.Skeleton.Resolution(Layout.Stages.Count);
        return PatchLayers.Classify(weights, Layout.Head, x, x.shape[0] / (resolution * resolution), embedDim);
    }

    /// <summary>Throws where an architecture does not fit into the shared weights.</summary>
    public void Require(Architecture architecture)
    {
        if (Layout.Misfit(architecture) is { } reason)
            throw new ArgumentException($"Architecture {architecture} is no subnet of this supernet: {reason}.", nameof(architecture));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _inference.Dispose();
        _windows.Dispose();
        Weights.Dispose();
    }
}
