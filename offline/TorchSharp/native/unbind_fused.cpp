// unbind, whose gradients are put together again without a copy where they lie beside each other already.
#include "shim.h"

#if !TS_HAS_SDPA
#include "node.h"
#include "pointwise_fused.h"

namespace {

// The parts as slices of one tensor along a new dimension, if that is what they are.
at::Tensor whole_of(const TsGradients& parts, int64_t dim) {
    const auto& first = parts[0];
    if (parts.size() < 2 || !first.defined() || !parts[1].defined()) return at::Tensor();
    const int64_t step = parts[1].storage_offset() - first.storage_offset();
    for (size_t i = 0; i < parts.size(); i++)
        if (!ts_plain(parts[i]) || !parts[i].is_alias_of(first) || parts[i].sizes() != first.sizes() || parts[i].strides() != first.strides() ||
            parts[i].storage_offset() != first.storage_offset() + static_cast<int64_t>(i) * step)
            return at::Tensor();
    auto sizes = first.sizes().vec(), strides = first.strides().vec();
    sizes.insert(sizes.begin() + dim, static_cast<int64_t>(parts.size()));
    strides.insert(strides.begin() + dim, step);
    return step > 0 ? ts_alias(first, sizes, strides, first.storage_offset()) : at::Tensor();
}

struct UnbindGraph : torch::autograd::Node {
    int64_t dim = 0;
    std::vector<int64_t> part;

    TsGradients apply(TsGradients&& grads) override {
        if (!c10::GradMode::is_enabled())
            if (auto whole = whole_of(grads, dim); whole.defined()) return {whole};
        for (auto& grad : grads)
            if (!grad.defined()) grad = at::zeros(part);
        return {at::stack(grads, dim)};
    }
};

}  // namespace

bool ts_unbind_fusable(const at::Tensor& x) { return ts_plain(x) && ts_recorded({&x}); }

std::vector<at::Tensor> ts_unbind_fused(const at::Tensor& x, int64_t dim) {
    auto parts = x.unbind(dim);  // views as ever; only what stands behind them is another node
    std::shared_ptr<UnbindGraph> node(new UnbindGraph(), torch::autograd::deleteNode);
    node->set_next_edges(torch::autograd::collect_next_edges(x));
    node->dim = dim < 0 ? dim + x.dim() : dim;
    node->part = parts[0].sizes().vec();
    for (auto& part : parts) torch::autograd::set_history(part, node);
    return parts;
}
#endif
