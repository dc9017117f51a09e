"""The exported network in plain PyTorch. `load(folder)` gives a function from images [B, inputs, S, S], prepared as README.md says, to scores [B, classes]."""
import json, pathlib, struct, torch, torch.nn.functional as F
labels = lambda folder: pathlib.Path(folder, "labels.txt").read_text(encoding="utf-8").splitlines()  # names of the classes in the order of the scores
def tensors(path):
    file = bytearray(pathlib.Path(path).read_bytes())
    start = 8 + struct.unpack_from("<Q", file)[0]
    return {name: torch.frombuffer(file, dtype=torch.float32, count=(t["data_offsets"][1] - t["data_offsets"][0]) // 4, offset=start + t["data_offsets"][0]).reshape(t["shape"])
            for name, t in json.loads(file[8:start]).items() if name != "__metadata__"}

def attention(x, w, at, block, odd):  # x: [B, R, R, C]; n by n windows of N = side * side tokens on the padded map
    size, heads, side = x.shape[1], block["num_heads"], min(block["window_size"], x.shape[1])
    shift, n = (side // 2 if odd and side < size else 0), -(-size // side)
    roll = lambda t: F.pad(t, (0, 0, 0, n * side - size, 0, n * side - size)).roll((-shift, -shift), (1, 2))
    cut = lambda t: t.reshape(-1, n, side, n, side, t.shape[-1]).transpose(2, 3).reshape(-1, n * n, side * side, t.shape[-1])
    q, k, v = F.linear(cut(roll(x)), w[at + "qkv.weight"], w[at + "qkv.bias"]).unflatten(-1, (3, heads, -1)).permute(3, 0, 1, 4, 2, 5)  # each [B, n * n, heads, N, d]
    token, place = torch.arange(side * side), torch.arange(n * side)
    offset = lambda along: along[:, None] - along[None, :] + side - 1
    bias = w[at + "relative_position_bias_table"][offset(token // side) * (2 * side - 1) + offset(token % side)].permute(2, 0, 1)
    band = (place >= n * side - side).long() + (place >= n * side - shift).long() if shift else 0 * place  # what the roll brought together is no neighbourhood
    region, real = cut((3 * band[:, None] + band[None, :])[None, :, :, None])[0, :, :, 0], cut(roll(torch.ones(1, size, size, 1)))[0, :, :, 0] > 0
    seen = (region[:, :, None] == region[:, None, :]) & (real[:, None, :] | ~real[:, :, None])  # [n * n, N, N]
    mixed = (q @ k.transpose(-2, -1) * q.shape[-1] ** -0.5 + bias).masked_fill(~seen[None, :, None], float("-inf")).softmax(-1) @ v
    mixed = F.linear(mixed.transpose(2, 3).flatten(3), w[at + "proj.weight"], w[at + "proj.bias"])
    return mixed.reshape(-1, n, n, side, side, x.shape[3]).transpose(2, 3).reshape(-1, n * side, n * side, x.shape[3]).roll((shift, shift), (1, 2))[:, :size, :size]

def load(folder):
    net, w = json.loads(pathlib.Path(folder, "architecture.json").read_text()), tensors(pathlib.Path(folder, "weights.safetensors"))
    norm = lambda x, at: F.layer_norm(x, x.shape[-1:], w[at + ".weight"], w[at + ".bias"])
    linear = lambda x, at: F.linear(x, w[at + ".weight"], w.get(at + ".bias"))
    def run(images):
        x = norm(F.conv2d(images, w["patch_embed.proj.weight"], w["patch_embed.proj.bias"], net["network"]["patch_size"]).permute(0, 2, 3, 1), "patch_embed.norm")
        for s, stage in enumerate(net["stages"]):
            if s > 0:  # neighbours (dy, dx) in the order 00, 10, 01, 11
                x = linear(norm(x.unflatten(2, (-1, 2)).unflatten(1, (-1, 2)).permute(0, 1, 3, 4, 2, 5).flatten(3), f"layers.{s}.downsample.norm"), f"layers.{s}.downsample.reduction")
            for b, block in enumerate(stage["blocks"]):
                at = f"layers.{s}.blocks.{b}."
                x = x + attention(norm(x, at + "norm1"), w, at + "attn.", block, b % 2 == 1)
                x = x + linear(F.gelu(linear(norm(x, at + "norm2"), at + "mlp.fc1")), at + "mlp.fc2")
        return linear(norm(x, "norm").mean((1, 2)), "head")
    return run
