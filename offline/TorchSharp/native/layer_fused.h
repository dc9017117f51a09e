// Linear layers and layer norm as one operation of autograd each, for small float32 problems on the CPU.
#pragma once

#include <ATen/ATen.h>

#include "compat.h"

// Whether the kernel takes these: float32 on the CPU, x: [.., inputs] dense, weight: [outputs, inputs] with dense rows, both
// at most a few hundred, so that the weights stay in cache.
bool ts_linear_fusable(const at::Tensor& x, const at::Tensor& weight, const Opt<at::Tensor>& bias);

at::Tensor ts_linear_fused(const at::Tensor& x, const at::Tensor& weight, const Opt<at::Tensor>& bias);

// Whether the kernel takes these: float32 on the CPU, dense, normalised over the last dimension, with scale and shift.
bool ts_norm_fusable(const at::Tensor& x, at::IntArrayRef shape, const Opt<at::Tensor>& scale, const Opt<at::Tensor>& shift);

at::Tensor ts_norm_fused(const at::Tensor& x, const at::Tensor& scale, const at::Tensor& shift, double eps);
