// Elementwise operations of dense tensors as nodes of autograd.
#include "shim.h"

#if !TS_HAS_SDPA
#include "kernel_choice.h"
#include "node.h"
#include "pointwise_fused.h"
#include "pointwise_kernel.h"

const PointwiseKernel& ts_pointwise() {
    static const PointwiseKernel& best = TS_BEST(ts_pointwise);
    return best;
}

namespace {

struct GeluGraph : torch::autograd::Node {
    TsSaved x;

    TsGradients apply(TsGradients&& grads) override {
        if (!grads[0].defined()) return TsGradients(1);
        const auto input = x.unpack();
        if (c10::GradMode::is_enabled()) return {at::gelu_backward(grads[0], input)};
        const auto dy = grads[0].contiguous();
        auto dx = ts_empty(input.sizes());
        ts_pointwise().gelu_backward(input.data_ptr<float>(), dy.data_ptr<float>(), dx.data_ptr<float>(), input.numel());
        return {dx};
    }

    void release_variables() override { x.reset_data(); }
};

struct AddGraph : torch::autograd::Node {
    TsGradients apply(TsGradients&& grads) override { return {grads[0], grads[0]}; }
};

}  // namespace

bool ts_gelu_fusable(const at::Tensor& x) { return ts_plain(x) && x.is_contiguous(); }

at::Tensor ts_gelu_fused(const at::Tensor& x) {
    auto y = ts_empty(x.sizes());
    ts_pointwise().gelu(x.data_ptr<float>(), y.data_ptr<float>(), x.numel());
    if (ts_recorded({&x})) ts_node<GeluGraph>(y, x)->x = TsSaved(x, false);
    return y;
}

bool ts_add_fusable(const at::Tensor& a, const at::Tensor& b) {
    return ts_plain(a) && ts_plain(b) && a.sizes() == b.sizes() && a.is_contiguous() && b.is_contiguous();
}

at::Tensor ts_add_fused(const at::Tensor& a, const at::Tensor& b) {
    auto sum = ts_empty(a.sizes());
    ts_pointwise().add(a.data_ptr<float>(), b.data_ptr<float>(), sum.data_ptr<float>(), a.numel());
    if (ts_recorded({&a, &b})) ts_node<AddGraph>(sum, a, b);
    return sum;
}
#endif
