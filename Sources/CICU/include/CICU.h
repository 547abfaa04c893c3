/// The part of ICU that KFBot uses, behind plain C types.
///
/// No ICU header and no ICU type may appear here: Swift's Foundation ships a module
/// `_FoundationICU` whose definitions clash with `<unicode/...>`.
///
/// Rules for every function: text is UTF-16 code units or Unicode scalar values as its name says;
/// lengths count those units, not bytes; pointers are borrowed for the call only, except handles,
/// which the caller owns and closes; `status` receives ICU's UErrorCode (0 is success, negative
/// values are warnings, positive values are errors) and may not be NULL.
///
/// Threads: functions without a handle may be called from any thread at any time. A handle may be
/// used from any thread, but by one at a time.

#ifndef KFICU_H
#define KFICU_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// ICU's version, for example "72.1". Borrowed for the life of the process.
const char *kficu_version(void);

/// ICU's name of a status, for example "U_MEMORY_ALLOCATION_ERROR". Borrowed for ever.
const char *kficu_status_name(int32_t status);

// MARK: Word boundaries (break_iterator.c)

/// A reusable word break iterator.
typedef struct kficu_breaker kficu_breaker;

/// Opens a word breaker for a locale such as "zh". Owned by the caller; NULL on error.
kficu_breaker *kficu_breaker_open(const char *locale, int32_t *status);

/// Closes a breaker. NULL is allowed.
void kficu_breaker_close(kficu_breaker *breaker);

/// Points the breaker at a text without copying it.
///
/// The text is borrowed until the next call of this function or until the breaker is closed.
void kficu_breaker_set_text(
    kficu_breaker *breaker, const uint16_t *utf16, int32_t length, int32_t *status);

/// Moves to the next word boundary and returns its offset in UTF-16 units, or -1 at the end.
int32_t kficu_breaker_next(kficu_breaker *breaker);

// MARK: Normalization (normalize.c)

/// What a folded scalar is, as far as segmentation cares. Values are stable: Swift mirrors them.
enum kficu_class {
    KFICU_SEPARATOR = 0,  ///< Punctuation, symbols, controls, unassigned and private use.
    KFICU_HAN = 1,        ///< Script Han (letters and numbers such as U+3007).
    KFICU_LATIN = 2,      ///< ASCII a to z.
    KFICU_DIGIT = 3,      ///< ASCII 0 to 9.
    KFICU_LETTER = 4,     ///< A letter, mark or number of any other script.
    KFICU_EMOJI = 5,      ///< A pictograph with emoji presentation, or a regional indicator.
    KFICU_SPACE = 6       ///< White space and control characters.
};

/// The class of any scalar value; values that are not scalars are separators.
int32_t kficu_class_of(uint32_t scalar);

/// 1 if NFKC_Casefold can never join the scalar with what stands before it, else 0.
int32_t kficu_has_boundary_before(uint32_t scalar);

/// Fills `table[0...65535]`: one entry for each scalar of the basic multilingual plane.
///
/// Low 16 bits: the scalar's NFKC_Casefold when that is one BMP scalar with a boundary before it.
/// Bits 16...23: the class of that result. Bit 24 set: no such simple result; use
/// `kficu_fold` on the scalar together with those around it that have no boundary before them.
void kficu_fill_fold_table(uint32_t *table, int32_t *status);

/// NFKC_Casefold of a few scalars; returns the count of scalars written.
///
/// At most 64 scalars are read. `capacity` must be at least 18 times `count` plus 8, which no
/// folding exceeds (U+FDFA grows to 18 scalars).
int32_t kficu_fold(
    const uint32_t *scalars, int32_t count, uint32_t *folded, int32_t capacity, int32_t *status);

// MARK: Transliteration (transliterate.c)

/// A transliterator, for example "Han-Latin" or "Traditional-Simplified".
typedef struct kficu_transliterator kficu_transliterator;

/// Opens a transliterator by its ICU identifier. Owned by the caller; NULL on error.
kficu_transliterator *kficu_transliterator_open(const char *identifier, int32_t *status);

/// Closes a transliterator. NULL is allowed.
void kficu_transliterator_close(kficu_transliterator *transliterator);

/// Rewrites `utf16[0..<length]` in place and returns the new length, at most `capacity`.
int32_t kficu_transliterate(
    const kficu_transliterator *transliterator, uint16_t *utf16, int32_t length, int32_t capacity,
    int32_t *status);

// MARK: Encodings (decoder.c)

/// Turns text of an old encoding into UTF-16 piece by piece.
typedef struct kficu_decoder kficu_decoder;

/// Opens a decoder of an encoding by ICU's name, such as "gb18030". Owned by the caller; NULL on error.
kficu_decoder *kficu_decoder_open(const char *encoding, int32_t *status);

/// Closes a decoder. NULL is allowed.
void kficu_decoder_close(kficu_decoder *decoder);

/// Decodes bytes up to the first ones that are no text; returns the units written.
///
/// `capacity` must be at least `count` plus 16, so that all the text fits. An incomplete character at
/// the end waits for the next call unless `is_last` is 1. `consumed` receives how many bytes were
/// taken, those that wait included. Where bytes are no text, `invalid` receives how many of those
/// before `consumed` they are (some may be of the call before); they give no unit, and the next
/// call begins behind them. Otherwise it receives 0.
int32_t kficu_decode(
    kficu_decoder *decoder, const uint8_t *bytes, int32_t count, int32_t is_last, uint16_t *utf16,
    int32_t capacity, int32_t *consumed, int32_t *invalid, int32_t *status);

#ifdef __cplusplus
}
#endif

#endif
