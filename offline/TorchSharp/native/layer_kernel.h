// The inner loops of small linear layers for CPU float32. They are compiled once for each instruction set
// and know nothing of libtorch: pointers, strides in floats, and the element stride always one.
#pragma once

#include <cstdint>

// C[M][N] = A[M][K] B[K][N], plus a row where there is one. A's elements lie a_row and a_col apart. Rows are read in whole
// vectors: what follows a row of B in memory must be readable, but the last row is given padded, and so is the row that is
// added (ts_layer_padded floats each). Every sum runs over k in order, in one place.
struct LayerProduct {
    int64_t M, N, K;
    const float* a;
    int64_t a_row, a_col;
    const float* b;
    int64_t b_row;
    const float* b_last;
    const float* row;  // or null
    float* c;
    int64_t c_row;
};

struct LayerKernel {
    int lanes;
    void (*product)(const LayerProduct&);
    // The same where K is even, a_col is 1 and rows of b come in pairs, the numbers of two in turn: [K / 2][2 N, padded], and so does the
    // row that is added, with zeros. A number of a is read with its neighbour, and narrow results fill vectors better.
    void (*product_of_pairs)(const LayerProduct&);
    // Rows or columns of a matrix as such pairs.
    void (*rows_in_pairs)(const float* from, int64_t row, int64_t rows, int64_t cols, float* to);
    void (*columns_in_pairs)(const float* from, int64_t row, int64_t rows, int64_t cols, float* to);
    // sums[c] = the sum of from[r][c] over the rows, in their order; rows are dense.
    void (*sum_rows)(const float* from, int64_t rows, int64_t cols, float* sums);
    // to[c][r] = from[r][c]; to's rows are padded with zeros.
    void (*transpose)(const float* from, int64_t from_row, int64_t rows, int64_t cols, float* to, int64_t padded);
};

// Floats of a row that is read in whole vectors.
static inline int64_t ts_layer_padded(int lanes, int64_t n) { return (n + lanes - 1) / lanes * lanes; }

// The variants; which of them exist depends on the compiler's target.
extern const LayerKernel ts_layer_base;
extern const LayerKernel ts_layer_avx2;
extern const LayerKernel ts_layer_avx512;
