// What every file of the shim shares: the handle types of the C interface and the one way errors leave it.
//
// A handle is a `new`ed at::Tensor (or at::Generator): the managed side owns it and gives it back to ts_dispose.
// No exported function throws. A failed call returns null (or 1 where it returns a status), and ts_error holds
// libtorch's message for the calling thread.
#pragma once

#include <cstdint>

#include <ATen/ATen.h>

#include "compat.h"

#define TS_API extern "C" __attribute__((visibility("default")))

using Tensor = at::Tensor*;
using Generator = at::Generator*;

// A number of the managed side; kind says which: 0 integer, 1 floating point, 2 boolean, -1 absent.
struct TsScalar {
    int64_t kind;
    union {
        int64_t integer;
        double real;
    };

    operator at::Scalar() const {
        if (kind == 1) return at::Scalar(real);
        if (kind == 2) return at::Scalar(integer != 0);
        return at::Scalar(integer);
    }

    bool is_one() const { return kind == 1 ? real == 1.0 : kind == 0 && integer == 1; }

    Opt<at::Scalar> maybe() const { return kind < 0 ? Opt<at::Scalar>() : Opt<at::Scalar>(at::Scalar(*this)); }
};

// Remembers the exception in flight for this thread. Called only from a catch block.
void ts_remember_exception() noexcept;

// An undefined tensor (a gradient that does not exist) is null on the other side.
inline Tensor ts_give(at::Tensor&& t) { return t.defined() ? new at::Tensor(std::move(t)) : nullptr; }
inline Tensor ts_give(const at::Tensor& t) { return t.defined() ? new at::Tensor(t) : nullptr; }

inline Opt<at::Tensor> ts_maybe(Tensor t) { return t ? Opt<at::Tensor>(*t) : Opt<at::Tensor>(); }
inline Opt<at::Generator> ts_maybe(Generator g) { return g ? Opt<at::Generator>(*g) : Opt<at::Generator>(); }
inline Opt<at::ScalarType> ts_maybe_dtype(int dtype) {
    return dtype < 0 ? Opt<at::ScalarType>() : Opt<at::ScalarType>(static_cast<at::ScalarType>(dtype));
}

inline at::IntArrayRef ts_ints(const int64_t* values, int count) {
    return at::IntArrayRef(values, static_cast<size_t>(count));
}

inline at::Device ts_device(int type, int index) {
    return at::Device(static_cast<at::DeviceType>(type), static_cast<c10::DeviceIndex>(index));
}

inline at::TensorOptions ts_options(int dtype, int device_type, int device_index) {
    return at::TensorOptions().dtype(static_cast<at::ScalarType>(dtype)).device(ts_device(device_type, device_index));
}

#define TS_TRY(onerror, ...)         \
    try {                            \
        __VA_ARGS__                  \
    } catch (...) {                  \
        ts_remember_exception();     \
        return onerror;              \
    }

#define TS_TENSOR(...) TS_TRY(nullptr, return ts_give(__VA_ARGS__);)
#define TS_DO(...) TS_TRY(1, __VA_ARGS__; return 0;)
#define TS_VALUE(type, ...) TS_TRY(type(), return static_cast<type>(__VA_ARGS__);)
