// The inner loops of fused attention for CPU float32. They are compiled once for each instruction set and know nothing
// of libtorch: pointers, strides in floats, and the element stride always one.
#pragma once

#include <cstdint>

// One call handles `count` independent problems of q: [L, E], k: [S, E], v: [S, Ev]. X_at[p] is where problem p starts,
// X_row the distance of its rows. Rows of L x S matrices are padded to SP = ts_attention_padded(S) floats.
struct AttentionSizes {
    int64_t count, L, S, E, Ev;
    float scale;
};

struct AttentionForward {
    AttentionSizes sizes;
    const float *q, *k, *v;
    const int64_t *q_at, *k_at, *v_at;
    int64_t q_row, k_row, v_row;
    const float* mask;  // added to the scores; [.., SP] rows whose padding is -infinity
    const int64_t* mask_at;
    int64_t mask_row;
    float* out;
    const int64_t* out_at;
    int64_t out_row;
    float* weights;  // [count, L, SP]: softmax of the scores, kept for the backward pass; or null
};

struct AttentionBackward {
    AttentionSizes sizes;
    const float *q, *k, *v;
    const int64_t *q_at, *k_at, *v_at;
    int64_t q_row, k_row, v_row;
    const float* weights;
    const float* dout;
    const int64_t* dout_at;
    int64_t dout_row;
    float *dq, *dk, *dv;
    const int64_t *dq_at, *dk_at, *dv_at;
    int64_t dq_row, dk_row, dv_row;
    float* dmask;  // [.., SP] rows, summed over the problems that share them, in the order of the problems; or null
    const int64_t* mask_at;
    int64_t mask_row;
};

struct AttentionKernel {
    int lanes;
    // False where there was no memory for scratch space.
    bool (*forward)(const AttentionForward&);
    bool (*backward)(const AttentionBackward&);
};

// The vector width for rows of n floats: the smallest that holds one, up to the native width.
static inline int64_t ts_attention_lanes(int native, int64_t n) {
    int lanes = 4;
    while (lanes < native && lanes < n) lanes *= 2;
    return lanes;
}

// Floats of a padded row.
static inline int64_t ts_attention_padded(int native, int64_t n) {
    const int64_t lanes = ts_attention_lanes(native, n);
    return (n + lanes - 1) / lanes * lanes;
}

// The variants; which of them exist depends on the compiler's target.
extern const AttentionKernel ts_attention_base;
extern const AttentionKernel ts_attention_avx2;
extern const AttentionKernel ts_attention_avx512;
