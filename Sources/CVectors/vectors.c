#include "CVectors.h"

#if defined(__x86_64__)
#include <immintrin.h>

__attribute__((target("avx2")))
static int32_t dot_avx2(const int8_t *left, const int8_t *right, size_t count) {
    __m256i sum = _mm256_setzero_si256();
    size_t place = 0;
    for (; place + 16 <= count; place += 16) {
        __m256i a = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(left + place)));
        __m256i b = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(right + place)));
        sum = _mm256_add_epi32(sum, _mm256_madd_epi16(a, b));
    }
    __m128i half = _mm_add_epi32(_mm256_castsi256_si128(sum), _mm256_extracti128_si256(sum, 1));
    half = _mm_add_epi32(half, _mm_shuffle_epi32(half, 0x4E));
    half = _mm_add_epi32(half, _mm_shuffle_epi32(half, 0xB1));
    int32_t result = _mm_cvtsi128_si32(half);
    for (; place < count; place++) result += left[place] * right[place];
    return result;
}

__attribute__((target("popcnt")))
static uint32_t hamming_popcnt(const uint64_t *left, const uint64_t *right, size_t words) {
    uint64_t bits = 0;
    for (size_t word = 0; word < words; word++) bits += (uint64_t)_mm_popcnt_u64(left[word] ^ right[word]);
    return (uint32_t)bits;
}
#endif

int32_t kfvec_dot(const int8_t *left, const int8_t *right, size_t count) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2")) return dot_avx2(left, right, count);
#endif
    int32_t result = 0;
    for (size_t place = 0; place < count; place++) result += left[place] * right[place];
    return result;
}

uint32_t kfvec_hamming(const uint64_t *left, const uint64_t *right, size_t words) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("popcnt")) return hamming_popcnt(left, right, words);
#endif
    uint64_t bits = 0;
    for (size_t word = 0; word < words; word++)
        bits += (uint64_t)__builtin_popcountll(left[word] ^ right[word]);
    return (uint32_t)bits;
}
