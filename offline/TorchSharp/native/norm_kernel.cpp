// Layer norm of short rows, with vectors of TS_LANES floats; TS_LANES and TS_KERNEL come from the build, with the instruction set
// to match. Every sum runs in a fixed order, so equal inputs give equal bits on one kind of processor.
#include "norm_kernel.h"

#include "partial_vector.h"

namespace {

constexpr int W = TS_LANES;
typedef Lanes<W> T;
typedef T::V V;

// Ones in the places of a row's last vector that hold elements, zeros behind them.
INLINE V ones(int64_t n) {
    V inside = V{};
    for (int64_t i = 0; i < n && i < W; i++) inside[i] = 1.0f;
    return inside;
}

// The whole vectors of a row and its last one, of `left` elements, stay in registers: `most` in all.
template <int most>
void forward_rows(const NormForward& p) {
    const float share = 1.0f / static_cast<float>(p.n);
    const int64_t left = p.n - (most - 1) * W;
    const V inside = ones(left);
    for (int64_t r = 0; r < p.rows; r++) {
        const float* from = p.x + r * p.n;
        float* to = p.y + r * p.n;
        V x[most], total = V{}, squares = V{};
#pragma GCC unroll 12
        for (int j = 0; j < most; j++) {
            x[j] = j < most - 1 ? T::load(from + j * W) : load_some<W>(from + j * W, left);
            total += x[j];
        }
        const float mean = T::sum(total) * share;
#pragma GCC unroll 12
        for (int j = 0; j < most; j++) {
            x[j] -= mean;
            const V d = j == most - 1 ? x[j] * inside : x[j];
            squares += d * d;
        }
        const float rstd = 1.0f / __builtin_sqrtf(T::sum(squares) * share + p.eps);
#pragma GCC unroll 12
        for (int j = 0; j < most - 1; j++) T::store(to + j * W, x[j] * rstd * T::load(p.scale + j * W) + T::load(p.shift + j * W));
        constexpr int last = (most - 1) * W;
        store_some<W>(to + last, x[most - 1] * rstd * load_some<W>(p.scale + last, left) + load_some<W>(p.shift + last, left), left);
        if (!p.mean) continue;
        p.mean[r] = mean;
        p.rstd[r] = rstd;
    }
}

void forward(const NormForward& p) {
    switch ((p.n + W - 1) / W) {
        case 1: return forward_rows<1>(p);
        case 2: return forward_rows<2>(p);
        case 3: return forward_rows<3>(p);
        case 4: return forward_rows<4>(p);
        case 5: return forward_rows<5>(p);
        case 6: return forward_rows<6>(p);
        case 8: return forward_rows<8>(p);
        case 12: return forward_rows<12>(p);
    }
    const float share = 1.0f / static_cast<float>(p.n);
    const V inside = ones((p.n - 1) % W + 1);
    for (int64_t r = 0; r < p.rows; r++) {
        const float* x = p.x + r * p.n;
        V total = V{}, squares = V{};
        for (int64_t j = 0; j < p.n; j += W) total += load_some<W>(x + j, p.n - j);
        const float mean = T::sum(total) * share;
        for (int64_t j = 0; j < p.n; j += W) {
            V d = load_some<W>(x + j, p.n - j) - mean;
            if (p.n - j < W) d *= inside;
            squares += d * d;
        }
        const float rstd = 1.0f / __builtin_sqrtf(T::sum(squares) * share + p.eps);
        for (int64_t j = 0; j < p.n; j += W) {
            const int64_t left = p.n - j;
            store_some<W>(p.y + r * p.n + j, (load_some<W>(x + j, left) - mean) * rstd * load_some<W>(p.scale + j, left) + load_some<W>(p.shift + j, left), left);
        }
        if (!p.mean) continue;
        p.mean[r] = mean;
        p.rstd[r] = rstd;
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
