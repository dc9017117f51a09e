// index_select of whole rows, forward and backward.
#include "shim.h"

#if !TS_HAS_SDPA
#include "node.h"
#include "pointwise_fused.h"
#include "pointwise_kernel.h"

namespace {

// A dense tensor as [groups, rows, width].
struct Rows {
    int64_t groups, rows, width;

    Rows(at::IntArrayRef sizes, int64_t dim) : groups(1), rows(sizes[dim]), width(1) {
        for (int64_t d = 0; d < dim; d++) groups *= sizes[d];
        for (size_t d = dim + 1; d < sizes.size(); d++) width *= sizes[d];
    }
};

struct PickGraph : torch::autograd::Node {
    at::Tensor index;
    std::vector<int64_t> sizes;
    int64_t dim = 0;

    TsGradients apply(TsGradients&& grads) override {
        TsGradients found(1);
        if (!grads[0].defined()) return found;
        if (c10::GradMode::is_enabled()) return {at::index_select_backward(grads[0], sizes, dim, index)};
        const auto dy = grads[0].contiguous();
        const Rows shape(sizes, dim);
        found[0] = ts_empty(sizes);
        const float* from = dy.data_ptr<float>();
        float* to = found[0].data_ptr<float>();
        std::fill_n(to, found[0].numel(), 0.0f);
        const PickedRows rows = {index.numel(), shape.width, index.data_ptr<int64_t>(), shape.width};
        for (int64_t g = 0; g < shape.groups; g++, to += shape.rows * shape.width, from += rows.count * shape.width)
            ts_pointwise().put_back(rows, from, to);
        return found;
    }

    void release_variables() override { index.reset(); }
};

}  // namespace

bool ts_pick_fusable(const at::Tensor& x, int64_t dim, const at::Tensor& index) {
    const bool rows = x.is_contiguous() || (dim == 0 && x.dim() == 2 && x.stride(1) == 1);
    return ts_plain(x) && rows && dim >= 0 && dim < x.dim() - 1 && index.dim() == 1 && index.scalar_type() == at::kLong &&
        index.device().is_cpu() && index.is_contiguous() && index.numel() > 0;
}

at::Tensor ts_pick_fused(const at::Tensor& x, int64_t dim, const at::Tensor& index) {
    const Rows shape(x.sizes(), dim);
    const int64_t picked = index.numel(), *places = index.data_ptr<int64_t>();
    for (int64_t i = 0; i < picked; i++) TORCH_CHECK_INDEX(places[i] >= 0 && places[i] < shape.rows, "index out of range in self");
    auto sizes = x.sizes().vec();
    sizes[dim] = picked;
    auto y = ts_empty(sizes);
    const float* from = x.data_ptr<float>();
    float* to = y.data_ptr<float>();
    const PickedRows rows = {picked, shape.width, places, shape.groups == 1 ? x.stride(dim) : shape.width};
    for (int64_t g = 0; g < shape.groups; g++, from += shape.rows * shape.width, to += picked * shape.width) ts_pointwise().pick(rows, from, to);
    if (ts_recorded({&x})) {
        auto node = ts_node<PickGraph>(y, x);
        node->index = index;
        node->sizes = x.sizes().vec();
        node->dim = dim;
    }
    return y;
}
#endif
