// Layer norm of short rows, as many at once as a vector of TS_LANES floats has elements: their sums are found together, with few
// shuffles, and so are their roots. TS_LANES and TS_KERNEL come from the build, with the instruction set to match. Every sum runs in
// a fixed order, so equal inputs give equal bits on one kind of processor.
#include "norm_kernel.h"

#include "quarters.h"

namespace {

constexpr int W = TS_LANES;
typedef Lanes<W> T;
typedef T::V V;

INLINE V reciprocal_root(V x) {
#if TS_LANES == 16
    return 1.0f / (V)_mm512_sqrt_ps((__m512)x);
#else
    float at[W];
    T::store(at, x);
    for (int i = 0; i < W; i++) at[i] = __builtin_sqrtf(at[i]);
    return 1.0f / T::load(at);
#endif
}

// Ones in the places of a row's last vector that hold elements, zeros behind them.
INLINE V ones(int64_t n) {
    V inside = V{};
    for (int64_t i = 0; i < n && i < W; i++) inside[i] = 1.0f;
    return inside;
}

// W rows of n floats, or with `some` fewer: the last one stands in for those that are not there. Their vectors are `fixed`, or any
// number where it is 0.
template <int fixed, bool some>
struct Rows {
    int64_t first, count, n, vectors, left;

    Rows(int64_t first, int64_t rows, int64_t n)
        : first(first), count(some ? rows - first : W), n(n), vectors(fixed ? fixed : (n + W - 1) / W), left(n - (vectors - 1) * W) {}

    int64_t at(int64_t r) const { return (first + (some && r >= count ? count - 1 : r)) * n; }

    // One of a row's vectors, zeros behind the last element.
    V load(const float* row, int64_t j) const { return j + 1 < vectors ? T::load(row + j * W) : load_some<W>(row + j * W, left); }

    void store(float* row, int64_t j, V v) const {
        if (j + 1 < vectors) T::store(row + j * W, v);
        else store_some<W>(row + j * W, v, left);
    }
};

template <int fixed, bool some>
INLINE void forward_group(const NormForward& p, int64_t first, V inside) {
    const float share = 1.0f / static_cast<float>(p.n);
    const Rows<fixed, some> rows(first, p.rows, p.n);
    float mean[W], rstd[W];
    V sums[W];
#pragma GCC unroll 16
    for (int r = 0; r < W; r++) {
        const float* x = p.x + rows.at(r);
        sums[r] = rows.load(x, 0);
        for (int64_t j = 1; j < rows.vectors; j++) sums[r] += rows.load(x, j);
    }
    T::store(mean, sums_of_each(sums) * share);
#pragma GCC unroll 16
    for (int r = 0; r < W; r++) {
        const float* x = p.x + rows.at(r);
        sums[r] = V{};
        for (int64_t j = 0; j < rows.vectors; j++) {
            V d = rows.load(x, j) - mean[r];
            if (j + 1 == rows.vectors) d *= inside;
            sums[r] += d * d;
        }
    }
    T::store(rstd, reciprocal_root(sums_of_each(sums) * share + p.eps));
    for (int64_t r = 0; r < rows.count; r++) {
        const int64_t at = rows.at(r);
        for (int64_t j = 0; j < rows.vectors; j++)
            rows.store(p.y + at, j, (rows.load(p.x + at, j) - mean[r]) * rstd[r] * rows.load(p.scale, j) + rows.load(p.shift, j));
    }
    if (!p.mean) return;
    store_some<W>(p.mean + first, T::load(mean), rows.count);
    store_some<W>(p.rstd + first, T::load(rstd), rows.count);
}

template <int fixed>
void forward_rows(const NormForward& p) {
    const V inside = ones((p.n - 1) % W + 1);
    int64_t first = 0;
    for (; first + W <= p.rows; first += W) forward_group<fixed, false>(p, first, inside);
    if (first < p.rows) forward_group<fixed, true>(p, first, inside);
}

void forward(const NormForward& p) {
    switch ((p.n + W - 1) / W) {
        case 1: return forward_rows<1>(p);
        case 2: return forward_rows<2>(p);
        case 3: return forward_rows<3>(p);
        case 4: return forward_rows<4>(p);
        default: return forward_rows<0>(p);
    }
}

// With z the normalised row and g = dy * scale: dx = rstd * (g - mean of g - z * mean of g z); dscale sums dy z, dshift sums dy.
template <int most>
void backward_rows(const NormGradients& p) {
    const float share = 1.0f / static_cast<float>(p.n);
    const V inside = ones(p.n - (most - 1) * W);
    V scale[most], dscale[most], dshift[most];
#pragma GCC unroll 4
    for (int j = 0; j < most; j++) {
        scale[j] = load_some<W>(p.scale + j * W, p.n - j * W);
        dscale[j] = dshift[j] = V{};
    }
    for (int64_t r = 0; r < p.rows; r++) {
        const float mean = p.mean[r], rstd = p.rstd[r];
        V z[most], g[most], sum = V{}, product = V{};
#pragma GCC unroll 4
        for (int j = 0; j < most; j++) {
            const V dy = load_some<W>(p.dy + r * p.n + j * W, p.n - j * W);
            z[j] = (load_some<W>(p.x + r * p.n + j * W, p.n - j * W) - mean) * rstd;
            if (j == most - 1) z[j] *= inside;
            dscale[j] += dy * z[j];
            dshift[j] += dy;
            g[j] = dy * scale[j];
            sum += g[j];
            product += g[j] * z[j];
        }
        const float a = T::sum(sum) * share, b = T::sum(product) * share;
#pragma GCC unroll 4
        for (int j = 0; j < most; j++) store_some<W>(p.dx + r * p.n + j * W, (g[j] - a - z[j] * b) * rstd, p.n - j * W);
    }
#pragma GCC unroll 4
    for (int j = 0; j < most; j++) {
        store_some<W>(p.dscale + j * W, dscale[j], p.n - j * W);
        store_some<W>(p.dshift + j * W, dshift[j], p.n - j * W);
    }
}

void backward(const NormGradients& p) {
    switch ((p.n + W - 1) / W) {
        case 1: return backward_rows<1>(p);
        case 2: return backward_rows<2>(p);
        case 3: return backward_rows<3>(p);
        case 4: return backward_rows<4>(p);
    }
    const float share = 1.0f / static_cast<float>(p.n);
    const V inside = ones((p.n - 1) % W + 1);
    memset(p.dscale, 0, sizeof(float) * p.n);
    memset(p.dshift, 0, sizeof(float) * p.n);
    for (int64_t r = 0; r < p.rows; r++) {
        const float *x = p.x + r * p.n, *dy = p.dy + r * p.n;
        const float mean = p.mean[r], rstd = p.rstd[r];
        V sum = V{}, product = V{};
        for (int64_t j = 0; j < p.n; j += W) {
            const int64_t left = p.n - j;
            const V d = load_some<W>(dy + j, left), g = d * load_some<W>(p.scale + j, left);
            V z = (load_some<W>(x + j, left) - mean) * rstd;
            if (left < W) z *= inside;
            store_some<W>(p.dscale + j, load_some<W>(p.dscale + j, left) + d * z, left);
            store_some<W>(p.dshift + j, load_some<W>(p.dshift + j, left) + d, left);
            sum += g;
            product += g * z;
        }
        const float a = T::sum(sum) * share, b = T::sum(product) * share;
        for (int64_t j = 0; j < p.n; j += W) {
            const int64_t left = p.n - j;
            const V z = (load_some<W>(x + j, left) - mean) * rstd;
            store_some<W>(p.dx + r * p.n + j, (load_some<W>(dy + j, left) * load_some<W>(p.scale + j, left) - a - z * b) * rstd, left);
        }
    }
}

}  // namespace

extern const NormKernel TS_KERNEL;
const NormKernel TS_KERNEL = {forward, backward};
