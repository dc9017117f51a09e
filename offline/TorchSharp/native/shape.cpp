// Views, copies of another shape, joins, splits, and picking elements.
#include <cstring>

#include <ATen/TensorIndexing.h>

#include "pointwise_fused.h"
#include "shim.h"

TS_API Tensor ts_t(Tensor x) { TS_TENSOR(x->t()) }
TS_API Tensor ts_transpose(Tensor x, int64_t a, int64_t b) { TS_TENSOR(x->transpose(a, b)) }
TS_API Tensor ts_permute(Tensor x, const int64_t* dims, int n) { TS_TENSOR(x->permute(ts_ints(dims, n))) }
TS_API Tensor ts_view(Tensor x, const int64_t* sizes, int n) { TS_TENSOR(x->view(ts_ints(sizes, n))) }
TS_API Tensor ts_reshape(Tensor x, const int64_t* sizes, int n) {
#if !TS_HAS_SDPA
    TS_TRY(nullptr, if (auto copy = ts_reshape_fused(*x, ts_ints(sizes, n)); copy.defined()) return ts_give(std::move(copy));)
#endif
    TS_TENSOR(x->reshape(ts_ints(sizes, n)))
}
TS_API Tensor ts_flatten(Tensor x, int64_t start, int64_t end) { TS_TENSOR(x->flatten(start, end)) }
TS_API Tensor ts_unflatten(Tensor x, int64_t dim, const int64_t* sizes, int n) {
    TS_TENSOR(
        ([&] {
            // As view: the dimension is replaced by sizes, of which one may be -1.
            auto shape = x->sizes().vec();
            TORCH_CHECK(dim >= 0 && dim < x->dim(), "unflatten: dimension ", dim, " is not among ", x->dim());
            int64_t known = 1, open = -1;
            for (int i = 0; i < n; i++) {
                if (sizes[i] == -1) open = i; else known *= sizes[i];
            }
            std::vector<int64_t> parts(sizes, sizes + n);
            if (open >= 0 && known > 0) parts[open] = shape[dim] / known;
            int64_t product = 1;
            for (auto s : parts) product *= s;
            TORCH_CHECK(product == shape[dim], "unflatten: Provided sizes ", ts_ints(sizes, n),
                        " don't multiply up to the size of dim ", dim, " (", shape[dim], ") in the input tensor");
            shape.erase(shape.begin() + dim);
            shape.insert(shape.begin() + dim, parts.begin(), parts.end());
            return x->view(shape);
        }()))
}
TS_API Tensor ts_expand(Tensor x, const int64_t* sizes, int n, bool implicit) {
    TS_TENSOR(x->expand(ts_ints(sizes, n), implicit))
}
TS_API Tensor ts_repeat(Tensor x, const int64_t* times, int n) { TS_TENSOR(x->repeat(ts_ints(times, n))) }
TS_API Tensor ts_roll(Tensor x, const int64_t* shifts, int n, const int64_t* dims, int m) {
    TS_TENSOR(x->roll(ts_ints(shifts, n), ts_ints(dims, m)))
}
TS_API Tensor ts_unsqueeze(Tensor x, int64_t dim) { TS_TENSOR(x->unsqueeze(dim)) }
TS_API Tensor ts_squeeze(Tensor x) { TS_TENSOR(x->squeeze()) }
TS_API Tensor ts_squeeze_dim(Tensor x, int64_t dim) { TS_TENSOR(x->squeeze(dim)) }
TS_API Tensor ts_flip(Tensor x, const int64_t* dims, int n) { TS_TENSOR(x->flip(ts_ints(dims, n))) }
TS_API Tensor ts_unfold(Tensor x, int64_t dim, int64_t size, int64_t step) { TS_TENSOR(x->unfold(dim, size, step)) }
TS_API Tensor ts_narrow(Tensor x, int64_t dim, int64_t start, int64_t length) { TS_TENSOR(x->narrow(dim, start, length)) }
TS_API Tensor ts_slice(Tensor x, int64_t dim, int64_t start, int64_t end, int64_t step) {
    TS_TENSOR(x->slice(dim, start, end, step))
}
TS_API Tensor ts_select(Tensor x, int64_t dim, int64_t index) { TS_TENSOR(x->select(dim, index)) }
TS_API Tensor ts_as_strided(Tensor x, const int64_t* sizes, const int64_t* strides, int n, int64_t offset) {
    TS_TENSOR(x->as_strided(ts_ints(sizes, n), ts_ints(strides, n), offset))
}
TS_API Tensor ts_index_select(Tensor x, int64_t dim, Tensor index) {
#if !TS_HAS_SDPA
    TS_TRY(nullptr, if (ts_pick_fusable(*x, dim, *index)) return ts_give(ts_pick_fused(*x, dim, *index));)
#endif
    TS_TENSOR(x->index_select(dim, *index))
}
TS_API Tensor ts_gather(Tensor x, int64_t dim, Tensor index) { TS_TENSOR(x->gather(dim, *index)) }
TS_API Tensor ts_tril(Tensor x, int64_t diagonal) { TS_TENSOR(x->tril(diagonal)) }
static std::vector<at::Tensor> tensors(const Tensor* list, int n) {
    std::vector<at::Tensor> result;
    result.reserve(n);
    for (int i = 0; i < n; i++) result.push_back(*list[i]);
    return result;
}

TS_API Tensor ts_cat(const Tensor* list, int n, int64_t dim) { TS_TENSOR(at::cat(tensors(list, n), dim)) }
TS_API Tensor ts_stack(const Tensor* list, int n, int64_t dim) { TS_TENSOR(at::stack(tensors(list, n), dim)) }

// Operations that give several tensors hand them over through `take`, one call with all handles.
typedef void (*TakeTensors)(void* context, Tensor* handles, int n);

static void hand_over(const std::vector<at::Tensor>& parts, TakeTensors take, void* context) {
    std::vector<Tensor> handles;
    handles.reserve(parts.size());
    for (auto& p : parts) handles.push_back(ts_give(p));
    take(context, handles.data(), static_cast<int>(handles.size()));
}

TS_API int ts_split(Tensor x, int64_t size, int64_t dim, TakeTensors take, void* context) {
    TS_DO(hand_over(x->split(size, dim), take, context))
}
TS_API int ts_split_sizes(Tensor x, const int64_t* sizes, int n, int64_t dim, TakeTensors take, void* context) {
    TS_DO(hand_over(x->split_with_sizes(ts_ints(sizes, n), dim), take, context))
}
TS_API int ts_chunk(Tensor x, int64_t chunks, int64_t dim, TakeTensors take, void* context) {
    TS_DO(hand_over(x->chunk(chunks, dim), take, context))
}
TS_API int ts_unbind(Tensor x, int64_t dim, TakeTensors take, void* context) {
#if !TS_HAS_SDPA
    TS_TRY(1, if (ts_unbind_fusable(*x)) {
        hand_over(ts_unbind_fused(*x, dim), take, context);
        return 0;
    })
#endif
    TS_DO(hand_over(x->unbind(dim), take, context))
}

// One position of an index expression.
struct TsIndex {
    int64_t kind;  // 0 None, 1 one element, 2 ellipsis, 3 boolean, 4 tensor, 5 slice
    int64_t start; // also the element, or the boolean
    int64_t stop;
    int64_t step;
    Tensor tensor;
};

static std::vector<at::indexing::TensorIndex> indices(const TsIndex* list, int n) {
    std::vector<at::indexing::TensorIndex> result;
    result.reserve(n);
    for (int i = 0; i < n; i++) {
        const TsIndex& x = list[i];
        switch (x.kind) {
            case 0: result.emplace_back(at::indexing::None); break;
            case 1: result.emplace_back(x.start); break;
            case 2: result.emplace_back(at::indexing::Ellipsis); break;
            case 3: result.emplace_back(x.start != 0); break;
            case 4: result.emplace_back(*x.tensor); break;
            default: result.emplace_back(at::indexing::Slice(x.start, x.stop, x.step)); break;
        }
    }
    return result;
}

TS_API Tensor ts_index(Tensor x, const TsIndex* list, int n) { TS_TENSOR(x->index(indices(list, n))) }
TS_API int ts_index_put_(Tensor x, const TsIndex* list, int n, Tensor value) {
    TS_DO(x->index_put_(indices(list, n), *value))
}
