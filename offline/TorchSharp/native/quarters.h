// Vectors of TS_LANES floats as quarters of four, for the *_kernel.cpp only: shuffles within quarters are cheap.
#pragma once

#include "partial_vector.h"

namespace {

constexpr int quarters = TS_LANES / 4;
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

// Rows and columns of each quarter's 4 x 4 matrix.
INLINE void turn(Quads x[4]) {
    const Quads a = __builtin_shuffle(x[0], x[1], QUADS(0, 4, 1, 5)), b = __builtin_shuffle(x[0], x[1], QUADS(2, 6, 3, 7));
    const Quads c = __builtin_shuffle(x[2], x[3], QUADS(0, 4, 1, 5)), d = __builtin_shuffle(x[2], x[3], QUADS(2, 6, 3, 7));
    x[0] = __builtin_shuffle(a, c, QUADS(0, 1, 4, 5));
    x[1] = __builtin_shuffle(a, c, QUADS(2, 3, 6, 7));
    x[2] = __builtin_shuffle(b, d, QUADS(0, 1, 4, 5));
    x[3] = __builtin_shuffle(b, d, QUADS(2, 3, 6, 7));
}

// In place r the sum of the vector x[r], of as many vectors as they have elements: pairs of pairs, two vectors at a time.
INLINE Quads sums_of_each(const Quads x[TS_LANES]) {
    Quads four[quarters];
#pragma GCC unroll 4
    for (int i = 0; i < quarters; i++) {
        const Quads* v = x + 4 * i;
        const Quads a = __builtin_shuffle(v[0], v[1], QUADS(0, 4, 1, 5)) + __builtin_shuffle(v[0], v[1], QUADS(2, 6, 3, 7));
        const Quads b = __builtin_shuffle(v[2], v[3], QUADS(0, 4, 1, 5)) + __builtin_shuffle(v[2], v[3], QUADS(2, 6, 3, 7));
        four[i] = __builtin_shuffle(a, b, QUADS(0, 1, 4, 5)) + __builtin_shuffle(a, b, QUADS(2, 3, 6, 7));
    }
#if TS_LANES == 16
    const I16 near = {0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23}, far = near + 8;
    const I16 even = {0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27}, odd = even + 4;
    const Quads a = __builtin_shuffle(four[0], four[1], near) + __builtin_shuffle(four[0], four[1], far);
    const Quads b = __builtin_shuffle(four[2], four[3], near) + __builtin_shuffle(four[2], four[3], far);
    return __builtin_shuffle(a, b, even) + __builtin_shuffle(a, b, odd);
#elif TS_LANES == 8
    const I8 near = {0, 1, 2, 3, 8, 9, 10, 11}, far = near + 4;
    return __builtin_shuffle(four[0], four[1], near) + __builtin_shuffle(four[0], four[1], far);
#else
    return four[0];
#endif
}

// The first n of four floats, the others 0.
INLINE V4 load4(const float* from, int64_t n) {
    if (n >= 4) return Lanes<4>::load(from);
    return V4{from[0], n > 1 ? from[1] : 0.0f, n > 2 ? from[2] : 0.0f, 0.0f};
}

INLINE void store4(float* to, V4 v, int64_t n) {
    if (n >= 4) return Lanes<4>::store(to, v);
    to[0] = v[0];
    if (n > 1) to[1] = v[1];
    if (n > 2) to[2] = v[2];
}

// Up to four floats from each of the places.
INLINE Quads load_quarters(const float* const places[quarters], int64_t n) {
#if TS_LANES == 16
    __m512 v = _mm512_castps128_ps512((__m128)load4(places[0], n));
    v = _mm512_insertf32x4(v, (__m128)load4(places[1], n), 1);
    v = _mm512_insertf32x4(v, (__m128)load4(places[2], n), 2);
    return (Quads)_mm512_insertf32x4(v, (__m128)load4(places[3], n), 3);
#elif TS_LANES == 8
    const V4 a = load4(places[0], n), b = load4(places[1], n);
    return (Quads){a[0], a[1], a[2], a[3], b[0], b[1], b[2], b[3]};
#else
    return load4(places[0], n);
#endif
}

template <int p>
INLINE V4 quarter(Quads v) {
#if TS_LANES == 16
    return (V4)_mm512_extractf32x4_ps((__m512)v, p);
#else
    return V4{v[4 * p], v[4 * p + 1], v[4 * p + 2], v[4 * p + 3]};
#endif
}

// Hands the first `count` quarters to `take`, in their order.
template <class Take>
INLINE void each_quarter(Quads v, int count, Take take) {
    take(0, quarter<0>(v));
#if TS_LANES >= 8
    if (count > 1) take(1, quarter<1>(v));
#endif
#if TS_LANES == 16
    if (count > 2) take(2, quarter<2>(v));
    if (count > 3) take(3, quarter<3>(v));
#endif
}

}  // namespace
