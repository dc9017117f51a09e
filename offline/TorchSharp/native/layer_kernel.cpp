// Products of a tall matrix with a small one, and layer norm of short rows, with vectors of TS_LANES floats. Every sum runs in
// a fixed order, so equal inputs give equal bits on one kind of processor.
//
// TS_LANES and TS_KERNEL come from the build, with the instruction set to match. Nothing of the standard library is used
// inline here: code for a newer processor must not be shared with other files.
#include "layer_kernel.h"

#if TS_LANES == 16
#include <immintrin.h>
#endif

#include "small_matrix.h"

namespace {

constexpr int W = TS_LANES;
typedef Lanes<W> T;
typedef T::V V;

// The first n elements of a vector, the others 0; n may exceed the vector.
INLINE V load_some(const float* from, int64_t n) {
    if (n >= W) return T::load(from);
#if TS_LANES == 16
    return (V)_mm512_maskz_loadu_ps((1u << n) - 1, from);
#else
    float x[W] = {};
    memcpy(x, from, sizeof(float) * n);
    return T::load(x);
#endif
}

INLINE void store_some(float* to, V v, int64_t n) {
    if (n >= W) {
        T::store(to, v);
        return;
    }
#if TS_LANES == 16
    _mm512_mask_storeu_ps(to, (1u << n) - 1, (__m512)v);
#else
    float x[W];
    T::store(x, v);
    memcpy(to, x, sizeof(float) * n);
#endif
}

// Rows m.. and columns n.. of the result: R rows of NB vectors, held in registers.
template <int R, int NB>
INLINE void part(const LayerProduct& p, int64_t m, int64_t n) {
    const float* a = p.a + m * p.a_row;
    const float* b = p.b + n;
    V sums[R][NB];
#pragma GCC unroll 12
    for (int r = 0; r < R; r++)
#pragma GCC unroll 4
        for (int i = 0; i < NB; i++) sums[r][i] = V{};
    for (int64_t k = 0; k < p.K; k++) {
        const float* from = k + 1 < p.K ? b + k * p.b_row : p.b_last + n;
        V row[NB];
#pragma GCC unroll 4
        for (int i = 0; i < NB; i++) row[i] = T::load(from + i * W);
#pragma GCC unroll 12
        for (int r = 0; r < R; r++) {
            const float x = a[r * p.a_row + k * p.a_col];
#pragma GCC unroll 4
            for (int i = 0; i < NB; i++) sums[r][i] += row[i] * x;
        }
    }
#pragma GCC unroll 12
    for (int r = 0; r < R; r++)
#pragma GCC unroll 4
        for (int i = 0; i < NB; i++) {
            const V sum = p.row ? sums[r][i] + T::load(p.row + n + i * W) : sums[r][i];
            store_some(p.c + (m + r) * p.c_row + n + i * W, sum, p.N - n - i * W);
        }
}

template <int NB>
int64_t columns(const LayerProduct& p, int64_t n) {
    constexpr int tall = W == 16 ? (NB == 1 ? 12 : NB == 2 ? 8 : NB == 3 ? 6 : 5) : (NB == 1 ? 8 : NB == 2 ? 4 : 3);
    int64_t m = 0;
    for (; m + tall <= p.M; m += tall) part<tall, NB>(p, m, n);
    for (; m + 2 <= p.M; m += 2) part<2, NB>(p, m, n);
    if (m < p.M) part<1, NB>(p, m, n);
    return n + NB * W;
}

void product(const LayerProduct& p) {
    const int64_t padded = ts_layer_padded(W, p.N);
    for (int64_t n = 0; n < padded;) {
        const int64_t vectors = (padded - n) / W;
        if (W == 16 && vectors >= 4 && vectors != 5) n = columns<4>(p, n);
        else if (vectors >= 3 && vectors != 4) n = columns<3>(p, n);
        else if (vectors >= 2) n = columns<2>(p, n);
        else n = columns<1>(p, n);
    }
}

// Up to `most` vectors of a row stay in registers.
template <int most>
void norm_rows(const LayerNorm& p) {
    const float share = 1.0f / static_cast<float>(p.n);
    const int64_t left = p.n - (most - 1) * W;  // in the last vector
    V scale[most], shift[most], inside = V{};
#pragma GCC unroll 4
    for (int j = 0; j < most; j++) {
        scale[j] = load_some(p.scale + j * W, p.n - j * W);
        shift[j] = load_some(p.shift + j * W, p.n - j * W);
    }
    for (int64_t i = 0; i < left; i++) inside[i] = 1.0f;
    for (int64_t r = 0; r < p.rows; r++) {
        V x[most], total = V{}, squares = V{};
#pragma GCC unroll 4
        for (int j = 0; j < most; j++) {
            x[j] = load_some(p.x + r * p.n + j * W, p.n - j * W);
            total += x[j];
        }
        const float mean = T::sum(total) * share;
#pragma GCC unroll 4
        for (int j = 0; j < most; j++) {
            x[j] -= mean;
            const V d = j == most - 1 ? x[j] * inside : x[j];
            squares += d * d;
        }
        const float rstd = 1.0f / __builtin_sqrtf(T::sum(squares) * share + p.eps);
#pragma GCC unroll 4
        for (int j = 0; j < most; j++) store_some(p.y + r * p.n + j * W, x[j] * rstd * scale[j] + shift[j], p.n - j * W);
        p.mean[r] = mean;
        p.rstd[r] = rstd;
    }
}

void norm(const LayerNorm& p) {
    switch (ts_layer_padded(W, p.n) / W) {
        case 1: return norm_rows<1>(p);
        case 2: return norm_rows<2>(p);
        case 3: return norm_rows<3>(p);
        case 4: return norm_rows<4>(p);
    }
    const float share = 1.0f / static_cast<float>(p.n);
    for (int64_t r = 0; r < p.rows; r++) {
        const float* x = p.x + r * p.n;
        V total = V{}, squares = V{};
        for (int64_t j = 0; j < p.n; j += W) total += load_some(x + j, p.n - j);
        const float mean = T::sum(total) * share;
        for (int64_t j = 0; j < p.n; j += W) {
            V d = load_some(x + j, p.n - j) - mean;
            for (int64_t i = p.n - j; i < W; i++) d[i] = 0;
            squares += d * d;
        }
        const float rstd = 1.0f / __builtin_sqrtf(T::sum(squares) * share + p.eps);
        for (int64_t j = 0; j < p.n; j += W) {
            const int64_t left = p.n - j;
            store_some(p.y + r * p.n + j, (load_some(x + j, left) - mean) * rstd * load_some(p.scale + j, left) + load_some(p.shift + j, left), left);
        }
        p.mean[r] = mean;
        p.rstd[r] = rstd;
    }
}

}  // namespace

extern const LayerKernel TS_KERNEL;
const LayerKernel TS_KERNEL = {TS_LANES, product, norm, transpose};
