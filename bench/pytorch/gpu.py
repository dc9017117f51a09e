"""The PyTorch side of `bench gpu`: prepares, says "ready", and answers each line with a line of JSON.

    python3 gpu.py probe                                     what there is here, as JSON
    python3 gpu.py FOLDER MODEL NETWORK DEVICE PRECISION BATCH    serves

MODEL    timm             timm's swin_s3_tiny_224 as it comes
         timm-fused       the same with its attention through scaled_dot_product_attention
         timm-compile     the same, compiled
         reference        this folder's supernet.py, and reference-compile
NETWORK  s3-t or sandwich: FOLDER holds plan-NETWORK.json and weights-NETWORK.safetensors
PRECISION  float32, or bfloat16 by autocast

    train N          N steps: forward, backward, AdamW; of a sandwich, four subnets each
    evaluate N       N batches
    scores FILE      writes the scores of the images of FOLDER/images.safetensors
    gradient FILE    writes the (summed) gradient of the first step on them; its losses
    peak SIZE N      N products of two square matrices
    profiled WORK    train or evaluate, once: the device's kernels with microseconds and launches

Batches are noise that lies on the device from the beginning. What a step or an evaluation says is read once, at its end.
"""
import importlib.util
import json
import os
import sys
import time

import torch
import torch.nn.functional as F

import tensors_file
from supernet import Supernet


def probe():
    timm = importlib.util.find_spec("timm") is not None
    cuda = torch.cuda.is_available()
    version = None
    if timm:
        import timm
        version = timm.__version__
    return {
        "torch": torch.__version__, "timm": version, "cuda": cuda,
        "gpu": torch.cuda.get_device_name(0) if cuda else None,
        "compile": hasattr(torch, "compile"),
    }


class Timm:
    """timm's network with the product's weights, which go by its names."""

    def __init__(self, plan, weights, device, fused):
        import timm
        if fused:
            from timm.layers import set_fused_attn
            set_fused_attn(True, experimental=True)
        self.network = timm.create_model("swin_s3_tiny_224", pretrained=False, num_classes=plan["classes"], drop_path_rate=0.0)
        self.renamed = {"head.weight": "head.fc.weight", "head.bias": "head.fc.bias"} if hasattr(self.network.head, "fc") else {}
        missing, unexpected = self.network.load_state_dict({self.renamed.get(name, name): value for name, value in weights.items()}, strict=False)
        lost = [name for name in missing if not name.endswith(("relative_position_index", "attn_mask"))]
        if lost or unexpected:
            raise ValueError(f"timm's names differ: it misses {lost} and does not know {unexpected}")
        self.network.to(device)
        self.names = list(weights)

    def forward(self, images, subnet):
        return self.network(images)

    def parameters_by_name(self):
        own = dict(self.network.named_parameters())
        return {name: own[self.renamed.get(name, name)] for name in self.names}


class Reference:
    def __init__(self, plan, weights, device):
        self.network = Supernet({name: weights[name] for name in plan["parameters"]}, plan["skeleton"]).to(device)

    def forward(self, images, subnet):
        return self.network(images, subnet)

    def parameters_by_name(self):
        return self.network.parameters_by_name


class Side:
    def __init__(self, folder, model, network, device, precision, batch):
        with open(os.path.join(folder, f"plan-{network}.json")) as file:
            self.plan = json.load(file)
        weights = tensors_file.read(os.path.join(folder, f"weights-{network}.safetensors"))
        self.device, self.folder = torch.device(device), folder
        kind, _, variant = model.partition("-")
        self.model = Timm(self.plan, weights, self.device, variant != "") if kind == "timm" else Reference(self.plan, weights, self.device)
        self.forward = torch.compile(self.model.forward) if variant == "compile" else self.model.forward
        self.autocast = lambda: torch.autocast(self.device.type, dtype=torch.bfloat16, enabled=precision == "bfloat16")
        self.type = torch.bfloat16 if precision == "bfloat16" else torch.float32
        side = self.plan["skeleton"]["image_size"]
        self.images = torch.randn(batch, 3, side, side, device=self.device)
        self.labels = torch.randint(self.plan["classes"], (batch,), device=self.device)
        decaying, parameters = set(self.plan["decaying"]), self.model.parameters_by_name()
        self.optimizer = torch.optim.AdamW([
            dict(params=[p for name, p in parameters.items() if name in decaying], weight_decay=0.05),
            dict(params=[p for name, p in parameters.items() if name not in decaying], weight_decay=0.0),
        ], lr=1e-5, **({"fused": True} if self.device.type == "cuda" else {"foreach": True}))
        self.done = 0

    def backward(self, images, labels, subnet):
        with self.autocast():
            loss = F.cross_entropy(self.forward(images, subnet), labels, label_smoothing=self.plan["label_smoothing"])
        loss.backward()
        return loss.detach()

    def train(self, steps):
        self.model.network.train()
        for _ in range(steps):
            self.optimizer.zero_grad(set_to_none=True)
            subnets = self.plan["steps"][self.done % len(self.plan["steps"])]
            losses = [self.backward(self.images, self.labels, subnet) for subnet in subnets]
            self.optimizer.step()
            self.done += 1
            torch.stack(losses).tolist()
        return {}

    @torch.no_grad()
    def evaluate(self, batches):
        self.model.network.eval()
        correct, loss = 0, 0
        for _ in range(batches):
            with self.autocast():
                scores = self.forward(self.images, self.plan["steps"][0][0])
            loss += F.cross_entropy(scores.float(), self.labels, reduction="sum").double()
            correct += (scores.argmax(1) == self.labels).sum()
        return {"wrong": batches * len(self.labels) - int(correct), "loss": float(loss)}

    def compared(self):
        tensors = tensors_file.read(os.path.join(self.folder, "images.safetensors"))
        return tensors["images"].to(self.device), tensors["labels"].long().to(self.device)

    @torch.no_grad()
    def scores(self, file):
        self.model.network.eval()
        with self.autocast():
            tensors_file.write(file, {"scores": self.forward(self.compared()[0], self.plan["steps"][0][0]).float().cpu()})
        return {}

    def gradient(self, file):
        self.model.network.eval()  # nothing is dropped in either mode; a compiler need not be asked twice
        self.optimizer.zero_grad(set_to_none=True)
        losses = [self.backward(*self.compared(), subnet) for subnet in self.plan["steps"][0]]
        parameters = self.model.parameters_by_name()
        tensors_file.write(file, {name: (torch.zeros_like(p) if p.grad is None else p.grad).float().cpu() for name, p in parameters.items()})
        return {"losses": torch.stack(losses).tolist()}

    def peak(self, size, products):
        a, b = torch.randn(2, size, size, device=self.device).to(self.type)
        for _ in range(products):
            a @ b
        return {}

    def profiled(self, work):
        from torch.profiler import profile, ProfilerActivity
        with profile(activities=[ProfilerActivity.CUDA]) as seen:
            getattr(self, work)(1)
            self.synchronize()
        return {"kernels": [(it.key, it.self_device_time_total, it.count) for it in seen.key_averages()]}

    def synchronize(self):
        if self.device.type == "cuda":
            torch.cuda.synchronize()


def main(folder, model, network, device, precision, batch):
    torch.set_flush_denormal(False)
    if device == "cpu":
        torch.set_num_threads(1)
    side = Side(folder, model, network, device, precision, int(batch))
    print("ready", flush=True)
    for line in sys.stdin:
        command, *arguments = line.split()
        side.synchronize()
        wall, processor = time.perf_counter(), time.process_time()
        answer = getattr(side, command)(*[int(it) if it.isdigit() else it for it in arguments])
        side.synchronize()
        answer["seconds"] = time.perf_counter() - wall
        answer["processor_seconds"] = time.process_time() - processor
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    if sys.argv[1:] == ["probe"]:
        print(json.dumps(probe()))
    else:
        main(*sys.argv[1:])
