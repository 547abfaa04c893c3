#include "CEncoderKernels.h"

#include <string.h>

float kfenc_from_half(uint16_t half) {
    const uint32_t sign = (uint32_t)(half & 0x8000) << 16;
    uint32_t exponent = half >> 10 & 31, fraction = half & 0x3FF, bits;
    if (exponent == 31) {
        bits = sign | 0x7F800000u | fraction << 13;
    } else if (exponent) {
        bits = sign | (exponent + 112) << 23 | fraction << 13;
    } else if (fraction) {
        exponent = 113;
        while (!(fraction & 0x400)) {
            fraction <<= 1;
            exponent--;
        }
        bits = sign | exponent << 23 | (fraction & 0x3FF) << 13;
    } else {
        bits = sign;
    }
    float value;
    memcpy(&value, &bits, 4);
    return value;
}

uint16_t kfenc_to_half(float value) {
    uint32_t bits;
    memcpy(&bits, &value, 4);
    const uint32_t sign = bits >> 16 & 0x8000;
    bits &= 0x7FFFFFFF;
    if (bits >= 0x47800000) return (uint16_t)(sign | (bits > 0x7F800000 ? 0x7E00 : 0x7C00));
    if (bits < 0x38800000) {
        /* Too small for a full fraction: adding one half leaves the rounded bits at the end. */
        const uint32_t half = 0x3F000000;
        float small, rounder;
        memcpy(&small, &bits, 4);
        memcpy(&rounder, &half, 4);
        small += rounder;
        memcpy(&bits, &small, 4);
        return (uint16_t)(sign | (bits - half));
    }
    bits += 0xC8000FFF + (bits >> 13 & 1);
    return (uint16_t)(sign | bits >> 13);
}

static void portable_product(const uint8_t *weights, const uint16_t *weight_scales, const float *bias,
                             const int8_t *bytes, const float *scales, float *result, size_t rows,
                             size_t inputs, size_t outputs) {
    const size_t blocks = inputs / 32;
    for (size_t o = 0; o < outputs; o += 16) {
        for (size_t r = 0; r < rows; r++) {
            float *y = result + r * outputs + o;
            if (bias) memcpy(y, bias + o, 16 * sizeof(float));
            for (size_t b = 0; b < blocks; b++) {
                const uint8_t *w = weights + (o / 16 * blocks + b) * 256;
                const int8_t *a = bytes + r * inputs + b * 32;
                int32_t total[16] = {0};
                for (size_t s = 0; s < 8; s++) {
                    for (size_t j = 0; j < 8; j++) {
                        for (size_t i = 0; i < 4; i++) {
                            const int pair = w[s * 32 + j * 4 + i], value = a[s * 4 + i];
                            total[j] += ((pair & 15) - 8) * value;
                            total[8 + j] += ((pair >> 4) - 8) * value;
                        }
                    }
                }
                const float scale = scales[r * blocks + b];
                for (size_t j = 0; j < 16; j++)
                    y[j] += (float)total[j]
                            * (kfenc_from_half(weight_scales[(o / 16 * blocks + b) * 16 + j]) * scale);
            }
        }
    }
}

#if defined(__x86_64__)

#include <immintrin.h>

/* Unrolled, the loop's sums no longer fit the registers (measured: a third slower). */
#if defined(__clang__)
#define KEEP_LOOP _Pragma("clang loop unroll(disable)")
#else
#define KEEP_LOOP _Pragma("GCC unroll 1")
#endif

/* 16 bits hold 8 steps: |sum of 16 products of -8...7 and -127...127| <= 16256, and no pair saturates. */
#define ROWS 6
#define NAME(x) avx2_##x
#define TARGET __attribute__((target("avx2,fma,f16c")))
#define DOT(s, w, a) _mm256_add_epi16(s, _mm256_maddubs_epi16(w, a))
#define TOTAL(s) _mm256_madd_epi16(s, _mm256_set1_epi16(1))
#define START(x) _mm256_set1_epi32(x)
#include "product.h"
#undef NAME
#undef TARGET
#undef DOT
#undef TOTAL
#undef START

#define NAME(x) avx_vnni_##x
#define TARGET __attribute__((target("avx2,fma,f16c,avxvnni")))
#define DOT(s, w, a) _mm256_dpbusd_avx_epi32(s, w, a)
#define TOTAL(s) (s)
#define START(x) _mm256_set1_epi32((int16_t)(x) + ((x) >> 16))
#include "product.h"
#undef NAME
#undef TARGET
#undef DOT
#undef TOTAL
#undef START
#undef ROWS

/* One register holds the sums of all 16 outputs, and there are 32 of them. */
#define WIDE __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512vnni,avx2,fma,f16c")))
#define WIDE_ROWS 10

WIDE static inline __attribute__((always_inline)) void wide_tile(
    const int rows, const uint8_t *weights, const uint16_t *weight_scales, const float *bias,
    const int8_t *bytes, const float *scales, const int32_t *sums, float *result, size_t inputs,
    size_t outputs) {
    const size_t blocks = inputs / 32;
    const __m256i low = _mm256_set1_epi8(15);
    __m512 total[WIDE_ROWS];
    for (int r = 0; r < rows; r++)
        total[r] = _mm512_loadu_ps(bias ? bias : result + (size_t)r * outputs);
    for (size_t b = 0; b < blocks; b++) {
        __m512i sum[WIDE_ROWS];
        for (int r = 0; r < rows; r++) {
            const int32_t x = sums[(size_t)r * blocks + b];
            sum[r] = _mm512_set1_epi32((int16_t)x + (x >> 16));
        }
        KEEP_LOOP
        for (int s = 0; s < 8; s++) {
            const __m256i pair = _mm256_loadu_si256((const __m256i *)(weights + (b * 8 + s) * 32));
            const __m512i w = _mm512_inserti64x4(
                _mm512_castsi256_si512(_mm256_and_si256(pair, low)),
                _mm256_and_si256(_mm256_srli_epi16(pair, 4), low), 1);
            for (int r = 0; r < rows; r++) {
                int32_t four;
                memcpy(&four, bytes + (size_t)r * inputs + b * 32 + s * 4, 4);
                sum[r] = _mm512_dpbusd_epi32(sum[r], w, _mm512_set1_epi32(four));
            }
        }
        const __m512 scale =
            _mm512_cvtph_ps(_mm256_loadu_si256((const __m256i *)(weight_scales + b * 16)));
        for (int r = 0; r < rows; r++) {
            const __m512 both =
                _mm512_mul_ps(scale, _mm512_set1_ps(scales[(size_t)r * blocks + b]));
            total[r] = _mm512_fmadd_ps(_mm512_cvtepi32_ps(sum[r]), both, total[r]);
        }
    }
    for (int r = 0; r < rows; r++) _mm512_storeu_ps(result + (size_t)r * outputs, total[r]);
}

WIDE static void wide_product(const uint8_t *weights, const uint16_t *weight_scales, const float *bias,
                              const int8_t *bytes, const float *scales, const int32_t *sums,
                              float *result, size_t rows, size_t inputs, size_t outputs) {
    const size_t blocks = inputs / 32;
    for (size_t o = 0; o < outputs; o += 16) {
        const uint8_t *w = weights + o / 16 * blocks * 256;
        const uint16_t *s = weight_scales + o * blocks;
        const float *b = bias ? bias + o : NULL;
        for (size_t r = 0, tiles = (rows + WIDE_ROWS - 1) / WIDE_ROWS; tiles > 0; tiles--) {
            const size_t height = (rows - r + tiles - 1) / tiles;
#define TILE(n)                                                                                         \
    wide_tile(n, w, s, b, bytes + r * inputs, scales + r * blocks, sums + r * blocks,                   \
              result + r * outputs + o, inputs, outputs)
            switch (height) {
            case 1: TILE(1); break;
            case 2: TILE(2); break;
            case 3: TILE(3); break;
            case 4: TILE(4); break;
            case 5: TILE(5); break;
            case 6: TILE(6); break;
            case 7: TILE(7); break;
            case 8: TILE(8); break;
            case 9: TILE(9); break;
            default: TILE(10); break;
            }
            r += height;
        }
#undef TILE
    }
}

static int has(int instructions) {
    __builtin_cpu_init();
    if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")
        || !__builtin_cpu_supports("f16c"))
        return instructions == KFENC_PORTABLE;
    switch (instructions) {
    case KFENC_AVX_VNNI: return __builtin_cpu_supports("avxvnni");
    case KFENC_AVX512_VNNI:
        return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw")
               && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq")
               && __builtin_cpu_supports("avx512vnni");
    default: return 1;
    }
}

#else

static int has(int instructions) { return instructions == KFENC_PORTABLE; }

#endif

void kfenc_product(int instructions, const uint8_t *weights, const uint16_t *weight_scales,
                   const float *bias, const int8_t *bytes, const float *scales, const int32_t *sums,
                   float *result, size_t rows, size_t inputs, size_t outputs) {
    switch (instructions) {
#if defined(__x86_64__)
    case KFENC_AVX2:
        avx2_product(weights, weight_scales, bias, bytes, scales, sums, result, rows, inputs, outputs);
        return;
    case KFENC_AVX_VNNI:
        avx_vnni_product(weights, weight_scales, bias, bytes, scales, sums, result, rows, inputs,
                         outputs);
        return;
    case KFENC_AVX512_VNNI:
        wide_product(weights, weight_scales, bias, bytes, scales, sums, result, rows, inputs, outputs);
        return;
#endif
    default:
        (void)sums;
        portable_product(weights, weight_scales, bias, bytes, scales, result, rows, inputs, outputs);
    }
}

/* Compares with the portable product on numbers that reach the bounds of four and eight bits. */
static int computes(int instructions) {
    enum { ROWS_TRIED = 29, INPUTS = 96, OUTPUTS = 32, BLOCKS = INPUTS / 32 };
    uint8_t weights[INPUTS * OUTPUTS / 2];
    uint16_t weight_scales[BLOCKS * OUTPUTS];
    float values[ROWS_TRIED * INPUTS], scales[ROWS_TRIED * BLOCKS];
    float expected[ROWS_TRIED * OUTPUTS], result[ROWS_TRIED * OUTPUTS], bias[OUTPUTS];
    int8_t bytes[ROWS_TRIED * INPUTS];
    int32_t sums[ROWS_TRIED * BLOCKS];
    uint32_t state = 1;
    for (size_t i = 0; i < sizeof weights; i++) {
        state = state * 1664525 + 1013904223;
        weights[i] = i < 512 ? 0x00 : i < 1024 ? 0xFF : (uint8_t)(state >> 24);
    }
    for (size_t i = 0; i < BLOCKS * OUTPUTS; i++) weight_scales[i] = kfenc_to_half(1);
    for (size_t i = 0; i < OUTPUTS; i++) bias[i] = (float)i;
    for (size_t i = 0; i < ROWS_TRIED * INPUTS; i++) {
        state = state * 1664525 + 1013904223;
        values[i] = i < 2 * INPUTS ? 127.0f : (float)((int32_t)(state >> 24) - 128);
    }
    kfenc_quantize(values, ROWS_TRIED, INPUTS, bytes, scales, sums);
    kfenc_product(KFENC_PORTABLE, weights, weight_scales, bias, bytes, scales, sums, expected,
                  ROWS_TRIED, INPUTS, OUTPUTS);
    kfenc_product(instructions, weights, weight_scales, bias, bytes, scales, sums, result, ROWS_TRIED,
                  INPUTS, OUTPUTS);
    for (size_t i = 0; i < ROWS_TRIED * OUTPUTS; i++) {
        const float difference = result[i] - expected[i];
        if (!(difference < 0.1f && difference > -0.1f)) return 0;
    }
    return 1;
}

int kfenc_best_instructions(void) {
    for (int each = KFENC_AVX512_VNNI; each > KFENC_PORTABLE; each--)
        if (has(each) && computes(each)) return each;
    return KFENC_PORTABLE;
}
