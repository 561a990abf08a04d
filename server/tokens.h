/* The bearer tokens (RFC 6750) with which clients may ask, from a file:
 *
 *   # a name, its secret, and limits in place of the server's own
 *   alice   6a1f0c9be2d74c58            timeout_ms=2000 client_in_flight=4
 *   batch   Zm9yIHRoZSBuaWdodGx5IHJ1bg==
 *
 * A name has up to 64 letters, digits and "._-"; a secret 16 to 128 of the characters that RFC 6750
 * allows. Names appear in logs and messages, secrets nowhere. What is read is constant until it is
 * freed, and may be used by all threads. */
#ifndef SERVER_TOKENS_H
#define SERVER_TOKENS_H

#include "engine/gradd.h"

typedef struct gd_token {
    const char *name;
    gd_limits limits; /* under which its requests run */
} gd_token;

typedef struct gd_tokens gd_tokens;

/* Reads a file; `limits` are those of a token that sets none. NULL with GD_BAD_VALUE, file and line
 * when it will not do; a file without a token is such. */
gd_tokens *tokens_read(const char *path, const gd_limits *limits, gd_error *err);
void tokens_free(gd_tokens *tokens); /* NULL does nothing */

/* One after another, in no order: the one after `token`, or the first after NULL; NULL at the end.
 * Borrowed. */
const gd_token *tokens_next(const gd_tokens *tokens, const gd_token *token);

/* The token of an Authorization header ("Bearer SECRET"; NULL: none); borrowed. Otherwise NULL with
 * GD_MISSING_TOKEN or GD_WRONG_TOKEN. The time that it takes tells nothing of any secret. */
const gd_token *tokens_find(const gd_tokens *tokens, const char *authorization, gd_error *err);

#endif
