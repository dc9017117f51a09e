// Vectors of W floats, and matrices turned by them, for the *_kernel.cpp only: they fix TS_LANES and the instruction set.
#pragma once

#include <stdint.h>
#include <string.h>

#if TS_LANES == 16
#include <immintrin.h>
#endif

#define INLINE static inline __attribute__((always_inline))

namespace {

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

// Sums of a vector's elements: pairs half a vector apart first, then pairs of pairs.
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

    // e^r for r between -ln 2 / 2 and ln 2 / 2, to 9e-8 relative; 1 for 0. The coefficients are those of the least largest error.
    INLINE V exp_near_0(V r) {
        V y = r * 8.29027221e-3f + 4.18981612e-2f;
        y = y * r + 1.66676387e-1f;
        y = y * r + 4.99991477e-1f;
        y = y * r + 9.99999702e-1f;
        return y * r + 1.0f;
    }

    // e^x for x <= 0 to about 1e-7 relative; 0 below the smallest normal number, NaN for NaN.
    INLINE V exp(V x) {
#if TS_LANES == 16
        if constexpr (W == 16) {
            const __m512 powers = _mm512_roundscale_ps((__m512)(x * 1.44269504f), _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
            const V r = x - (V)powers * 0.693359375f - (V)powers * -2.12194440e-4f;
            return (V)_mm512_maskz_scalef_ps(_mm512_cmp_ps_mask((__m512)x, _mm512_set1_ps(-87.0f), _CMP_NLT_UQ), (__m512)exp_near_0(r), powers);
        }
#endif
        const V rounder = splat(12582912.0f);
        const V shifted = x * 1.44269504f + rounder;  // its low bits count the powers of two
        const V powers = shifted - rounder;
        const V y = exp_near_0(x - powers * 0.693359375f - powers * -2.12194440e-4f);
        const I scale = ((I)shifted << 23) + 0x3f800000;  // casts between vectors keep the bits
        return x < splat(-87.0f) ? V{} : y * (V)scale;
    }

    INLINE float sum(V v) { return sum_of(v); }
};

// to[c][r] = from[r][c].
[[maybe_unused]] void transpose(const float* from, int64_t from_row, int64_t rows, int64_t cols, float* to, int64_t to_row) {
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
            float* t = to + c * to_row + r;
            Lanes<4>::store(t, __builtin_shuffle(a, d, first));
            Lanes<4>::store(t + to_row, __builtin_shuffle(a, d, second));
            Lanes<4>::store(t + 2 * to_row, __builtin_shuffle(b, e, first));
            Lanes<4>::store(t + 3 * to_row, __builtin_shuffle(b, e, second));
        }
        for (; c < cols; c++)
            for (int64_t i = 0; i < 4; i++) to[c * to_row + r + i] = f[i * from_row + c];
    }
    for (; r < rows; r++)
        for (int64_t c = 0; c < cols; c++) to[c * to_row + r] = from[r * from_row + c];
}

// The same; to's rows are padded with zeros up to `padded`.
[[maybe_unused]] void transpose_padded(const float* from, int64_t from_row, int64_t rows, int64_t cols, float* to, int64_t padded) {
    transpose(from, from_row, rows, cols, to, padded);
    if (rows < padded)
        for (int64_t c = 0; c < cols; c++) memset(to + c * padded + rows, 0, sizeof(float) * (padded - rows));
}

}  // namespace
