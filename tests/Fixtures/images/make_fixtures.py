"""Writes a few small JPEG and PNG files, and expected.safetensors: what PIL and torchvision make of them.

Independent of the C# code: decoding, grey, scaling of parts with both filters, the evaluation's resize with centre crop, and every
operation of RandAugment at several magnitudes, with torchvision's own table of ranges and its own operations.

    python3 make_fixtures.py        # Debian: python3-torchvision, python3-pil; writes beside itself; the same files for the same versions
"""
import json
import os
import struct

import numpy as np
import torch
import torchvision.transforms as T
import torchvision.transforms.functional as F
from PIL import Image
from torchvision.transforms.autoaugment import _apply_op

HERE = os.path.dirname(os.path.abspath(__file__))
FILTERS = {"bilinear": Image.BILINEAR, "bicubic": Image.BICUBIC}
OPERATIONS = [
    "Identity", "AutoContrast", "Equalize", "Rotate", "Solarize", "Color", "Posterize", "Contrast", "Brightness", "Sharpness",
    "ShearX", "ShearY", "TranslateX", "TranslateY",
]
BINS = [0, 9, 15, 27, 30]  # of torchvision's 31: a third of the bin is the magnitude on the paper's scale of 10


def scene(height, width, seed):
    """A smooth picture with edges and some noise, so that every operation and filter shows."""
    rng = np.random.RandomState(seed)
    y, x = np.mgrid[0:height, 0:width] / max(height, width)
    image = np.stack([120 + 100 * np.sin(7 * x + 3 * y), 90 + 80 * np.cos(5 * y - 2 * x), 200 * x * y + 30], axis=-1)
    image[height // 4:height // 2, width // 3:width // 2] = (250, 20, 60)
    image += rng.normal(0, 6, image.shape)
    return Image.fromarray(np.clip(image, 5, 250).astype(np.uint8))


def planes(image):
    array = np.asarray(image)
    return np.ascontiguousarray(array[None] if array.ndim == 2 else array.transpose(2, 0, 1))


def save(name, image, **options):
    image.save(os.path.join(HERE, name), **options)
    return name


def make_files():
    colour, grey = scene(37, 52, 1), scene(24, 18, 2).convert("L")
    alpha = scene(20, 30, 3).convert("RGBA")
    alpha.putalpha(Image.fromarray((np.arange(600) % 256).astype(np.uint8).reshape(20, 30)))
    deep = Image.fromarray((np.asarray(grey).astype(np.int32) * 257).astype(np.uint16))
    return [
        save("colour.jpg", colour, quality=90, subsampling=2), save("grey.jpg", grey, quality=85),
        save("progressive.jpg", scene(33, 31, 4), quality=80, progressive=True, subsampling=0),
        save("cmyk.jpg", scene(16, 24, 5).convert("CMYK"), quality=95),
        save("colour.png", colour), save("grey.png", grey), save("alpha.png", alpha), save("palette.png", colour.quantize(16)),
        save("deep.png", deep),
    ]


def write(path, tensors):
    header, offset = {}, 0
    for name, array in tensors.items():
        header[name] = {"dtype": "U8", "shape": list(array.shape), "data_offsets": [offset, offset + array.nbytes]}
        offset += array.nbytes
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for array in tensors.values():
            file.write(array.tobytes())


def main():
    tensors = {}
    for name in make_files():
        image = Image.open(os.path.join(HERE, name))
        if name == "deep.png":  # PIL cuts 16-bit grey off at 255 instead of taking its upper byte
            image = Image.fromarray((np.asarray(image).astype(np.uint32) >> 8).astype(np.uint8))
        tensors[f"decoded.{name}"] = planes(image.convert("RGB"))
        tensors[f"luma.{name}"] = planes(image.convert("RGB").convert("L"))
    source = Image.open(os.path.join(HERE, "colour.png")).convert("RGB")
    for name, filter in FILTERS.items():
        for height, width in [(16, 16), (37, 20), (80, 64), (37, 52), (5, 90)]:
            tensors[f"resize.{name}.{height}x{width}"] = planes(source.resize((width, height), filter))
        for left, top, w, h in [(3, 5, 40, 20), (10, 0, 9, 37), (0, 0, 52, 37), (51, 36, 1, 1)]:
            part = source.crop((left, top, left + w, top + h))
            tensors[f"part.{name}.{left}.{top}.{w}.{h}"] = planes(part.resize((24, 24), filter))
        mode = T.InterpolationMode(name)
        for shorter, side in [(32, 28), (20, 20), (45, 40)]:
            for turned in (False, True):
                image = source.transpose(Image.TRANSPOSE) if turned else source
                tensors[f"fit.{name}.{shorter}.{side}.{int(turned)}"] = planes(F.center_crop(F.resize(image, shorter, mode), side))
    square = scene(32, 32, 6)
    grey = scene(32, 32, 7).convert("L")
    tensors["square"], tensors["square.grey"] = planes(square), planes(grey)
    ranges = T.RandAugment()._augmentation_space(31, (32, 32))
    for operation in OPERATIONS:
        magnitudes, signed = ranges[operation]
        for bin in BINS if magnitudes.ndim > 0 else [0]:
            for sign in ((1, -1) if signed else (1,)):
                magnitude = float(magnitudes[bin].item()) * sign if magnitudes.ndim > 0 else 0.0
                key = f"{operation}.{bin}.{'minus' if sign < 0 else 'plus'}"
                for name, image in (("rgb", square), ("grey", grey)):
                    changed = _apply_op(image, operation, magnitude, interpolation=T.InterpolationMode.NEAREST, fill=None)
                    tensors[f"augment.{name}.{key}"] = planes(changed)
    write(os.path.join(HERE, "expected.safetensors"), tensors)
    print(len(tensors), "tensors,", sum(t.nbytes for t in tensors.values()), "bytes, PIL", Image.__version__)


if __name__ == "__main__":
    main()
