// Attention within windows of four tokens, for attention_kernel.cpp only: as many problems at once as a vector has quarters, one in each.
// A vector per query holds its four scores (or four floats of a head) in every quarter, so all shuffles stay within quarters.
#pragma once

#include "attention_kernel.h"
#include "partial_vector.h"

namespace {

constexpr int together = TS_LANES / 4;
typedef Lanes<TS_LANES>::V Quads;
typedef Lanes<TS_LANES>::I QuadIndices;

// The same choice in every quarter: 0 to 3 of the first vector, 4 to 7 of the second.
#define PICK(x, quarter) ((x) < 4 ? (x) + 4 * (quarter) : (x) - 4 + 4 * (quarter) + TS_LANES)
#define PICKS(a, b, c, d, quarter) PICK(a, quarter), PICK(b, quarter), PICK(c, quarter), PICK(d, quarter)
#if TS_LANES == 16
#define QUADS(a, b, c, d) ((QuadIndices){PICKS(a, b, c, d, 0), PICKS(a, b, c, d, 1), PICKS(a, b, c, d, 2), PICKS(a, b, c, d, 3)})
#elif TS_LANES == 8
#define QUADS(a, b, c, d) ((QuadIndices){PICKS(a, b, c, d, 0), PICKS(a, b, c, d, 1)})
#else
#define QUADS(a, b, c, d) ((QuadIndices){PICKS(a, b, c, d, 0)})
#endif

template <int i>
INLINE Quads spread(Quads v) { return __builtin_shuffle(v, v, QUADS(i, i, i, i)); }

INLINE Quads sums(Quads v) {
    v += __builtin_shuffle(v, v, QUADS(2, 3, 0, 1));
    return v + __builtin_shuffle(v, v, QUADS(1, 0, 3, 2));
}

INLINE Quads largest(Quads v) {
    v = larger(v, __builtin_shuffle(v, v, QUADS(2, 3, 0, 1)));
    return larger(v, __builtin_shuffle(v, v, QUADS(1, 0, 3, 2)));
}

// Rows and columns of each quarter's 4 x 4 matrix.
INLINE void turn(Quads x[4]) {
    const Quads a = __builtin_shuffle(x[0], x[1], QUADS(0, 4, 1, 5)), b = __builtin_shuffle(x[0], x[1], QUADS(2, 6, 3, 7));
    const Quads c = __builtin_shuffle(x[2], x[3], QUADS(0, 4, 1, 5)), d = __builtin_shuffle(x[2], x[3], QUADS(2, 6, 3, 7));
    x[0] = __builtin_shuffle(a, c, QUADS(0, 1, 4, 5));
    x[1] = __builtin_shuffle(a, c, QUADS(2, 3, 6, 7));
    x[2] = __builtin_shuffle(b, d, QUADS(0, 1, 4, 5));
    x[3] = __builtin_shuffle(b, d, QUADS(2, 3, 6, 7));
}

// Some problems that are computed together: `count` of them are there, and the last stands in for those that are not.
struct Group {
    int64_t at[together];
    int count;

    Group(int64_t first, int64_t all) : count(all - first < together ? static_cast<int>(all - first) : together) {
        for (int p = 0; p < together; p++) at[p] = first + (p < count ? p : count - 1);
    }
};

INLINE V4 load4(const float* from, int64_t n) {
    if (n >= 4) return Lanes<4>::load(from);
    V4 v = {};
    for (int64_t i = 0; i < n; i++) v[i] = from[i];
    return v;
}

// Up to four floats from `offset` on of the place where each problem begins.
INLINE Quads gather(const float* base, const int64_t* begins, const Group& g, int64_t offset, int64_t n = 4) {
#define PART(p) load4(base + begins[g.at[p]] + offset, n)
#if TS_LANES == 16
    __m512 v = _mm512_castps128_ps512((__m128)PART(0));
    v = _mm512_insertf32x4(v, (__m128)PART(1), 1);
    v = _mm512_insertf32x4(v, (__m128)PART(2), 2);
    return (Quads)_mm512_insertf32x4(v, (__m128)PART(3), 3);
#elif TS_LANES == 8
    const V4 a = PART(0), b = PART(1);
    return (Quads){a[0], a[1], a[2], a[3], b[0], b[1], b[2], b[3]};
#else
    return PART(0);
#endif
#undef PART
}

template <int p>
INLINE V4 quarter(Quads v) {
#if TS_LANES == 16
    return (V4)_mm512_extractf32x4_ps((__m512)v, p);
#else
    return V4{v[4 * p], v[4 * p + 1], v[4 * p + 2], v[4 * p + 3]};
#endif
}

// Hands each problem's four floats to `take`, in the order of the problems.
template <class Take>
INLINE void each(Quads v, const Group& g, Take take) {
    take(0, quarter<0>(v));
#if TS_LANES >= 8
    if (g.count > 1) take(1, quarter<1>(v));
#endif
#if TS_LANES == 16
    if (g.count > 2) take(2, quarter<2>(v));
    if (g.count > 3) take(3, quarter<3>(v));
#endif
}

INLINE void scatter(Quads v, float* base, const int64_t* begins, const Group& g, int64_t offset, int64_t n = 4) {
    each(v, g, [&](int p, V4 part) __attribute__((always_inline)) {
        float* to = base + begins[g.at[p]] + offset;
        if (n >= 4) {
            Lanes<4>::store(to, part);
        } else {
            for (int64_t i = 0; i < n; i++) to[i] = part[i];
        }
    });
}

INLINE void rows(Quads into[4], const float* base, const int64_t* begins, const Group& g, int64_t row, int64_t from, int64_t width) {
#pragma GCC unroll 4
    for (int i = 0; i < 4; i++) into[i] = gather(base, begins, g, i * row + from, width - from);
}

// a[i] . b[j] in the j-th place of the i-th result.
INLINE void products(Quads result[4], const float* a, const int64_t* a_at, int64_t a_row, const float* b, const int64_t* b_at, int64_t b_row,
                     const Group& g, int64_t width) {
    for (int i = 0; i < 4; i++) result[i] = Quads{};
    for (int64_t e = 0; e < width; e += 4) {
        Quads x[4], y[4];
        rows(x, a, a_at, g, a_row, e, width);
        rows(y, b, b_at, g, b_row, e, width);
        turn(y);
#pragma GCC unroll 4
        for (int i = 0; i < 4; i++) result[i] += spread<0>(x[i]) * y[0] + spread<1>(x[i]) * y[1] + spread<2>(x[i]) * y[2] + spread<3>(x[i]) * y[3];
    }
}

// to[i] = alpha * the sum over j of weights[i][j] b[j].
INLINE void mixtures(const Quads weights[4], float alpha, const float* b, const int64_t* b_at, int64_t b_row, float* to, const int64_t* to_at,
                     int64_t to_row, const Group& g, int64_t width) {
    for (int64_t e = 0; e < width; e += 4) {
        Quads y[4];
        rows(y, b, b_at, g, b_row, e, width);
#pragma GCC unroll 4
        for (int i = 0; i < 4; i++) {
            const Quads mixed = spread<0>(weights[i]) * y[0] + spread<1>(weights[i]) * y[1] + spread<2>(weights[i]) * y[2] + spread<3>(weights[i]) * y[3];
            scatter(mixed * alpha, to, to_at, g, i * to_row + e, width - e);
        }
    }
}

// Where each problem's 4 x 4 matrix begins in a dense array of them.
struct Dense {
    int64_t at[together];

    explicit Dense(const Group& g) {
        for (int p = 0; p < together; p++) at[p] = 16 * g.at[p];
    }
};

INLINE Quads matrix_row(const float* base, const Dense& d, int i) {
    Group all(0, together);
    return gather(base, d.at, all, 4 * i);
}

void forward_quads(const AttentionForward& a) {
    typedef Lanes<TS_LANES> T;
    for (int64_t first = 0; first < a.sizes.count; first += together) {
        const Group g(first, a.sizes.count);
        Quads w[4];
        products(w, a.q, a.q_at, a.q_row, a.k, a.k_at, a.k_row, g, a.sizes.E);
#pragma GCC unroll 4
        for (int i = 0; i < 4; i++) {
            const Quads score = w[i] * a.sizes.scale + gather(a.mask, a.mask_at, g, i * a.mask_row);
            const Quads y = T::exp(score - largest(score));
            w[i] = y * (1.0f / sums(y));
            if (a.weights) each(w[i], g, [&](int p, V4 part) { Lanes<4>::store(a.weights + 16 * g.at[p] + 4 * i, part); });
        }
        mixtures(w, 1.0f, a.v, a.v_at, a.v_row, a.out, a.out_at, a.out_row, g, a.sizes.Ev);
    }
}

void backward_quads(const AttentionBackward& a) {
    for (int64_t first = 0; first < a.sizes.count; first += together) {
        const Group g(first, a.sizes.count);
        const Dense own(g);
        Quads w[4], d[4];
        products(d, a.dout, a.dout_at, a.dout_row, a.v, a.v_at, a.v_row, g, a.sizes.Ev);
#pragma GCC unroll 4
        for (int i = 0; i < 4; i++) {
            w[i] = matrix_row(a.weights, own, i);
            d[i] = w[i] * (d[i] - sums(w[i] * d[i]));
            if (!a.dmask) continue;
            each(d[i], g, [&](int p, V4 part) {
                float* sum = a.dmask + a.mask_at[g.at[p]] + i * a.mask_row;
                Lanes<4>::store(sum, Lanes<4>::load(sum) + part);
            });
        }
        mixtures(d, a.sizes.scale, a.k, a.k_at, a.k_row, a.dq, a.dq_at, a.dq_row, g, a.sizes.E);
        turn(d);
        mixtures(d, a.sizes.scale, a.q, a.q_at, a.q_row, a.dk, a.dk_at, a.dk_row, g, a.sizes.E);
        turn(w);
        mixtures(w, 1.0f, a.dout, a.dout_at, a.dout_row, a.dv, a.dv_at, a.dv_row, g, a.sizes.Ev);
    }
}

}  // namespace
