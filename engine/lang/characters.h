/* Unicode for the lexer: UTF-8, which characters make names, and what to write in place of the
 * ones that word processors and formula editors leave in programs. */
#ifndef GRADD_LANG_CHARACTERS_H
#define GRADD_LANG_CHARACTERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The first character of `size` bytes; returns its length, 0 if it is not valid UTF-8. */
size_t character_decode(const char *text, size_t size, uint32_t *code);

/* Writes the character to `out`, which has room for 4 bytes; returns the length. */
size_t character_encode(uint32_t code, char *out);

/* Whether the character may stand in a name: at its start, or after it. The letters of the
 * world's larger scripts, as in Python; those that Python would replace (NFKC) are not letters. */
bool character_starts_name(uint32_t code);
bool character_continues_name(uint32_t code);

/* What to write in place of a character, as a piece of a hint, or NULL; borrowed. */
const char *character_mend(uint32_t code);

#endif
