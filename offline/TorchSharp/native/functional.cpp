// torch.nn.functional.
#include "layer_fused.h"
#include "loss_fused.h"
#include "shim.h"

TS_API Tensor ts_linear(Tensor x, Tensor weight, Tensor bias) {
#if !TS_HAS_SDPA
    TS_TRY(nullptr, if (ts_linear_fusable(*x, *weight, ts_maybe(bias))) return ts_give(ts_linear_fused(*x, *weight, ts_maybe(bias)));)
#endif
    TS_TENSOR(at::linear(*x, *weight, ts_maybe(bias)))
}

TS_API Tensor ts_layer_norm(Tensor x, const int64_t* shape, int n, Tensor weight, Tensor bias, double eps) {
#if !TS_HAS_SDPA
    TS_TRY(nullptr, if (ts_norm_fusable(*x, ts_ints(shape, n), ts_maybe(weight), ts_maybe(bias)))
                        return ts_give(ts_norm_fused(*x, *weight, *bias, eps));)
#endif
    TS_TENSOR(at::layer_norm(*x, ts_ints(shape, n), ts_maybe(weight), ts_maybe(bias), eps))
}

// reduction: 0 none, 1 mean, 2 sum, as at::Reduction.
TS_API Tensor ts_cross_entropy(Tensor x, Tensor target, Tensor weight, int64_t ignore_index, int64_t reduction,
                               double label_smoothing) {
#if !TS_HAS_SDPA
    TS_TRY(nullptr, if (ts_loss_fusable(*x, *target, ts_maybe(weight), ignore_index))
                        return ts_give(ts_loss_fused(*x, *target, reduction, label_smoothing));)
#endif
    TS_TENSOR(at::cross_entropy_loss(*x, *target, ts_maybe(weight), reduction, ignore_index, label_smoothing))
}

TS_API Tensor ts_dropout(Tensor x, double p, bool training) { TS_TENSOR(at::dropout(*x, p, training)) }
TS_API int ts_dropout_(Tensor x, double p, bool training) { TS_DO(at::dropout_(*x, p, training)) }

// mode: 1 reflect, 2 replicate, 3 circular, else constant.
TS_API Tensor ts_pad(Tensor x, const int64_t* pad, int n, int mode, double value) {
    static const char* const names[] = {"constant", "reflect", "replicate", "circular", "constant"};
    TS_TENSOR(mode == 0 || mode == 4 ? at::pad(*x, ts_ints(pad, n), "constant", value)
                                     : at::pad(*x, ts_ints(pad, n), names[mode]))
}

TS_API Tensor ts_conv2d(Tensor x, Tensor weight, Tensor bias, const int64_t* stride, const int64_t* padding,
                        const int64_t* dilation, int64_t groups) {
    TS_TENSOR(at::conv2d(*x, *weight, ts_maybe(bias), ts_ints(stride, 2), ts_ints(padding, 2), ts_ints(dilation, 2), groups))
}

// Each pair is (height, width).
