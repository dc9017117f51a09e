// Fused attention as an operation of autograd.
#pragma once

#include <ATen/ATen.h>

// Whether the kernel takes these: float32 on the CPU, equal leading dimensions, a mask that broadcasts to them, and at
// most 256 queries and keys.
bool ts_attention_fusable(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, const at::Tensor& mask);

at::Tensor ts_attention_fused(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, const at::Tensor& mask);

// The same mathematics in libtorch's operations (attention.cpp).
at::Tensor ts_attention_composite(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, const at::Tensor& mask,
                                  double p);
