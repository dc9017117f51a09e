// Cross-entropy with label smoothing. libtorch composes it of ten operations and their nodes; at 32 rows of 10 scores these take
// many times what the arithmetic does.
#include "shim.h"

#if !TS_HAS_SDPA
#include <cmath>

#include "loss_fused.h"
#include "node.h"

namespace {

struct LossGraph : torch::autograd::Node {
    TsSaved x;
    at::Tensor target, shares;  // shares: softmax of the scores
    int64_t reduction = 0;
    double smoothing = 0;

    TsGradients apply(TsGradients&& grads) override {
        if (!grads[0].defined()) return TsGradients(1);
        const auto scores = x.unpack();
        if (c10::GradMode::is_enabled()) {
            auto loss = at::cross_entropy_loss(scores, target, {}, reduction, -100, smoothing);
            return torch::autograd::grad({loss}, {scores}, grads, true, true, true);
        }
        const int64_t rows = scores.size(0), classes = scores.size(1), *own = target.data_ptr<int64_t>();
        const auto factors = grads[0].contiguous();
        auto dx = ts_empty(scores.sizes());
        const float *share = shares.data_ptr<float>(), *factor = factors.data_ptr<float>();
        const float spread = static_cast<float>(smoothing / static_cast<double>(classes)), rest = static_cast<float>(1.0 - smoothing);
        float* to = dx.data_ptr<float>();
        for (int64_t r = 0; r < rows; r++, to += classes, share += classes) {
            const float f = reduction == at::Reduction::None ? factor[r]
                : reduction == at::Reduction::Mean           ? factor[0] / static_cast<float>(rows)
                                                             : factor[0];
            for (int64_t c = 0; c < classes; c++) to[c] = (share[c] - spread) * f;
            to[own[r]] -= rest * f;
        }
        return {dx};
    }

    void release_variables() override {
        x.reset_data();
        target.reset();
        shares.reset();
    }
};

// -(1 - s) log p of the own class - s / classes * the sum of log p; the row's softmax goes to `shares`.
double loss_of(const float* x, int64_t classes, int64_t own, double smoothing, float* shares) {
    const float top = *std::max_element(x, x + classes);
    double total = 0, sum = 0;
    for (int64_t c = 0; c < classes; c++) {
        shares[c] = std::exp(x[c] - top);
        total += shares[c];
        sum += x[c] - top;
    }
    const float share = static_cast<float>(1.0 / total);
    for (int64_t c = 0; c < classes; c++) shares[c] *= share;
    const double log_total = std::log(total), count = static_cast<double>(classes);
    return (1.0 - smoothing) * (log_total - (x[own] - top)) + smoothing / count * (count * log_total - sum);
}

}  // namespace

bool ts_loss_fusable(const at::Tensor& x, const at::Tensor& target, const Opt<at::Tensor>& weight, int64_t ignore_index) {
    if ((weight && weight->defined()) || !ts_plain(x) || x.dim() != 2 || !x.is_contiguous() || x.numel() > 1 << 20) return false;
    if (target.dim() != 1 || target.scalar_type() != at::kLong || !target.device().is_cpu() || target.size(0) != x.size(0) || !target.is_contiguous())
        return false;
    const int64_t* own = target.data_ptr<int64_t>();
    return std::all_of(own, own + target.numel(), [&](int64_t c) { return c >= 0 && c < x.size(1) && c != ignore_index; });
}

at::Tensor ts_loss_fused(const at::Tensor& x, const at::Tensor& target, int64_t reduction, double label_smoothing) {
    const int64_t rows = x.size(0), classes = x.size(1), *own = target.data_ptr<int64_t>();
    auto shares = ts_empty(x.sizes());
    const bool each = reduction == at::Reduction::None;
    auto loss = each ? ts_empty({rows}) : ts_empty({});
    double sum = 0;
    for (int64_t r = 0; r < rows; r++) {
        const double of_row = loss_of(x.data_ptr<float>() + r * classes, classes, own[r], label_smoothing, shares.data_ptr<float>() + r * classes);
        if (each) loss.data_ptr<float>()[r] = static_cast<float>(of_row);
        sum += of_row;
    }
    if (!each) *loss.data_ptr<float>() = static_cast<float>(reduction == at::Reduction::Mean ? sum / static_cast<double>(rows) : sum);
    if (ts_recorded({&x})) {
        auto node = ts_node<LossGraph>(loss, x);
        node->x = TsSaved(x, false);
        node->target = target;
        node->shares = shares;
        node->reduction = reduction;
        node->smoothing = label_smoothing;
    }
    return loss;
}
#endif
