#include "CICU.h"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/utf16.h>

enum { MAX_FOLD_SCALARS = 64, MAX_FOLD_UNITS = MAX_FOLD_SCALARS * 18 * 2 };

int32_t kficu_class_of(uint32_t scalar) {
    if (scalar > 0x10FFFF) {
        return KFICU_SEPARATOR;
    }
    UChar32 c = (UChar32)scalar;
    if (c < 0x80) {
        if (c >= 'a' && c <= 'z') {
            return KFICU_LATIN;
        }
        if (c >= '0' && c <= '9') {
            return KFICU_DIGIT;
        }
        return c <= 0x20 || c == 0x7F ? KFICU_SPACE : KFICU_SEPARATOR;
    }
    int8_t type = u_charType(c);
    uint32_t mask = U_MASK(type);
    if ((mask & (U_GC_L_MASK | U_GC_M_MASK | U_GC_N_MASK)) != 0) {
        UErrorCode code = U_ZERO_ERROR;
        if (uscript_getScript(c, &code) == USCRIPT_HAN && U_SUCCESS(code)) {
            return KFICU_HAN;
        }
        return KFICU_LETTER;
    }
    if (u_hasBinaryProperty(c, UCHAR_EMOJI_PRESENTATION)
        || u_hasBinaryProperty(c, UCHAR_REGIONAL_INDICATOR)
        || (u_hasBinaryProperty(c, UCHAR_EXTENDED_PICTOGRAPHIC)
            && u_hasBinaryProperty(c, UCHAR_EMOJI))) {
        return KFICU_EMOJI;
    }
    if ((mask & (U_GC_Z_MASK | U_GC_CC_MASK)) != 0) {
        return KFICU_SPACE;
    }
    return KFICU_SEPARATOR;
}

int32_t kficu_has_boundary_before(uint32_t scalar) {
    UErrorCode code = U_ZERO_ERROR;
    const UNormalizer2 *folder = unorm2_getNFKCCasefoldInstance(&code);
    return U_FAILURE(code) || unorm2_hasBoundaryBefore(folder, (UChar32)scalar);
}

void kficu_fill_fold_table(uint32_t *table, int32_t *status) {
    const uint32_t needs_fold = 1u << 24;
    UErrorCode code = U_ZERO_ERROR;
    const UNormalizer2 *folder = unorm2_getNFKCCasefoldInstance(&code);
    for (uint32_t c = 0; c <= 0xFFFF && U_SUCCESS(code); c++) {
        table[c] = needs_fold;
        if ((c >= 0xD800 && c <= 0xDFFF) || !unorm2_hasBoundaryBefore(folder, (UChar32)c)) {
            continue;
        }
        uint32_t folded = c;
        UChar unit = (UChar)c;
        if (unorm2_quickCheck(folder, &unit, 1, &code) != UNORM_YES) {
            UChar result[32];
            int32_t length = unorm2_normalize(folder, &unit, 1, result, 32, &code);
            if (length != 1 || !unorm2_hasBoundaryBefore(folder, result[0])) {
                continue;
            }
            folded = result[0];
        }
        table[c] = folded | (uint32_t)kficu_class_of(folded) << 16;
    }
    *status = code;
}

int32_t kficu_fold(
    const uint32_t *scalars, int32_t count, uint32_t *folded, int32_t capacity, int32_t *status) {
    UErrorCode code = U_ZERO_ERROR;
    UChar source[MAX_FOLD_SCALARS * 2];
    UChar result[MAX_FOLD_UNITS];
    int32_t units = 0;
    for (int32_t i = 0; i < count && i < MAX_FOLD_SCALARS; i++) {
        U16_APPEND_UNSAFE(source, units, scalars[i]);
    }
    const UNormalizer2 *folder = unorm2_getNFKCCasefoldInstance(&code);
    int32_t length = unorm2_normalize(folder, source, units, result, MAX_FOLD_UNITS, &code);
    int32_t written = 0;
    for (int32_t i = 0; U_SUCCESS(code) && i < length;) {
        UChar32 c;
        U16_NEXT(result, i, length, c);
        if (written == capacity) {
            code = U_BUFFER_OVERFLOW_ERROR;
        } else {
            folded[written++] = (uint32_t)c;
        }
    }
    *status = code;
    return written;
}
