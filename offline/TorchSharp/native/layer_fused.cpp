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

// Floats that begin where a line of the cache does: vectors of padded rows then never lie in two.
class Floats {
public:
    Floats() = default;
    explicit Floats(int64_t count) : memory(new float[count + line]) {
        const auto over = reinterpret_cast<uintptr_t>(memory.get()) / sizeof(float) % line;
        begin = memory.get() + (line - over) % line;
    }

    float* get() const { return begin; }

private:
    static constexpr int64_t line = 16;
    std::unique_ptr<float[]> memory;
    float* begin = nullptr;
};

// The rows, with zeros behind each so that they can be read in whole vectors.
void lay_padded(const Matrix& matrix, float* to) {
    const int64_t wide = padded(matrix.cols);
    for (int64_t r = 0; r < matrix.rows; r++, to += wide)
        std::fill(std::copy_n(matrix.at + r * matrix.row, matrix.cols, to), to + wide, 0.0f);
}

Floats padded_rows(const Matrix& matrix, int64_t first) {
    Floats copy((matrix.rows - first) * padded(matrix.cols));
    lay_padded({matrix.at + first * matrix.row, matrix.rows - first, matrix.cols, matrix.row, 1}, copy.get());
    return copy;
}

// c = a b, the rows of c dense; a may be transposed. What follows a row of b is part of the same storage, except after the last; rows
// shorter than a vector reach further, and are copied.
void multiply(const Matrix& a, Matrix b, float* c) {
    const int64_t n = b.cols, wide = padded(n);
    Floats copy, last;
    if (n < kernel().lanes && b.row < wide) {
        copy = padded_rows(b, 0);
        b = {copy.get(), b.rows, n, wide, 1};
    }
    const float* last_row = b.at + (b.rows - 1) * b.row;
    if (n < wide && !copy.get()) {
        last = padded_rows(b, b.rows - 1);
        last_row = last.get();
    }
    kernel().product({a.rows, n, a.cols, a.at, a.row, a.col, b.at, b.row, last_row, nullptr, c, n});
}

// c = a b + bias, the rows of c dense, for a small b that is laid out as the kernel likes it; either of its strides is 1.
void multiply_small(const Matrix& a, const Matrix& b, const at::Tensor& bias, float* c) {
    const int64_t n = b.cols, together = a.cols % 2 == 0 && a.col == 1 ? 2 : 1, wide = padded(together * n), rows = b.rows / together;
    Floats laid((rows + 1) * wide);  // and the bias below it
    if (together == 2 && b.col == 1) kernel().rows_in_pairs(b.at, b.row, b.rows, n, laid.get());
    else if (together == 2) kernel().columns_in_pairs(b.at, b.col, n, b.rows, laid.get());
    else if (b.col == 1) lay_padded(b, laid.get());
    else kernel().transpose(b.at, b.col, n, b.rows, laid.get(), wide);
    float* row = nullptr;
    if (bias.defined()) {
        row = laid.get() + rows * wide;
        std::fill_n(row, wide, 0.0f);
        for (int64_t i = 0; i < n; i++) row[together * i] = bias.data_ptr<float>()[i];
    }
    (together == 2 ? kernel().product_of_pairs : kernel().product)(
        {a.rows, n, a.cols, a.at, a.row, a.col, laid.get(), wide, laid.get() + (rows - 1) * wide, row, c, n});
}

// [m, n] = a b of tall a, [k, m] transposed, and b: [k, n]. Of either order of the factors the one whose result fills vectors better.
at::Tensor gradient_of_weights(const Matrix& a, const Matrix& b) {
    auto result = ts_empty({a.cols, b.cols});
    auto cost = [](int64_t rows, int64_t cols) { return rows * padded(cols) * (cols <= kernel().lanes ? 3 : 2); };
    if (cost(a.cols, b.cols) <= cost(b.cols, a.cols)) {
        multiply(a.transposed(), b, result.data_ptr<float>());
    } else {
        const Floats turned(a.cols * b.cols);
        multiply(b.transposed(), a, turned.get());
        kernel().transpose(turned.get(), a.cols, b.cols, a.cols, result.data_ptr<float>(), b.cols);
    }
    return result;
}

at::Tensor run_linear(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias) {
    const int64_t outputs = weight.size(0), inputs = weight.size(1);
    c10::SmallVector<int64_t, 5> shape(x.sizes().begin(), x.sizes().end());
    shape.back() = outputs;
    auto y = ts_empty(shape);
    multiply_small(rows_of(x, inputs), {weight.data_ptr<float>(), inputs, outputs, 1, weight.stride(0)}, bias, y.data_ptr<float>());
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
            multiply_small(dy, {w.data_ptr<float>(), outputs, inputs, w.stride(0), 1}, at::Tensor(), found[0].data_ptr<float>());
        }
        if (task_should_compute_output(1)) found[1] = gradient_of_weights(dy, rows_of(input, inputs));
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
