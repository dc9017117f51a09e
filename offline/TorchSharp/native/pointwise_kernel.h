// The inner loops of elementwise operations for CPU float32, compiled once for each instruction set; see layer_kernel.h.
#pragma once

#include <cstdint>

// Rows of `width` floats that are picked from one matrix into another, whose rows are dense.
struct PickedRows {
    int64_t count, width;
    const int64_t* places;  // [count]: the row of the matrix
    int64_t step;           // floats from a row of the matrix to the next
};

struct PointwiseKernel {
    // y = x * P(x), P the normal distribution.
    void (*gelu)(const float* x, float* y, int64_t n);
    // dx = dy * (P(x) + x * p(x)), p its density.
    void (*gelu_backward)(const float* x, const float* dy, float* dx, int64_t n);
    void (*pick)(const PickedRows& rows, const float* matrix, float* picked);
    // The matrix's rows grow by what was picked of them.
    void (*put_back)(const PickedRows& rows, const float* picked, float* matrix);
    void (*add)(const float* a, const float* b, float* sum, int64_t n);
};

// The variants; which of them exist depends on the compiler's target.
extern const PointwiseKernel ts_pointwise_base;
extern const PointwiseKernel ts_pointwise_avx2;
extern const PointwiseKernel ts_pointwise_avx512;

// The variant for this processor.
const PointwiseKernel& ts_pointwise();
