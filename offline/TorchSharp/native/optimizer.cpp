// The update of an optimizer as one call.
#include "shim.h"

#if !TS_HAS_SDPA
#include "kernel_choice.h"
#include "node.h"
#include "optimizer_kernel.h"

static const OptimizerKernel& kernel() {
    static const OptimizerKernel& best = TS_BEST(ts_optimizer);
    return best;
}

#endif

// An update of w and its moments m and v by the gradient g; factors: see AdamWUpdate. Says false, and does nothing, where a tensor
// is not dense float32 on the CPU, or libtorch is a newer one.
TS_API bool ts_adamw_(Tensor w, Tensor g, Tensor m, Tensor v, double decay, double beta1, double beta2, double scale, double eps, double step) {
#if TS_HAS_SDPA
    return false;
#else
    TS_TRY(false,
        for (auto* t : {w, g, m, v})
            if (!ts_plain(*t) || !t->is_contiguous() || t->numel() != w->numel()) return false;
        kernel().adamw({w->numel(), w->data_ptr<float>(), m->data_ptr<float>(), v->data_ptr<float>(), g->data_ptr<float>(),
                        static_cast<float>(1 - decay), static_cast<float>(beta1), static_cast<float>(1 - beta1), static_cast<float>(beta2),
                        static_cast<float>(1 - beta2), static_cast<float>(scale), static_cast<float>(eps), static_cast<float>(step)});
        for (auto* t : {w, m, v}) t->unsafeGetTensorImpl()->bump_version();
        return true;)
#endif
}
