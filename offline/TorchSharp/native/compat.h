// The one place where libtorch versions differ: 1.13 (Debian) up to 2.11.
#pragma once

#include <ATen/ATen.h>

#if __has_include(<torch/version.h>)
#include <torch/version.h>
#else
#include <torch/csrc/api/include/torch/version.h>
#endif

// c10::optional was a class of its own, then an alias of std::optional, then gone: take whichever one libtorch's own
// signatures use.
template <class>
struct OptOf;
template <template <class> class O, class T>
struct OptOf<O<T>> {
    template <class U>
    using type = O<U>;
};
template <class U>
using Opt = OptOf<decltype(at::TensorOptions().dtype_opt())>::type<U>;

// at::scaled_dot_product_attention came with 2.0.
#define TS_HAS_SDPA (TORCH_VERSION_MAJOR >= 2)

// Lists of tensors: at::TensorList until IListRef took over for indexing and cat; a vector converts to either.
