#include "CHTML.h"

#include <libxml/HTMLparser.h>
#include <string.h>

/// What is handed to libxml2: the taker, and whether it has seen enough.
struct reading {
    const kfhtml_handler *handler;
    htmlParserCtxtPtr parser;
    int is_over;
};

static void note(struct reading *reading, int result) {
    if (result != 0 && !reading->is_over) {
        reading->is_over = 1;
        if (reading->parser != NULL) xmlStopParser(reading->parser);
    }
}

static void start(void *data, const xmlChar *name, const xmlChar **attributes) {
    struct reading *reading = data;
    if (reading->is_over) return;
    note(reading,
        reading->handler->start(
            reading->handler->context, (const char *)name, (const char *const *)attributes));
}

static void end(void *data, const xmlChar *name) {
    struct reading *reading = data;
    if (reading->is_over) return;
    note(reading, reading->handler->end(reading->handler->context, (const char *)name));
}

static void text(void *data, const xmlChar *bytes, int length) {
    struct reading *reading = data;
    if (reading->is_over || length <= 0) return;
    note(reading,
        reading->handler->text(reading->handler->context, (const char *)bytes, length));
}

int kfhtml_parse(const char *page, long length, const kfhtml_handler *handler) {
    struct reading reading = {handler, NULL, 0};
    htmlSAXHandler calls;
    memset(&calls, 0, sizeof calls);
    calls.startElement = start;
    calls.endElement = end;
    calls.characters = text;
    calls.ignorableWhitespace = text;
    calls.cdataBlock = text;
    htmlParserCtxtPtr parser =
        htmlCreatePushParserCtxt(&calls, &reading, NULL, 0, NULL, XML_CHAR_ENCODING_UTF8);
    if (parser == NULL) return -1;
    reading.parser = parser;
    htmlCtxtUseOptions(parser,
        HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET
            | HTML_PARSE_IGNORE_ENC);
    const long piece = 1 << 16;
    for (long offset = 0; offset < length && !reading.is_over; offset += piece) {
        long left = length - offset;
        htmlParseChunk(parser, page + offset, (int)(left < piece ? left : piece), 0);
    }
    if (!reading.is_over) htmlParseChunk(parser, page, 0, 1);
    if (parser->myDoc != NULL) xmlFreeDoc(parser->myDoc);
    parser->myDoc = NULL;
    htmlFreeParserCtxt(parser);
    return 0;
}
