#include "CICU.h"

#include <stdlib.h>
#include <unicode/ubrk.h>
#include <unicode/uversion.h>

const char *kficu_version(void) {
    return U_ICU_VERSION;
}

const char *kficu_status_name(int32_t status) {
    return u_errorName((UErrorCode)status);
}

struct kficu_breaker {
    UBreakIterator *iterator;
};

kficu_breaker *kficu_breaker_open(const char *locale, int32_t *status) {
    UErrorCode code = U_ZERO_ERROR;
    kficu_breaker *breaker = NULL;
    UBreakIterator *iterator = ubrk_open(UBRK_WORD, locale, NULL, 0, &code);
    if (U_SUCCESS(code)) {
        breaker = malloc(sizeof *breaker);
        if (breaker == NULL) {
            ubrk_close(iterator);
            code = U_MEMORY_ALLOCATION_ERROR;
        } else {
            breaker->iterator = iterator;
        }
    }
    *status = code;
    return breaker;
}

void kficu_breaker_close(kficu_breaker *breaker) {
    if (breaker == NULL) {
        return;
    }
    ubrk_close(breaker->iterator);
    free(breaker);
}

void kficu_breaker_set_text(
    kficu_breaker *breaker, const uint16_t *utf16, int32_t length, int32_t *status) {
    UErrorCode code = U_ZERO_ERROR;
    ubrk_setText(breaker->iterator, (const UChar *)utf16, length, &code);
    *status = code;
}

int32_t kficu_breaker_next(kficu_breaker *breaker) {
    return ubrk_next(breaker->iterator);
}
