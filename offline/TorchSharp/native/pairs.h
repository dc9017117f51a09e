// Products of rows that lie in pairs, the numbers of two in turn, for the *_kernel.cpp only. Sums of the even and of the odd rows then lie
// in turn too: two numbers of the other factor are read at once for all lanes, and narrow rows fill vectors better.
#pragma once

#include "partial_vector.h"

namespace {

typedef Lanes<TS_LANES>::V Pairs;
typedef Lanes<TS_LANES>::I PairIndices;

// Two vectors' elements in turn, the first and the last halves; and back, what lay in even and in odd places.
#if TS_LANES == 16
#define INDICES(first, step, other) ((PairIndices){TURN8(first, step, other), TURN8((first) + 4 * (step), step, other)})
#define TURN8(first, step, other) \
    first, (first) + (other), (first) + (step), (first) + (step) + (other), (first) + 2 * (step), (first) + 2 * (step) + (other), (first) + 3 * (step), (first) + 3 * (step) + (other)
#elif TS_LANES == 8
#define INDICES(first, step, other) \
    ((PairIndices){first, (first) + (other), (first) + (step), (first) + (step) + (other), (first) + 2 * (step), (first) + 2 * (step) + (other), (first) + 3 * (step), (first) + 3 * (step) + (other)})
#else
#define INDICES(first, step, other) ((PairIndices){first, (first) + (other), (first) + (step), (first) + (step) + (other)})
#endif

INLINE Pairs in_turn_low(Pairs a, Pairs b) { return __builtin_shuffle(a, b, INDICES(0, 1, TS_LANES)); }
INLINE Pairs in_turn_high(Pairs a, Pairs b) { return __builtin_shuffle(a, b, INDICES(TS_LANES / 2, 1, TS_LANES)); }
INLINE Pairs evens(Pairs a, Pairs b) { return __builtin_shuffle(a, b, INDICES(0, 4, 2)); }
INLINE Pairs odds(Pairs a, Pairs b) { return __builtin_shuffle(a, b, INDICES(1, 4, 2)); }

// The two floats at a place, again and again.
INLINE Pairs two_for_all(const float* from) {
    typedef double Doubles __attribute__((vector_size(TS_LANES * 4)));
    double both;
    memcpy(&both, from, sizeof both);
#if TS_LANES == 16
    return (Pairs)(Doubles){both, both, both, both, both, both, both, both};
#elif TS_LANES == 8
    return (Pairs)(Doubles){both, both, both, both};
#else
    return (Pairs)(Doubles){both, both};
#endif
}

// Rows of a matrix in pairs, their numbers in turn: [(rows + 1) / 2][2 * cols, padded], zeros where there is nothing.
[[maybe_unused]] void in_pairs(const float* from, int64_t row, int64_t rows, int64_t cols, float* to) {
    const int64_t padded = (2 * cols + TS_LANES - 1) / TS_LANES * TS_LANES;
    for (int64_t r = 0; r < rows; r += 2, to += padded)
        for (int64_t c = 0; c < cols; c += TS_LANES) {
            const Pairs a = load_some<TS_LANES>(from + r * row + c, cols - c);
            const Pairs b = r + 1 < rows ? load_some<TS_LANES>(from + (r + 1) * row + c, cols - c) : Pairs{};
            Lanes<TS_LANES>::store(to + 2 * c, in_turn_low(a, b));
            if (2 * c + TS_LANES < padded) Lanes<TS_LANES>::store(to + 2 * c + TS_LANES, in_turn_high(a, b));
        }
}

}  // namespace
