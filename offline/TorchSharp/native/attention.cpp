// Scaled dot-product attention: libtorch's own where it has one, else the documented mathematics.
#include <cmath>
#include <limits>

#include "shim.h"

#if !TS_HAS_SDPA
// softmax(q k^T / sqrt(E) + mask) v, with dropout p on the weights. q: [..., L, E], k: [..., S, E], v: [..., S, Ev];
// mask broadcasts to [..., L, S]: booleans say where to look, numbers are added.
static at::Tensor composite(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, Tensor mask, double p,
                            bool causal) {
    auto scores = at::matmul(q * (1.0 / std::sqrt(static_cast<double>(q.size(-1)))), k.transpose(-2, -1));
    const double none = -std::numeric_limits<double>::infinity();
    if (causal) {
        auto visible = at::ones({q.size(-2), k.size(-2)}, q.options().dtype(at::kBool)).tril();
        scores = scores.masked_fill(visible.logical_not(), none);
    }
    if (mask) {
        scores = mask->scalar_type() == at::kBool ? scores.masked_fill(mask->logical_not(), none) : scores + *mask;
    }
    auto weights = scores.softmax(-1);
    if (p > 0) weights = at::dropout(weights, p, true);
    return at::matmul(weights, v);
}
#endif

TS_API Tensor ts_scaled_dot_product_attention(Tensor q, Tensor k, Tensor v, Tensor mask, double p, bool causal) {
#if TS_HAS_SDPA
    TS_TENSOR(at::scaled_dot_product_attention(*q, *k, *v, ts_maybe(mask), p, causal))
#else
    TS_TENSOR(
        ([&] {
            TORCH_CHECK(!(causal && mask),
                        "_scaled_dot_product_attention: Explicit attn_mask should not be set when is_causal=True");
            return composite(*q, *k, *v, mask, p, causal);
        }()))
#endif
}
