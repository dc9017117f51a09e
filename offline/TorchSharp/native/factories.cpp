// Tensors out of nothing, out of numbers, and over memory of the managed side.
#include "shim.h"

#define PLACED int dtype, int device_type, int device_index, bool requires_grad
#define MADE(...) TS_TENSOR((__VA_ARGS__).set_requires_grad(requires_grad))
#define OPTIONS ts_options(dtype, device_type, device_index)

TS_API Tensor ts_zeros(const int64_t* sizes, int n, PLACED) { MADE(at::zeros(ts_ints(sizes, n), OPTIONS)) }
TS_API Tensor ts_ones(const int64_t* sizes, int n, PLACED) { MADE(at::ones(ts_ints(sizes, n), OPTIONS)) }
TS_API Tensor ts_empty(const int64_t* sizes, int n, PLACED) { MADE(at::empty(ts_ints(sizes, n), OPTIONS)) }
TS_API Tensor ts_full(const int64_t* sizes, int n, TsScalar value, PLACED) {
    MADE(at::full(ts_ints(sizes, n), at::Scalar(value), OPTIONS))
}
TS_API Tensor ts_rand(const int64_t* sizes, int n, Generator g, PLACED) {
    MADE(at::rand(ts_ints(sizes, n), ts_maybe(g), OPTIONS))
}
TS_API Tensor ts_randn(const int64_t* sizes, int n, Generator g, PLACED) {
    MADE(at::randn(ts_ints(sizes, n), ts_maybe(g), OPTIONS))
}
TS_API Tensor ts_arange(TsScalar start, TsScalar stop, TsScalar step, PLACED) {
    MADE(at::arange(at::Scalar(start), at::Scalar(stop), at::Scalar(step), OPTIONS))
}
TS_API Tensor ts_scalar_tensor(TsScalar value, PLACED) { MADE(at::scalar_tensor(at::Scalar(value), OPTIONS)) }

TS_API Tensor ts_zeros_like(Tensor x, PLACED) { MADE(at::zeros_like(*x, OPTIONS)) }

// Copies `data`, whose elements are of type data_dtype.
TS_API Tensor ts_from_copy(const void* data, const int64_t* sizes, int n, int data_dtype, PLACED) {
    TS_TENSOR(
        ([&] {
            auto result = at::empty(ts_ints(sizes, n), at::TensorOptions().dtype(static_cast<at::ScalarType>(data_dtype)));
            if (result.numel() > 0) std::memcpy(result.data_ptr(), data, result.nbytes());
            return result.to(ts_device(device_type, device_index), static_cast<at::ScalarType>(dtype))
                .set_requires_grad(requires_grad);
        }()))
}

// Lies over `data` without a copy where type and device permit; release(context) is called once, from whichever
// thread lets go of the storage last.
TS_API Tensor ts_from_blob(void* data, void (*release)(void*), void* context, const int64_t* sizes, int n, int data_dtype,
                           PLACED) {
    TS_TENSOR(
        ([&] {
            auto options = at::TensorOptions().dtype(static_cast<at::ScalarType>(data_dtype));
            auto shared = at::from_blob(data, ts_ints(sizes, n), [release, context](void*) { release(context); }, options);
            return shared.to(ts_device(device_type, device_index), static_cast<at::ScalarType>(dtype))
                .set_requires_grad(requires_grad);
        }()))
}
