// copy_ between strided float32 tensors of one shape whose last dimension is dense, past libtorch's iterator.
#include "shim.h"

#if !TS_HAS_SDPA
#include <cstring>

#include "node.h"
#include "pointwise_fused.h"

namespace {

void copy_rows(float* to, const float* from, const at::Tensor& t, const at::Tensor& f, int64_t d) {
    if (d == t.dim() - 1) {
        std::memcpy(to, from, sizeof(float) * t.size(d));
        return;
    }
    for (int64_t i = 0; i < t.size(d); i++, to += t.stride(d), from += f.stride(d)) copy_rows(to, from, t, f, d + 1);
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
#endif
