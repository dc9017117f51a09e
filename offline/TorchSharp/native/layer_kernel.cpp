// Products of a tall matrix with a small one, with vectors of TS_LANES floats. Every sum runs in
// a fixed order, so equal inputs give equal bits on one kind of processor.
//
// TS_LANES and TS_KERNEL come from the build, with the instruction set to match. Nothing of the standard library is used
// inline here: code for a newer processor must not be shared with other files.
#include "layer_kernel.h"

#include "partial_vector.h"

namespace {

constexpr int W = TS_LANES;
typedef Lanes<W> T;
typedef T::V V;

// Rows m.. and columns n.. of the result: R rows of NB vectors, held in registers.
template <int R, int NB>
INLINE void part(const LayerProduct& p, int64_t m, int64_t n) {
    const float* a = p.a + m * p.a_row;
    const float* b = p.b + n;
    V sums[R][NB];
#pragma GCC unroll 12
    for (int r = 0; r < R; r++)
#pragma GCC unroll 4
        for (int i = 0; i < NB; i++) sums[r][i] = V{};
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
        for (int i = 0; i < NB; i++) {
            const V sum = p.row ? sums[r][i] + T::load(p.row + n + i * W) : sums[r][i];
            store_some<W>(p.c + (m + r) * p.c_row + n + i * W, sum, p.N - n - i * W);
        }
}

template <int NB>
int64_t columns(const LayerProduct& p, int64_t n) {
    constexpr int tall = W == 16 ? (NB == 1 ? 12 : NB == 2 ? 8 : NB == 3 ? 6 : 5) : (NB == 1 ? 8 : NB == 2 ? 4 : 3);
    int64_t m = 0;
    for (; m + tall <= p.M; m += tall) part<tall, NB>(p, m, n);
    for (; m + 2 <= p.M; m += 2) part<2, NB>(p, m, n);
    if (m < p.M) part<1, NB>(p, m, n);
    return n + NB * W;
}

void product(const LayerProduct& p) {
    const int64_t padded = ts_layer_padded(W, p.N);
    for (int64_t n = 0; n < padded;) {
        const int64_t vectors = (padded - n) / W;
        if (W == 16 && vectors >= 4 && vectors != 5) n = columns<4>(p, n);
        else if (vectors >= 3 && vectors != 4) n = columns<3>(p, n);
        else if (vectors >= 2) n = columns<2>(p, n);
        else n = columns<1>(p, n);
    }
}

// Column sums, in the order of the rows.
void sum_rows(const float* from, int64_t rows, int64_t cols, float* sums) {
    int64_t c = 0;
    for (; c + 4 * W <= cols; c += 4 * W) {
        V total[4] = {};
        for (int64_t r = 0; r < rows; r++)
#pragma GCC unroll 4
            for (int i = 0; i < 4; i++) total[i] += T::load(from + r * cols + c + i * W);
#pragma GCC unroll 4
        for (int i = 0; i < 4; i++) T::store(sums + c + i * W, total[i]);
    }
    for (; c < cols; c += W) {
        V total = V{};
        for (int64_t r = 0; r < rows; r++) total += load_some<W>(from + r * cols + c, cols - c);
        store_some<W>(sums + c, total, cols - c);
    }
}

}  // namespace

extern const LayerKernel TS_KERNEL;
const LayerKernel TS_KERNEL = {TS_LANES, product, sum_rows, transpose};
