#include "server/quote.h"

#include <string.h>

/* The length of the well-formed UTF-8 sequence at `at` (Unicode 15, table 3-7), or 0. */
static size_t sequence_length(const unsigned char *at, const unsigned char *end)
{
    static const struct {
        unsigned char first, last, low, high; /* of the first byte; of the second */
        size_t length;
    } forms[] = {
        {0x00, 0x7f, 0x80, 0xbf, 1}, {0xc2, 0xdf, 0x80, 0xbf, 2}, {0xe0, 0xe0, 0xa0, 0xbf, 3},
        {0xe1, 0xec, 0x80, 0xbf, 3}, {0xed, 0xed, 0x80, 0x9f, 3}, {0xee, 0xef, 0x80, 0xbf, 3},
        {0xf0, 0xf0, 0x90, 0xbf, 4}, {0xf1, 0xf3, 0x80, 0xbf, 4}, {0xf4, 0xf4, 0x80, 0x8f, 4},
    };
    size_t form = 0, n_forms = sizeof forms / sizeof *forms;
    while (form < n_forms && (*at < forms[form].first || *at > forms[form].last)) form++;
    if (form == n_forms || (size_t)(end - at) < forms[form].length) return 0;
    size_t length = forms[form].length;
    if (length > 1 && (at[1] < forms[form].low || at[1] > forms[form].high)) return 0;
    for (size_t i = 2; i < length; i++)
        if ((at[i] & 0xc0) != 0x80) return 0;
    return length;
}

static bool is_plain(unsigned char c)
{
    return c >= 0x20 && c < 0x7f && c != '"' && c != '\\';
}

/* One character that does not stand for itself, or is not ASCII; returns the bytes it took. */
static size_t add_special(gd_buffer *buffer, const unsigned char *at, const unsigned char *end)
{
    size_t length = sequence_length(at, end);
    if (length == 0) {
        buffer_add_text(buffer, "\\ufffd");
        return 1;
    }
    if (length > 1) buffer_add(buffer, at, length);
    else if (*at == '"' || *at == '\\') buffer_print(buffer, "\\%c", *at);
    else if (*at == '\n') buffer_add_text(buffer, "\\n");
    else if (*at == '\t') buffer_add_text(buffer, "\\t");
    else buffer_print(buffer, "\\u%04x", *at);
    return length;
}

void quote_bytes(gd_buffer *buffer, const char *text, size_t size)
{
    const unsigned char *at = (const unsigned char *)text, *end = at + size;
    buffer_add(buffer, "\"", 1);
    while (at < end) {
        const unsigned char *run = at;
        while (at < end && is_plain(*at)) at++;
        buffer_add(buffer, run, (size_t)(at - run));
        if (at < end) at += add_special(buffer, at, end);
    }
    buffer_add(buffer, "\"", 1);
}

void quote_text(gd_buffer *buffer, const char *text)
{
    quote_bytes(buffer, text, strlen(text));
}
