// Lays tensors out for the kernel of layer norm, forward and backward.
#include "shim.h"

#if !TS_HAS_SDPA
#include "kernel_choice.h"
#include "layer_fused.h"
#include "node.h"
#include "norm_kernel.h"

namespace {

const NormKernel& kernel() {
    static const NormKernel& best = TS_BEST(ts_norm);
    return best;
}

struct NormGraph : torch::autograd::Node {
    TsSaved x, scale, shift;
    at::Tensor mean, rstd;  // [rows]
    double eps = 0;

    TsGradients apply(TsGradients&& grads) override {
        if (!grads[0].defined()) return TsGradients(3);
        const auto input = x.unpack(), factor = scale.unpack(), added = shift.unpack();
        if (c10::GradMode::is_enabled()) {
            auto y = at::layer_norm(input, factor.sizes(), factor, added, eps);
            return torch::autograd::grad({y}, {input, factor, added}, grads, true, true, true);
        }
        const auto dy = grads[0].contiguous();
        const int64_t n = input.size(-1);
        auto dx = ts_empty(input.sizes()), dscale = ts_empty({n}), dshift = ts_empty({n});
        kernel().backward({input.numel() / n, n, input.data_ptr<float>(), dy.data_ptr<float>(), factor.data_ptr<float>(), mean.data_ptr<float>(),
                           rstd.data_ptr<float>(), dx.data_ptr<float>(), dscale.data_ptr<float>(), dshift.data_ptr<float>()});
        return {dx, dscale, dshift};
    }

    void release_variables() override {
        x.reset_data();
        scale.reset_data();
        shift.reset_data();
        mean.reset();
        rstd.reset();
    }
};

}  // namespace

bool ts_norm_fusable(const at::Tensor& x, at::IntArrayRef shape, const Opt<at::Tensor>& scale, const Opt<at::Tensor>& shift) {
    return scale && shift && ts_plain(x) && ts_plain(*scale) && ts_plain(*shift) && shape.size() == 1 && x.dim() >= 2 && x.size(-1) == shape[0] &&
        scale->sizes() == shape && shift->sizes() == shape && x.is_contiguous() && scale->is_contiguous() && shift->is_contiguous();
}

at::Tensor ts_norm_fused(const at::Tensor& x, const at::Tensor& scale, const at::Tensor& shift, double eps) {
    const int64_t n = x.size(-1), rows = x.numel() / n;
    const bool recorded = ts_recorded({&x, &scale, &shift});
    auto y = ts_empty(x.sizes());
    at::Tensor mean, rstd;
    if (recorded) {
        mean = ts_empty({rows});
        rstd = ts_empty({rows});
    }
    kernel().forward({rows, n, x.data_ptr<float>(), scale.data_ptr<float>(), shift.data_ptr<float>(), static_cast<float>(eps), y.data_ptr<float>(),
                      recorded ? mean.data_ptr<float>() : nullptr, recorded ? rstd.data_ptr<float>() : nullptr});
    if (recorded) {
        auto node = ts_node<NormGraph>(y, x, scale, shift);
        node->x = TsSaved(x, false);
        node->scale = TsSaved(scale, false);
        node->shift = TsSaved(shift, false);
        node->mean = std::move(mean);
        node->rstd = std::move(rstd);
        node->eps = eps;
    }
    return y;
}
#endif
