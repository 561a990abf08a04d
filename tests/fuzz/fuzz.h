/* What may be fed any bytes at all: the targets of `make fuzz`, which test_corpus.c replays.
 *
 * A target takes bytes, does its work within small limits and aborts, saying why, where a promise
 * is broken that the sanitizers do not watch. */
#ifndef GRADD_TESTS_FUZZ_H
#define GRADD_TESTS_FUZZ_H

#include "engine/gradd.h"

typedef struct fuzz_target {
    const char *name;
    void (*run)(const uint8_t *data, size_t size);
} fuzz_target;

enum { FUZZ_TARGETS = 7 };
extern const fuzz_target fuzz_targets[FUZZ_TARGETS];

/* Program and expression: what parses is printed, and parses again to the same text. */
void fuzz_parser(const uint8_t *data, size_t size);

/* Cells of a session, with a form feed between two. The size gives dtype, conventions, seed and, at
 * times, an allocation that fails. */
void fuzz_run(const uint8_t *data, size_t size);

/* A traced program with inputs x: float64[2, 3] and i: int64[2], with its gradient and graph. */
void fuzz_trace(const uint8_t *data, size_t size);

/* JSON as the expression, or by an odd size the program, of a request to the handler of
 * /v1/evaluate. */
void fuzz_tree(const uint8_t *data, size_t size);

/* Bytes on a connection to a server that runs in this process: whatever they are, what comes back
 * is HTTP or nothing, the connection ends, and the next client is served. `guard` puts them among
 * the headers of a request that is else in order, behind a request line that the size chooses. */
void fuzz_request(const uint8_t *data, size_t size);
void fuzz_guard(const uint8_t *data, size_t size);

/* A number as text, bits of a number, and the body of a request: read as the C library reads it, as
 * printed, and as with every array left to jansson. */
void fuzz_wire(const uint8_t *data, size_t size);

/* A call's account and bounds, of which some loops and allocations use up all. */
typedef struct fuzz_bounds {
    gd_memory memory;
    gd_limits limits;
    gd_context context;
} fuzz_bounds;
/* Makes limits small. */
void fuzz_limit(gd_limits *limits);
void fuzz_open(fuzz_bounds *bounds);
void fuzz_close(fuzz_bounds *bounds); /* aborts if memory is left */

/* The engine of all runs, made at the first one. */
gd_engine *fuzz_engine(void);

/* Aborts unless it holds. */
#define fuzz_check(holds)                                                                          \
    if (!(holds)) fuzz_fail(__FILE__, __LINE__, #holds)
_Noreturn void fuzz_fail(const char *file, int line, const char *what);

/* Aborts unless the text is UTF-8. */
void fuzz_check_text(const char *text, size_t length);

#endif
