// Elementwise arithmetic, functions and comparisons; in-place forms end in an underscore and return a status.
#include "shim.h"

#define UNARY(name) \
    TS_API Tensor ts_##name(Tensor x) { TS_TENSOR(x->name()) }
#define UNARY_INPLACE(name) \
    UNARY(name)             \
    TS_API int ts_##name##_(Tensor x) { TS_DO(x->name##_()) }

UNARY_INPLACE(abs)
UNARY_INPLACE(ceil)
UNARY_INPLACE(cos)
UNARY_INPLACE(erf)
UNARY_INPLACE(erfinv)
UNARY_INPLACE(exp)
UNARY_INPLACE(floor)
UNARY_INPLACE(log)
UNARY_INPLACE(neg)
UNARY_INPLACE(reciprocal)
UNARY_INPLACE(relu)
UNARY_INPLACE(round)
UNARY_INPLACE(rsqrt)
UNARY_INPLACE(sigmoid)
UNARY_INPLACE(sin)
UNARY_INPLACE(sqrt)
UNARY_INPLACE(tanh)
UNARY(square)
UNARY(isnan)
UNARY(isinf)
UNARY(isfinite)
UNARY(logical_not)
UNARY(bitwise_not)

TS_API int ts_fill_(Tensor x, TsScalar value) { TS_DO(x->fill_(value)) }
TS_API Tensor ts_gelu(Tensor x) { TS_TENSOR(at::gelu(*x)) }

#define ARITHMETIC(name)                                                                      \
    TS_API Tensor ts_##name(Tensor a, Tensor b) { TS_TENSOR(a->name(*b)) }                    \
    TS_API int ts_##name##_(Tensor a, Tensor b) { TS_DO(a->name##_(*b)) }                     \
    TS_API Tensor ts_##name##_scalar(Tensor a, TsScalar b) { TS_TENSOR(a->name(b)) }          \
    TS_API int ts_##name##_scalar_(Tensor a, TsScalar b) { TS_DO(a->name##_(at::Scalar(b))) }

ARITHMETIC(mul)
ARITHMETIC(pow)
ARITHMETIC(remainder)

#define SCALED(name)                                                                                     \
    TS_API Tensor ts_##name(Tensor a, Tensor b, TsScalar alpha) { TS_TENSOR(a->name(*b, alpha)) }        \
    TS_API int ts_##name##_(Tensor a, Tensor b, TsScalar alpha) { TS_DO(a->name##_(*b, alpha)) }         \
    TS_API Tensor ts_##name##_scalar(Tensor a, TsScalar b, TsScalar alpha) {                             \
        TS_TENSOR(a->name(at::Scalar(b), at::Scalar(alpha)))                                             \
    }                                                                                                    \
    TS_API int ts_##name##_scalar_(Tensor a, TsScalar b, TsScalar alpha) {                               \
        TS_DO(a->name##_(at::Scalar(b), at::Scalar(alpha)))                                              \
    }

SCALED(add)
SCALED(sub)

// rounding: 0 true division, 1 toward zero, 2 down.
static const char* rounding_name(int rounding) { return rounding == 1 ? "trunc" : "floor"; }

TS_API Tensor ts_div(Tensor a, Tensor b, int rounding) {
    TS_TENSOR(rounding == 0 ? a->div(*b) : a->div(*b, rounding_name(rounding)))
}
TS_API int ts_div_(Tensor a, Tensor b, int rounding) {
    TS_DO(if (rounding == 0) a->div_(*b); else a->div_(*b, rounding_name(rounding)))
}
TS_API Tensor ts_div_scalar(Tensor a, TsScalar b, int rounding) {
    TS_TENSOR(rounding == 0 ? a->div(at::Scalar(b)) : a->div(at::Scalar(b), rounding_name(rounding)))
}
TS_API int ts_div_scalar_(Tensor a, TsScalar b, int rounding) {
    TS_DO(if (rounding == 0) a->div_(at::Scalar(b)); else a->div_(at::Scalar(b), rounding_name(rounding)))
}

TS_API int ts_addcmul_(Tensor x, Tensor a, Tensor b, TsScalar value) { TS_DO(x->addcmul_(*a, *b, value)) }
TS_API int ts_addcdiv_(Tensor x, Tensor a, Tensor b, TsScalar value) { TS_DO(x->addcdiv_(*a, *b, value)) }
TS_API Tensor ts_addcmul(Tensor x, Tensor a, Tensor b, TsScalar value) { TS_TENSOR(x->addcmul(*a, *b, value)) }
TS_API Tensor ts_addcdiv(Tensor x, Tensor a, Tensor b, TsScalar value) { TS_TENSOR(x->addcdiv(*a, *b, value)) }
TS_API Tensor ts_lerp(Tensor x, Tensor end, Tensor weight) { TS_TENSOR(x->lerp(*end, *weight)) }
TS_API int ts_lerp_(Tensor x, Tensor end, Tensor weight) { TS_DO(x->lerp_(*end, *weight)) }

TS_API Tensor ts_clamp(Tensor x, TsScalar min, TsScalar max) { TS_TENSOR(x->clamp(min.maybe(), max.maybe())) }
TS_API int ts_clamp_(Tensor x, TsScalar min, TsScalar max) { TS_DO(x->clamp_(min.maybe(), max.maybe())) }

#define COMPARISON(name)                                                           \
    TS_API Tensor ts_##name(Tensor a, Tensor b) { TS_TENSOR(a->name(*b)) }         \
    TS_API Tensor ts_##name##_scalar(Tensor a, TsScalar b) { TS_TENSOR(a->name(at::Scalar(b))) }

COMPARISON(eq)
COMPARISON(ne)
COMPARISON(lt)
COMPARISON(le)
COMPARISON(gt)
COMPARISON(ge)

#define BINARY(name) \
    TS_API Tensor ts_##name(Tensor a, Tensor b) { TS_TENSOR(a->name(*b)) }

BINARY(maximum)
BINARY(minimum)
BINARY(logical_and)
BINARY(logical_or)
BINARY(logical_xor)

TS_API bool ts_equal(Tensor a, Tensor b) { TS_VALUE(bool, a->equal(*b)) }
TS_API int ts_allclose(Tensor a, Tensor b, double rtol, double atol, bool equal_nan) {
    TS_TRY(-1, return a->allclose(*b, rtol, atol, equal_nan) ? 1 : 0;)
}

TS_API Tensor ts_where(Tensor condition, Tensor a, Tensor b) { TS_TENSOR(at::where(*condition, *a, *b)) }
TS_API Tensor ts_masked_fill(Tensor x, Tensor mask, TsScalar value) { TS_TENSOR(x->masked_fill(*mask, at::Scalar(value))) }
TS_API int ts_masked_fill_(Tensor x, Tensor mask, TsScalar value) { TS_DO(x->masked_fill_(*mask, at::Scalar(value))) }
