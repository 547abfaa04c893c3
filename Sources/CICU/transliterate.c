#include "CICU.h"

#include <stdlib.h>
#include <unicode/ustring.h>
#include <unicode/utrans.h>

enum { MAX_IDENTIFIER_UNITS = 128 };

struct kficu_transliterator {
    UTransliterator *transliterator;
};

kficu_transliterator *kficu_transliterator_open(const char *identifier, int32_t *status) {
    UErrorCode code = U_ZERO_ERROR;
    UChar id[MAX_IDENTIFIER_UNITS];
    u_strFromUTF8(id, MAX_IDENTIFIER_UNITS, NULL, identifier, -1, &code);
    UTransliterator *opened =
        utrans_openU(id, -1, UTRANS_FORWARD, NULL, 0, NULL, &code);
    kficu_transliterator *handle = NULL;
    if (U_SUCCESS(code)) {
        handle = malloc(sizeof *handle);
        if (handle == NULL) {
            utrans_close(opened);
            code = U_MEMORY_ALLOCATION_ERROR;
        } else {
            handle->transliterator = opened;
        }
    }
    *status = code;
    return handle;
}

void kficu_transliterator_close(kficu_transliterator *transliterator) {
    if (transliterator == NULL) {
        return;
    }
    utrans_close(transliterator->transliterator);
    free(transliterator);
}

int32_t kficu_transliterate(
    const kficu_transliterator *transliterator, uint16_t *utf16, int32_t length, int32_t capacity,
    int32_t *status) {
    UErrorCode code = U_ZERO_ERROR;
    int32_t limit = length;
    utrans_transUChars(
        transliterator->transliterator, (UChar *)utf16, &length, capacity, 0, &limit, &code);
    *status = code;
    return length;
}
