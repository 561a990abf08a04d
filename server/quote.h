/* Text as JSON strings. */
#ifndef SERVER_QUOTE_H
#define SERVER_QUOTE_H

#include "engine/gradd.h"

/* Appends `size` bytes of `text` as a JSON string, quotes included. Bytes that are not UTF-8 become
 * U+FFFD, so that the output is always valid. Errors stay in the buffer. */
void quote_bytes(gd_buffer *buffer, const char *text, size_t size);

/* The same up to the text's final 0. */
void quote_text(gd_buffer *buffer, const char *text);

#endif
