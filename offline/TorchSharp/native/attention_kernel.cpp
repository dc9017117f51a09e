// Fused attention: scores, softmax and products of one problem at a time, in cache, with vectors of TS_LANES floats.
// Every sum runs in a fixed order, so equal inputs give equal bits on one kind of processor.
//
// TS_LANES and TS_KERNEL come from the build, with the instruction set to match. Nothing of the standard library is used
// inline here: code for a newer processor must not be shared with other files.
#include "attention_kernel.h"

#include <stdlib.h>

#include "attention_quad.h"
#include "partial_vector.h"

namespace {

// A matrix whose rows can be read in whole vectors: itself, or a copy padded with zeros.
template <int W>
INLINE const float* readable(const float* from, int64_t from_row, int64_t rows, int64_t cols, int64_t padded, float* copy, int64_t* row) {
    if (cols == padded) {
        *row = from_row;
        return from;
    }
    for (int64_t r = 0; r < rows; r++)
        for (int64_t c = 0; c < padded; c += W) Lanes<W>::store(copy + r * padded + c, load_some<W>(from + r * from_row + c, cols - c));
    *row = padded;
    return copy;
}

template <int W>
INLINE void give_back(const float* copy, int64_t padded, int64_t rows, int64_t cols, float* to, int64_t to_row) {
    for (int64_t r = 0; r < rows; r++)
        for (int64_t c = 0; c < cols; c += W) store_some<W>(to + r * to_row + c, Lanes<W>::load(copy + r * padded + c), cols - c);
}

template <int W>
void product_into(int64_t M, int64_t cols, int64_t padded, int64_t K, const float* a, int64_t a_row, int64_t a_col,
                         const float* b, int64_t b_row, float alpha, float* to, int64_t to_row, float* copy) {
    if (cols == padded) {
        product<W>(M, cols, K, a, a_row, a_col, b, b_row, alpha, to, to_row);
        return;
    }
    product<W>(M, padded, K, a, a_row, a_col, b, b_row, alpha, copy, padded);
    give_back<W>(copy, padded, M, cols, to, to_row);
}

template <int W>
void softmax(float* rows, int64_t L, int64_t SP, const float* mask, int64_t mask_row) {
    typedef Lanes<W> T;
    typedef typename T::V V;
    for (int64_t i = 0; i < L; i++) {
        float* row = rows + i * SP;
        const float* m = mask + i * mask_row;
        V most = T::splat(-__builtin_inff());
        for (int64_t j = 0; j < SP; j += W) {
            const V x = T::load(row + j) + T::load(m + j);
            T::store(row + j, x);
            most = x > most ? x : most;
        }
        const float top = T::largest(most);
        V total = V{};
        for (int64_t j = 0; j < SP; j += W) {
            const V y = T::exp(T::load(row + j) - top);
            T::store(row + j, y);
            total += y;
        }
        const float share = 1.0f / T::sum(total);
        for (int64_t j = 0; j < SP; j += W) T::store(row + j, T::load(row + j) * share);
    }
}

struct Scratch {
    float* next;
    void* whole;
    explicit Scratch(int64_t floats) {
        if (posix_memalign(&whole, 64, sizeof(float) * (floats + 64)) != 0) whole = nullptr;
        next = static_cast<float*>(whole);
    }
    ~Scratch() { free(whole); }
    float* take(int64_t floats) {
        float* taken = next;
        next += (floats + 15) / 16 * 16;
        return taken;
    }
};

INLINE int64_t up(int64_t n, int64_t lanes) { return (n + lanes - 1) / lanes * lanes; }

template <int W>
bool forward(const AttentionForward& a) {
    const int64_t L = a.sizes.L, S = a.sizes.S, E = a.sizes.E, Ev = a.sizes.Ev;
    const int64_t SP = up(S, W), VP = up(Ev, W);
    Scratch scratch(E * SP + L * SP + S * VP + L * VP + 64);
    if (!scratch.whole) return false;
    float* kt = scratch.take(E * SP);
    float* spare = scratch.take(L * SP);
    float* v_copy = scratch.take(S * VP);
    float* out_copy = scratch.take(L * VP);
    for (int64_t p = 0; p < a.sizes.count; p++) {
        float* weights = a.weights ? a.weights + p * L * SP : spare;
        transpose(a.k + a.k_at[p], a.k_row, S, E, kt, SP);
        product<W>(L, SP, E, a.q + a.q_at[p], a.q_row, 1, kt, SP, a.sizes.scale, weights, SP);
        softmax<W>(weights, L, SP, a.mask + a.mask_at[p], a.mask_row);
        int64_t v_row;
        const float* v = readable<W>(a.v + a.v_at[p], a.v_row, S, Ev, VP, v_copy, &v_row);
        product_into<W>(L, Ev, VP, S, weights, SP, 1, v, v_row, 1.0f, a.out + a.out_at[p], a.out_row, out_copy);
    }
    return true;
}

// dscores in place of dweights: w * (dw - sum over the row of w * dw).
template <int W>
void softmax_backward(const float* weights, float* rows, int64_t L, int64_t SP) {
    typedef Lanes<W> T;
    typedef typename T::V V;
    for (int64_t i = 0; i < L; i++) {
        const float* w = weights + i * SP;
        float* d = rows + i * SP;
        V total = V{};
        for (int64_t j = 0; j < SP; j += W) total += T::load(w + j) * T::load(d + j);
        const float mean = T::sum(total);
        for (int64_t j = 0; j < SP; j += W) T::store(d + j, T::load(w + j) * (T::load(d + j) - mean));
    }
}

template <int W>
bool backward(const AttentionBackward& a) {
    typedef Lanes<W> T;
    const int64_t L = a.sizes.L, S = a.sizes.S, E = a.sizes.E, Ev = a.sizes.Ev;
    const int64_t SP = up(S, W), EP = up(E, W), VP = up(Ev, W);
    const int64_t most = (L > S ? L : S);
    Scratch scratch(Ev * SP + L * SP + most * EP * 2 + L * VP + most * (EP > VP ? EP : VP) + 128);
    if (!scratch.whole) return false;
    float* vt = scratch.take(Ev * SP);
    float* scores = scratch.take(L * SP);
    float* q_copy = scratch.take(L * EP);
    float* k_copy = scratch.take(S * EP);
    float* dout_copy = scratch.take(L * VP);
    float* result = scratch.take(most * (EP > VP ? EP : VP));
    for (int64_t p = 0; p < a.sizes.count; p++) {
        const float* weights = a.weights + p * L * SP;
        const float* dout = a.dout + a.dout_at[p];
        int64_t row;
        transpose(a.v + a.v_at[p], a.v_row, S, Ev, vt, SP);
        product<W>(L, SP, Ev, dout, a.dout_row, 1, vt, SP, 1.0f, scores, SP);
        softmax_backward<W>(weights, scores, L, SP);
        if (a.dmask) {
            float* dmask = a.dmask + a.mask_at[p];
            for (int64_t i = 0; i < L; i++)
                for (int64_t j = 0; j < SP; j += W)
                    T::store(dmask + i * a.mask_row + j, T::load(dmask + i * a.mask_row + j) + T::load(scores + i * SP + j));
        }
        const float* k = readable<W>(a.k + a.k_at[p], a.k_row, S, E, EP, k_copy, &row);
        product_into<W>(L, E, EP, S, scores, SP, 1, k, row, a.sizes.scale, a.dq + a.dq_at[p], a.dq_row, result);
        const float* q = readable<W>(a.q + a.q_at[p], a.q_row, L, E, EP, q_copy, &row);
        product_into<W>(S, E, EP, L, scores, 1, SP, q, row, a.sizes.scale, a.dk + a.dk_at[p], a.dk_row, result);
        const float* d = readable<W>(dout, a.dout_row, L, Ev, VP, dout_copy, &row);
        product_into<W>(S, Ev, VP, L, weights, 1, SP, d, row, 1.0f, a.dv + a.dv_at[p], a.dv_row, result);
    }
    return true;
}

// Windows of 2 x 2 tokens.
bool four_tokens(const AttentionSizes& sizes) { return sizes.L == 4 && sizes.S == 4; }

bool forward_any(const AttentionForward& a) {
    if (four_tokens(a.sizes)) return forward_quads(a), true;
    switch (ts_attention_lanes(TS_LANES, a.sizes.S)) {
#if TS_LANES >= 16
        case 16: return forward<16>(a);
#endif
#if TS_LANES >= 8
        case 8: return forward<8>(a);
#endif
        default: return forward<4>(a);
    }
}

bool backward_any(const AttentionBackward& a) {
    if (four_tokens(a.sizes)) return backward_quads(a), true;
    switch (ts_attention_lanes(TS_LANES, a.sizes.S)) {
#if TS_LANES >= 16
        case 16: return backward<16>(a);
#endif
#if TS_LANES >= 8
        case 8: return backward<8>(a);
#endif
        default: return backward<4>(a);
    }
}

}  // namespace

extern const AttentionKernel TS_KERNEL;
const AttentionKernel TS_KERNEL = {TS_LANES, forward_any, backward_any};
