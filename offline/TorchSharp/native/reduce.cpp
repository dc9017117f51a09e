// Reductions, orderings, products of matrices, and random fills.
#include "shim.h"

// dtype is negative where the caller asked for none.
TS_API Tensor ts_sum(Tensor x, int dtype) { TS_TENSOR(x->sum(ts_maybe_dtype(dtype))) }
TS_API Tensor ts_sum_dims(Tensor x, const int64_t* dims, int n, bool keepdim, int dtype) {
    TS_TENSOR(x->sum(ts_ints(dims, n), keepdim, ts_maybe_dtype(dtype)))
}
TS_API Tensor ts_mean(Tensor x) { TS_TENSOR(x->mean()) }
TS_API Tensor ts_mean_dims(Tensor x, const int64_t* dims, int n, bool keepdim, int dtype) {
    TS_TENSOR(x->mean(ts_ints(dims, n), keepdim, ts_maybe_dtype(dtype)))
}
TS_API Tensor ts_var(Tensor x, bool unbiased) { TS_TENSOR(x->var(unbiased)) }
TS_API Tensor ts_norm(Tensor x, float p) { TS_TENSOR(x->norm(p)) }
TS_API Tensor ts_max(Tensor x) { TS_TENSOR(x->max()) }
TS_API Tensor ts_all(Tensor x) { TS_TENSOR(x->all()) }
TS_API Tensor ts_argmax_dim(Tensor x, int64_t dim, bool keepdim) { TS_TENSOR(x->argmax(dim, keepdim)) }

TS_API Tensor ts_softmax(Tensor x, int64_t dim, int dtype) { TS_TENSOR(x->softmax(dim, ts_maybe_dtype(dtype))) }
TS_API Tensor ts_log_softmax(Tensor x, int64_t dim, int dtype) { TS_TENSOR(x->log_softmax(dim, ts_maybe_dtype(dtype))) }

// Pairs: the second result goes to *second; null on failure, both or neither.
#define TS_PAIR(...)                                            \
    TS_TRY(nullptr, auto pair = __VA_ARGS__;                    \
           *second = ts_give(std::get<1>(pair)); return ts_give(std::get<0>(pair));)

TS_API Tensor ts_max_dim(Tensor x, int64_t dim, bool keepdim, Tensor* second) { TS_PAIR(x->max(dim, keepdim)) }
TS_API Tensor ts_topk(Tensor x, int64_t k, int64_t dim, bool largest, bool sorted, Tensor* second) {
    TS_PAIR(x->topk(k, dim, largest, sorted))
}

TS_API Tensor ts_matmul(Tensor a, Tensor b) { TS_TENSOR(a->matmul(*b)) }
TS_API Tensor ts_mm(Tensor a, Tensor b) { TS_TENSOR(a->mm(*b)) }
TS_API Tensor ts_bmm(Tensor a, Tensor b) { TS_TENSOR(a->bmm(*b)) }
TS_API Tensor ts_addmm(Tensor x, Tensor a, Tensor b, float beta, float alpha) { TS_TENSOR(x->addmm(*a, *b, beta, alpha)) }

TS_API int ts_normal_(Tensor x, double mean, double std, Generator g) { TS_DO(x->normal_(mean, std, ts_maybe(g))) }
