"""The weight-sharing network in eager PyTorch, AutoFormer's way: the largest weights, sliced anew in every forward pass.

Written as one writes such a network in PyTorch (timm's Swin, AutoFormer's slicing), independently of the product. What does not
depend on the subnet's weights (masks, indices of the bias table) is made once and kept, as timm does.

A subnet is {"stages": [{"embed_dim": h, "blocks": [{"window": w, "heads": n, "head_dim": d, "hidden": m}]}]}.
"""
import torch
import torch.nn.functional as F
from torch import nn


class Supernet(nn.Module):
    def __init__(self, weights, skeleton):
        """weights: name -> tensor, a checkpoint of the product. skeleton: image_size, patch_size."""
        super().__init__()
        self.skeleton = skeleton
        self.names = list(weights)
        self.parameters_by_name = {}
        for name, value in weights.items():
            parameter = nn.Parameter(value.clone())
            self.register_parameter(name.replace(".", "/"), parameter)
            self.parameters_by_name[name] = parameter
        self.windows = {}

    def forward(self, images, subnet, drop_path=0.0):
        """images [B, inputs, S, S] -> scores [B, classes]."""
        stages = subnet["stages"]
        rates = torch.linspace(0, drop_path, sum(len(stage["blocks"]) for stage in stages)).tolist()
        x = self.embed(images, stages[0]["embed_dim"])
        for s, stage in enumerate(stages):
            if s > 0:
                x = self.merge(f"layers.{s}.downsample", x, stage["embed_dim"])
            for b, block in enumerate(stage["blocks"]):
                x = self.block(f"layers.{s}.blocks.{b}", x, block, b % 2 == 1, rates.pop(0))
        x = self.norm("norm", x).mean((1, 2))
        return F.linear(x, self.weight("head.weight")[:, :x.shape[-1]], self.weight("head.bias"))

    def weight(self, name):
        return self.parameters_by_name[name]

    def norm(self, name, x):
        """In float32, as autocast has it on a GPU and not everywhere on a processor."""
        h = x.shape[-1]
        return F.layer_norm(x.float(), (h,), self.weight(name + ".weight")[:h], self.weight(name + ".bias")[:h])

    def linear(self, name, x, outputs):
        return F.linear(x, self.weight(name + ".weight")[:outputs, :x.shape[-1]], self.weight(name + ".bias")[:outputs])

    def embed(self, images, h):
        x = F.conv2d(images, self.weight("patch_embed.proj.weight")[:h], self.weight("patch_embed.proj.bias")[:h],
                     stride=self.skeleton["patch_size"])
        return self.norm("patch_embed.norm", x.permute(0, 2, 3, 1))  # [B, R, R, h]

    def merge(self, name, x, outputs):
        before = x.shape[-1]
        x = torch.cat([x[:, 0::2, 0::2], x[:, 1::2, 0::2], x[:, 0::2, 1::2], x[:, 1::2, 1::2]], -1)

        def first_of_each_group(parameter):  # of the 4 neighbours' channels, along the last axis
            return parameter.unflatten(-1, (4, -1))[..., :before].flatten(-2)

        x = F.layer_norm(x.float(), (4 * before,), first_of_each_group(self.weight(name + ".norm.weight")),
                         first_of_each_group(self.weight(name + ".norm.bias")))
        return F.linear(x, first_of_each_group(self.weight(name + ".reduction.weight")[:outputs]))

    def block(self, name, x, block, odd, drop):
        x = x + self.drop_path(self.attention(name + ".attn", self.norm(name + ".norm1", x), block, odd), drop)
        y = self.linear(name + ".mlp.fc1", self.norm(name + ".norm2", x), block["hidden"])
        y = self.linear(name + ".mlp.fc2", F.gelu(y), x.shape[-1])
        return x + self.drop_path(y, drop)

    def drop_path(self, x, rate):
        if rate == 0 or not self.training:
            return x
        return x * x.new_empty((x.shape[0], 1, 1, 1)).bernoulli_(1 - rate).div_(1 - rate)

    def attention(self, name, x, block, odd):
        _, size, _, h = x.shape
        heads, head_dim = block["heads"], block["head_dim"]
        window = min(block["window"], size)
        shift = window // 2 if odd and window < size else 0
        padded = -(-size // window) * window
        mask = self.mask(size, window, shift)

        if padded > size:
            x = F.pad(x, (0, 0, 0, padded - size, 0, padded - size))
        if shift:
            x = torch.roll(x, (-shift, -shift), (1, 2))
        x = cut(x, window)  # [B * windows, N, h]

        width, rows = heads * head_dim, self.weight(name + ".qkv.weight").shape[0] // 3
        weight = self.weight(name + ".qkv.weight").view(3, rows, -1)[:, :width, :h].reshape(3 * width, h)
        bias = self.weight(name + ".qkv.bias").view(3, rows)[:, :width].reshape(3 * width)
        q, k, v = F.linear(x, weight, bias).reshape(x.shape[0], x.shape[1], 3, heads, head_dim).permute(2, 0, 3, 1, 4).unbind(0)
        x = self.attend(q, k, v, self.bias(name, window, heads), mask).transpose(1, 2).reshape(x.shape[0], x.shape[1], width)
        x = self.linear(name + ".proj", x, h)

        x = join(x, window, padded)  # [B, P, P, h]
        if shift:
            x = torch.roll(x, (shift, shift), (1, 2))
        return x[:, :size, :size] if padded > size else x

    def attend(self, q, k, v, bias, mask):
        """q, k, v [B * windows, n, N, d], bias [n, N, N], mask [windows, N, N] or None -> [B * windows, n, N, d]."""
        if q.is_cuda:  # the fused kernel, which wants what it adds in one tensor
            if mask is not None:
                bias = (bias + mask[:, None]).to(q.dtype).repeat(q.shape[0] // mask.shape[0], 1, 1, 1)
            return F.scaled_dot_product_attention(q, k, v, attn_mask=bias.to(q.dtype))
        scores = (q * q.shape[-1] ** -0.5) @ k.transpose(-2, -1) + bias
        if mask is not None:
            scores = (scores.view(-1, mask.shape[0], *scores.shape[1:]) + mask[:, None]).view(scores.shape)
        return scores.softmax(-1) @ v

    def bias(self, name, window, heads):
        """[n, N, N]: a smaller window uses the centre of the table."""
        table = self.weight(name + ".relative_position_bias_table")
        side = round(table.shape[0] ** 0.5)
        key = ("table", window, side)
        if key not in self.windows:
            steps = torch.arange(window)
            place = torch.stack(torch.meshgrid(steps, steps, indexing="ij")).flatten(1)
            offset = place[:, :, None] - place[:, None, :] + (side - 1) // 2
            self.windows[key] = (offset[0] * side + offset[1]).flatten().to(table.device)
        tokens = window * window
        return table[self.windows[key], :heads].view(tokens, tokens, heads).permute(2, 0, 1)

    def mask(self, size, window, shift):
        """[windows, N, N] of 0 and minus infinity; None where every token of a window sees every other."""
        padded = -(-size // window) * window
        if padded == size and shift == 0:
            return None
        key = ("mask", size, window, shift)
        if key not in self.windows:
            real = F.pad(torch.ones(size, size), (0, padded - size, 0, padded - size))
            region = torch.zeros(padded, padded)
            bands = [slice(0, -window), slice(-window, -shift), slice(-shift, None)] if shift else [slice(None)]
            for i, rows in enumerate(bands):
                for j, columns in enumerate(bands):
                    region[rows, columns] = 3 * i + j
            real = cut(torch.roll(real, (-shift, -shift), (0, 1))[None, :, :, None], window)[..., 0]
            region = cut(region[None, :, :, None], window)[..., 0]
            hidden = (region[:, :, None] != region[:, None, :]) | (real[:, None, :] == 0)
            hidden &= real[:, :, None] == 1  # whatever padding attends to is dropped: no row is left empty
            self.windows[key] = torch.zeros(hidden.shape).masked_fill(hidden, float("-inf")).to(self.weight("head.bias").device)
        return self.windows[key]


def cut(x, window):
    """[B, P, P, h] -> [B * windows, N, h]."""
    images, padded, _, h = x.shape
    x = x.view(images, padded // window, window, padded // window, window, h)
    return x.permute(0, 1, 3, 2, 4, 5).reshape(-1, window * window, h)


def join(x, window, padded):
    """The inverse of cut."""
    x = x.view(-1, padded // window, padded // window, window, window, x.shape[-1])
    return x.permute(0, 1, 3, 2, 4, 5).reshape(-1, padded, padded, x.shape[-1])
