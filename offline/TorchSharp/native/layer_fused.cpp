// Lays tensors out for the layer kernel, forward and backward.
#include "shim.h"

#if !TS_HAS_SDPA
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/custom_function.h>

#include "layer_fused.h"
#include "layer_kernel.h"

namespace {

constexpr int64_t widest = 768;

const LayerKernel& kernel() {
#if defined(__x86_64__)
    static const LayerKernel& best = __builtin_cpu_supports("avx512f") ? ts_layer_avx512
        : __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? ts_layer_avx2
                                                                          : ts_layer_base;
    return best;
#else
    return ts_layer_base;
#endif
}

bool plain(const at::Tensor& t) {
    return t.device().is_cpu() && t.scalar_type() == at::kFloat && t.layout() == at::kStrided && t.numel() > 0;
}

int64_t padded(int64_t n) { return ts_layer_padded(kernel().lanes, n); }

// The rows from `first` on, with zeros behind each so that they can be read in whole vectors.
at::Tensor padded_rows(const at::Tensor& matrix, int64_t first) {
    const int64_t n = matrix.size(1), wide = padded(n);
    auto copy = at::empty({matrix.size(0) - first, wide}, matrix.options());
    const float* from = matrix.data_ptr<float>() + first * matrix.stride(0);
    float* to = copy.data_ptr<float>();
    for (int64_t r = 0; r < copy.size(0); r++, from += matrix.stride(0), to += wide) std::fill(std::copy_n(from, n, to), to + wide, 0.0f);
    return copy;
}

// c = a b, and a row added where there is one, which is padded; a may be a transposed view. What follows a row of b is part
// of the same storage, except after the last; rows shorter than a vector reach further, and are copied.
void multiply(const at::Tensor& a, at::Tensor b, const float* row, const at::Tensor& c) {
    const int64_t n = c.size(1);
    if (n < kernel().lanes && b.size(1) == n) b = padded_rows(b, 0);
    const auto last = b.size(1) == padded(n) ? b.narrow(0, b.size(0) - 1, 1) : padded_rows(b, b.size(0) - 1);
    kernel().product({a.size(0), n, a.size(1), a.data_ptr<float>(), a.stride(0), a.stride(1), b.data_ptr<float>(), b.stride(0),
                      last.data_ptr<float>(), row, c.data_ptr<float>(), c.stride(0)});
}

at::Tensor run_linear(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias) {
    const int64_t outputs = weight.size(0), inputs = weight.size(1), wide = padded(outputs);
    auto transposed = at::empty({inputs + 1, wide}, weight.options());  // and the bias below it
    kernel().transpose(weight.data_ptr<float>(), weight.stride(0), outputs, inputs, transposed.data_ptr<float>(), wide);
    float* row = nullptr;
    if (bias.defined()) {
        row = transposed.data_ptr<float>() + inputs * wide;
        std::copy_n(bias.data_ptr<float>(), outputs, row);
        std::fill(row + outputs, row + wide, 0.0f);
    }
    auto shape = x.sizes().vec();
    shape.back() = outputs;
    auto y = at::empty(shape, x.options());
    multiply(x.view({-1, inputs}), transposed.narrow(0, 0, inputs), row, y.view({-1, outputs}));
    return y;
}

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

struct FusedLinear : torch::autograd::Function<FusedLinear> {
    static at::Tensor forward(AutogradContext* ctx, const at::Tensor& x, const at::Tensor& weight, const Opt<at::Tensor>& bias) {
        ctx->save_for_backward({x, weight});
        ctx->saved_data["x"] = x.requires_grad();
        ctx->saved_data["weight"] = weight.requires_grad();
        ctx->saved_data["bias"] = bias && bias->requires_grad();
        return run_linear(x, weight, bias ? *bias : at::Tensor());
    }

    static variable_list backward(AutogradContext* ctx, variable_list grads) {
        const auto saved = ctx->get_saved_variables();
        const auto &x = saved[0], &weight = saved[1];
        const int64_t outputs = weight.size(0), inputs = weight.size(1);
        auto dy = grads[0].reshape({-1, outputs});
        auto flat = x.reshape({-1, inputs});
        at::Tensor dx, dweight, dbias;
        if (c10::GradMode::is_enabled()) {  // gradients that will be differentiated again need a graph
            if (ctx->saved_data["x"].toBool()) dx = dy.mm(weight).view(x.sizes());
            if (ctx->saved_data["weight"].toBool()) dweight = dy.t().mm(flat);
        } else {
            dy = dy.contiguous();
            if (ctx->saved_data["x"].toBool()) {
                dx = at::empty(x.sizes(), x.options());
                multiply(dy, weight, nullptr, dx.view({-1, inputs}));
            }
            if (ctx->saved_data["weight"].toBool()) {
                dweight = at::empty({outputs, inputs}, weight.options());
                multiply(dy.t(), flat, nullptr, dweight);
            }
        }
        if (ctx->saved_data["bias"].toBool()) dbias = dy.sum(0);
        return {dx, dweight, dbias};
    }
};

std::tuple<at::Tensor, at::Tensor, at::Tensor> run_norm(const at::Tensor& x, const at::Tensor& scale, const at::Tensor& shift, double eps) {
    auto each = x.sizes().vec();
    each.back() = 1;
    auto y = at::empty(x.sizes(), x.options()), mean = at::empty(each, x.options()), rstd = at::empty(each, x.options());
    kernel().norm({mean.numel(), x.size(-1), x.data_ptr<float>(), scale.data_ptr<float>(), shift.data_ptr<float>(), static_cast<float>(eps),
                   y.data_ptr<float>(), mean.data_ptr<float>(), rstd.data_ptr<float>()});
    return {y, mean, rstd};
}

struct FusedNorm : torch::autograd::Function<FusedNorm> {
    static at::Tensor forward(AutogradContext* ctx, const at::Tensor& x, const at::Tensor& scale, const at::Tensor& shift, double eps) {
        auto [y, mean, rstd] = run_norm(x, scale, shift, eps);
        ctx->save_for_backward({x, scale, shift, mean, rstd});
        ctx->saved_data["eps"] = eps;
        return y;
    }

    static variable_list backward(AutogradContext* ctx, variable_list grads) {
        const auto saved = ctx->get_saved_variables();
        const auto &x = saved[0], &scale = saved[1], &shift = saved[2];
        const at::IntArrayRef shape = scale.sizes();
        if (c10::GradMode::is_enabled()) {
            auto y = at::layer_norm(x, shape, scale, shift, ctx->saved_data["eps"].toDouble());
            auto found = torch::autograd::grad({y}, {x, scale, shift}, grads, true, true, true);
            found.resize(4);
            return found;
        }
        auto [dx, dscale, dshift] = at::native_layer_norm_backward(grads[0].contiguous(), x, shape, saved[3], saved[4], scale, shift, {true, true, true});
        return {dx, dscale, dshift, at::Tensor()};
    }
};

bool recorded(std::initializer_list<const at::Tensor*> tensors) {
    return c10::GradMode::is_enabled() &&
        std::any_of(tensors.begin(), tensors.end(), [](const at::Tensor* t) { return t->defined() && t->requires_grad(); });
}

}  // namespace

bool ts_linear_fusable(const at::Tensor& x, const at::Tensor& weight, const Opt<at::Tensor>& bias) {
    return plain(x) && plain(weight) && weight.dim() == 2 && x.dim() >= 2 && x.size(-1) == weight.size(1) && x.is_contiguous() &&
        (weight.size(1) == 1 || weight.stride(1) == 1) && weight.size(0) <= widest && weight.size(1) <= widest &&
        (!bias || !bias->defined() || (plain(*bias) && bias->dim() == 1 && bias->size(0) == weight.size(0) && bias->is_contiguous()));
}

at::Tensor ts_linear_fused(const at::Tensor& x, const at::Tensor& weight, const Opt<at::Tensor>& bias) {
    const at::Tensor row = bias ? *bias : at::Tensor();
    return recorded({&x, &weight, &row}) ? FusedLinear::apply(x, weight, bias) : run_linear(x, weight, row);
}

bool ts_norm_fusable(const at::Tensor& x, at::IntArrayRef shape, const Opt<at::Tensor>& scale, const Opt<at::Tensor>& shift) {
    return scale && shift && plain(x) && plain(*scale) && plain(*shift) && shape.size() == 1 && x.dim() >= 2 && x.size(-1) == shape[0] &&
        scale->sizes() == shape && shift->sizes() == shape && x.is_contiguous() && scale->is_contiguous() && shift->is_contiguous();
}

at::Tensor ts_norm_fused(const at::Tensor& x, const at::Tensor& scale, const at::Tensor& shift, double eps) {
    return recorded({&x, &scale, &shift}) ? FusedNorm::apply(x, scale, shift, eps) : std::get<0>(run_norm(x, scale, shift, eps));
}
#endif
