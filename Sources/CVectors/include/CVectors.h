#ifndef CVECTORS_H
#define CVECTORS_H

#include <stddef.h>
#include <stdint.h>

/// The product of two vectors of bytes, each in -127...127; exact, and the same on every processor.
int32_t kfvec_dot(const int8_t *left, const int8_t *right, size_t count);

/// How many bits differ between two rows of 64-bit words.
uint32_t kfvec_hamming(const uint64_t *left, const uint64_t *right, size_t words);

#endif
