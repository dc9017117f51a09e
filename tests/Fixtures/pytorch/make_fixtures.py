"""Writes swin-s3.safetensors: one network, one batch, and what PyTorch makes of them.

The network is written down here once more, in the slow and obvious way (pad, roll, cut, attend, undo), independently of the C# code:
forward pass, label-smoothed loss, all gradients, and the weights after one and after two AdamW steps.

    python3 make_fixtures.py        # needs torch; writes beside itself; the same file for the same torch
"""
import json
import os
import struct

import torch
import torch.nn.functional as F

IMAGE, PATCH, INPUTS, CLASSES, BATCH = 24, 2, 2, 5, 3
# (channels, [(window, heads, mlp ratio, qkv width), ...]) a stage; resolutions 12, 6, 3: padding, odd windows, shifts, whole-map windows
STAGES = [
    (8, [(5, 2, 2.0, 8), (5, 3, 1.5, 10)]),
    (12, [(4, 2, 2.0, 12), (4, 1, 1.0, 6), (6, 2, 1.5, 7)]),
    (16, [(3, 4, 1.0, 16), (2, 2, 2.0, 16)]),
]
ADAMW = dict(lr=0.01, betas=(0.9, 0.99), eps=1e-3)
WEIGHT_DECAY, LABEL_SMOOTHING = 0.05, 0.1


def canonical(stages):
    def number(x):
        return f"{x:g}"
    return "/".join(f"{h}:" + ",".join(f"w{w}n{n}m{number(m)}q{q}" for w, n, m, q in blocks) for h, blocks in stages)


def make_weights(generator):
    def normal(*shape, scale=1.0, shift=0.0):
        return torch.randn(*shape, generator=generator) * scale + shift

    def norm(name, c):
        w[name + ".weight"], w[name + ".bias"] = normal(c, scale=0.2, shift=1.0), normal(c, scale=0.2)

    def linear(name, outputs, inputs, bias=True):
        w[name + ".weight"] = normal(outputs, inputs, scale=inputs ** -0.5)
        if bias:
            w[name + ".bias"] = normal(outputs, scale=0.2)

    w = {}
    first = STAGES[0][0]
    w["patch_embed.proj.weight"] = normal(first, INPUTS, PATCH, PATCH, scale=(INPUTS * PATCH * PATCH) ** -0.5)
    w["patch_embed.proj.bias"] = normal(first, scale=0.2)
    norm("patch_embed.norm", first)
    for s, (h, blocks) in enumerate(STAGES):
        if s > 0:
            before = STAGES[s - 1][0]
            norm(f"layers.{s}.downsample.norm", 4 * before)
            linear(f"layers.{s}.downsample.reduction", h, 4 * before, bias=False)
        for b, (window, heads, ratio, qkv) in enumerate(blocks):
            name = f"layers.{s}.blocks.{b}"
            width, hidden = heads * (qkv // heads), int(ratio * h)
            window = min(window, resolution(s))
            norm(name + ".norm1", h)
            linear(name + ".attn.qkv", 3 * width, h)
            w[name + ".attn.relative_position_bias_table"] = normal((2 * window - 1) ** 2, heads)
            linear(name + ".attn.proj", h, width)
            norm(name + ".norm2", h)
            linear(name + ".mlp.fc1", hidden, h)
            linear(name + ".mlp.fc2", h, hidden)
    norm("norm", STAGES[-1][0])
    linear("head", CLASSES, STAGES[-1][0])
    return w


def resolution(stage):
    return IMAGE // PATCH // 2 ** stage


def attention(w, name, x, size, choice, odd):
    """x: [B, R, R, h], normalised."""
    images, h = x.shape[0], x.shape[-1]
    window, heads, _, qkv_width = choice
    whole = size <= window
    window = size if whole else window
    shift = window // 2 if odd and not whole else 0
    head_dim = qkv_width // heads
    padded = -(-size // window) * window

    x = F.pad(x, (0, 0, 0, padded - size, 0, padded - size))
    real = F.pad(torch.ones(size, size), (0, padded - size, 0, padded - size))
    region = torch.zeros(padded, padded)
    bands = [slice(0, -window), slice(-window, -shift), slice(-shift, None)] if shift else [slice(None)]
    for i, rows in enumerate(bands):
        for j, columns in enumerate(bands):
            region[rows, columns] = 3 * i + j
    if shift:
        x = torch.roll(x, (-shift, -shift), (1, 2))
        real = torch.roll(real, (-shift, -shift), (0, 1))

    def cut(t):  # [..., P, P, c] -> [..., windows, window^2, c]
        lead, c = t.shape[:-3], t.shape[-1]
        k = padded // window
        t = t.view(*lead, k, window, k, window, c).transpose(-4, -3)
        return t.reshape(*lead, k * k, window * window, c)

    x = cut(x)
    real, region = cut(real[..., None])[..., 0], cut(region[..., None])[..., 0]  # [windows, N]
    forbidden = (region[:, :, None] != region[:, None, :]) | (real[:, None, :] == 0)
    forbidden = forbidden & (real[:, :, None] == 1)  # what padding itself attends to is dropped below

    qkv = F.linear(x, w[name + ".qkv.weight"], w[name + ".qkv.bias"])
    q, k, v = (t.unflatten(-1, (heads, head_dim)).transpose(-2, -3) for t in qkv.chunk(3, dim=-1))  # [B, windows, n, N, d]
    steps = torch.arange(window)
    place = torch.stack(torch.meshgrid(steps, steps, indexing="ij")).flatten(1)  # [2, N]
    offset = place[:, :, None] - place[:, None, :] + window - 1
    table = w[name + ".relative_position_bias_table"]
    bias = table[offset[0] * (2 * window - 1) + offset[1]].permute(2, 0, 1)  # [n, N, N]
    scores = q @ k.transpose(-1, -2) * head_dim ** -0.5 + bias
    scores = scores.masked_fill(forbidden[None, :, None], float("-inf"))
    x = (scores.softmax(-1) @ v).transpose(-2, -3).flatten(-2)
    x = F.linear(x, w[name + ".proj.weight"], w[name + ".proj.bias"])

    k = padded // window
    x = x.view(images, k, k, window, window, h).transpose(2, 3).reshape(images, padded, padded, h)
    if shift:
        x = torch.roll(x, (shift, shift), (1, 2))
    return x[:, :size, :size]


def forward(w, images):
    def norm(name, x):
        return F.layer_norm(x, x.shape[-1:], w[name + ".weight"], w[name + ".bias"])

    x = F.conv2d(images, w["patch_embed.proj.weight"], w["patch_embed.proj.bias"], stride=PATCH)
    x = norm("patch_embed.norm", x.permute(0, 2, 3, 1))
    for s, (h, blocks) in enumerate(STAGES):
        if s > 0:
            x = torch.cat([x[:, 0::2, 0::2], x[:, 1::2, 0::2], x[:, 0::2, 1::2], x[:, 1::2, 1::2]], dim=-1)
            x = F.linear(norm(f"layers.{s}.downsample.norm", x), w[f"layers.{s}.downsample.reduction.weight"])
        for b, choice in enumerate(blocks):
            name = f"layers.{s}.blocks.{b}"
            x = x + attention(w, name + ".attn", norm(name + ".norm1", x), resolution(s), choice, b % 2 == 1)
            y = F.gelu(F.linear(norm(name + ".norm2", x), w[name + ".mlp.fc1.weight"], w[name + ".mlp.fc1.bias"]))
            x = x + F.linear(y, w[name + ".mlp.fc2.weight"], w[name + ".mlp.fc2.bias"])
    return F.linear(norm("norm", x).mean((1, 2)), w["head.weight"], w["head.bias"])


def decays(name):
    return name.endswith("weight") and "norm" not in name


def write_safetensors(path, tensors, metadata):
    header, data = {"__metadata__": metadata}, b""
    for name, tensor in tensors.items():
        raw = tensor.detach().contiguous().numpy().tobytes()
        kind = {torch.float32: "F32", torch.int64: "I64"}[tensor.dtype]
        header[name] = {"dtype": kind, "shape": list(tensor.shape), "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


def main():
    torch.set_num_threads(1)
    generator = torch.Generator().manual_seed(2111_14725)
    weights = {name: value.requires_grad_() for name, value in make_weights(generator).items()}
    images = torch.randn(BATCH, INPUTS, IMAGE, IMAGE, generator=generator)
    labels = torch.tensor([4, 0, 2])
    out = {"images": images, "labels": labels}
    out.update({"weight." + name: value.detach().clone() for name, value in weights.items()})

    optimizer = torch.optim.AdamW([
        dict(params=[v for n, v in weights.items() if decays(n)], weight_decay=WEIGHT_DECAY),
        dict(params=[v for n, v in weights.items() if not decays(n)], weight_decay=0.0),
    ], **ADAMW)
    for step in (1, 2):
        optimizer.zero_grad()
        logits = forward(weights, images)
        loss = F.cross_entropy(logits, labels, label_smoothing=LABEL_SMOOTHING)
        loss.backward()
        if step == 1:
            out["logits"], out["loss"] = logits, loss
            out.update({"gradient." + name: value.grad.clone() for name, value in weights.items()})
        optimizer.step()
        out.update({f"after-{step}." + name: value.detach().clone() for name, value in weights.items()})

    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "swin-s3.safetensors")
    write_safetensors(path, out, {"torch": torch.__version__, "architecture": canonical(STAGES)})


if __name__ == "__main__":
    main()
