// Elementwise and moving operations as one operation of autograd each, for float32 tensors on the CPU.
#pragma once

#include <ATen/ATen.h>

bool ts_gelu_fusable(const at::Tensor& x);
at::Tensor ts_gelu_fused(const at::Tensor& x);

// Whether the kernel takes a + b: dense, of one shape.
bool ts_add_fusable(const at::Tensor& a, const at::Tensor& b);
at::Tensor ts_add_fused(const at::Tensor& a, const at::Tensor& b);

// Whether whole rows are picked: what follows dimension `dim`, not the last, of a dense tensor or of the first columns of a matrix.
bool ts_pick_fusable(const at::Tensor& x, int64_t dim, const at::Tensor& index);
at::Tensor ts_pick_fused(const at::Tensor& x, int64_t dim, const at::Tensor& index);

// Whether the parts belong to a graph: their gradients are what this is for.
bool ts_unbind_fusable(const at::Tensor& x);
std::vector<at::Tensor> ts_unbind_fused(const at::Tensor& x, int64_t dim);

// Whether nothing but numbers move: no graph, one shape, different storages, and small enough for the iterator's set-up to matter.
bool ts_copy_fusable(const at::Tensor& to, const at::Tensor& from);
void ts_copy_fused(const at::Tensor& to, const at::Tensor& from);

// A dense copy of another shape, outside of graphs; undefined where that is not asked for: of other tensors, or where a view will do.
at::Tensor ts_reshape_fused(const at::Tensor& x, at::IntArrayRef sizes);
