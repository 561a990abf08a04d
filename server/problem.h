/* Errors as the bytes of application/problem+json (RFC 9457). */
#ifndef SERVER_PROBLEM_H
#define SERVER_PROBLEM_H

#include "engine/gradd.h"

#define PROBLEM_TYPE "application/problem+json"

typedef struct problem_item {
    const gd_error *error; /* its code is not GD_OK */
    const char *pointer;   /* JSON pointer (RFC 6901) of the value in the request, or NULL */
} problem_item;

/* Appends, as one line without its newline, the problem that `count` (at least 1) items make, with
 * the first one's title; `status`: of the reply that carries it; `instance`: the path of the
 * request; `id`: that of the request as JSON text, NULL or empty where it has none. An item whose
 * span has a line tells line and column; else it tells its pointer, if any. Errors stay in the
 * buffer. */
void problem_print(gd_buffer *buffer, int status, const char *instance, const gd_buffer *id,
                   const problem_item *items, size_t count);

#endif
