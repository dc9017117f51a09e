using Onnx;
using S3Actors.Messages.Campaign;
using S3Actors.Messages.Space;
using S3Actors.Models.Network;
using S3Actors.Models.Space;
using S3Actors.Models.Training;
using static System.FormattableString;

namespace S3Actors.Coordinator.Export;

/// <summary>
/// An architecture as an ONNX graph: what a <see cref="Supernet"/> computes for it, behind the normalisation of its images. Parameters have
/// the names and shapes of <see cref="SubnetParameters"/>; the number of images is free. L: tokens of a stage's map, N: tokens of a window, nW:
/// windows, h: channels, n: heads, d: channels of a head.
/// </summary>
public sealed class OnnxNetwork
{
    /// <summary>Name of the input, float32 [batch, inputs, S, S], values in [0, 1].</summary>
    public const string Images = "images";

    /// <summary>Name of the output, float32 [batch, classes], before a softmax.</summary>
    public const string Scores = "scores";

    /// <summary>The operator set it is written in: the first with LayerNormalization.</summary>
    public const int Opset = 17;

    private readonly NetworkSkeleton _skeleton;
    private readonly SafetensorsContent _weights;
    private readonly OnnxGraph _graph;

    private OnnxNetwork(NetworkSkeleton skeleton, SafetensorsContent weights, string name) =>
        (_skeleton, _weights, _graph) = (skeleton, weights, new OnnxGraph(name));

    /// <summary>The graph.</summary>
    /// <param name="data">Mean and standard deviation of the images' channels.</param>
    /// <param name="weights">The architecture's own, as <see cref="SubnetFile"/> writes them.</param>
    /// <exception cref="CheckpointDamagedException">A parameter is missing.</exception>
    public static GraphProto Of(NetworkSkeleton skeleton, DataSpec data, Architecture architecture, SafetensorsContent weights, string name)
    {
        var network = new OnnxNetwork(skeleton, weights, name);
        network.Build(data, architecture);
        return network._graph.Graph;
    }

    private void Build(DataSpec data, Architecture architecture)
    {
        int inputs = _skeleton.InputChannels, size = _skeleton.ImageSize;
        _graph.Input(Images, "pixels divided by 255; where an image is smaller than the square, it is in the middle of zeros", -1, inputs, size, size);
        var x = Embed(Normalise(data), architecture.Stages[0].EmbedDim); // [B * L, h] from here on
        for (var s = 0; s < architecture.Stages.Count; s++)
        {
            var stage = architecture.Stages[s];
            if (s > 0) x = Merge(x, s, architecture.Stages[s - 1].EmbedDim);
            for (var b = 0; b < stage.Blocks.Count; b++)
                x = Block(x, Invariant($"layers.{s}.blocks.{b}."), BlockSizes.Of(_skeleton, s + 1, stage.EmbedDim, stage.Blocks[b], b));
        }
        Classify(x, architecture.Stages.Count, architecture.Stages[^1].EmbedDim);
        _graph.Output(Scores, "one number a class, before a softmax; the largest is the answer", -1, _skeleton.ClassCount);
    }

    private string Normalise(DataSpec data)
    {
        var (mean, deviation) = (Channels("mean", data.Mean), Channels("standard_deviation", data.StandardDeviation));
        return _graph.Node("normalised", "Div", [_graph.Node("centred", "Sub", [Images, mean]), deviation]);

        string Channels(string name, IReadOnlyList<double> values) => _graph.Constant(name, [1, values.Count, 1, 1], () => [.. values.Select(it => (float)it)]);
    }

    private string Embed(string images, int channels)
    {
        long patch = _skeleton.PatchSize, tokens = (long)_skeleton.Resolution(1) * _skeleton.Resolution(1);
        var map = _graph.Node("patch_embed.proj", "Conv", [images, Weight("patch_embed.proj.weight"), Weight("patch_embed.proj.bias")],
            OnnxGraph.Attribute("kernel_shape", [patch, patch]), OnnxGraph.Attribute("strides", [patch, patch]));
        var byToken = _graph.Transpose("patch_embed.tokens", _graph.Reshape("patch_embed.map", map, -1, channels, tokens), 0, 2, 1);
        return Norm(_graph.Reshape("patch_embed.flat", byToken, -1, channels), "patch_embed.norm");
    }

    /// <summary>2 x 2 neighbours (dy, dx) side by side in the order 00, 10, 01, 11, normalised and mapped.</summary>
    private string Merge(string x, int stage, int before)
    {
        var (at, half) = (Invariant($"layers.{stage}.downsample."), _skeleton.Resolution(stage) / 2);
        var squares = _graph.Transpose(at + "squares", _graph.Reshape(at + "map", x, -1, half, 2, half, 2, before), 0, 1, 3, 4, 2, 5);
        var normalised = Norm(_graph.Reshape(at + "merged", squares, -1, 4 * before), at + "norm");
        return _graph.Node(at + "reduction", "Gemm", [normalised, Weight(at + "reduction.weight")], OnnxGraph.Attribute("transB", 1L));
    }

    private string Block(string x, string at, BlockSizes sizes)
    {
        var attended = _graph.Node(at + "attended", "Add", [x, Attention(Norm(x, at + "norm1"), at + "attn.", sizes)]);
        var hidden = Gelu(Linear(Norm(attended, at + "norm2"), at + "mlp.fc1"), at + "mlp.");
        return _graph.Node(at + "out", "Add", [attended, Linear(hidden, at + "mlp.fc2")]);
    }

    private string Attention(string tokens, string at, BlockSizes sizes)
    {
        int h = sizes.Channels, n = sizes.Heads, d = sizes.HeadDim, width = sizes.AttentionWidth;
        long windowCount = sizes.Windows.WindowCount, perWindow = sizes.Windows.TokensPerWindow, tokensOfMap = (long)sizes.Resolution * sizes.Resolution;
        var (geometry, layout) = (WindowGeometry.Of(sizes.Resolution, sizes.Windows), LayoutName(sizes));

        var places = geometry.IsIdentity ? tokens : Gather(tokens, at + "cut", tokensOfMap, "token of place, " + layout, geometry.TokenOf); // [B * nW * N, h]
        var parts = Linear(places, at + "qkv"); // [B * nW * N, 3 * n * d]
        var query = Part("query", 0, 0, 1, 3, 2, 4); // [B, nW, n, N, d]
        var key = Part("key", 1, 0, 1, 3, 4, 2); // [B, nW, n, d, N]
        var value = Part("value", 2, 0, 1, 3, 2, 4); // [B, nW, n, N, d]

        var scaled = _graph.Node(at + "scaled", "Mul", [query, _graph.Number((float)(1 / Math.Sqrt(d)))]);
        var products = _graph.Node(at + "products", "MatMul", [scaled, key]); // [B, nW, n, N, N]
        var scores = _graph.Node(at + "scores", "Add", [products, Bias()]);
        var shares = _graph.Node(at + "shares", "Softmax", [scores], OnnxGraph.Attribute("axis", -1L));
        var mixed = _graph.Transpose(at + "mixed", _graph.Node(at + "heads", "MatMul", [shares, value]), 0, 1, 3, 2, 4); // [B, nW, N, n, d]
        var output = Linear(_graph.Reshape(at + "joined", mixed, -1, width), at + "proj"); // [B * nW * N, h]
        return geometry.IsIdentity ? output : Gather(output, at + "uncut", windowCount * perWindow, "place of token, " + layout, geometry.PlaceOf); // [B * L, h]

        string Part(string part, int index, params long[] order)
        {
            string Bound(int bound) => _graph.Integers(Invariant($"integer {bound}"), () => [bound]);
            var slice = _graph.Node(at + part + ".rows", "Slice", [parts, Bound(index * width), Bound((index + 1) * width), Bound(1)]);
            return _graph.Transpose(at + part, _graph.Reshape(at + part + ".heads", slice, -1, windowCount, perWindow, n, d), order);
        }

        // [1, n, N, N] or [nW, n, N, N]
        string Bias()
        {
            var rows = _graph.Integers(Invariant($"rows of a table, window {sizes.Windows.Side}"),
                () => WindowGeometry.TableRows(sizes.Windows.Side, sizes.Windows.Side));
            var gathered = _graph.Node(at + "bias.rows", "Gather", [Weight(at + "relative_position_bias_table"), rows], OnnxGraph.Attribute("axis", 0L));
            var bias = _graph.Transpose(at + "bias", _graph.Reshape(at + "bias.pairs", gathered, 1, perWindow, perWindow, n), 0, 3, 1, 2);
            if (geometry.Mask is not { } mask) return bias;
            return _graph.Node(at + "bias.masked", "Add", [bias, _graph.Constant("mask, " + layout, [windowCount, 1, perWindow, perWindow], () => mask)]);
        }

        string Gather(string from, string node, long rows, string name, long[] indices)
        {
            var images = _graph.Reshape(node + ".images", from, -1, rows, h);
            var gathered = _graph.Node(node + ".gathered", "Gather", [images, _graph.Integers(name, () => indices)], OnnxGraph.Attribute("axis", 1L));
            return _graph.Reshape(node, gathered, -1, h);
        }
    }

    private static string LayoutName(BlockSizes sizes) => Invariant($"map {sizes.Resolution} window {sizes.Windows.Side} shift {sizes.Windows.Shift}");

    /// <summary>In its exact form: x * (1 + erf(x / sqrt 2)) / 2.</summary>
    private string Gelu(string x, string at)
    {
        var erf = _graph.Node(at + "erf", "Erf", [_graph.Node(at + "scaled", "Div", [x, _graph.Number((float)Math.Sqrt(2))])]);
        var doubled = _graph.Node(at + "doubled", "Mul", [x, _graph.Node(at + "weighed", "Add", [erf, _graph.Number(1)])]);
        return _graph.Node(at + "gelu", "Mul", [doubled, _graph.Number(0.5f)]);
    }

    private void Classify(string x, int stages, int channels)
    {
        var tokens = (long)_skeleton.Resolution(stages) * _skeleton.Resolution(stages);
        var pooled = _graph.Node("pooled", "ReduceMean", [_graph.Reshape("tokens", Norm(x, "norm"), -1, tokens, channels)],
            OnnxGraph.Attribute("axes", [1]), OnnxGraph.Attribute("keepdims", 0L));
        _graph.Node(Scores, "Gemm", [pooled, Weight("head.weight"), Weight("head.bias")], OnnxGraph.Attribute("transB", 1L));
    }

    private string Norm(string x, string at) => _graph.Node(at, "LayerNormalization", [x, Weight(at + ".weight"), Weight(at + ".bias")],
        OnnxGraph.Attribute("axis", -1L), OnnxGraph.Attribute("epsilon", (float)TransformerBlock.NormEpsilon));

    private string Linear(string x, string at) => _graph.Node(at, "Gemm", [x, Weight(at + ".weight"), Weight(at + ".bias")],
        OnnxGraph.Attribute("transB", 1L));

    private string Weight(string name) => _graph.Parameter(name, _weights.Shape(name), _weights.Floats(name));
}
