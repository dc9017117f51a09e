using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace S3Actors.Bench.AgainstPyTorch.Eager;

/// <summary>
/// The weight-sharing network as one writes it in eager mode, AutoFormer's way: the largest weights, sliced anew in every forward pass. The
/// same as pytorch/supernet.py, in plain TorchSharp calls; nothing of the product's network is used. Masks and indices, which do not depend
/// on weights, are made once. Tensors belong to the caller's dispose scope.
/// </summary>
/// <param name="weights">By name; leaves of the graph where gradients are wanted.</param>
/// <param name="training">Whether blocks are dropped at random.</param>
internal sealed class EagerSupernet(IReadOnlyDictionary<string, Tensor> weights, EagerSkeleton skeleton, bool training)
{
    private static readonly TensorIndex All = TensorIndex.Colon, Even = TensorIndex.Slice(0, null, 2), Odd = TensorIndex.Slice(1, null, 2);

    private readonly Dictionary<(int Size, int Window, int Shift), Tensor?> _masks = [];
    private readonly Dictionary<(int Window, int Side), Tensor> _tableRows = [];

    /// <summary>Images [B, inputs, S, S] to scores [B, classes].</summary>
    public Tensor Forward(Tensor images, EagerSubnet subnet, double dropPath = 0)
    {
        var blocks = subnet.Stages.Sum(stage => stage.Blocks.Length);
        var done = 0;
        var x = Embed(images, subnet.Stages[0].EmbedDim);
        for (var s = 0; s < subnet.Stages.Length; s++)
        {
            var stage = subnet.Stages[s];
            if (s > 0) x = Merge($"layers.{s}.downsample", x, stage.EmbedDim);
            for (var b = 0; b < stage.Blocks.Length; b++)
                x = Block($"layers.{s}.blocks.{b}", x, stage.Blocks[b], b % 2 == 1, dropPath * done++ / Math.Max(1, blocks - 1));
        }
        x = Norm("norm", x).mean([1, 2]);
        return linear(x, weights["head.weight"].narrow(1, 0, x.shape[1]), weights["head.bias"]);
    }

    private Tensor Norm(string name, Tensor x)
    {
        var h = x.shape[^1];
        return layer_norm(x, [h], weights[name + ".weight"].narrow(0, 0, h), weights[name + ".bias"].narrow(0, 0, h));
    }

    private Tensor Linear(string name, Tensor x, long outputs) =>
        linear(x, weights[name + ".weight"].narrow(0, 0, outputs).narrow(1, 0, x.shape[^1]), weights[name + ".bias"].narrow(0, 0, outputs));

    /// <returns>[B, R, R, h].</returns>
    private Tensor Embed(Tensor images, long h)
    {
        var x = conv2d(images, weights["patch_embed.proj.weight"].narrow(0, 0, h), weights["patch_embed.proj.bias"].narrow(0, 0, h),
            strides: [skeleton.PatchSize, skeleton.PatchSize]);
        return Norm("patch_embed.norm", x.permute(0, 2, 3, 1));
    }

    private Tensor Merge(string name, Tensor x, long outputs)
    {
        var before = x.shape[3];
        x = cat([x[All, Even, Even], x[All, Odd, Even], x[All, Even, Odd], x[All, Odd, Odd]], -1);
        x = layer_norm(x, [4 * before], FirstOfEachGroup(weights[name + ".norm.weight"]), FirstOfEachGroup(weights[name + ".norm.bias"]));
        return linear(x, FirstOfEachGroup(weights[name + ".reduction.weight"].narrow(0, 0, outputs)));

        Tensor FirstOfEachGroup(Tensor parameter) // of the 4 neighbours' channels, along the last axis
        {
            var rows = parameter.shape[..^1];
            return parameter.view([.. rows, 4, -1]).narrow(-1, 0, before).reshape([.. rows, 4 * before]);
        }
    }

    private Tensor Block(string name, Tensor x, EagerBlock block, bool odd, double drop)
    {
        x = x + DropPath(Attention(name + ".attn", Norm(name + ".norm1", x), block, odd), drop);
        var y = Linear(name + ".mlp.fc1", Norm(name + ".norm2", x), block.Hidden);
        return x + DropPath(Linear(name + ".mlp.fc2", gelu(y), x.shape[3]), drop);
    }

    private Tensor DropPath(Tensor x, double rate) =>
        rate == 0 || !training ? x : x * x.new_empty([x.shape[0], 1, 1, 1]).bernoulli_(1 - rate).div_(1 - rate);

    /// <param name="x">[B, R, R, h].</param>
    private Tensor Attention(string name, Tensor x, EagerBlock block, bool odd)
    {
        var (size, h) = ((int)x.shape[1], x.shape[3]);
        var window = Math.Min(block.Window, size);
        var shift = odd && window < size ? window / 2 : 0;
        var padded = (size + window - 1) / window * window;
        var mask = Mask(size, window, shift);
        if (padded > size) x = pad(x, [0, 0, 0, padded - size, 0, padded - size]);
        if (shift > 0) x = roll(x, [-shift, -shift], [1, 2]);
        x = Cut(x, window); // [B * windows, N, h]

        var (groups, tokens, width) = (x.shape[0], x.shape[1], block.Heads * block.HeadDim);
        var (weight, bias) = (weights[name + ".qkv.weight"], weights[name + ".qkv.bias"]);
        var rows = weight.shape[0] / 3;
        var qkv = linear(x, weight.view(3, rows, -1).narrow(1, 0, width).narrow(2, 0, h).reshape(3 * width, h),
            bias.view(3, rows).narrow(1, 0, width).reshape(3 * width));
        var parts = qkv.view(groups, tokens, 3, block.Heads, block.HeadDim).permute(2, 0, 3, 1, 4).unbind(0); // each [B * windows, n, N, d]
        x = Attend(parts[0], parts[1], parts[2], Bias(name, window, block.Heads), mask).transpose(1, 2).reshape(groups, tokens, width);
        x = Join(Linear(name + ".proj", x, h), window, padded);
        if (shift > 0) x = roll(x, [shift, shift], [1, 2]);
        return padded > size ? x.narrow(1, 0, size).narrow(2, 0, size) : x;
    }

    private static Tensor Attend(Tensor q, Tensor k, Tensor v, Tensor bias, Tensor? mask)
    {
        var scores = (q * Math.Pow(q.shape[^1], -0.5)).matmul(k.transpose(-2, -1)) + bias;
        if (mask is not null) scores = (scores.view([-1, mask.shape[0], .. scores.shape[1..]]) + mask.unsqueeze(1)).view(scores.shape);
        return scores.softmax(-1).matmul(v);
    }

    /// <returns>[n, N, N]: a smaller window uses the centre of the table.</returns>
    private Tensor Bias(string name, int window, int heads)
    {
        var table = weights[name + ".relative_position_bias_table"];
        var side = (int)Math.Round(Math.Sqrt(table.shape[0]));
        var tokens = window * window;
        if (!_tableRows.TryGetValue((window, side), out var rows)) _tableRows[(window, side)] = rows = TableRows(window, side).DetachFromDisposeScope();
        return table.narrow(1, 0, heads).index_select(0, rows).view(tokens, tokens, heads).permute(2, 0, 1);
    }

    private static Tensor TableRows(int window, int side)
    {
        using var usableInTraining = inference_mode(false);
        var steps = arange(window);
        var (down, right) = (steps.repeat_interleave(window), steps.repeat(window));
        return ((Distance(down) * side) + Distance(right)).flatten();

        Tensor Distance(Tensor place) => place.unsqueeze(1) - place.unsqueeze(0) + (side - 1) / 2;
    }

    /// <returns>[windows, N, N] of 0 and minus infinity; null where every token of a window sees every other.</returns>
    private Tensor? Mask(int size, int window, int shift)
    {
        if (!_masks.TryGetValue((size, window, shift), out var mask))
            _masks[(size, window, shift)] = mask = MakeMask(size, window, shift)?.DetachFromDisposeScope();
        return mask;
    }

    private static Tensor? MakeMask(int size, int window, int shift)
    {
        var padded = (size + window - 1) / window * window;
        if (padded == size && shift == 0) return null;
        using var usableInTraining = inference_mode(false);
        var place = arange(padded);
        var band = shift == 0 ? zeros_like(place) : (place >= padded - window).to(int64) + (place >= padded - shift).to(int64);
        var region = OfWindows(band.unsqueeze(1) * 3 + band.unsqueeze(0));
        var isReal = roll(place < size, [-shift], [0]);
        var real = OfWindows(isReal.unsqueeze(1) & isReal.unsqueeze(0));
        // Whatever padding attends to is dropped: it sees its region, so that no row is left empty.
        var hidden = (region.unsqueeze(2) != region.unsqueeze(1)) | (real.unsqueeze(1).logical_not() & real.unsqueeze(2));
        return zeros(hidden.shape).masked_fill(hidden, float.NegativeInfinity);

        Tensor OfWindows(Tensor map) => Cut(map.unsqueeze(0).unsqueeze(-1), window).squeeze(-1);
    }

    /// <summary>[B, P, P, h] to [B * windows, N, h].</summary>
    private static Tensor Cut(Tensor x, int window)
    {
        var (images, side, h) = (x.shape[0], x.shape[1] / window, x.shape[3]);
        return x.view(images, side, window, side, window, h).permute(0, 1, 3, 2, 4, 5).reshape(-1, window * window, h);
    }

    /// <summary>The inverse of <see cref="Cut"/>.</summary>
    private static Tensor Join(Tensor x, int window, int padded)
    {
        var (side, h) = (padded / window, x.shape[2]);
        return x.view(-1, side, side, window, window, h).permute(0, 1, 3, 2, 4, 5).reshape(-1, padded, padded, h);
    }
}
