// Lays tensors out for the attention kernel, forward and backward.
#include "shim.h"

#if !TS_HAS_SDPA
#include <cmath>
#include <limits>

#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/custom_function.h>

#include "attention_fused.h"
#include "attention_kernel.h"

namespace {

constexpr int64_t longest = 256;

const AttentionKernel& kernel() {
#if defined(__x86_64__)
    static const AttentionKernel& best = __builtin_cpu_supports("avx512f") ? ts_attention_avx512
        : __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? ts_attention_avx2
                                                                          : ts_attention_base;
    return best;
#else
    return ts_attention_base;
#endif
}

// Where each problem starts in a tensor, in floats; dimensions of length one stand for all places along them.
std::vector<int64_t> starts(const at::Tensor& t, at::IntArrayRef lead) {
    const int64_t skip = static_cast<int64_t>(lead.size()) + 2 - t.dim();
    std::vector<int64_t> result(1, 0);
    for (size_t d = 0; d < lead.size(); d++) {
        const int64_t own = static_cast<int64_t>(d) - skip;
        const int64_t step = own < 0 || t.size(own) == 1 ? 0 : t.stride(own);
        std::vector<int64_t> next;
        next.reserve(result.size() * lead[d]);
        for (int64_t at : result)
            for (int64_t i = 0; i < lead[d]; i++) next.push_back(at + i * step);
        result = std::move(next);
    }
    return result;
}

at::Tensor dense_rows(const at::Tensor& t) { return t.size(-1) == 1 || t.stride(-1) == 1 ? t : t.contiguous(); }

struct Layout {
    std::vector<int64_t> lead;
    AttentionSizes sizes;
    int64_t padded;

    Layout(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v)
        : lead(q.sizes().begin(), q.sizes().end() - 2) {
        sizes = {1, q.size(-2), k.size(-2), q.size(-1), v.size(-1), 0};
        for (auto n : lead) sizes.count *= n;
        sizes.scale = static_cast<float>(1.0 / std::sqrt(static_cast<double>(sizes.E)));
        padded = ts_attention_padded(kernel().lanes, sizes.S);
    }

    // A mask's rows with their padding: [its leading dimensions.., L, padded].
    at::Tensor padded_mask(const at::Tensor& mask) const {
        if (!mask.defined()) {
            auto row = at::zeros({1, padded});
            row.narrow(1, sizes.S, padded - sizes.S).fill_(-std::numeric_limits<float>::infinity());
            return row.expand({sizes.L, padded});
        }
        auto shape = mask.sizes().vec();
        shape[shape.size() - 2] = sizes.L;
        shape[shape.size() - 1] = padded;
        auto result = at::empty(shape, mask.options());
        result.narrow(-1, 0, sizes.S).copy_(mask);
        if (padded > sizes.S)
            result.narrow(-1, sizes.S, padded - sizes.S).fill_(-std::numeric_limits<float>::infinity());
        return result;
    }
};

// Rows of heads lie beside each other, [.., L, heads, Ev], so that joining the heads afterwards needs no copy.
at::Tensor empty_output(const at::Tensor& q, const Layout& layout) {
    auto shape = layout.lead;
    if (shape.empty()) return at::empty({layout.sizes.L, layout.sizes.Ev}, q.options());
    const int64_t heads = shape.back();
    shape.back() = layout.sizes.L;
    shape.push_back(heads);
    shape.push_back(layout.sizes.Ev);
    return at::empty(shape, q.options()).transpose(-3, -2);
}

at::Tensor run_forward(const at::Tensor& q_, const at::Tensor& k_, const at::Tensor& v_, const at::Tensor& mask_,
                       at::Tensor* weights) {
    const Layout layout(q_, k_, v_);
    auto q = dense_rows(q_), k = dense_rows(k_), v = dense_rows(v_), mask = layout.padded_mask(mask_);
    auto out = empty_output(q, layout);
    if (weights) *weights = at::empty({layout.sizes.count, layout.sizes.L, layout.padded}, q.options());
    auto q_at = starts(q, layout.lead), k_at = starts(k, layout.lead), v_at = starts(v, layout.lead);
    auto mask_at = starts(mask, layout.lead), out_at = starts(out, layout.lead);
    const AttentionForward call = {
        layout.sizes,
        q.data_ptr<float>(), k.data_ptr<float>(), v.data_ptr<float>(),
        q_at.data(), k_at.data(), v_at.data(),
        q.stride(-2), k.stride(-2), v.stride(-2),
        mask.data_ptr<float>(), mask_at.data(), mask.stride(-2),
        out.data_ptr<float>(), out_at.data(), out.stride(-2),
        weights ? weights->data_ptr<float>() : nullptr};
    TORCH_CHECK(kernel().forward(call), "scaled_dot_product_attention: out of memory");
    return out;
}

// Gradients of q, k, v and, where wanted, of the mask in its own shape.
std::vector<at::Tensor> run_backward(const at::Tensor& q_, const at::Tensor& k_, const at::Tensor& v_,
                                     const at::Tensor& mask_, const at::Tensor& weights, const at::Tensor& dout_,
                                     bool want_mask) {
    const Layout layout(q_, k_, v_);
    auto q = dense_rows(q_), k = dense_rows(k_), v = dense_rows(v_), dout = dense_rows(dout_);
    auto dq = at::empty_like(q), dk = at::empty_like(k), dv = at::empty_like(v);
    for (auto* t : {&dq, &dk, &dv})
        if (t->size(-1) > 1 && t->stride(-1) != 1) *t = at::empty(t->sizes(), t->options());
    at::Tensor dmask;
    std::vector<int64_t> mask_at;
    if (want_mask) {
        auto shape = mask_.sizes().vec();
        shape[shape.size() - 2] = layout.sizes.L;
        shape[shape.size() - 1] = layout.padded;
        dmask = at::zeros(shape, mask_.options());
        mask_at = starts(dmask, layout.lead);
    }
    auto q_at = starts(q, layout.lead), k_at = starts(k, layout.lead), v_at = starts(v, layout.lead);
    auto dq_at = starts(dq, layout.lead), dk_at = starts(dk, layout.lead), dv_at = starts(dv, layout.lead);
    auto dout_at = starts(dout, layout.lead);
    const AttentionBackward call = {
        layout.sizes,
        q.data_ptr<float>(), k.data_ptr<float>(), v.data_ptr<float>(),
        q_at.data(), k_at.data(), v_at.data(),
        q.stride(-2), k.stride(-2), v.stride(-2),
        weights.data_ptr<float>(),
        dout.data_ptr<float>(), dout_at.data(), dout.stride(-2),
        dq.data_ptr<float>(), dk.data_ptr<float>(), dv.data_ptr<float>(),
        dq_at.data(), dk_at.data(), dv_at.data(),
        dq.stride(-2), dk.stride(-2), dv.stride(-2),
        want_mask ? dmask.data_ptr<float>() : nullptr, mask_at.data(), want_mask ? dmask.stride(-2) : 0};
    TORCH_CHECK(kernel().backward(call), "scaled_dot_product_attention: out of memory");
    if (want_mask) dmask = dmask.narrow(-1, 0, layout.sizes.S).sum_to_size(mask_.sizes());
    return {dq, dk, dv, dmask};
}

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

struct FusedAttention : torch::autograd::Function<FusedAttention> {
    static at::Tensor forward(AutogradContext* ctx, const at::Tensor& q, const at::Tensor& k, const at::Tensor& v,
                              const Opt<at::Tensor>& mask_) {
        const at::Tensor mask = mask_ ? *mask_ : at::Tensor();
        at::Tensor weights;
        auto out = run_forward(q, k, v, mask, &weights);
        ctx->save_for_backward({q, k, v, mask, weights});
        ctx->saved_data["mask"] = mask.defined() && mask.requires_grad();
        return out;
    }

    static variable_list backward(AutogradContext* ctx, variable_list grads) {
        const auto saved = ctx->get_saved_variables();
        const auto &q = saved[0], &k = saved[1], &v = saved[2], &mask = saved[3], &weights = saved[4];
        const bool want_mask = ctx->saved_data["mask"].toBool();
        // Gradients that will be differentiated again need a graph, which libtorch's operations record.
        if (c10::GradMode::is_enabled()) {
            variable_list inputs = {q, k, v};
            if (want_mask) inputs.push_back(mask);
            auto found = torch::autograd::grad({ts_attention_composite(q, k, v, mask, 0)}, inputs, grads, true, true, true);
            found.resize(4);
            return found;
        }
        return run_backward(q, k, v, mask, weights, grads[0], want_mask);
    }
};

}  // namespace

bool ts_attention_fusable(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, const at::Tensor& mask) {
    auto plain = [](const at::Tensor& t) {
        return t.device().is_cpu() && t.scalar_type() == at::kFloat && t.layout() == at::kStrided && t.numel() > 0;
    };
    if (!plain(q) || !plain(k) || !plain(v) || q.dim() != k.dim() || q.dim() != v.dim()) return false;
    const auto lead = q.sizes().slice(0, q.dim() - 2);
    if (lead != k.sizes().slice(0, k.dim() - 2) || lead != v.sizes().slice(0, v.dim() - 2)) return false;
    const int64_t L = q.size(-2), S = k.size(-2);
    if (q.size(-1) != k.size(-1) || S != v.size(-2) || L > longest || S > longest) return false;
    if (!mask.defined()) return true;
    if (!plain(mask) || mask.dim() < 2 || mask.dim() > q.dim()) return false;
    for (int64_t d = 1; d <= mask.dim(); d++) {
        const int64_t full = d == 1 ? S : q.size(-d);
        if (mask.size(-d) != full && mask.size(-d) != 1) return false;
    }
    return true;
}

at::Tensor ts_attention_fused(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, const at::Tensor& mask) {
    const bool recorded = c10::GradMode::is_enabled() &&
        (q.requires_grad() || k.requires_grad() || v.requires_grad() || (mask.defined() && mask.requires_grad()));
    if (recorded) return FusedAttention::apply(q, k, v, mask.defined() ? Opt<at::Tensor>(mask) : Opt<at::Tensor>());
    return run_forward(q, k, v, mask, nullptr);
}
#endif
