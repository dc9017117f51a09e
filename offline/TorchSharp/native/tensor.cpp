// A tensor's life, properties, storage and placement.
#include "pointwise_fused.h"
#include "shim.h"

TS_API void ts_dispose(Tensor t) {
    try {
        delete t;
    } catch (...) {
        ts_remember_exception();
    }
}

TS_API int64_t ts_ndim(Tensor t) { TS_VALUE(int64_t, t->dim()) }
TS_API int64_t ts_numel(Tensor t) { TS_VALUE(int64_t, t->numel()) }
TS_API int64_t ts_element_size(Tensor t) { TS_VALUE(int64_t, t->element_size()) }
TS_API int32_t ts_dtype(Tensor t) { TS_VALUE(int32_t, t->scalar_type()) }
TS_API int32_t ts_device_type(Tensor t) { TS_VALUE(int32_t, t->device().type()) }
TS_API int32_t ts_device_index(Tensor t) { TS_VALUE(int32_t, t->device().index()) }
TS_API bool ts_is_contiguous(Tensor t) { TS_VALUE(bool, t->is_contiguous()) }
TS_API bool ts_is_leaf(Tensor t) { TS_VALUE(bool, t->is_leaf()) }
TS_API bool ts_requires_grad(Tensor t) { TS_VALUE(bool, t->requires_grad()) }

TS_API int ts_size(Tensor t, int64_t dim, int64_t* size) { TS_DO(*size = t->size(dim)) }
// sizes and strides have room for ndim values; either may be null.
TS_API int ts_layout(Tensor t, int64_t* sizes, int64_t* strides) {
    TS_DO(
        if (sizes) std::copy(t->sizes().begin(), t->sizes().end(), sizes);
        if (strides) std::copy(t->strides().begin(), t->strides().end(), strides))
}

TS_API int ts_set_requires_grad(Tensor t, bool on) { TS_DO(t->set_requires_grad(on)) }
TS_API Tensor ts_grad(Tensor t) { TS_TENSOR(t->grad()) }
TS_API int ts_set_grad(Tensor t, Tensor grad) {
    TS_DO(if (grad) t->mutable_grad() = *grad; else t->mutable_grad().reset())
}

TS_API void* ts_data(Tensor t) { TS_TRY(nullptr, return t->data_ptr();) }

// kind as in TsScalar.
TS_API int ts_item(Tensor t, TsScalar* value) {
    TS_DO(
        at::Scalar s = t->item();
        if (s.isBoolean()) { value->kind = 2; value->integer = s.toBool(); }
        else if (s.isIntegral(false)) { value->kind = 0; value->integer = s.toLong(); }
        else { value->kind = 1; value->real = s.toDouble(); })
}

TS_API Tensor ts_alias(Tensor t) { TS_TENSOR(at::Tensor(*t)) }
TS_API Tensor ts_detach(Tensor t) { TS_TENSOR(t->detach()) }
TS_API Tensor ts_clone(Tensor t) { TS_TENSOR(t->clone()) }
TS_API Tensor ts_contiguous(Tensor t) { TS_TENSOR(t->contiguous()) }
TS_API int ts_copy_(Tensor t, Tensor source, bool non_blocking) {
#if !TS_HAS_SDPA
    TS_TRY(1, if (ts_copy_fusable(*t, *source)) return ts_copy_fused(*t, *source), 0;)
#endif
    TS_DO(t->copy_(*source, non_blocking))
}
TS_API Tensor ts_cpu(Tensor t) { TS_TENSOR(t->cpu()) }
TS_API Tensor ts_pin_memory(Tensor t) { TS_TENSOR(t->pin_memory()) }
TS_API int ts_is_pinned(Tensor t, bool* pinned) { TS_DO(*pinned = t->is_pinned()) }
TS_API Tensor ts_to_dtype(Tensor t, int dtype, bool copy, bool non_blocking) {
    TS_TENSOR(t->to(static_cast<at::ScalarType>(dtype), non_blocking, copy))
}
TS_API Tensor ts_to_device(Tensor t, int device_type, int device_index, bool copy, bool non_blocking) {
    TS_TENSOR(t->to(ts_device(device_type, device_index), t->scalar_type(), non_blocking, copy))
}
TS_API Tensor ts_to(Tensor t, int dtype, int device_type, int device_index, bool copy, bool non_blocking) {
    TS_TENSOR(t->to(ts_device(device_type, device_index), static_cast<at::ScalarType>(dtype), non_blocking, copy))
}
