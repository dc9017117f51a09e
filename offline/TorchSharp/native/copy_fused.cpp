// copy_ and reshape between strided float32 tensors of one shape whose last dimension is dense, past libtorch's iterator.
#include "shim.h"

#if !TS_HAS_SDPA
#include <cstring>

#include <ATen/InferSize.h>
#include <ATen/TensorUtils.h>

#include "node.h"
#include "pointwise_fused.h"

namespace {

// `count` rows of `n` floats; a length known to the compiler makes a move of each.
template <int64_t length>
void copy_short(float* to, int64_t to_step, const float* from, int64_t from_step, int64_t count, int64_t n) {
    for (int64_t i = 0; i < count; i++, to += to_step, from += from_step) std::memcpy(to, from, sizeof(float) * (length > 0 ? length : n));
}

void copy_rows(float* to, const float* from, const at::Tensor& t, const at::Tensor& f, int64_t d) {
    const int64_t left = t.dim() - d, n = t.size(-1);
    if (left == 1) {
        std::memcpy(to, from, sizeof(float) * n);
    } else if (left == 2) {
        const auto copy = n == 1 ? copy_short<1> : n == 2 ? copy_short<2> : n == 4 ? copy_short<4> : n == 8 ? copy_short<8> : n == 16 ? copy_short<16> : copy_short<0>;
        copy(to, t.stride(d), from, f.stride(d), t.size(d), n);
    } else {
        for (int64_t i = 0; i < t.size(d); i++, to += t.stride(d), from += f.stride(d)) copy_rows(to, from, t, f, d + 1);
    }
}

bool dense_at_last(const at::Tensor& t) { return t.size(-1) == 1 || t.stride(-1) == 1; }

}  // namespace

bool ts_copy_fusable(const at::Tensor& to, const at::Tensor& from) {
    return !ts_recorded({&to, &from}) && ts_plain(to) && ts_plain(from) && to.dim() >= 1 && to.dim() <= 4 && to.sizes() == from.sizes() &&
        dense_at_last(to) && dense_at_last(from) && !to.is_alias_of(from) && !to.is_inference() && to.numel() <= 1 << 16;
}

void ts_copy_fused(const at::Tensor& to, const at::Tensor& from) {
    copy_rows(to.data_ptr<float>(), from.data_ptr<float>(), to, from, 0);
    to.unsafeGetTensorImpl()->bump_version();
}

at::Tensor ts_reshape_fused(const at::Tensor& x, at::IntArrayRef sizes) {
    if (ts_recorded({&x}) || !ts_plain(x) || x.dim() < 2 || !dense_at_last(x) || x.is_contiguous()) return at::Tensor();
    const auto shape = at::infer_size(sizes, x.numel());
    if (at::detail::computeStride(x.sizes(), x.strides(), shape)) return at::Tensor();  // a view will do
    const auto dense = ts_empty(x.sizes());
    copy_rows(dense.data_ptr<float>(), x.data_ptr<float>(), dense, x, 0);
    return ts_alias(dense, shape, c10::contiguous_strides(shape), 0);
}
#endif
