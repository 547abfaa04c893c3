#ifndef CENCODERKERNELS_H
#define CENCODERKERNELS_H

#include <stddef.h>
#include <stdint.h>

/*
 * The arithmetic of a transformer over one processor core: products with weights of four bits, normalisation,
 * GELU, attention. All pointers are borrowed for the call, all functions are free of state and of threads, and a
 * row's result depends on that row alone, so that it is the same in every batch. docs/meaning.md has the layouts.
 */

/* Which instructions the products use. */
enum {
    KFENC_PORTABLE = 0,
    KFENC_AVX2 = 1,
    KFENC_AVX_VNNI = 2,
    KFENC_AVX512_VNNI = 3,
};

/* The fastest of the values above that this processor has and that computes as KFENC_PORTABLE does. */
int kfenc_best_instructions(void);

/*
 * Turns rows of floats into rows of bytes, block by block of 32: value = byte * scale, |byte| <= 127.
 * columns is a multiple of 32. scales and sums have rows * columns / 32 elements. sums holds, in its lower and upper
 * 16 bits, -8 times the sum of the bytes whose index modulo 4 is below 2, and of the others.
 */
void kfenc_quantize(const float *values, size_t rows, size_t columns, int8_t *bytes, float *scales,
                    int32_t *sums);

/*
 * result[r][o] = start + sum over i of weight[o][i] * value[r][i], where start is bias[o], or result[r][o] where
 * bias is NULL. inputs is a multiple of 32, outputs of 16.
 *
 * weights: for each 16 outputs, for each 32 inputs, for each 4 inputs: 32 bytes. Byte 4 * o + i has in its lower
 * four bits the weight + 8 of output o, in its upper four bits that of output 8 + o, for input i.
 * weight_scales: for each 16 outputs, for each 32 inputs: 16 half floats.
 */
void kfenc_product(int instructions, const uint8_t *weights, const uint16_t *weight_scales,
                   const float *bias, const int8_t *bytes, const float *scales, const int32_t *sums,
                   float *result, size_t rows, size_t inputs, size_t outputs);

/* Writes one row of four-bit blocks: a half float and 16 bytes for 32 columns, as in GGML's Q4_0. */
void kfenc_unpack4(const uint8_t *blocks, size_t columns, float *values);

/* Writes one row of eight-bit blocks: a half float and 32 signed bytes for 32 columns. */
void kfenc_unpack8(const uint8_t *blocks, size_t columns, float *values);

/* values = normalised(values + added) * weight + bias, row by row; added may be NULL. columns: multiple of 8. */
void kfenc_normalize(float *values, const float *added, const float *weight, const float *bias, size_t rows,
                     size_t columns, float epsilon);

/* values = GELU(values) with the error function to 4e-6. count is a multiple of 8. */
void kfenc_gelu(float *values, size_t count);

/*
 * Self-attention of one text. states: rows of query, key and value, each `columns` wide, one after the other.
 * result: rows of `columns`. columns / heads is a multiple of 8. scratch: kfenc_attention_scratch floats.
 */
void kfenc_attention(const float *states, size_t rows, size_t columns, size_t heads, float *result,
                     float *scratch);

/* How many floats of scratch kfenc_attention needs. */
size_t kfenc_attention_scratch(size_t rows, size_t columns, size_t heads);

/* A half float as a float, and the nearest half float. */
float kfenc_from_half(uint16_t half);
uint16_t kfenc_to_half(float value);

#endif
