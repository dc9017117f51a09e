// Attention within windows of four tokens, for attention_kernel.cpp only: as many problems at once as a vector has quarters, one in each.
// A vector per key holds its scores for the four queries (or four floats of a head) in every quarter.
#pragma once

#include "attention_kernel.h"
#include "quarters.h"

namespace {

// Some problems that are computed together: `count` of them are there, and the last stands in for those that are not.
struct Group {
    int64_t at[quarters];
    int count;

    Group(int64_t first, int64_t all) : count(all - first < quarters ? static_cast<int>(all - first) : quarters) {
        for (int p = 0; p < quarters; p++) at[p] = first + (p < count ? p : count - 1);
    }
};

// Up to four floats from `offset` on of the place where each problem begins.
INLINE Quads gather(const float* base, const int64_t* begins, const Group& g, int64_t offset, int64_t n = 4) {
    const float* places[quarters];
#pragma GCC unroll 4
    for (int p = 0; p < quarters; p++) places[p] = base + begins[g.at[p]] + offset;
    return load_quarters(places, n);
}

INLINE void scatter(Quads v, float* base, const int64_t* begins, const Group& g, int64_t offset, int64_t n = 4) {
    each_quarter(v, g.count, [&](int p, V4 part) __attribute__((always_inline)) { store4(base + begins[g.at[p]] + offset, part, n); });
}

INLINE void rows(Quads into[4], const float* base, const int64_t* begins, const Group& g, int64_t row, int64_t from, int64_t n) {
#pragma GCC unroll 4
    for (int i = 0; i < 4; i++) into[i] = gather(base, begins, g, i * row + from, n);
}

// Goes through the columns four at a time; `step` gets the first and how many there are.
template <class Step>
INLINE void by_fours(int64_t width, Step step) {
    int64_t e = 0;
    for (; e + 4 <= width; e += 4) step(e, 4);
    switch (width - e) {  // numbers, so that each gets code of its own
        case 1: step(e, 1); break;
        case 2: step(e, 2); break;
        case 3: step(e, 3); break;
    }
}

// a[j] . b[i] in the i-th place of the j-th result.
INLINE void products(Quads result[4], const float* a, const int64_t* a_at, int64_t a_row, const float* b, const int64_t* b_at, int64_t b_row,
                     const Group& g, int64_t width) {
    for (int j = 0; j < 4; j++) result[j] = Quads{};
    by_fours(width, [&](int64_t e, int64_t n) __attribute__((always_inline)) {
        Quads x[4], y[4];
        rows(x, a, a_at, g, a_row, e, n);
        rows(y, b, b_at, g, b_row, e, n);
        turn(y);
#pragma GCC unroll 4
        for (int j = 0; j < 4; j++) result[j] += spread<0>(x[j]) * y[0] + spread<1>(x[j]) * y[1] + spread<2>(x[j]) * y[2] + spread<3>(x[j]) * y[3];
    });
}

// to[i] = alpha * the sum over j of weights[i][j] b[j].
INLINE void sums(const Quads weights[4], float alpha, const float* b, const int64_t* b_at, int64_t b_row, float* to, const int64_t* to_at,
                 int64_t to_row, const Group& g, int64_t width) {
    by_fours(width, [&](int64_t e, int64_t n) __attribute__((always_inline)) {
        Quads y[4];
        rows(y, b, b_at, g, b_row, e, n);
#pragma GCC unroll 4
        for (int i = 0; i < 4; i++) {
            const Quads mixed = spread<0>(weights[i]) * y[0] + spread<1>(weights[i]) * y[1] + spread<2>(weights[i]) * y[2] + spread<3>(weights[i]) * y[3];
            scatter(mixed * alpha, to, to_at, g, i * to_row + e, n);
        }
    });
}

INLINE Quads sum_of_four(const Quads x[4]) { return (x[0] + x[1]) + (x[2] + x[3]); }

void forward_quads(const AttentionForward& a) {
    typedef Lanes<TS_LANES> T;
    for (int64_t first = 0; first < a.sizes.count; first += quarters) {
        const Group g(first, a.sizes.count);
        Quads w[4];
        products(w, a.k, a.k_at, a.k_row, a.q, a.q_at, a.q_row, g, a.sizes.E);
#pragma GCC unroll 4
        for (int j = 0; j < 4; j++) w[j] = w[j] * a.sizes.scale + gather(a.mask, a.mask_at, g, j * a.mask_row);
        const Quads most = larger(larger(w[0], w[1]), larger(w[2], w[3]));
#pragma GCC unroll 4
        for (int j = 0; j < 4; j++) w[j] = T::exp(w[j] - most);
        const Quads share = 1.0f / sum_of_four(w);
#pragma GCC unroll 4
        for (int j = 0; j < 4; j++) {
            w[j] *= share;
            if (a.weights) each_quarter(w[j], g.count, [&](int p, V4 part) { Lanes<4>::store(a.weights + 16 * g.at[p] + 4 * j, part); });
        }
        turn(w);
        sums(w, 1.0f, a.v, a.v_at, a.v_row, a.out, a.out_at, a.out_row, g, a.sizes.Ev);
    }
}

void backward_quads(const AttentionBackward& a) {
    for (int64_t first = 0; first < a.sizes.count; first += quarters) {
        const Group g(first, a.sizes.count);
        Quads w[4], d[4], wd[4];
        products(d, a.v, a.v_at, a.v_row, a.dout, a.dout_at, a.dout_row, g, a.sizes.Ev);
#pragma GCC unroll 4
        for (int j = 0; j < 4; j++) {
            const float* places[quarters];
#pragma GCC unroll 4
            for (int p = 0; p < quarters; p++) places[p] = a.weights + 16 * g.at[p] + 4 * j;
            w[j] = load_quarters(places, 4);
            wd[j] = w[j] * d[j];
        }
        const Quads mean = sum_of_four(wd);
#pragma GCC unroll 4
        for (int j = 0; j < 4; j++) {
            d[j] = w[j] * (d[j] - mean);
            if (!a.dmask) continue;
            each_quarter(d[j], g.count, [&](int p, V4 part) {
                float* sum = a.dmask + a.mask_at[g.at[p]] + j * a.mask_row;
                Lanes<4>::store(sum, Lanes<4>::load(sum) + part);
            });
        }
        sums(d, a.sizes.scale, a.q, a.q_at, a.q_row, a.dk, a.dk_at, a.dk_row, g, a.sizes.E);
        sums(w, 1.0f, a.dout, a.dout_at, a.dout_row, a.dv, a.dv_at, a.dv_row, g, a.sizes.Ev);
        turn(d);
        sums(d, a.sizes.scale, a.k, a.k_at, a.k_row, a.dq, a.dq_at, a.dq_row, g, a.sizes.E);
    }
}

}  // namespace
