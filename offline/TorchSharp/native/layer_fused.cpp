// Lays tensors out for the layer kernel, forward and backward.
#include "shim.h"

#if !TS_HAS_SDPA
#include <memory>

#include "kernel_choice.h"
#include "layer_fused.h"
#include "layer_kernel.h"
#include "node.h"

namespace {

constexpr int64_t widest = 768;

const LayerKernel& kernel() {
    static const LayerKernel& best = TS_BEST(ts_layer);
    return best;
}

int64_t padded(int64_t n) { return ts_layer_padded(kernel().lanes, n); }

// Elements lie row and col apart.
struct Matrix {
    const float* at;
    int64_t rows, cols, row, col;

    Matrix transposed() const { return {at, cols, rows, col, row}; }
};

Matrix rows_of(const at::Tensor& t, int64_t cols) { return {t.data_ptr<float>(), t.numel() / cols, cols, cols, 1}; }

using Floats = std::unique_ptr<float[]>;

// The rows from `first` on, with zeros behind each so that they can be read in whole vectors.
Floats padded_rows(const Matrix& matrix, int64_t first) {
    const int64_t wide = padded(matrix.cols);
    Floats copy(new float[(matrix.rows - first) * wide]);
    float* to = copy.get();
    for (int64_t r = first; r < matrix.rows; r++, to += wide)
        std::fill(std::copy_n(matrix.at + r * matrix.row, matrix.cols, to), to + wide, 0.0f);
    return copy;
}

// c = a b, and a row added where there is one, which is padded; a may be transposed, the rows of c are dense. What follows a row of
// b is part of the same storage, except after the last; rows shorter than a vector reach further, and are copied.
void multiply(const Matrix& a, Matrix b, const float* row, float* c) {
    const int64_t n = b.cols, wide = padded(n);
    Floats copy, last;
    if (n < kernel().lanes && b.row < wide) {
        copy = padded_rows(b, 0);
        b = {copy.get(), b.rows, n, wide, 1};
    }
    const float* last_row = b.at + (b.rows - 1) * b.row;
    if (n < wide && !copy) {
        last = padded_rows(b, b.rows - 1);
        last_row = last.get();
    }
    kernel().product({a.rows, n, a.cols, a.at, a.row, a.col, b.at, b.row, last_row, row, c, n});
}

at::Tensor run_linear(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias) {
    const int64_t outputs = weight.size(0), inputs = weight.size(1), wide = padded(outputs);
    Floats transposed(new float[(inputs + 1) * wide]);  // and the bias below it
    kernel().transpose(weight.data_ptr<float>(), weight.stride(0), outputs, inputs, transposed.get(), wide);
    float* row = nullptr;
    if (bias.defined()) {
        row = transposed.get() + inputs * wide;
        std::fill(std::copy_n(bias.data_ptr<float>(), outputs, row), row + wide, 0.0f);
    }
    c10::SmallVector<int64_t, 5> shape(x.sizes().begin(), x.sizes().end());
    shape.back() = outputs;
    auto y = ts_empty(shape);
    const Matrix rows = rows_of(x, inputs);
    kernel().product({rows.rows, outputs, inputs, rows.at, rows.row, 1, transposed.get(), wide, transposed.get() + (inputs - 1) * wide, row,
                      y.data_ptr<float>(), outputs});
    return y;
}

struct LinearGraph : torch::autograd::Node {
    TsSaved x, weight;

    TsGradients apply(TsGradients&& grads) override {
        TsGradients found(3);
        if (!grads[0].defined()) return found;
        const auto input = x.unpack(), w = weight.unpack();
        const int64_t outputs = w.size(0), inputs = w.size(1);
        if (c10::GradMode::is_enabled()) {  // gradients that will be differentiated again need a graph
            auto dy = grads[0].reshape({-1, outputs});
            if (task_should_compute_output(0)) found[0] = dy.mm(w).view(input.sizes());
            if (task_should_compute_output(1)) found[1] = dy.t().mm(input.reshape({-1, inputs}));
            if (task_should_compute_output(2)) found[2] = dy.sum(0);
            return found;
        }
        const auto dense = grads[0].contiguous();
        const Matrix dy = rows_of(dense, outputs);
        if (task_should_compute_output(0)) {
            found[0] = ts_empty(input.sizes());
            multiply(dy, {w.data_ptr<float>(), outputs, inputs, w.stride(0), 1}, nullptr, found[0].data_ptr<float>());
        }
        if (task_should_compute_output(1)) {
            found[1] = ts_empty({outputs, inputs});
            multiply(dy.transposed(), rows_of(input, inputs), nullptr, found[1].data_ptr<float>());
        }
        if (task_should_compute_output(2)) {
            found[2] = ts_empty({outputs});
            kernel().sum_rows(dy.at, dy.rows, outputs, found[2].data_ptr<float>());
        }
        return found;
    }

    void release_variables() override {
        x.reset_data();
        weight.reset_data();
    }
};

}  // namespace

bool ts_linear_fusable(const at::Tensor& x, const at::Tensor& weight, const Opt<at::Tensor>& bias) {
    return ts_plain(x) && ts_plain(weight) && weight.dim() == 2 && x.dim() >= 2 && x.size(-1) == weight.size(1) && x.is_contiguous() &&
        (weight.size(1) == 1 || weight.stride(1) == 1) && weight.size(0) <= widest && weight.size(1) <= widest &&
        (!bias || !bias->defined() || (ts_plain(*bias) && bias->dim() == 1 && bias->size(0) == weight.size(0) && bias->is_contiguous()));
}

at::Tensor ts_linear_fused(const at::Tensor& x, const at::Tensor& weight, const Opt<at::Tensor>& bias) {
    const at::Tensor row = bias ? *bias : at::Tensor();
    auto y = run_linear(x, weight, row);
    if (ts_recorded({&x, &weight, &row})) {
        auto node = ts_node<LinearGraph>(y, x, weight, row);
        node->x = TsSaved(x, false);
        node->weight = TsSaved(weight, false);
    }
    return y;
}
#endif
