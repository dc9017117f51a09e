// Scaled dot-product attention: libtorch's own where it has one; before 2.0 the documented mathematics, fused for small
// float32 problems on the CPU.
#include <cmath>
#include <limits>

#include "shim.h"

#if !TS_HAS_SDPA
#include "attention_fused.h"

namespace {

const double nothing = -std::numeric_limits<double>::infinity();

// What is added to the scores: [.., L, S], or undefined.
at::Tensor additive_mask(const at::Tensor& q, const at::Tensor& k, Tensor mask, bool causal) {
    auto hide = [&](const at::Tensor& visible) {
        return at::zeros(visible.sizes(), q.options()).masked_fill_(visible.logical_not(), nothing);
    };
    if (causal) return hide(at::ones({q.size(-2), k.size(-2)}, q.options().dtype(at::kBool)).tril());
    if (!mask) return at::Tensor();
    return mask->scalar_type() == at::kBool ? hide(*mask) : *mask;
}

}  // namespace

// softmax(q k^T / sqrt(E) + mask) v, with dropout p on the weights.
at::Tensor ts_attention_composite(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, const at::Tensor& mask,
                                  double p) {
    auto scores = at::matmul(q * (1.0 / std::sqrt(static_cast<double>(q.size(-1)))), k.transpose(-2, -1));
    if (mask.defined()) scores = scores + mask;
    auto weights = scores.softmax(-1);
    if (p > 0) weights = at::dropout(weights, p, true);
    return at::matmul(weights, v);
}
#endif

// q: [.., L, E], k: [.., S, E], v: [.., S, Ev]; mask broadcasts to [.., L, S]: booleans say where to look, numbers are
// added. Gradients flow to q, k, v and a mask of numbers.
TS_API Tensor ts_scaled_dot_product_attention(Tensor q, Tensor k, Tensor v, Tensor mask, double p, bool causal) {
#if TS_HAS_SDPA
    TS_TENSOR(at::scaled_dot_product_attention(*q, *k, *v, ts_maybe(mask), p, causal))
#else
    TS_TENSOR(
        ([&] {
            TORCH_CHECK(q->dim() >= 2 && k->dim() >= 2 && v->dim() >= 2,
                        "scaled_dot_product_attention: query, key and value have at least two dimensions");
            TORCH_CHECK(!(causal && mask),
                        "scaled_dot_product_attention: Explicit attn_mask should not be set when is_causal=True");
            auto added = additive_mask(*q, *k, mask, causal);
            if (p == 0 && ts_attention_fusable(*q, *k, *v, added)) return ts_attention_fused(*q, *k, *v, added);
            return ts_attention_composite(*q, *k, *v, added, p);
        }()))
#endif
}
