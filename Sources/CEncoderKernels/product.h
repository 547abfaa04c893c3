/*
 * The product for rows that are known at compile time. Included once for each set of instructions, with
 *   NAME(x)      the name of x in this set
 *   TARGET       what the compiler may use
 *   VECTOR       the sums of 8 outputs
 *   DOT(s, w, a) s plus the products of unsigned w and signed a
 *   TOTAL(s)     s as 8 integers of 32 bits
 *   START(x)     the sums that begin with x as kfenc_quantize wrote it
 */

TARGET static inline __attribute__((always_inline)) void NAME(tile)(
    const int rows, const uint8_t *weights, const uint16_t *weight_scales, const float *bias,
    const int8_t *bytes, const float *scales, const int32_t *sums, float *result, size_t inputs,
    size_t outputs) {
    const size_t blocks = inputs / 32;
    const __m256i low = _mm256_set1_epi8(15);
    __m256 first[ROWS], second[ROWS];
    for (int r = 0; r < rows; r++) {
        const float *start = bias ? bias : result + (size_t)r * outputs;
        first[r] = _mm256_loadu_ps(start);
        second[r] = _mm256_loadu_ps(start + 8);
    }
    for (size_t b = 0; b < blocks; b++) {
        __m256i one[ROWS], two[ROWS];
        for (int r = 0; r < rows; r++) one[r] = two[r] = START(sums[(size_t)r * blocks + b]);
        KEEP_LOOP
        for (int s = 0; s < 8; s++) {
            const __m256i pair = _mm256_loadu_si256((const __m256i *)(weights + (b * 8 + s) * 32));
            const __m256i w1 = _mm256_and_si256(pair, low);
            const __m256i w2 = _mm256_and_si256(_mm256_srli_epi16(pair, 4), low);
            for (int r = 0; r < rows; r++) {
                int32_t four;
                memcpy(&four, bytes + (size_t)r * inputs + b * 32 + s * 4, 4);
                const __m256i a = _mm256_set1_epi32(four);
                one[r] = DOT(one[r], w1, a);
                two[r] = DOT(two[r], w2, a);
            }
        }
        const __m256 s1 = _mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)(weight_scales + b * 16)));
        const __m256 s2 =
            _mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)(weight_scales + b * 16 + 8)));
        for (int r = 0; r < rows; r++) {
            const __m256 scale = _mm256_set1_ps(scales[(size_t)r * blocks + b]);
            first[r] = _mm256_fmadd_ps(_mm256_cvtepi32_ps(TOTAL(one[r])), _mm256_mul_ps(s1, scale),
                                       first[r]);
            second[r] = _mm256_fmadd_ps(_mm256_cvtepi32_ps(TOTAL(two[r])), _mm256_mul_ps(s2, scale),
                                        second[r]);
        }
    }
    for (int r = 0; r < rows; r++) {
        _mm256_storeu_ps(result + (size_t)r * outputs, first[r]);
        _mm256_storeu_ps(result + (size_t)r * outputs + 8, second[r]);
    }
}

TARGET static void NAME(product)(const uint8_t *weights, const uint16_t *weight_scales, const float *bias,
                                 const int8_t *bytes, const float *scales, const int32_t *sums,
                                 float *result, size_t rows, size_t inputs, size_t outputs) {
    const size_t blocks = inputs / 32;
    for (size_t o = 0; o < outputs; o += 16) {
        const uint8_t *w = weights + o / 16 * blocks * 256;
        const uint16_t *s = weight_scales + o * blocks;
        const float *b = bias ? bias + o : NULL;
        /* Tiles of like height: one of a single row costs nearly as much as one of three. */
        for (size_t r = 0, tiles = (rows + ROWS - 1) / ROWS; tiles > 0; tiles--) {
            const size_t height = (rows - r + tiles - 1) / tiles;
#define TILE(n)                                                                                         \
    NAME(tile)(n, w, s, b, bytes + r * inputs, scales + r * blocks, sums + r * blocks,                  \
               result + r * outputs + o, inputs, outputs)
            switch (height) {
            case 1: TILE(1); break;
            case 2: TILE(2); break;
            case 3: TILE(3); break;
            case 4: TILE(4); break;
            case 5: TILE(5); break;
            default: TILE(6); break;
            }
            r += height;
        }
#undef TILE
    }
}
