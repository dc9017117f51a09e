// Threads, generators, CUDA, and the modes of autograd.
#include <dlfcn.h>
#include <malloc.h>

#include <ATen/Parallel.h>
#include <ATen/CPUGeneratorImpl.h>
#include <c10/core/GradMode.h>
#include <c10/core/InferenceMode.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/variable.h>
#include <torch/csrc/autograd/edge.h>
#include <torch/csrc/api/include/torch/cuda.h>

#include "shim.h"

// A training step frees what the next one asks for again. By default the C library hands such blocks back to the system
// each time and faults them in anew, which cost a twelfth of the time; up to 256 MiB of free memory may stay.
__attribute__((constructor)) static void keep_freed_memory() {
#ifdef __GLIBC__
    mallopt(M_MMAP_THRESHOLD, 32 << 20);
    mallopt(M_TRIM_THRESHOLD, 256 << 20);
#endif
}

// libtorch hands the number on to MKL. Built with another BLAS (Debian's), it leaves that at its own, and OpenBLAS's threads,
// which spin while they wait, slow every other thread of the process: so it is told too, where it is the one in use.
static void set_blas_threads(int n) {
    using Setter = void (*)(int);
    if (auto set = reinterpret_cast<Setter>(dlsym(RTLD_DEFAULT, "openblas_set_num_threads"))) set(n);
}

TS_API int ts_set_num_threads(int n) { TS_DO(at::set_num_threads(n); set_blas_threads(n)) }

TS_API bool ts_cuda_is_available() { TS_VALUE(bool, torch::cuda::is_available()) }
TS_API int ts_cuda_synchronize(int64_t device) { TS_DO(torch::cuda::synchronize(device)) }

TS_API Generator ts_generator_new(uint64_t seed, int device_type, int device_index) {
    TS_TRY(nullptr,
        if (device_type == 0) return new at::Generator(at::detail::createCPUGenerator(seed));
        auto device = ts_device(device_type, device_index);
        auto g = at::globalContext().defaultGenerator(device).clone();
        g.set_current_seed(seed);
        return new at::Generator(g);)
}
TS_API void ts_generator_dispose(Generator g) {
    try {
        delete g;
    } catch (...) {
        ts_remember_exception();
    }
}

TS_API bool ts_grad_enabled() { TS_VALUE(bool, c10::GradMode::is_enabled()) }
TS_API void ts_set_grad_enabled(bool on) {
    try {
        c10::GradMode::set_enabled(on);
    } catch (...) {
        ts_remember_exception();
    }
}
TS_API void* ts_inference_enter(bool on) { TS_TRY(nullptr, return new c10::InferenceMode(on);) }
TS_API void ts_inference_leave(void* guard) {
    try {
        delete static_cast<c10::InferenceMode*>(guard);
    } catch (...) {
        ts_remember_exception();
    }
}

static std::vector<at::Tensor> list(const Tensor* handles, int n) {
    std::vector<at::Tensor> result;
    result.reserve(n);
    for (int i = 0; i < n; i++) result.push_back(handles[i] ? *handles[i] : at::Tensor());
    return result;
}

TS_API int ts_backward(const Tensor* tensors, int n, const Tensor* grads, int g, bool retain_graph, bool create_graph,
                       const Tensor* inputs, int m) {
    TS_DO(torch::autograd::backward(list(tensors, n), list(grads, g), retain_graph, create_graph, list(inputs, m)))
}

// results has room for m handles; an input that no output depends on gives null.
TS_API int ts_autograd_grad(const Tensor* outputs, int n, const Tensor* inputs, int m, const Tensor* grads, int g,
                            bool retain_graph, bool create_graph, bool allow_unused, Tensor* results) {
    TS_DO(
        auto found = torch::autograd::grad(list(outputs, n), list(inputs, m), list(grads, g), retain_graph, create_graph,
                                           allow_unused);
        for (size_t i = 0; i < found.size(); i++) results[i] = ts_give(found[i]))
}
