/* A graph read from its text form, with what it returns, for tests of printers and the reader. */
#ifndef GRADD_TESTS_DOCUMENT_H
#define GRADD_TESTS_DOCUMENT_H

#include "engine/graph/print.h"

enum { DOCUMENT_PRINTERS = 4, DOCUMENT_MOST_TEXT = 1 << 24 };

typedef struct document {
    gd_memory memory; /* of the graph and of what is printed */
    gd_limits limits;
    gd_graph graph; /* empty at first */
    gd_edge *outputs;
    const char *const *names;
    int n;
    gd_error error;
} document;

void document_init(document *d);
void document_close(document *d); /* fails the test if memory is left */

/* Reads a text into an empty document; false with d->error set. */
bool document_read(document *d, const char *text, size_t length);

/* A document with a text that is known to be well formed; fails the test otherwise. */
void document_open(document *d, const char *text);

gd_listing document_listing(const document *d);

/* All printers of a listing. */
typedef void document_printer(const gd_listing *listing, gd_buffer *out);
void print_formula(const gd_listing *listing, gd_buffer *out); /* of its first edge, in LaTeX */
extern document_printer *const document_printers[DOCUMENT_PRINTERS];

/* Fails the test unless a printer writes just `expected` for a graph given as text. */
void expect_printed(document_printer *print, const char *text, const char *expected);
void expect_reads_back(const char *text); /* print_text writes the text itself */

#endif
