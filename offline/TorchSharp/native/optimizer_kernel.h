// The inner loop of AdamW for CPU float32, compiled once for each instruction set; see layer_kernel.h.
#pragma once

#include <cstdint>

// One update of n weights: w *= keep; m = b1 m + (1 - b1) g; v = b2 v + (1 - b2) g^2; w += step * m / (sqrt(v) / scale + eps).
struct AdamWUpdate {
    int64_t n;
    float *w, *m, *v;
    const float* g;
    float keep, beta1, rest1, beta2, rest2, scale, eps, step;
};

struct OptimizerKernel {
    void (*adamw)(const AdamWUpdate&);
};

// The variants; which of them exist depends on the compiler's target.
extern const OptimizerKernel ts_optimizer_base;
extern const OptimizerKernel ts_optimizer_avx2;
extern const OptimizerKernel ts_optimizer_avx512;
