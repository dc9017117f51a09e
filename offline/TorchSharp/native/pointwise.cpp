// Elementwise arithmetic, functions and comparisons; in-place forms end in an underscore and return a status.
#include "pointwise_fused.h"
#include "shim.h"

#define UNARY(name) \
    TS_API Tensor ts_##name(Tensor x) { TS_TENSOR(x->name()) }

UNARY(abs)
UNARY(bitwise_not)
UNARY(erf)
UNARY(exp)
UNARY(isfinite)
UNARY(isnan)
UNARY(neg)
UNARY(reciprocal)
UNARY(rsqrt)
UNARY(sqrt)
UNARY(square)

TS_API int ts_erfinv_(Tensor x) { TS_DO(x->erfinv_()) }
TS_API int ts_fill_(Tensor x, TsScalar value) { TS_DO(x->fill_(value)) }
TS_API Tensor ts_gelu(Tensor x) {
#if !TS_HAS_SDPA
    TS_TRY(nullptr, if (ts_gelu_fusable(*x)) return ts_give(ts_gelu_fused(*x));)
#endif
    TS_TENSOR(at::gelu(*x))
}
TS_API Tensor ts_clamp(Tensor x, TsScalar min, TsScalar max) { TS_TENSOR(x->clamp(min.maybe(), max.maybe())) }
TS_API Tensor ts_pow_scalar(Tensor a, TsScalar b) { TS_TENSOR(a->pow(at::Scalar(b))) }

TS_API Tensor ts_add(Tensor a, Tensor b, TsScalar alpha) {
#if !TS_HAS_SDPA
    TS_TRY(nullptr, if (alpha.is_one() && ts_add_fusable(*a, *b)) return ts_give(ts_add_fused(*a, *b));)
#endif
    TS_TENSOR(a->add(*b, alpha))
}
TS_API int ts_add_(Tensor a, Tensor b, TsScalar alpha) { TS_DO(a->add_(*b, alpha)) }
TS_API Tensor ts_add_scalar(Tensor a, TsScalar b, TsScalar alpha) { TS_TENSOR(a->add(at::Scalar(b), at::Scalar(alpha))) }
TS_API int ts_add_scalar_(Tensor a, TsScalar b, TsScalar alpha) { TS_DO(a->add_(at::Scalar(b), at::Scalar(alpha))) }
TS_API Tensor ts_sub(Tensor a, Tensor b, TsScalar alpha) { TS_TENSOR(a->sub(*b, alpha)) }
TS_API Tensor ts_sub_scalar(Tensor a, TsScalar b, TsScalar alpha) { TS_TENSOR(a->sub(at::Scalar(b), at::Scalar(alpha))) }
TS_API int ts_sub_scalar_(Tensor a, TsScalar b, TsScalar alpha) { TS_DO(a->sub_(at::Scalar(b), at::Scalar(alpha))) }
TS_API Tensor ts_mul(Tensor a, Tensor b) { TS_TENSOR(a->mul(*b)) }
TS_API Tensor ts_mul_scalar(Tensor a, TsScalar b) { TS_TENSOR(a->mul(at::Scalar(b))) }
TS_API int ts_mul_scalar_(Tensor a, TsScalar b) { TS_DO(a->mul_(at::Scalar(b))) }

// rounding: 0 true division, 1 toward zero, 2 down.
static const char* rounding_name(int rounding) { return rounding == 1 ? "trunc" : "floor"; }

TS_API Tensor ts_div(Tensor a, Tensor b, int rounding) {
    TS_TENSOR(rounding == 0 ? a->div(*b) : a->div(*b, rounding_name(rounding)))
}
TS_API Tensor ts_div_scalar(Tensor a, TsScalar b, int rounding) {
    TS_TENSOR(rounding == 0 ? a->div(at::Scalar(b)) : a->div(at::Scalar(b), rounding_name(rounding)))
}
TS_API int ts_div_scalar_(Tensor a, TsScalar b, int rounding) {
    TS_DO(if (rounding == 0) a->div_(at::Scalar(b)); else a->div_(at::Scalar(b), rounding_name(rounding)))
}

TS_API int ts_addcmul_(Tensor x, Tensor a, Tensor b, TsScalar value) { TS_DO(x->addcmul_(*a, *b, value)) }
TS_API int ts_addcdiv_(Tensor x, Tensor a, Tensor b, TsScalar value) { TS_DO(x->addcdiv_(*a, *b, value)) }

#define BINARY(name) \
    TS_API Tensor ts_##name(Tensor a, Tensor b) { TS_TENSOR(a->name(*b)) }
#define BINARY_SCALAR(name) \
    TS_API Tensor ts_##name##_scalar(Tensor a, TsScalar b) { TS_TENSOR(a->name(at::Scalar(b))) }

BINARY(eq)
BINARY(ne)
BINARY(logical_or)
BINARY(maximum)
BINARY_SCALAR(eq)
BINARY_SCALAR(ne)
BINARY_SCALAR(lt)
BINARY_SCALAR(gt)
BINARY_SCALAR(ge)

TS_API bool ts_equal(Tensor a, Tensor b) { TS_VALUE(bool, a->equal(*b)) }
TS_API Tensor ts_where(Tensor condition, Tensor a, Tensor b) { TS_TENSOR(at::where(*condition, *a, *b)) }
TS_API Tensor ts_masked_fill(Tensor x, Tensor mask, TsScalar value) { TS_TENSOR(x->masked_fill(*mask, at::Scalar(value))) }
