// Elementwise operations with vectors of TS_LANES floats; TS_LANES and TS_KERNEL come from the build, with the instruction set to
// match. An element's result does not depend on its place.
#include "pointwise_kernel.h"

#include "partial_vector.h"

namespace {

constexpr int W = TS_LANES;
typedef Lanes<W> T;
typedef T::V V;

INLINE V magnitude(V x) { return (V)((T::I)x & 0x7fffffff); }

// The normal distribution at x, to 1.5e-7 (Abramowitz and Stegun 7.1.26, as libtorch's own vectors have it), and its density times
// the square root of 2 pi: both need the same exponential.
struct Normal {
    V below, bell;
};

INLINE Normal normal(V x) {
    const V t = 1.0f / (1.0f + magnitude(x) * 0.231641888f);  // 0.3275911 / sqrt(2)
    const V bell = T::exp(x * x * -0.5f);
    V poly = t * 0.5307027145f - 0.7265760135f;  // halves of the published coefficients
    poly = poly * t + 0.7107068705f;
    poly = poly * t - 0.142248368f;
    poly = poly * t + 0.127414796f;
    const V tail = poly * t * bell;  // of the side away from zero
    return {x < V{} ? tail : 1.0f - tail, bell};
}

INLINE V gelu_of(V x) { return x * normal(x).below; }

INLINE V gelu_slope(V x) {
    const Normal at = normal(x);
    return at.below + x * at.bell * 0.3989422804f;
}

void gelu(const float* x, float* y, int64_t n) {
    int64_t i = 0;
    for (; i + W <= n; i += W) T::store(y + i, gelu_of(T::load(x + i)));
    if (i < n) store_some<W>(y + i, gelu_of(load_some<W>(x + i, n - i)), n - i);
}

void gelu_backward(const float* x, const float* dy, float* dx, int64_t n) {
    int64_t i = 0;
    for (; i + W <= n; i += W) T::store(dx + i, T::load(dy + i) * gelu_slope(T::load(x + i)));
    if (i < n) store_some<W>(dx + i, load_some<W>(dy + i, n - i) * gelu_slope(load_some<W>(x + i, n - i)), n - i);
}

void add(const float* a, const float* b, float* sum, int64_t n) {
    int64_t i = 0;
    for (; i + W <= n; i += W) T::store(sum + i, T::load(a + i) + T::load(b + i));
    if (i < n) store_some<W>(sum + i, load_some<W>(a + i, n - i) + load_some<W>(b + i, n - i), n - i);
}

// The whole vectors of a row are `whole`, -1 for any number.
template <int whole, bool back>
void move_rows(const PickedRows& p, const float* from, float* to) {
    const int64_t vectors = whole < 0 ? p.width / W : whole, left = p.width - vectors * W;
    for (int64_t i = 0; i < p.count; i++) {
        const float* x = from + (back ? i * p.width : p.places[i] * p.step);
        float* y = to + (back ? p.places[i] * p.step : i * p.width);
        for (int64_t j = 0; j < vectors; j++, x += W, y += W) T::store(y, back ? T::load(y) + T::load(x) : T::load(x));
        if (left > 0) store_some<W>(y, back ? load_some<W>(y, left) + load_some<W>(x, left) : load_some<W>(x, left), left);
    }
}

template <bool back>
void move_any(const PickedRows& p, const float* from, float* to) {
    switch (p.width / W) {
        case 0: return move_rows<0, back>(p, from, to);
        case 1: return move_rows<1, back>(p, from, to);
        case 2: return move_rows<2, back>(p, from, to);
        default: return move_rows<-1, back>(p, from, to);
    }
}

void pick(const PickedRows& rows, const float* matrix, float* picked) { move_any<false>(rows, matrix, picked); }

void put_back(const PickedRows& rows, const float* picked, float* matrix) { move_any<true>(rows, picked, matrix); }

}  // namespace

extern const PointwiseKernel TS_KERNEL;
const PointwiseKernel TS_KERNEL = {gelu, gelu_backward, pick, put_back, add};
