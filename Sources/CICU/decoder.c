#include "CICU.h"

#include <stdlib.h>
#include <unicode/ucnv.h>
#include <unicode/ucnv_err.h>

struct kficu_decoder {
    UConverter *converter;
};

kficu_decoder *kficu_decoder_open(const char *encoding, int32_t *status) {
    UErrorCode code = U_ZERO_ERROR;
    UConverter *converter = ucnv_open(encoding, &code);
    if (U_SUCCESS(code)) {
        ucnv_setToUCallBack(converter, UCNV_TO_U_CALLBACK_STOP, NULL, NULL, NULL, &code);
        ucnv_setFallback(converter, 0);
    }
    kficu_decoder *decoder = U_SUCCESS(code) ? malloc(sizeof *decoder) : NULL;
    if (decoder == NULL) {
        if (converter != NULL) ucnv_close(converter);
        *status = U_SUCCESS(code) ? U_MEMORY_ALLOCATION_ERROR : code;
        return NULL;
    }
    decoder->converter = converter;
    *status = U_ZERO_ERROR;
    return decoder;
}

void kficu_decoder_close(kficu_decoder *decoder) {
    if (decoder == NULL) return;
    ucnv_close(decoder->converter);
    free(decoder);
}

int32_t kficu_decode(
    kficu_decoder *decoder, const uint8_t *bytes, int32_t count, int32_t is_last, uint16_t *utf16,
    int32_t capacity, int32_t *consumed, int32_t *invalid, int32_t *status) {
    UErrorCode code = U_ZERO_ERROR;
    const char *source = (const char *)bytes;
    UChar *target = (UChar *)utf16;
    ucnv_toUnicode(decoder->converter, &target, target + capacity, &source, source + count, NULL,
        is_last != 0, &code);
    *consumed = (int32_t)(source - (const char *)bytes);
    *invalid = 0;
    if (code == U_INVALID_CHAR_FOUND || code == U_ILLEGAL_CHAR_FOUND
        || code == U_TRUNCATED_CHAR_FOUND || code == U_ILLEGAL_ESCAPE_SEQUENCE) {
        char sequence[16];
        int8_t length = sizeof sequence;
        UErrorCode ignored = U_ZERO_ERROR;
        ucnv_getInvalidChars(decoder->converter, sequence, &length, &ignored);
        *invalid = U_SUCCESS(ignored) && length > 0 ? length : 1;
        // A converter that has reached the end of its text begins anew.
        if (code == U_TRUNCATED_CHAR_FOUND) ucnv_resetToUnicode(decoder->converter);
        code = U_ZERO_ERROR;
    }
    *status = code;
    return (int32_t)(target - (UChar *)utf16);
}
