"""The PyTorch side of the comparison: prepares, says "ready", and answers each line with a line of JSON.

    python3 serve.py FOLDER THREADS

FOLDER holds plan.json (skeleton, training settings, subnets of every step, subnets to evaluate), weights.safetensors (what training
starts from), trained.safetensors (what is evaluated) and batches.safetensors (images and labels, as the network reads them).

    train N          N steps; seconds, processor seconds, losses of each
    evaluate A B     subnets A to B of plan.json, one after the other; seconds, processor seconds, wrong answers, losses
    gradient FILE    writes the summed gradient of the first step as the weights are now, without drop path
    arithmetic       what is multiplied with: PyTorch, its vectors, its BLAS
"""
import ctypes
import json
import os
import re
import sys
import time

import torch
import torch.nn.functional as F

import tensors_file
from supernet import Supernet


def main(folder, threads):
    torch.set_num_threads(threads)
    torch.set_flush_denormal(False)
    with open(os.path.join(folder, "plan.json")) as file:
        plan = json.load(file)
    batches = tensors_file.read(os.path.join(folder, "batches.safetensors"))
    batches.update({name: batches[name].long() for name in ("labels", "evaluated_labels")})
    trainer = Trainer(plan, load(folder, "weights", plan), batches)
    evaluator = Evaluator(plan, load(folder, "trained", plan), batches)
    print("ready", flush=True)
    for line in sys.stdin:
        command, *arguments = line.split()
        wall, processor = time.perf_counter(), time.process_time()
        if command == "train":
            answer = {"losses": [trainer.step() for _ in range(int(arguments[0]))]}
        elif command == "evaluate":
            answer = evaluator.evaluate(*map(int, arguments))
        elif command == "gradient":
            answer = trainer.gradient(arguments[0])
        elif command == "arithmetic":
            answer = {"arithmetic": arithmetic()}
        answer["seconds"] = time.perf_counter() - wall
        answer["processor_seconds"] = time.process_time() - processor
        print(json.dumps(answer), flush=True)


def arithmetic():
    """One line; OpenBLAS says which processor's kernels it chose."""
    vectors = re.search("CPU capability usage: (.*)", torch.__config__.show())
    with open("/proc/self/maps") as maps:
        libraries = sorted({line.split()[-1] for line in maps if "blas" in line or "mkl" in line})
    blas = ", ".join(os.path.basename(library) for library in libraries) or "unknown"
    for library in map(ctypes.CDLL, libraries):
        if hasattr(library, "openblas_get_config"):
            library.openblas_get_config.restype = library.openblas_get_corename.restype = ctypes.c_char_p
            version = " ".join(library.openblas_get_config().decode().split()[:2])
            blas = f"{version}, core type {library.openblas_get_corename().decode()}, OPENBLAS_CORETYPE {os.environ.get('OPENBLAS_CORETYPE', 'unset')}"
            break
    return f"PyTorch {torch.__version__}, {vectors.group(1) if vectors else 'unknown'}; {blas}"


def load(folder, name, plan):
    tensors = tensors_file.read(os.path.join(folder, name + ".safetensors"))
    return Supernet({name: tensors[name] for name in plan["parameters"]}, plan["skeleton"])


class Trainer:
    """The sandwich step: one subnet after the other on the same batch, gradients accumulated, one AdamW update."""

    def __init__(self, plan, network, batches):
        self.settings, self.steps = plan["training"], plan["steps"]
        self.network, self.batches, self.done = network.train(), batches, 0
        decaying = set(plan["decaying"])
        parameters = network.parameters_by_name
        self.optimizer = torch.optim.AdamW([
            dict(params=[p for name, p in parameters.items() if name in decaying], weight_decay=self.settings["weight_decay"]),
            dict(params=[p for name, p in parameters.items() if name not in decaying], weight_decay=0.0),
        ], betas=tuple(self.settings["betas"]), eps=self.settings["epsilon"], foreach=True)

    def step(self):
        step = self.steps[self.done]
        images, labels = self.batches["images"][self.done], self.batches["labels"][self.done]
        for group in self.optimizer.param_groups:
            group["lr"] = step["learning_rate"]
        self.optimizer.zero_grad(set_to_none=False)  # as in ours: a weight that no subnet of a step used still decays
        losses = []
        for subnet in step["subnets"]:
            losses.append(self.backward(images, labels, subnet, self.settings["drop_path"]))
        if self.settings["gradient_clip_norm"] > 0:
            torch.nn.utils.clip_grad_norm_(self.network.parameters(), self.settings["gradient_clip_norm"])
        self.optimizer.step()
        self.done += 1
        return losses

    def backward(self, images, labels, subnet, drop_path):
        scores = self.network(images, subnet, drop_path)
        loss = F.cross_entropy(scores, labels, label_smoothing=self.settings["label_smoothing"])
        loss.backward()
        return loss.item()

    def gradient(self, path):
        self.optimizer.zero_grad(set_to_none=False)
        images, labels = self.batches["images"][0], self.batches["labels"][0]
        losses = [self.backward(images, labels, subnet, 0.0) for subnet in self.steps[0]["subnets"]]
        tensors_file.write(path, {name: p.grad for name, p in self.network.parameters_by_name.items()})
        return {"losses": losses}


class Evaluator:
    def __init__(self, plan, network, batches):
        self.network, self.subnets = network.eval(), plan["evaluated"]
        self.images = batches["evaluated_images"].split(plan["evaluation_batch_size"])
        self.labels = batches["evaluated_labels"].split(plan["evaluation_batch_size"])

    @torch.inference_mode()
    def evaluate(self, begin, end):
        wrong, losses = [], []
        for subnet in self.subnets[begin:end]:
            correct, loss = 0, 0.0
            for images, labels in zip(self.images, self.labels):
                scores = self.network(images, subnet)
                loss += F.cross_entropy(scores, labels, reduction="sum").item()
                correct += (scores.argmax(1) == labels).sum().item()
            count = sum(len(labels) for labels in self.labels)
            wrong.append(count - correct)
            losses.append(loss / count)
        return {"wrong": wrong, "losses": losses}


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
