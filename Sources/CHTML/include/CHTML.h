/// The part of libxml2 that KFBot uses, behind plain C types: its parser of pages (HTML).
///
/// No header of libxml2 may appear here: they include ICU's, whose definitions clash with those of
/// Swift's Foundation.

#ifndef KFHTML_H
#define KFHTML_H

#ifdef __cplusplus
extern "C" {
#endif

/// What takes the elements of a page. A function that returns something else than 0 ends the reading.
///
/// Texts are UTF-8, end with a zero and are borrowed for the call only. Elements that a page opens
/// and never closes are closed where HTML says so.
typedef struct kfhtml_handler {
    /// Given to every function.
    void *context;
    /// An element begins. `attributes` are names and values (NULL for none) behind each other, ended by
    /// NULL; it is NULL if there are none.
    int (*start)(void *context, const char *name, const char *const *attributes);
    /// Text of `length` bytes; may come in pieces.
    int (*text)(void *context, const char *text, int length);
    /// An element ends.
    int (*end)(void *context, const char *name);
} kfhtml_handler;

/// Reads a page of UTF-8, whatever the page says of its encoding.
///
/// Returns 0, or -1 if there is no memory left. Errors of the page are mended or passed over.
int kfhtml_parse(const char *page, long length, const kfhtml_handler *handler);

#ifdef __cplusplus
}
#endif

#endif
