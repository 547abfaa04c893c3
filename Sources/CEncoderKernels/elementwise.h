/*
 * Work on rows of floats, eight at a time; the compiler makes of it what TARGET has. Included once for each
 * TARGET, with NAME(x) the name of x in this set.
 */

TARGET static inline __attribute__((always_inline)) floats NAME(load)(const float *from) {
    floats value;
    memcpy(&value, from, sizeof value);
    return value;
}

TARGET static inline __attribute__((always_inline)) floats NAME(all)(float v) {
    return (floats){v, v, v, v, v, v, v, v};
}

TARGET static inline __attribute__((always_inline)) float NAME(total)(floats v) {
    return ((v[0] + v[4]) + (v[1] + v[5])) + ((v[2] + v[6]) + (v[3] + v[7]));
}

TARGET static inline __attribute__((always_inline)) floats NAME(least)(floats a, floats b) {
    return (floats)(((integers)a & (a < b)) | ((integers)b & ~(a < b)));
}

/* The least of the eight, eight times. */
TARGET static inline __attribute__((always_inline)) floats NAME(least_of_all)(floats v) {
    v = NAME(least)(v, __builtin_shufflevector(v, v, 4, 5, 6, 7, 0, 1, 2, 3));
    v = NAME(least)(v, __builtin_shufflevector(v, v, 2, 3, 0, 1, 6, 7, 4, 5));
    return NAME(least)(v, __builtin_shufflevector(v, v, 1, 0, 3, 2, 5, 4, 7, 6));
}

/* e to the power of x for x <= 0; 2e-7 of the value. Cody and Waite (1980), chapter 6: range, then a polynomial. */
TARGET static inline __attribute__((always_inline)) floats NAME(exponential)(floats x) {
    const floats bound = NAME(all)(-87.0f), rounder = NAME(all)(12582912.0f);
    x = (floats)(((integers)x & (x > bound)) | ((integers)bound & ~(x > bound)));
    const floats shifted = x * 1.44269504f + rounder;
    const floats n = shifted - rounder;
    const floats r = (x - n * 0.693359375f) - n * -2.12194440e-4f;
    floats p = r * (1.0f / 5040) + 1.0f / 720;
    p = p * r + 1.0f / 120;
    p = p * r + 1.0f / 24;
    p = p * r + 1.0f / 6;
    p = p * r + 0.5f;
    p = p * r + 1.0f;
    p = p * r + 1.0f;
    /* The last bits of the shifted number are n, which goes into the exponent. */
    return (floats)((integers)p + ((integers)shifted << 23));
}

TARGET static void NAME(gelu)(float *values, size_t count) {
    /* erf(z) / z on 0...3.4 in u = 2 (z / 3.4)^2 - 1: fitted for the least largest error of erf, 4e-6. */
    static const float p[11] = {
        0.4156654477119446f,   -0.20610707998275757f,  0.14950211346149445f,  -0.11452622711658478f,
        0.08671247214078903f,  -0.06395841389894485f,  0.04071912541985512f,  -0.01957772672176361f,
        0.013433443382382393f, -0.01294742338359356f,  0.005202595144510269f,
    };
    for (size_t i = 0; i < count; i += 8) {
        const floats x = NAME(load)(values + i);
        const floats size = (floats)((integers)x & 0x7FFFFFFF);
        const floats z = NAME(least)(size * 0.70710678f, NAME(all)(3.4f));
        const floats u = z * z * (2.0f / (3.4f * 3.4f)) - 1.0f;
        floats e = u * p[10] + p[9];
        for (int k = 8; k >= 0; k--) e = e * u + p[k];
        const floats result = (x + size * (e * z)) * 0.5f;
        memcpy(values + i, &result, sizeof result);
    }
}

TARGET static void NAME(normalize)(float *values, const float *added, const float *weight,
                                   const float *bias, size_t rows, size_t columns, float epsilon) {
    for (size_t r = 0; r < rows; r++) {
        float *row = values + r * columns;
        floats sum = {0}, squares = {0};
        for (size_t i = 0; i < columns; i += 8) {
            floats x = NAME(load)(row + i);
            if (added) {
                x += NAME(load)(added + r * columns + i);
                memcpy(row + i, &x, sizeof x);
            }
            sum += x;
        }
        const float mean = NAME(total)(sum) / (float)columns;
        for (size_t i = 0; i < columns; i += 8) {
            const floats d = NAME(load)(row + i) - mean;
            squares += d * d;
        }
        const float factor = 1.0f / sqrtf(NAME(total)(squares) / (float)columns + epsilon);
        for (size_t i = 0; i < columns; i += 8) {
            const floats y = (NAME(load)(row + i) - mean) * factor * NAME(load)(weight + i)
                             + NAME(load)(bias + i);
            memcpy(row + i, &y, sizeof y);
        }
    }
}

TARGET static void NAME(quantize)(const float *values, size_t rows, size_t columns, int8_t *bytes,
                                  float *scales, int32_t *sums) {
    for (size_t b = 0; b < rows * (columns / 32); b++) {
        const float *x = values + b * 32;
        floats part[4], size[4];
        for (int i = 0; i < 4; i++) {
            part[i] = NAME(load)(x + i * 8);
            /* With the sign set, the least is that of the largest size. */
            size[i] = (floats)((integers)part[i] | (int32_t)0x80000000);
        }
        floats most = NAME(least)(NAME(least)(size[0], size[1]), NAME(least)(size[2], size[3]));
        most = NAME(least_of_all)(most);
        const float scale = -most[0] / 127.0f, inverse = scale > 0 ? 1.0f / scale : 0;
        integers pairs = {0};
        for (int i = 0; i < 4; i++) {
            /* Adding 1.5 * 2^23 rounds to the nearest integer, ties to even, and leaves it in the last bits. */
            const floats shifted = part[i] * inverse + 12582912.0f;
            const integers number = (integers)shifted - 0x4B400000;
            pairs += number;
            const packed eight = __builtin_convertvector(number, packed);
            memcpy(bytes + b * 32 + i * 8, &eight, sizeof eight);
        }
        const int32_t first = -8 * (pairs[0] + pairs[1] + pairs[4] + pairs[5]);
        const int32_t second = -8 * (pairs[2] + pairs[3] + pairs[6] + pairs[7]);
        scales[b] = scale;
        sums[b] = (int32_t)((uint32_t)second << 16 | ((uint32_t)first & 0xFFFF));
    }
}

TARGET static void NAME(attention)(const float *states, size_t rows, size_t columns, size_t heads,
                                   float *result, float *scratch) {
    const size_t width = columns / heads, stride = 3 * columns, padded = (rows + 7) / 8 * 8;
    const float scale = 1.0f / sqrtf((float)width);
    float *keys = scratch + padded;
    /* What is beyond the last row gets no share: e to the power of -87. */
    float missing[8];
    for (size_t i = 0; i < 8; i++) missing[i] = padded - 8 + i < rows ? 0 : INFINITY;
    for (size_t h = 0; h < heads; h++) {
        /* Keys side by side, so that eight products of a query are made at once. */
        for (size_t s = 0; s < padded; s++) {
            const float *key = states + s * stride + columns + h * width;
            for (size_t i = 0; i < width; i++) keys[i * padded + s] = s < rows ? key[i] * scale : 0;
        }
        for (size_t r = 0; r < rows; r++) {
            const float *query = states + r * stride + h * width;
            floats least = NAME(all)(INFINITY);
            for (size_t s = 0; s < padded; s += 8) {
                floats even = {0}, odd = {0};
                for (size_t i = 0; i < width; i += 2) {
                    even += NAME(load)(keys + i * padded + s) * query[i];
                    odd += NAME(load)(keys + (i + 1) * padded + s) * query[i + 1];
                }
                even += odd;
                if (s + 8 > rows) even -= NAME(load)(missing);
                least = NAME(least)(least, -even);
                memcpy(scratch + s, &even, sizeof even);
            }
            const floats most = -NAME(least_of_all)(least);
            floats sum = {0};
            for (size_t s = 0; s < padded; s += 8) {
                const floats share = NAME(exponential)(NAME(load)(scratch + s) - most);
                sum += share;
                memcpy(scratch + s, &share, sizeof share);
            }
            const float inverse = 1.0f / NAME(total)(sum);
            float *y = result + r * columns + h * width;
            for (size_t i = 0; i < width; i += 8) {
                floats mixed = {0};
                const float *value = states + 2 * columns + h * width + i;
                for (size_t s = 0; s < rows; s++) mixed += NAME(load)(value + s * stride) * scratch[s];
                mixed *= inverse;
                memcpy(y + i, &mixed, sizeof mixed);
            }
        }
    }
}
