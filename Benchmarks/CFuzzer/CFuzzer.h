// What libFuzzer offers to a program with a main function of its own.
// See https://llvm.org/docs/LibFuzzer.html#using-libfuzzer-as-a-library.
#ifndef CFUZZER_H
#define CFUZZER_H

#include <stddef.h>
#include <stdint.h>

/// Runs until an input ends the process or the time is up; `argc` and `argv` are borrowed and may be
/// changed. `callback` gets a borrowed input and its length in bytes, and returns 0.
int LLVMFuzzerRunDriver(
    int *argc, char ***argv, int (*callback)(const uint8_t *data, size_t size));

#endif
