// The inner loops of elementwise operations for CPU float32, compiled once for each instruction set; see layer_kernel.h.
#pragma once

#include <cstdint>

struct PointwiseKernel {
    // y = x * P(x), P the normal distribution.
    void (*gelu)(const float* x, float* y, int64_t n);
    // dx = dy * (P(x) + x * p(x)), p its density.
    void (*gelu_backward)(const float* x, const float* dy, float* dx, int64_t n);
    void (*add)(const float* a, const float* b, float* sum, int64_t n);
};

// The variants; which of them exist depends on the compiler's target.
extern const PointwiseKernel ts_pointwise_base;
extern const PointwiseKernel ts_pointwise_avx2;
extern const PointwiseKernel ts_pointwise_avx512;
