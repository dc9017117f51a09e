// What the operations of autograd with kernels of our own share. They are nodes of the graph like libtorch's own, without the
// dictionaries and sets that torch::autograd::Function fills at every call: in a network this small an operation's bookkeeping
// takes as long as its arithmetic.
#pragma once

#include <ATen/ATen.h>
#include <ATen/EmptyTensor.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/function.h>
#include <torch/csrc/autograd/functions/utils.h>
#include <torch/csrc/autograd/saved_variable.h>

// Float32 on the CPU with strides, and not empty: what a kernel can read.
inline bool ts_plain(const at::Tensor& t) {
    return t.defined() && t.device().is_cpu() && t.scalar_type() == at::kFloat && t.layout() == at::kStrided && t.numel() > 0;
}

// A new dense float32 tensor on the CPU, past the dispatcher.
inline at::Tensor ts_empty(at::IntArrayRef sizes) {
    return at::detail::empty_cpu(sizes, at::kFloat, false, c10::nullopt);
}

// Another view of a tensor's storage, past the dispatcher and no view in autograd's sense: for tensors that are no part of a graph.
inline at::Tensor ts_alias(const at::Tensor& t, at::IntArrayRef sizes, at::IntArrayRef strides, int64_t offset) {
    auto alias = at::detail::make_tensor<c10::TensorImpl>(c10::Storage(t.storage()), t.key_set(), t.dtype());
    alias.unsafeGetTensorImpl()->set_storage_offset(offset);
    alias.unsafeGetTensorImpl()->set_sizes_and_strides(sizes, strides);
    return alias;
}

inline bool ts_recorded(std::initializer_list<const at::Tensor*> inputs) {
    return c10::GradMode::is_enabled() &&
        std::any_of(inputs.begin(), inputs.end(), [](const at::Tensor* t) { return t->defined() && t->requires_grad(); });
}

// A node that stands behind `output`, with an edge to each input.
template <class N, class... Inputs>
std::shared_ptr<N> ts_node(at::Tensor& output, const Inputs&... inputs) {
    std::shared_ptr<N> node(new N(), torch::autograd::deleteNode);
    node->set_next_edges(torch::autograd::collect_next_edges(inputs...));
    torch::autograd::set_history(output, node);
    return node;
}

using TsSaved = torch::autograd::SavedVariable;
using TsGradients = torch::autograd::variable_list;
