// The inner loops of fused attention for CPU float32. They are compiled once for each instruction set and know nothing
// of libtorch: pointers, strides in floats, and the element stride always one.
#pragma once

#include <cstdint>

// One call handles `count` independent problems of q: [L, E], k: [S, E], v: [S, Ev]. X_at[p] is where problem p starts,
// X_row the distance of its rows. What there is for each query and key lies by keys, [S, LP], with LP = ts_attention_padded(sizes).
struct AttentionSizes {
    int64_t count, L, S, E, Ev;
    float scale;
};

struct AttentionForward {
    AttentionSizes sizes;
    const float *q, *k, *v;
    const int64_t *q_at, *k_at, *v_at;
    int64_t q_row, k_row, v_row;
    const float* mask;  // [.., S, LP], added to the scores; the padding is any finite numbers
    const int64_t* mask_at;
    int64_t mask_row;
    float* out;
    const int64_t* out_at;
    int64_t out_row;
    float* weights;  // [count, S, LP]: softmax of the scores, kept for the backward pass; or null
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
    float* dmask;  // [.., S, LP], summed over the problems that share them, in the order of the problems; or null
    const int64_t* mask_at;
    int64_t mask_row;
};

struct AttentionKernel {
    int lanes;
    // False where there was no memory for scratch space.
    bool (*forward)(const AttentionForward&);
    bool (*backward)(const AttentionBackward&);
    // to[c][r] = from[r][c].
    void (*transpose)(const float* from, int64_t from_row, int64_t rows, int64_t cols, float* to, int64_t to_row);
};

// Windows of 2 x 2 tokens: several are computed at once.
static inline bool ts_attention_quads(const AttentionSizes& sizes) { return sizes.L == 4 && sizes.S == 4; }

// Floats of a row of queries.
static inline int64_t ts_attention_padded(int lanes, const AttentionSizes& sizes) {
    return ts_attention_quads(sizes) ? 4 : (sizes.L + lanes - 1) / lanes * lanes;
}

// The variants; which of them exist depends on the compiler's target.
extern const AttentionKernel ts_attention_base;
extern const AttentionKernel ts_attention_avx2;
extern const AttentionKernel ts_attention_avx512;
