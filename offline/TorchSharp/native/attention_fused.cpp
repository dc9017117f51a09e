// Lays tensors out for the attention kernel, forward and backward.
#include "shim.h"

#if !TS_HAS_SDPA
#include <cmath>

#include "attention_fused.h"
#include "attention_kernel.h"
#include "kernel_choice.h"
#include "node.h"

namespace {

constexpr int64_t longest = 256;

const AttentionKernel& kernel() {
    static const AttentionKernel& best = TS_BEST(ts_attention);
    return best;
}

// Where each problem starts in a tensor, in floats; dimensions of length one stand for all places along them.
std::vector<int64_t> starts(const at::Tensor& t, at::IntArrayRef lead) {
    const int64_t skip = static_cast<int64_t>(lead.size()) + 2 - t.dim();
    std::vector<int64_t> result(1, 0);
    for (size_t d = 0; d < lead.size(); d++) {
        const int64_t own = static_cast<int64_t>(d) - skip;
        const int64_t step = own < 0 || t.size(own) == 1 ? 0 : t.stride(own);
        std::vector<int64_t> next;
        next.reserve(result.size() * lead[d]);
        for (int64_t at : result)
            for (int64_t i = 0; i < lead[d]; i++) next.push_back(at + i * step);
        result = std::move(next);
    }
    return result;
}

at::Tensor dense_rows(const at::Tensor& t) { return t.size(-1) == 1 || t.stride(-1) == 1 ? t : t.contiguous(); }

struct Layout {
    std::vector<int64_t> lead;
    AttentionSizes sizes;
    int64_t padded;

    Layout(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v)
        : lead(q.sizes().begin(), q.sizes().end() - 2) {
        sizes = {1, q.size(-2), k.size(-2), q.size(-1), v.size(-1), 0};
        for (auto n : lead) sizes.count *= n;
        sizes.scale = static_cast<float>(1.0 / std::sqrt(static_cast<double>(sizes.E)));
        padded = ts_attention_padded(kernel().lanes, sizes);
    }

    // Sizes of what lies by keys, [.., S, padded], with the leading dimensions of a mask.
    std::vector<int64_t> by_keys(const at::Tensor& mask) const { return last_two(mask, sizes.S, padded); }

    // A mask by keys.
    at::Tensor mask_by_keys(const at::Tensor& mask) const {
        if (!mask.defined()) return at::zeros({sizes.S, padded});
        const auto full = mask.expand(last_two(mask, sizes.L, sizes.S));
        auto result = padded == sizes.L ? ts_empty(by_keys(mask)) : at::zeros(by_keys(mask));
        if (full.is_contiguous()) turn(full, sizes.L, sizes.S, result);
        else result.narrow(-1, 0, sizes.L).transpose(-2, -1).copy_(full);
        return result;
    }

    // The gradient of a mask, in the mask's shape.
    at::Tensor mask_gradient(const at::Tensor& by_keys, const at::Tensor& mask) const {
        auto full = ts_empty(last_two(mask, sizes.L, sizes.S));
        turn(by_keys, sizes.S, sizes.L, full);
        return full.sum_to_size(mask.sizes());
    }

private:
    static std::vector<int64_t> last_two(const at::Tensor& t, int64_t rows, int64_t cols) {
        auto shape = t.sizes().vec();
        shape[shape.size() - 2] = rows;
        shape[shape.size() - 1] = cols;
        return shape;
    }

    // Turns the first rows and columns of each matrix of one dense tensor into those of another.
    static void turn(const at::Tensor& from, int64_t rows, int64_t cols, const at::Tensor& to) {
        const int64_t from_row = from.size(-1), to_row = to.size(-1);
        const float* source = from.data_ptr<float>();
        float* target = to.data_ptr<float>();
        for (const float* end = source + from.numel(); source < end; source += rows * from_row, target += cols * to_row)
            kernel().transpose(source, from_row, rows, cols, target, to_row);
    }
};

// Rows of heads lie beside each other, [.., L, heads, Ev], so that joining the heads afterwards needs no copy.
at::Tensor empty_output(const Layout& layout) {
    const int64_t L = layout.sizes.L, Ev = layout.sizes.Ev, heads = layout.lead.empty() ? 1 : layout.lead.back();
    auto sizes = layout.lead;
    sizes.insert(sizes.end(), {L, Ev});
    std::vector<int64_t> strides(sizes.size(), 1);
    strides[sizes.size() - 2] = heads * Ev;
    int64_t step = L * heads * Ev;
    for (size_t d = sizes.size() - 2; d-- > 0;) {
        const bool is_heads = d == sizes.size() - 3;
        strides[d] = is_heads ? Ev : step;
        if (!is_heads) step *= sizes[d];
    }
    return at::detail::empty_strided_cpu(sizes, strides, at::kFloat);
}

at::Tensor run_forward(const at::Tensor& q_, const at::Tensor& k_, const at::Tensor& v_, const at::Tensor& mask_,
                       at::Tensor* weights) {
    const Layout layout(q_, k_, v_);
    auto q = dense_rows(q_), k = dense_rows(k_), v = dense_rows(v_), mask = layout.mask_by_keys(mask_);
    auto out = empty_output(layout);
    if (weights) *weights = at::empty({layout.sizes.count, layout.sizes.S, layout.padded}, q.options());
    auto q_at = starts(q, layout.lead), k_at = starts(k, layout.lead), v_at = starts(v, layout.lead);
    auto mask_at = starts(mask, layout.lead), out_at = starts(out, layout.lead);
    const AttentionForward call = {
        layout.sizes,
        q.data_ptr<float>(), k.data_ptr<float>(), v.data_ptr<float>(),
        q_at.data(), k_at.data(), v_at.data(),
        q.stride(-2), k.stride(-2), v.stride(-2),
        mask.data_ptr<float>(), mask_at.data(), mask.stride(-2),
        out.data_ptr<float>(), out_at.data(), out.stride(-2),
        weights ? weights->data_ptr<float>() : nullptr};
    TORCH_CHECK(kernel().forward(call), "scaled_dot_product_attention: out of memory");
    return out;
}

// Whether sizes and strides, in any order of dimensions, are those of a dense tensor.
bool fills(std::vector<int64_t> sizes, std::vector<int64_t> strides) {
    int64_t step = 1;
    for (size_t done = 0; done < sizes.size(); done++) {
        bool found = false;
        for (size_t d = 0; d < sizes.size() && !found; d++)
            if (sizes[d] > 0 && (strides[d] == step || sizes[d] == 1)) {
                if (sizes[d] > 1) step *= sizes[d];
                sizes[d] = 0;
                found = true;
            }
        if (!found) return false;
    }
    return true;
}

// Laid out as q, k and v are. Where these are thirds of one dense tensor (one linear layer's result), so are their gradients:
// whoever puts them together again has nothing to copy.
std::tuple<at::Tensor, at::Tensor, at::Tensor> empty_gradients(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v) {
    const int64_t step = k.storage_offset() - q.storage_offset();
    auto sizes = q.sizes().vec(), strides = q.strides().vec();
    const bool equal = q.sizes() == k.sizes() && q.sizes() == v.sizes() && q.strides() == k.strides() && q.strides() == v.strides();
    if (equal && step > 0 && v.storage_offset() - k.storage_offset() == step && k.is_alias_of(q) && v.is_alias_of(q)) {
        sizes.push_back(3);
        strides.push_back(step);
        if (fills(sizes, strides)) {
            const auto whole = ts_empty({3 * q.numel()});
            auto third = [&](int64_t i) { return ts_alias(whole, q.sizes(), q.strides(), i * step); };
            return {third(0), third(1), third(2)};
        }
    }
    auto alone = [](const at::Tensor& t) { return t.is_non_overlapping_and_dense() ? at::empty_like(t) : ts_empty(t.sizes()); };
    auto dense = [](at::Tensor t) { return t.size(-1) == 1 || t.stride(-1) == 1 ? t : ts_empty(t.sizes()); };
    return {dense(alone(q)), dense(alone(k)), dense(alone(v))};
}

// Gradients of q, k, v and, where wanted, of the mask in its own shape.
std::vector<at::Tensor> run_backward(const at::Tensor& q_, const at::Tensor& k_, const at::Tensor& v_,
                                     const at::Tensor& mask_, const at::Tensor& weights, const at::Tensor& dout_,
                                     bool want_mask) {
    const Layout layout(q_, k_, v_);
    auto q = dense_rows(q_), k = dense_rows(k_), v = dense_rows(v_), dout = dense_rows(dout_);
    auto [dq, dk, dv] = empty_gradients(q, k, v);
    at::Tensor dmask;
    std::vector<int64_t> mask_at;
    if (want_mask) {
        dmask = at::zeros(layout.by_keys(mask_));
        mask_at = starts(dmask, layout.lead);
    }
    auto q_at = starts(q, layout.lead), k_at = starts(k, layout.lead), v_at = starts(v, layout.lead);
    auto dq_at = starts(dq, layout.lead), dk_at = starts(dk, layout.lead), dv_at = starts(dv, layout.lead);
    auto dout_at = starts(dout, layout.lead);
    const AttentionBackward call = {
        layout.sizes,
        q.data_ptr<float>(), k.data_ptr<float>(), v.data_ptr<float>(),
        q_at.data(), k_at.data(), v_at.data(),
        q.stride(-2), k.stride(-2), v.stride(-2),
        weights.data_ptr<float>(),
        dout.data_ptr<float>(), dout_at.data(), dout.stride(-2),
        dq.data_ptr<float>(), dk.data_ptr<float>(), dv.data_ptr<float>(),
        dq_at.data(), dk_at.data(), dv_at.data(),
        dq.stride(-2), dk.stride(-2), dv.stride(-2),
        want_mask ? dmask.data_ptr<float>() : nullptr, mask_at.data(), want_mask ? dmask.stride(-2) : 0};
    TORCH_CHECK(kernel().backward(call), "scaled_dot_product_attention: out of memory");
    if (want_mask) dmask = layout.mask_gradient(dmask, mask_);
    return {dq, dk, dv, dmask};
}

struct AttentionGraph : torch::autograd::Node {
    TsSaved q, k, v, mask;
    at::Tensor weights;

    TsGradients apply(TsGradients&& grads) override {
        if (!grads[0].defined()) return TsGradients(4);
        const auto query = q.unpack(), key = k.unpack(), value = v.unpack(), added = mask.unpack();
        const bool want_mask = task_should_compute_output(3) && added.defined();
        // Gradients that will be differentiated again need a graph, which libtorch's operations record.
        if (c10::GradMode::is_enabled()) {
            TsGradients inputs = {query, key, value};
            if (want_mask) inputs.push_back(added);
            auto found = torch::autograd::grad({ts_attention_composite(query, key, value, added, 0)}, inputs, grads, true, true, true);
            found.resize(4);
            return found;
        }
        return run_backward(query, key, value, added, weights, grads[0], want_mask);
    }

    void release_variables() override {
        for (auto* saved : {&q, &k, &v, &mask}) saved->reset_data();
        weights.reset();
    }
};

}  // namespace

bool ts_attention_fusable(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, const at::Tensor& mask) {
    if (!ts_plain(q) || !ts_plain(k) || !ts_plain(v) || q.dim() != k.dim() || q.dim() != v.dim()) return false;
    const auto lead = q.sizes().slice(0, q.dim() - 2);
    if (lead != k.sizes().slice(0, k.dim() - 2) || lead != v.sizes().slice(0, v.dim() - 2)) return false;
    const int64_t L = q.size(-2), S = k.size(-2);
    if (q.size(-1) != k.size(-1) || S != v.size(-2) || L > longest || S > longest) return false;
    if (!mask.defined()) return true;
    if (!ts_plain(mask) || mask.dim() < 2 || mask.dim() > q.dim()) return false;
    for (int64_t d = 1; d <= mask.dim(); d++) {
        const int64_t full = d == 1 ? S : q.size(-d);
        if (mask.size(-d) != full && mask.size(-d) != 1) return false;
    }
    return true;
}

at::Tensor ts_attention_fused(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, const at::Tensor& mask) {
    if (!ts_recorded({&q, &k, &v, &mask})) return run_forward(q, k, v, mask, nullptr);
    at::Tensor weights, out;
    {
        c10::AutoGradMode off(false);  // the rearrangements within are no part of the graph
        out = run_forward(q, k, v, mask, &weights);
    }
    auto node = ts_node<AttentionGraph>(out, q, k, v, mask);
    node->q = TsSaved(q, false);
    node->k = TsSaved(k, false);
    node->v = TsSaved(v, false);
    node->mask = TsSaved(mask, false);
    node->weights = std::move(weights);
    return out;
}
#endif
