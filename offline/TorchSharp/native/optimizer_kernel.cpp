// AdamW's update in one pass over the memory, with vectors of TS_LANES floats; TS_LANES and TS_KERNEL come from the build, with the
// instruction set to match.
#include "optimizer_kernel.h"

#include "partial_vector.h"

namespace {

constexpr int W = TS_LANES;
typedef Lanes<W> T;
typedef T::V V;

INLINE V root(V x) {
#if TS_LANES == 16
    return (V)_mm512_sqrt_ps((__m512)x);
#else
    V y;
    for (int i = 0; i < W; i++) y[i] = __builtin_sqrtf(x[i]);
    return y;
#endif
}

void adamw(const AdamWUpdate& p) {
    for (int64_t i = 0; i < p.n; i += W) {
        const int64_t left = p.n - i;
        const V g = load_some<W>(p.g + i, left);
        const V m = load_some<W>(p.m + i, left) * p.beta1 + g * p.rest1;
        const V v = load_some<W>(p.v + i, left) * p.beta2 + g * g * p.rest2;
        store_some<W>(p.m + i, m, left);
        store_some<W>(p.v + i, v, left);
        store_some<W>(p.w + i, load_some<W>(p.w + i, left) * p.keep + m * p.step / (root(v) / p.scale + p.eps), left);
    }
}

}  // namespace

extern const OptimizerKernel TS_KERNEL;
const OptimizerKernel TS_KERNEL = {adamw};
