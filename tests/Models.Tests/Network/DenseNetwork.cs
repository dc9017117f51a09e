using S3Actors.Messages.Space;
using S3Actors.Models.Native;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace S3Actors.Tests.Models.Network;

/// <summary>
/// The reference: the standalone network of one architecture, written the slow and obvious way (pad, roll, cut into windows, attend, undo),
/// with a tensor for each parameter and nothing shared with the product's code.
/// </summary>
internal sealed class DenseNetwork : IDisposable
{
    private readonly NetworkSkeleton _skeleton;
    private readonly Architecture _architecture;
    private readonly Dictionary<string, Tensor> _weights = [];

    /// <summary>A network with all parameters zero.</summary>
    public DenseNetwork(NetworkSkeleton skeleton, Architecture architecture)
    {
        (_skeleton, _architecture) = (skeleton, architecture);
        var h = architecture.Stages[0].EmbedDim;
        Add("patch_embed.proj.weight", h, skeleton.InputChannels, skeleton.PatchSize, skeleton.PatchSize);
        Add("patch_embed.proj.bias", h);
        AddNorm("patch_embed.norm", h);
        for (var s = 0; s < architecture.Stages.Count; s++)
        {
            if (s > 0)
            {
                AddNorm($"layers.{s}.downsample.norm", 4 * h);
                Add($"layers.{s}.downsample.reduction.weight", architecture.Stages[s].EmbedDim, 4 * h);
                h = architecture.Stages[s].EmbedDim;
            }
            for (var b = 0; b < architecture.Stages[s].Blocks.Count; b++) AddBlock(s, b, h);
        }
        AddNorm("norm", h);
        AddLinear("head", skeleton.ClassCount, h);
    }

    /// <summary>Every parameter by name: leaves that require gradients.</summary>
    public IReadOnlyDictionary<string, Tensor> Weights => _weights;

    /// <summary>Elements of all parameters.</summary>
    public long ParameterCount => _weights.Values.Sum(weight => weight.numel());

    /// <summary>[B, inputs, S, S] to [B, classes].</summary>
    public Tensor Forward(Tensor images)
    {
        var x = conv2d(images, W("patch_embed.proj.weight"), W("patch_embed.proj.bias"), strides: [_skeleton.PatchSize, _skeleton.PatchSize]);
        x = Norm("patch_embed.norm", x.permute(0, 2, 3, 1)); // [B, R, R, h]
        for (var s = 0; s < _architecture.Stages.Count; s++)
        {
            if (s > 0)
            {
                Tensor Neighbours(long dy, long dx) => x.slice(1, dy, long.MaxValue, 2).slice(2, dx, long.MaxValue, 2);
                x = cat([Neighbours(0, 0), Neighbours(1, 0), Neighbours(0, 1), Neighbours(1, 1)], -1);
                x = linear(Norm($"layers.{s}.downsample.norm", x), W($"layers.{s}.downsample.reduction.weight"));
            }
            for (var b = 0; b < _architecture.Stages[s].Blocks.Count; b++) x = Block(x, s, b);
        }
        return Linear("head", Norm("norm", x).mean([1, 2]));
    }

    public void Dispose()
    {
        foreach (var weight in _weights.Values) weight.Dispose();
    }

    private Tensor Block(Tensor x, int s, int b)
    {
        var name = $"layers.{s}.blocks.{b}";
        x = x.Plus(Attention(name + ".attn", Norm(name + ".norm1", x), _architecture.Stages[s].Blocks[b], odd: b % 2 == 1));
        return x.Plus(Linear(name + ".mlp.fc2", gelu(Linear(name + ".mlp.fc1", Norm(name + ".norm2", x)))));
    }

    private Tensor Attention(string name, Tensor x, BlockArchitecture block, bool odd)
    {
        long images = x.shape[0], size = x.shape[1], h = x.shape[3];
        var whole = size <= block.WindowSize;
        var window = whole ? size : block.WindowSize;
        var shift = odd && !whole ? window / 2 : 0;
        var padded = size;
        while (padded % window != 0) padded++;
        long across = padded / window, n = block.NumHeads, d = block.QkvDim / block.NumHeads;

        x = pad(x, [0, 0, 0, padded - size, 0, padded - size]);
        if (shift > 0) x = x.roll([-shift, -shift], [1, 2]);
        x = x.view(images, across, window, across, window, h).permute(0, 1, 3, 2, 4, 5).reshape(images * across * across, window * window, h);

        var parts = Linear(name + ".qkv", x).chunk(3, 2); // each [B * nW, N, n * d]
        Tensor Heads(Tensor t) => t.reshape(-1, window * window, n, d).permute(0, 2, 1, 3);
        var scores = Heads(parts[0]).matmul(Heads(parts[1]).transpose(2, 3)).Times(1 / Math.Sqrt(d)); // [B * nW, n, N, N]
        scores = scores.Plus(Bias(name, window).unsqueeze(0));
        using var never = float.NegativeInfinity.ToScalar();
        scores = scores.view(images, across * across, n, window * window, window * window)
            .masked_fill(Forbidden(size, padded, window, shift), never).view(-1, n, window * window, window * window);
        x = scores.softmax(-1).matmul(Heads(parts[2])).permute(0, 2, 1, 3).reshape(-1, window * window, n * d);
        x = Linear(name + ".proj", x);

        x = x.view(images, across, across, window, window, h).permute(0, 1, 3, 2, 4, 5).reshape(images, padded, padded, h);
        if (shift > 0) x = x.roll([shift, shift], [1, 2]);
        return x.slice(1, 0, size, 1).slice(2, 0, size, 1);
    }

    /// <summary>[n, N, N].</summary>
    private Tensor Bias(string name, long window)
    {
        var table = W(name + ".relative_position_bias_table");
        var rows = new List<long>();
        for (var query = 0; query < window * window; query++)
            for (var key = 0; key < window * window; key++)
            {
                var dy = query / window - key / window + window - 1;
                var dx = query % window - key % window + window - 1;
                rows.Add(dy * (2 * window - 1) + dx);
            }
        return table.index_select(0, tensor(rows.ToArray())).view(window * window, window * window, -1).permute(2, 0, 1);
    }

    /// <summary>[nW, 1, N, N]: where a real token must not attend: to padding, or to a token from another side of the map.</summary>
    private static Tensor Forbidden(long size, long padded, long window, long shift)
    {
        long across = padded / window, tokens = window * window;
        var forbidden = new bool[across * across * tokens * tokens];
        for (var w = 0; w < across * across; w++)
            for (var q = 0; q < tokens; q++)
                for (var k = 0; k < tokens; k++)
                {
                    var (qy, qx) = Rolled(w, q);
                    var (ky, kx) = Rolled(w, k);
                    bool Real(long y, long x) => y < size && x < size;
                    var apart = Math.Abs(qy - ky) >= window || Math.Abs(qx - kx) >= window; // neighbours only because of the roll
                    forbidden[(w * tokens + q) * tokens + k] = Real(qy, qx) && (!Real(ky, kx) || apart);
                }
        return tensor(forbidden, [across * across, 1, tokens, tokens]);

        (long Y, long X) Rolled(long w, long place) =>
            ((w / across * window + place / window + shift) % padded, (w % across * window + place % window + shift) % padded);
    }

    private void AddBlock(int s, int b, int h)
    {
        var block = _architecture.Stages[s].Blocks[b];
        var name = $"layers.{s}.blocks.{b}";
        int width = block.NumHeads * (block.QkvDim / block.NumHeads), hidden = (int)(block.MlpRatio * h);
        var window = Math.Min(block.WindowSize, _skeleton.ImageSize / _skeleton.PatchSize >> s);
        AddNorm(name + ".norm1", h);
        AddLinear(name + ".attn.qkv", 3 * width, h);
        Add(name + ".attn.relative_position_bias_table", (2 * window - 1) * (2 * window - 1), block.NumHeads);
        AddLinear(name + ".attn.proj", h, width);
        AddNorm(name + ".norm2", h);
        AddLinear(name + ".mlp.fc1", hidden, h);
        AddLinear(name + ".mlp.fc2", h, hidden);
    }

    private void AddLinear(string name, int outputs, int inputs)
    {
        Add(name + ".weight", outputs, inputs);
        Add(name + ".bias", outputs);
    }

    private void AddNorm(string name, int channels)
    {
        Add(name + ".weight", channels);
        Add(name + ".bias", channels);
    }

    private void Add(string name, params long[] shape) => _weights.Add(name, zeros(shape, requires_grad: true).DetachFromDisposeScope());

    private Tensor W(string name) => _weights[name];

    private Tensor Linear(string name, Tensor x) => linear(x, W(name + ".weight"), W(name + ".bias"));

    private Tensor Norm(string name, Tensor x) => layer_norm(x, [x.shape[^1]], W(name + ".weight"), W(name + ".bias"));
}
