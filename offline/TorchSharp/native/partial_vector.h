// Reading and writing the first elements of a vector, for the *_kernel.cpp only.
#pragma once

#include "lanes.h"

namespace {

// The first n elements of a vector, the others 0; n may exceed the vector.
template <int W>
INLINE typename Lanes<W>::V load_some(const float* from, int64_t n) {
    if (n >= W) return Lanes<W>::load(from);
#if TS_LANES == 16
    if constexpr (W == 16) return (typename Lanes<W>::V)_mm512_maskz_loadu_ps((1u << n) - 1, from);
#endif
    float x[W] = {};
    memcpy(x, from, sizeof(float) * n);
    return Lanes<W>::load(x);
}

template <int W>
INLINE void store_some(float* to, typename Lanes<W>::V v, int64_t n) {
    if (n >= W) {
        Lanes<W>::store(to, v);
        return;
    }
#if TS_LANES == 16
    if constexpr (W == 16) {
        _mm512_mask_storeu_ps(to, (1u << n) - 1, (__m512)v);
        return;
    }
#endif
    float x[W];
    Lanes<W>::store(x, v);
    memcpy(to, x, sizeof(float) * n);
}

}  // namespace
