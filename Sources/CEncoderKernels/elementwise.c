#include "CEncoderKernels.h"

#include <math.h>
#include <string.h>

/* Everything that takes or returns vectors is inlined: no calling convention is involved. */
#pragma GCC diagnostic ignored "-Wpsabi"

typedef float floats __attribute__((vector_size(32)));
typedef int32_t integers __attribute__((vector_size(32)));
typedef int8_t packed __attribute__((vector_size(8)));

#define NAME(x) plain_##x
#define TARGET
#include "elementwise.h"
#undef NAME
#undef TARGET

#if defined(__x86_64__)
#define NAME(x) avx2_##x
#define TARGET __attribute__((target("avx2,fma")))
#include "elementwise.h"
#undef NAME
#undef TARGET

static int has_avx2(void) {
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}

#define CALL(name, ...)                                                                                 \
    do {                                                                                                \
        if (has_avx2())                                                                                 \
            avx2_##name(__VA_ARGS__);                                                                   \
        else                                                                                            \
            plain_##name(__VA_ARGS__);                                                                  \
    } while (0)
#else
#define CALL(name, ...) plain_##name(__VA_ARGS__)
#endif

void kfenc_quantize(const float *values, size_t rows, size_t columns, int8_t *bytes, float *scales,
                    int32_t *sums) {
    CALL(quantize, values, rows, columns, bytes, scales, sums);
}

void kfenc_normalize(float *values, const float *added, const float *weight, const float *bias, size_t rows,
                     size_t columns, float epsilon) {
    CALL(normalize, values, added, weight, bias, rows, columns, epsilon);
}

void kfenc_gelu(float *values, size_t count) { CALL(gelu, values, count); }

size_t kfenc_attention_scratch(size_t rows, size_t columns, size_t heads) {
    return (rows + 7) / 8 * 8 * (columns / heads + 1);
}

void kfenc_attention(const float *states, size_t rows, size_t columns, size_t heads, float *result,
                     float *scratch) {
    CALL(attention, states, rows, columns, heads, result, scratch);
}

void kfenc_unpack4(const uint8_t *blocks, size_t columns, float *values) {
    for (size_t b = 0; b < columns / 32; b++, blocks += 18) {
        uint16_t half;
        memcpy(&half, blocks, 2);
        const float scale = kfenc_from_half(half);
        for (size_t i = 0; i < 16; i++) {
            values[b * 32 + i] = (float)((blocks[2 + i] & 15) - 8) * scale;
            values[b * 32 + 16 + i] = (float)((blocks[2 + i] >> 4) - 8) * scale;
        }
    }
}

void kfenc_unpack8(const uint8_t *blocks, size_t columns, float *values) {
    for (size_t b = 0; b < columns / 32; b++, blocks += 34) {
        uint16_t half;
        memcpy(&half, blocks, 2);
        const float scale = kfenc_from_half(half);
        for (size_t i = 0; i < 32; i++) values[b * 32 + i] = (float)(int8_t)blocks[2 + i] * scale;
    }
}
