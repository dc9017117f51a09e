// The inner loops of layer norm for CPU float32, compiled once for each instruction set; see layer_kernel.h.
#pragma once

#include <cstdint>

// y = (x - mean) * rstd * scale + shift of each row of x: [rows, n]; rstd = 1 / sqrt(variance + eps).
struct NormForward {
    int64_t rows, n;
    const float *x, *scale, *shift;
    float eps;
    float *y, *mean, *rstd;  // [rows, n], [rows], [rows]; the last two or null
};

struct NormGradients {
    int64_t rows, n;
    const float *x, *dy, *scale, *mean, *rstd;
    float *dx, *dscale, *dshift;  // [rows, n], [n], [n]: the latter summed over the rows in order
};

struct NormKernel {
    void (*forward)(const NormForward&);
    void (*backward)(const NormGradients&);
};

// The variants; which of them exist depends on the compiler's target.
extern const NormKernel ts_norm_base;
extern const NormKernel ts_norm_avx2;
extern const NormKernel ts_norm_avx512;
