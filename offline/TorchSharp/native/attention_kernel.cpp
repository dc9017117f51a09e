// Fused attention: scores, softmax and products of one problem at a time, in cache, with vectors of TS_LANES floats.
// Every sum runs in a fixed order, so equal inputs give equal bits on one kind of processor.
//
// Queries lie in the lanes of a vector: sums and maxima over the keys need no shuffles then, and keys and values are read number by
// number as they lie, whatever their width. Only what is summed over the queries has the floats of a head in the lanes. A number read
// for all lanes is used for two vectors where there are two: reading is what limits these loops.
//
// TS_LANES and TS_KERNEL come from the build, with the instruction set to match. Nothing of the standard library is used
// inline here: code for a newer processor must not be shared with other files.
#include "attention_kernel.h"

#include <stdlib.h>

#include "attention_quad.h"
#include "pairs.h"

namespace {

constexpr int W = TS_LANES;
typedef Lanes<W> T;
typedef T::V V;

// Rows whose sums are in registers at once, for vectors side by side: there are 32 registers with AVX-512, else 16.
constexpr int64_t tall(int vectors) { return vectors == 1 ? 8 : W < 16 ? 4 : vectors == 2 ? 8 : 6; }

INLINE int64_t up(int64_t n, int64_t lanes) { return (n + lanes - 1) / lanes * lanes; }

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

// Four columns, or `n` of them, of W rows that begin at these places, and back.
INLINE void take_columns(const float* const places[W], int64_t e, int64_t n, Quads x[4]) {
#pragma GCC unroll 4
    for (int i = 0; i < 4; i++) {
        const float* at[quarters];
#pragma GCC unroll 4
        for (int p = 0; p < quarters; p++) at[p] = places[4 * p + i] + e;
        x[i] = load_quarters(at, n);
    }
    turn(x);
}

INLINE void give_columns(Quads x[4], float* const places[W], int64_t e, int64_t n) {
    turn(x);
#pragma GCC unroll 4
    for (int i = 0; i < 4; i++)
        each_quarter(x[i], quarters, [&](int p, V4 part) __attribute__((always_inline)) { store4(places[4 * p + i] + e, part, n); });
}

// W rows from `first` on as columns, `step` apart; the last row stands in for those that are not there.
INLINE void as_columns(const float* from, int64_t row, int64_t first, int64_t rows, int64_t width, float* to, int64_t step) {
    const float* places[W];
#pragma GCC unroll 16
    for (int64_t r = 0; r < W; r++) places[r] = from + (first + r < rows ? first + r : rows - 1) * row;
    Quads x[4];
    if (width < 4) {
        take_columns(places, 0, width, x);
        for (int64_t i = 0; i < width; i++) T::store(to + i * step, x[i]);
        return;
    }
    const auto four = [&](int64_t e) __attribute__((always_inline)) {
        take_columns(places, e, 4, x);
#pragma GCC unroll 4
        for (int64_t i = 0; i < 4; i++) T::store(to + (e + i) * step, x[i]);
    };
    for (int64_t e = 0; e + 4 <= width; e += 4) four(e);
    if (width % 4 != 0) four(width - 4);  // some once more
}

// The way back. What would be rows that are not there goes to `nowhere`.
INLINE void as_rows(const float* from, int64_t step, int64_t first, int64_t rows, int64_t width, float* to, int64_t row, float* nowhere) {
    float* places[W];
#pragma GCC unroll 16
    for (int64_t r = 0; r < W; r++) places[r] = first + r < rows ? to + (first + r) * row : nowhere;
    Quads x[4] = {};
    if (width < 4) {
        for (int64_t i = 0; i < width; i++) x[i] = T::load(from + i * step);
        give_columns(x, places, 0, width);
        return;
    }
    const auto four = [&](int64_t e) __attribute__((always_inline)) {
#pragma GCC unroll 4
        for (int64_t i = 0; i < 4; i++) x[i] = T::load(from + (e + i) * step);
        give_columns(x, places, e, 4);
    };
    for (int64_t e = 0; e + 4 <= width; e += 4) four(e);
    if (width % 4 != 0) four(width - 4);
}

// Sums over k < count of NB vectors, `step` apart, times a number for each of R results: that of result r lies at r * across + k * along.
// `take` gets the result's number, the vector's and the sum.
template <int NB, int R, class Take>
INLINE void vector_sums(const float* vectors, int64_t step, int64_t count, const float* numbers, int64_t across, int64_t along, Take take) {
    V sums[R][NB];
#pragma GCC unroll 12
    for (int r = 0; r < R; r++)
#pragma GCC unroll 2
        for (int n = 0; n < NB; n++) sums[r][n] = V{};
    for (int64_t k = 0; k < count; k++) {
        V x[NB];
#pragma GCC unroll 2
        for (int n = 0; n < NB; n++) x[n] = T::load(vectors + k * step + n * W);
#pragma GCC unroll 12
        for (int r = 0; r < R; r++) {
            const float y = numbers[r * across + k * along];
#pragma GCC unroll 2
            for (int n = 0; n < NB; n++) sums[r][n] += x[n] * y;
        }
    }
#pragma GCC unroll 12
    for (int r = 0; r < R; r++)
#pragma GCC unroll 2
        for (int n = 0; n < NB; n++) take(r, n, sums[r][n]);
}

// The dot products of NB vectors of queries, in columns, with the rows of b. `take` gets the row's number, the vector's and the products.
template <int NB, class Take>
INLINE void each_dot(const float* columns, int64_t width, const float* b, int64_t b_row, int64_t rows, Take take) {
    constexpr int most = tall(NB);
    int64_t j = 0;
    const auto taken = [&](int r, int n, V dot) __attribute__((always_inline)) { take(j + r, n, dot); };
    for (; j + most <= rows; j += most) vector_sums<NB, most>(columns, NB * W, width, b + j * b_row, b_row, 1, taken);
    for (; j < rows; j++) vector_sums<NB, 1>(columns, NB * W, width, b + j * b_row, b_row, 1, taken);
}

// The sums over j of weights[j] * b[j][n], in NB vectors, for the columns of b. `take` gets the column's number, the vector's and the sums.
template <int NB, class Take>
INLINE void each_mixture(const float* weights, int64_t step, const float* b, int64_t b_row, int64_t rows, int64_t width, Take take) {
    constexpr int most = W == 16 || NB == 1 ? 12 : 4;
    int64_t n = 0;
    const auto taken = [&](int r, int i, V sum) __attribute__((always_inline)) { take(n + r, i, sum); };
    for (; n + most <= width; n += most) vector_sums<NB, most>(weights, step, rows, b + n, 1, b_row, taken);
    if (most > 8 && n + 8 <= width) vector_sums<NB, 8>(weights, step, rows, b + n, 1, b_row, taken), n += 8;
    if (most > 6 && n + 6 <= width) vector_sums<NB, 6>(weights, step, rows, b + n, 1, b_row, taken), n += 6;
    if (most > 4 && n + 4 <= width) vector_sums<NB, 4>(weights, step, rows, b + n, 1, b_row, taken), n += 4;
    if (n + 2 <= width) vector_sums<NB, 2>(weights, step, rows, b + n, 1, b_row, taken), n += 2;
    if (n < width) vector_sums<NB, 1>(weights, step, rows, b + n, 1, b_row, taken);
}

// Problem p, the queries from i on.
template <int NB>
INLINE void forward(const AttentionForward& a, int64_t p, int64_t i, float* q, float* scores, float* nowhere) {
    constexpr int64_t step = NB * W;
    const int64_t L = a.sizes.L, S = a.sizes.S, LP = up(L, W);
    for (int n = 0; n < NB; n++) as_columns(a.q + a.q_at[p], a.q_row, i + n * W, L, a.sizes.E, q + n * W, step);
    const float* mask = a.mask + a.mask_at[p] + i;
    V most[NB], total[NB], share[NB];
    for (int n = 0; n < NB; n++) most[n] = T::splat(-__builtin_inff()), total[n] = V{};
    each_dot<NB>(q, a.sizes.E, a.k + a.k_at[p], a.k_row, S, [&](int64_t j, int n, V dot) __attribute__((always_inline)) {
        const V score = dot * a.sizes.scale + T::load(mask + j * a.mask_row + n * W);
        T::store(scores + j * step + n * W, score);
        most[n] = larger(most[n], score);
    });
    for (int64_t j = 0; j < S; j++)
#pragma GCC unroll 2
        for (int n = 0; n < NB; n++) {
            const V weight = T::exp(T::load(scores + j * step + n * W) - most[n]);
            T::store(scores + j * step + n * W, weight);
            total[n] += weight;
        }
    for (int n = 0; n < NB; n++) share[n] = 1.0f / total[n];
    if (a.weights) {
        float* weights = a.weights + p * S * LP + i;
        for (int64_t j = 0; j < S; j++)
#pragma GCC unroll 2
            for (int n = 0; n < NB; n++) T::store(weights + j * LP + n * W, T::load(scores + j * step + n * W) * share[n]);
    }
    each_mixture<NB>(scores, step, a.v + a.v_at[p], a.v_row, S, a.sizes.Ev,
                     [&](int64_t e, int n, V sum) __attribute__((always_inline)) { T::store(q + e * step + n * W, sum * share[n]); });
    for (int n = 0; n < NB; n++) as_rows(q + n * W, step, i + n * W, L, a.sizes.Ev, a.out + a.out_at[p], a.out_row, nowhere);
}

bool forward_blocks(const AttentionForward& a) {
    const int64_t wide = a.sizes.E > a.sizes.Ev ? a.sizes.E : a.sizes.Ev;
    Scratch scratch((wide + a.sizes.S) * 2 * W + wide);
    if (!scratch.whole) return false;
    float* q = scratch.take(wide * 2 * W);
    float* scores = scratch.take(a.sizes.S * 2 * W);
    float* nowhere = scratch.take(wide);
    for (int64_t p = 0; p < a.sizes.count; p++) {
        int64_t i = 0;
        for (; i + W < a.sizes.L; i += 2 * W) forward<2>(a, p, i, q, scores, nowhere);
        if (i < a.sizes.L) forward<1>(a, p, i, q, scores, nowhere);
    }
    return true;
}

// to[j] = alpha * the sum over i of weights[j][i] * b[i], for R keys j and NB vectors of b's rows in pairs, i.e. `cols` columns at most.
template <int R, int NB>
INLINE void query_sums(const float* weights, int64_t LP, const float* pairs, int64_t padded, int64_t L, int64_t cols, float alpha, float* to, int64_t to_row) {
    V sums[R][NB];
#pragma GCC unroll 8
    for (int r = 0; r < R; r++)
#pragma GCC unroll 3
        for (int n = 0; n < NB; n++) sums[r][n] = V{};
    for (int64_t i = 0; i < L; i += 2, pairs += padded) {
        V row[NB];
#pragma GCC unroll 3
        for (int n = 0; n < NB; n++) row[n] = T::load(pairs + n * W);
#pragma GCC unroll 8
        for (int r = 0; r < R; r++) {
            const V w = two_for_all(weights + r * LP + i);
#pragma GCC unroll 3
            for (int n = 0; n < NB; n++) sums[r][n] += row[n] * w;
        }
    }
#pragma GCC unroll 8
    for (int r = 0; r < R; r++)
#pragma GCC unroll 2
        for (int n = 0; n < NB; n += 2) {
            const V a = sums[r][n], b = n + 1 < NB ? sums[r][n + 1] : V{};
            store_some<W>(to + r * to_row + n * W / 2, (evens(a, b) + odds(a, b)) * alpha, cols - n * W / 2);
        }
}

// The same for S keys.
template <int NB>
INLINE void key_sums(int64_t S, const float* weights, int64_t LP, const float* pairs, int64_t padded, int64_t L, int64_t cols, float alpha, float* to, int64_t to_row) {
    constexpr int most = tall(NB);
    int64_t j = 0;
    for (; j + most <= S; j += most) query_sums<most, NB>(weights + j * LP, LP, pairs, padded, L, cols, alpha, to + j * to_row, to_row);
    for (; j < S; j++) query_sums<1, NB>(weights + j * LP, LP, pairs, padded, L, cols, alpha, to + j * to_row, to_row);
}

// The same for all columns of b: [L, cols].
INLINE void each_query_sum(int64_t S, int64_t cols, int64_t L, const float* weights, int64_t LP, const float* b, int64_t b_row, float alpha, float* to,
                           int64_t to_row, float* pairs) {
    const int64_t padded = up(2 * cols, W);
    in_pairs(b, b_row, L, cols, pairs);
    for (int64_t c = 0; c < padded;) {
        const int64_t vectors = (padded - c) / W, done = c / 2, left = cols - done;
        if (W == 16 && vectors == 3) key_sums<3>(S, weights, LP, pairs + c, padded, L, left, alpha, to + done, to_row), c += 3 * W;
        else if (vectors >= 2) key_sums<2>(S, weights, LP, pairs + c, padded, L, left, alpha, to + done, to_row), c += 2 * W;
        else key_sums<1>(S, weights, LP, pairs + c, padded, L, left, alpha, to + done, to_row), c += W;
    }
}

// The gradients of the scores of problem p, for the queries from i on, and with them dq.
template <int NB>
INLINE void backward(const AttentionBackward& a, int64_t p, int64_t i, float* columns, float* dscores, float* nowhere) {
    constexpr int64_t step = NB * W;
    const int64_t L = a.sizes.L, S = a.sizes.S, LP = up(L, W);
    const float* weights = a.weights + p * S * LP + i;
    for (int n = 0; n < NB; n++) as_columns(a.dout + a.dout_at[p], a.dout_row, i + n * W, L, a.sizes.Ev, columns + n * W, step);
    V mean[NB];
    for (int n = 0; n < NB; n++) mean[n] = V{};
    each_dot<NB>(columns, a.sizes.Ev, a.v + a.v_at[p], a.v_row, S, [&](int64_t j, int n, V dot) __attribute__((always_inline)) {
        T::store(dscores + j * LP + n * W, dot);
        mean[n] += dot * T::load(weights + j * LP + n * W);
    });
    float* dmask = a.dmask ? a.dmask + a.mask_at[p] + i : nullptr;
    for (int64_t j = 0; j < S; j++)
#pragma GCC unroll 2
        for (int n = 0; n < NB; n++) {
            const int64_t at = j * LP + n * W;
            const V dscore = T::load(weights + at) * (T::load(dscores + at) - mean[n]);
            T::store(dscores + at, dscore);
            float* sum = dmask + j * a.mask_row + n * W;
            if (dmask) T::store(sum, T::load(sum) + dscore);
        }
    each_mixture<NB>(dscores, LP, a.k + a.k_at[p], a.k_row, S, a.sizes.E,
                     [&](int64_t e, int n, V sum) __attribute__((always_inline)) { T::store(columns + e * step + n * W, sum * a.sizes.scale); });
    for (int n = 0; n < NB; n++) as_rows(columns + n * W, step, i + n * W, L, a.sizes.E, a.dq + a.dq_at[p], a.dq_row, nowhere);
}

bool backward_blocks(const AttentionBackward& a) {
    const int64_t L = a.sizes.L, S = a.sizes.S, E = a.sizes.E, Ev = a.sizes.Ev, LP = up(L, W), wide = E > Ev ? E : Ev;
    Scratch scratch(wide * 2 * W + S * LP + (L + 1) / 2 * up(2 * wide, W) + wide);
    if (!scratch.whole) return false;
    float* columns = scratch.take(wide * 2 * W);
    float* dscores = scratch.take(S * LP);
    float* pairs = scratch.take((L + 1) / 2 * up(2 * wide, W));
    float* nowhere = scratch.take(wide);
    for (int64_t p = 0; p < a.sizes.count; p++) {
        int64_t i = 0;
        for (; i + W < L; i += 2 * W) backward<2>(a, p, i, columns, dscores + i, nowhere);
        if (i < L) backward<1>(a, p, i, columns, dscores + i, nowhere);
        each_query_sum(S, E, L, dscores, LP, a.q + a.q_at[p], a.q_row, a.sizes.scale, a.dk + a.dk_at[p], a.dk_row, pairs);
        each_query_sum(S, Ev, L, a.weights + p * S * LP, LP, a.dout + a.dout_at[p], a.dout_row, 1.0f, a.dv + a.dv_at[p], a.dv_row, pairs);
    }
    return true;
}

bool forward_any(const AttentionForward& a) {
    if (ts_attention_quads(a.sizes)) return forward_quads(a), true;
    return forward_blocks(a);
}

bool backward_any(const AttentionBackward& a) {
    if (ts_attention_quads(a.sizes)) return backward_quads(a), true;
    return backward_blocks(a);
}

}  // namespace

extern const AttentionKernel TS_KERNEL;
const AttentionKernel TS_KERNEL = {TS_LANES, forward_any, backward_any, transpose};
