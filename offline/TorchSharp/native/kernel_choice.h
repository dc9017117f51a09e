// Which variant of a kernel this processor runs: TS_BEST(ts_layer) is ts_layer_avx512, ts_layer_avx2 or ts_layer_base.
#pragma once

#if defined(__x86_64__)
#define TS_BEST(kernel)                                                                                           \
    (__builtin_cpu_supports("avx512f")                                 ? kernel##_avx512                          \
         : __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? kernel##_avx2 : kernel##_base)
#else
#define TS_BEST(kernel) kernel##_base
#endif
