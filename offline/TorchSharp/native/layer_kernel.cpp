// Products of a tall matrix with a small one, with vectors of TS_LANES floats. Every sum runs in
// a fixed order, so equal inputs give equal bits on one kind of processor.
//
// TS_LANES and TS_KERNEL come from the build, with the instruction set to match. Nothing of the standard library is used
// inline here: code for a newer processor must not be shared with other files.
#include "layer_kernel.h"

#include "pairs.h"

namespace {

constexpr int W = TS_LANES;
typedef Lanes<W> T;
typedef T::V V;

// As many rows as there are registers for, besides those of NB vectors of b and a number of a.
constexpr int64_t rows_at_once(int vectors) {
    return W == 16 ? (vectors <= 2 ? 12 : vectors == 3 ? 8 : 6) : (vectors == 1 ? 8 : vectors == 2 ? 4 : 3);
}

// How many vectors side by side to compute next, of those that are left: four at most, and no single one at the end.
constexpr int64_t side_by_side(int64_t left) { return W == 16 && left >= 4 && left != 5 ? 4 : left >= 3 && left != 4 ? 3 : left >= 2 ? 2 : 1; }

// Rows m.. and columns n.. of the result: R rows of NB vectors, held in registers.
template <int R, int NB>
INLINE void part(const LayerProduct& p, int64_t m, int64_t n) {
    const float* a = p.a + m * p.a_row;
    const float* b = p.b + n;
    V sums[R][NB];
#pragma GCC unroll 4
    for (int i = 0; i < NB; i++) {
        const V begin = p.row ? T::load(p.row + n + i * W) : V{};
#pragma GCC unroll 12
        for (int r = 0; r < R; r++) sums[r][i] = begin;
    }
    for (int64_t k = 0; k < p.K; k++) {
        const float* from = k + 1 < p.K ? b + k * p.b_row : p.b_last + n;
        V row[NB];
#pragma GCC unroll 4
        for (int i = 0; i < NB; i++) row[i] = T::load(from + i * W);
#pragma GCC unroll 12
        for (int r = 0; r < R; r++) {
            const float x = a[r * p.a_row + k * p.a_col];
#pragma GCC unroll 4
            for (int i = 0; i < NB; i++) sums[r][i] += row[i] * x;
        }
    }
#pragma GCC unroll 12
    for (int r = 0; r < R; r++)
#pragma GCC unroll 4
        for (int i = 0; i < NB; i++) store_some<W>(p.c + (m + r) * p.c_row + n + i * W, sums[r][i], p.N - n - i * W);
}

template <int NB>
int64_t columns(const LayerProduct& p, int64_t n) {
    constexpr int64_t tall = rows_at_once(NB);
    int64_t m = 0;
    for (; m + tall <= p.M; m += tall) part<tall, NB>(p, m, n);
    for (; m + 2 <= p.M; m += 2) part<2, NB>(p, m, n);
    if (m < p.M) part<1, NB>(p, m, n);
    return n + NB * W;
}

void product(const LayerProduct& p) {
    const int64_t padded = ts_layer_padded(W, p.N);
    for (int64_t n = 0; n < padded;) {
        switch (side_by_side((padded - n) / W)) {
            case 4: n = columns<4>(p, n); break;
            case 3: n = columns<3>(p, n); break;
            case 2: n = columns<2>(p, n); break;
            default: n = columns<1>(p, n); break;
        }
    }
}

// The same with b's rows in pairs, for the columns of NB vectors: even and odd k are summed in lanes of their own.
template <int R, int NB>
INLINE void part_of_pairs(const LayerProduct& p, int64_t m, int64_t v) {
    const float* a = p.a + m * p.a_row;
    const float* b = p.b + v * W;
    V sums[R][NB];
#pragma GCC unroll 4
    for (int i = 0; i < NB; i++) {
        const V begin = p.row ? T::load(p.row + (v + i) * W) : V{};
#pragma GCC unroll 12
        for (int r = 0; r < R; r++) sums[r][i] = begin;
    }
    for (int64_t k = 0; k < p.K; k += 2, b += p.b_row) {
        V row[NB];
#pragma GCC unroll 4
        for (int i = 0; i < NB; i++) row[i] = T::load(b + i * W);
#pragma GCC unroll 12
        for (int r = 0; r < R; r++) {
            const V x = two_for_all(a + r * p.a_row + k);
#pragma GCC unroll 4
            for (int i = 0; i < NB; i++) sums[r][i] += row[i] * x;
        }
    }
    const int64_t n = v * W / 2, left = p.N - n < NB * W / 2 ? p.N - n : NB * W / 2;
#pragma GCC unroll 12
    for (int r = 0; r < R; r++)
#pragma GCC unroll 2
        for (int i = 0; i < NB; i += 2) {
            const V low = sums[r][i], high = i + 1 < NB ? sums[r][i + 1] : V{};
            store_some<W>(p.c + (m + r) * p.c_row + n + i * W / 2, evens(low, high) + odds(low, high), left - i * W / 2);
        }
}

template <int NB>
int64_t columns_of_pairs(const LayerProduct& p, int64_t v) {
    constexpr int64_t tall = W < 16 ? rows_at_once(NB) : NB == 1 ? 12 : NB == 2 ? 8 : NB == 3 ? 6 : 5;  // shuffles need registers too
    int64_t m = 0;
    for (; m + tall <= p.M; m += tall) part_of_pairs<tall, NB>(p, m, v);
    for (; m + 2 <= p.M; m += 2) part_of_pairs<2, NB>(p, m, v);
    if (m < p.M) part_of_pairs<1, NB>(p, m, v);
    return v + NB;
}

void product_of_pairs(const LayerProduct& p) {
    const int64_t vectors = ts_layer_padded(W, 2 * p.N) / W;
    for (int64_t v = 0; v < vectors;) {
        switch (side_by_side(vectors - v)) {
            case 4: v = columns_of_pairs<4>(p, v); break;
            case 3: v = columns_of_pairs<3>(p, v); break;
            case 2: v = columns_of_pairs<2>(p, v); break;
            default: v = columns_of_pairs<1>(p, v); break;
        }
    }
}

// Columns of a matrix in pairs, as in_pairs lays out rows; there is an even number of them.
void columns_in_pairs(const float* from, int64_t row, int64_t rows, int64_t cols, float* to) {
    typedef Lanes<4> T4;
    const int64_t padded = ts_layer_padded(W, 2 * rows);
    for (int64_t c = 0; c < cols; c += 2) memset(to + c / 2 * padded + 2 * rows, 0, sizeof(float) * (padded - 2 * rows));
    int64_t r = 0;
    for (; r + 2 <= rows; r += 2, from += 2 * row) {
        int64_t c = 0;
        for (; c + 4 <= cols; c += 4) {
            const V4 x = T4::load(from + c), y = T4::load(from + row + c);
            float* two = to + c / 2 * padded + 2 * r;
            T4::store(two, __builtin_shuffle(x, y, (I4){0, 1, 4, 5}));
            T4::store(two + padded, __builtin_shuffle(x, y, (I4){2, 3, 6, 7}));
        }
        for (; c < cols; c += 2)
            for (int64_t i = 0; i < 2; i++) memcpy(to + c / 2 * padded + 2 * (r + i), from + i * row + c, 2 * sizeof(float));
    }
    if (r < rows)
        for (int64_t c = 0; c < cols; c += 2) memcpy(to + c / 2 * padded + 2 * r, from + c, 2 * sizeof(float));
}

// Sums of some columns, up to NB vectors of them, in the order of the rows.
template <int NB>
INLINE void sum_columns(const float* from, int64_t rows, int64_t row, int64_t cols, float* sums) {
    V total[NB] = {};
    for (int64_t r = 0; r < rows; r++)
#pragma GCC unroll 8
        for (int i = 0; i < NB; i++) total[i] += load_some<W>(from + r * row + i * W, i + 1 < NB ? W : cols - i * W);
#pragma GCC unroll 8
    for (int i = 0; i < NB; i++) store_some<W>(sums + i * W, total[i], cols - i * W);
}

void sum_rows(const float* from, int64_t rows, int64_t cols, float* sums) {
    for (int64_t c = 0; c < cols; c += 8 * W) {
        switch ((cols - c + W - 1) / W) {
            case 1: sum_columns<1>(from + c, rows, cols, cols - c, sums + c); break;
            case 2: sum_columns<2>(from + c, rows, cols, cols - c, sums + c); break;
            case 3: sum_columns<3>(from + c, rows, cols, cols - c, sums + c); break;
            case 4: sum_columns<4>(from + c, rows, cols, cols - c, sums + c); break;
            case 5: sum_columns<5>(from + c, rows, cols, cols - c, sums + c); break;
            case 6: sum_columns<6>(from + c, rows, cols, cols - c, sums + c); break;
            case 7: sum_columns<7>(from + c, rows, cols, cols - c, sums + c); break;
            default: sum_columns<8>(from + c, rows, cols, cols - c, sums + c); break;
        }
    }
}

}  // namespace

extern const LayerKernel TS_KERNEL;
const LayerKernel TS_KERNEL = {TS_LANES, product, product_of_pairs, in_pairs, columns_in_pairs, sum_rows, transpose_padded};
