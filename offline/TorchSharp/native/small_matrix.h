// Small matrices in vectors of W floats, for the *_kernel.cpp only: they fix TS_LANES and the instruction set.
#pragma once

#include <stdint.h>
#include <string.h>

#define INLINE static inline __attribute__((always_inline))

namespace {

// Sums and maxima of a vector's elements: pairs half a vector apart first, then pairs of pairs.
typedef float V4 __attribute__((vector_size(16)));
typedef int I4 __attribute__((vector_size(16)));
typedef float V8 __attribute__((vector_size(32)));
typedef int I8 __attribute__((vector_size(32)));
typedef float V16 __attribute__((vector_size(64)));
typedef int I16 __attribute__((vector_size(64)));

template <class V>
INLINE V larger(V a, V b) {
    return b > a ? b : a;
}

[[maybe_unused]] INLINE float sum_of(V4 v) {
    v += __builtin_shuffle(v, (I4){2, 3, 0, 1});
    v += __builtin_shuffle(v, (I4){1, 2, 3, 0});
    return v[0];
}

[[maybe_unused]] INLINE float sum_of(V8 v) {
    v += __builtin_shuffle(v, (I8){4, 5, 6, 7, 0, 1, 2, 3});
    v += __builtin_shuffle(v, (I8){2, 3, 4, 5, 6, 7, 0, 1});
    v += __builtin_shuffle(v, (I8){1, 2, 3, 4, 5, 6, 7, 0});
    return v[0];
}

[[maybe_unused]] INLINE float sum_of(V16 v) {
    v += __builtin_shuffle(v, (I16){8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7});
    v += __builtin_shuffle(v, (I16){4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3});
    v += __builtin_shuffle(v, (I16){2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1});
    v += __builtin_shuffle(v, (I16){1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0});
    return v[0];
}

[[maybe_unused]] INLINE float largest_of(V4 v) {
    v = larger(v, __builtin_shuffle(v, (I4){2, 3, 0, 1}));
    v = larger(v, __builtin_shuffle(v, (I4){1, 2, 3, 0}));
    return v[0];
}

[[maybe_unused]] INLINE float largest_of(V8 v) {
    v = larger(v, __builtin_shuffle(v, (I8){4, 5, 6, 7, 0, 1, 2, 3}));
    v = larger(v, __builtin_shuffle(v, (I8){2, 3, 4, 5, 6, 7, 0, 1}));
    v = larger(v, __builtin_shuffle(v, (I8){1, 2, 3, 4, 5, 6, 7, 0}));
    return v[0];
}

[[maybe_unused]] INLINE float largest_of(V16 v) {
    v = larger(v, __builtin_shuffle(v, (I16){8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7}));
    v = larger(v, __builtin_shuffle(v, (I16){4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3}));
    v = larger(v, __builtin_shuffle(v, (I16){2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1}));
    v = larger(v, __builtin_shuffle(v, (I16){1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0}));
    return v[0];
}

// By name, since the compiler takes a vector whose size depends on W for a single number.
template <int W>
struct VectorOf;
template <>
struct VectorOf<4> { typedef V4 V; typedef I4 I; };
template <>
struct VectorOf<8> { typedef V8 V; typedef I8 I; };
template <>
struct VectorOf<16> { typedef V16 V; typedef I16 I; };

template <int W>
struct Lanes {
    typedef typename VectorOf<W>::V V;
    typedef typename VectorOf<W>::I I;
    typedef float Unaligned __attribute__((vector_size(W * 4), aligned(4), may_alias));

    INLINE V load(const float* p) { return *reinterpret_cast<const Unaligned*>(p); }
    INLINE void store(float* p, V v) { *reinterpret_cast<Unaligned*>(p) = v; }
    INLINE V splat(float x) { return x - V{}; }

    // e^x for x <= 0 to about 1e-7 relative; 0 below the smallest normal number, NaN for NaN.
    INLINE V exp(V x) {
        const V rounder = splat(12582912.0f);
        const V shifted = x * 1.44269504f + rounder;  // its low bits count the powers of two
        const V powers = shifted - rounder;
        const V r = x - powers * 0.693359375f - powers * -2.12194440e-4f;
        V y = r * 1.9875691500e-4f + 1.3981999507e-3f;
        y = y * r + 8.3334519073e-3f;
        y = y * r + 4.1665795894e-2f;
        y = y * r + 1.6666665459e-1f;
        y = y * r + 5.0000001201e-1f;
        y = y * r * r + r + 1.0f;
        const I scale = ((I)shifted << 23) + 0x3f800000;  // casts between vectors keep the bits
        const V result = y * (V)scale;
        return x < splat(-87.0f) ? V{} : result;
    }

    INLINE float sum(V v) { return sum_of(v); }
    INLINE float largest(V v) { return largest_of(v); }
};

// C[R][NB vectors] = alpha * A[R][K] B[K][NB vectors]; A's elements lie a_row and a_col apart.
template <int W, int R, int NB>
INLINE void tile(const float* a, int64_t a_row, int64_t a_col, const float* b, int64_t b_row, int64_t K, float alpha,
                 float* c, int64_t c_row) {
    typedef typename Lanes<W>::V V;
    V sums[R][NB];
#pragma GCC unroll 8
    for (int r = 0; r < R; r++)
#pragma GCC unroll 4
        for (int n = 0; n < NB; n++) sums[r][n] = V{};
    for (int64_t k = 0; k < K; k++) {
        V row[NB];
#pragma GCC unroll 4
        for (int n = 0; n < NB; n++) row[n] = Lanes<W>::load(b + k * b_row + n * W);
#pragma GCC unroll 8
        for (int r = 0; r < R; r++) {
            const float x = a[r * a_row + k * a_col];
#pragma GCC unroll 4
            for (int n = 0; n < NB; n++) sums[r][n] += row[n] * x;
        }
    }
#pragma GCC unroll 8
    for (int r = 0; r < R; r++)
#pragma GCC unroll 4
        for (int n = 0; n < NB; n++) Lanes<W>::store(c + r * c_row + n * W, sums[r][n] * alpha);
}

template <int W, int NB>
INLINE void columns(int64_t M, const float* a, int64_t a_row, int64_t a_col, const float* b, int64_t b_row, int64_t K,
                    float alpha, float* c, int64_t c_row) {
    constexpr int tall = NB == 1 ? 8 : 4;
    int64_t m = 0;
    for (; m + tall <= M; m += tall) tile<W, tall, NB>(a + m * a_row, a_row, a_col, b, b_row, K, alpha, c + m * c_row, c_row);
    if (tall == 8 && m + 4 <= M) {
        tile<W, 4, NB>(a + m * a_row, a_row, a_col, b, b_row, K, alpha, c + m * c_row, c_row);
        m += 4;
    }
    for (; m < M; m++) tile<W, 1, NB>(a + m * a_row, a_row, a_col, b, b_row, K, alpha, c + m * c_row, c_row);
}

// C[M][N] = alpha * A[M][K] B[K][N]; N is a multiple of W.
template <int W>
void product(int64_t M, int64_t N, int64_t K, const float* a, int64_t a_row, int64_t a_col, const float* b,
                    int64_t b_row, float alpha, float* c, int64_t c_row) {
    constexpr int wide = TS_LANES == 16 ? 4 : 2;
    int64_t n = 0;
    for (; n + wide * W <= N; n += wide * W) columns<W, wide>(M, a, a_row, a_col, b + n, b_row, K, alpha, c + n, c_row);
    for (; n + 2 * W <= N; n += 2 * W) columns<W, 2>(M, a, a_row, a_col, b + n, b_row, K, alpha, c + n, c_row);
    for (; n < N; n += W) columns<W, 1>(M, a, a_row, a_col, b + n, b_row, K, alpha, c + n, c_row);
}

// to[c][r] = from[r][c]; to's rows are padded with zeros up to `padded`.
[[maybe_unused]] void transpose(const float* from, int64_t from_row, int64_t rows, int64_t cols, float* to, int64_t padded) {
    typedef Lanes<4>::V V;
    typedef Lanes<4>::I I;
    const I low = {0, 4, 1, 5}, high = {2, 6, 3, 7}, first = {0, 1, 4, 5}, second = {2, 3, 6, 7};
    int64_t r = 0;
    for (; r + 4 <= rows; r += 4) {
        const float* f = from + r * from_row;
        int64_t c = 0;
        for (; c + 4 <= cols; c += 4) {
            const V x0 = Lanes<4>::load(f + c), x1 = Lanes<4>::load(f + from_row + c);
            const V x2 = Lanes<4>::load(f + 2 * from_row + c), x3 = Lanes<4>::load(f + 3 * from_row + c);
            const V a = __builtin_shuffle(x0, x1, low), b = __builtin_shuffle(x0, x1, high);
            const V d = __builtin_shuffle(x2, x3, low), e = __builtin_shuffle(x2, x3, high);
            float* t = to + c * padded + r;
            Lanes<4>::store(t, __builtin_shuffle(a, d, first));
            Lanes<4>::store(t + padded, __builtin_shuffle(a, d, second));
            Lanes<4>::store(t + 2 * padded, __builtin_shuffle(b, e, first));
            Lanes<4>::store(t + 3 * padded, __builtin_shuffle(b, e, second));
        }
        for (; c < cols; c++)
            for (int64_t i = 0; i < 4; i++) to[c * padded + r + i] = f[i * from_row + c];
    }
    for (; r < rows; r++)
        for (int64_t c = 0; c < cols; c++) to[c * padded + r] = from[r * from_row + c];
    if (rows < padded)
        for (int64_t c = 0; c < cols; c++) memset(to + c * padded + rows, 0, sizeof(float) * (padded - rows));
}

}  // namespace
