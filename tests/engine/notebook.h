/* Cells of programs run in fresh sessions, for tests that compare what they print: PyTorch's
 * default dtype, seed 0, time enough, and addresses that read 0xADDR. */
#ifndef GRADD_TESTS_NOTEBOOK_H
#define GRADD_TESTS_NOTEBOOK_H

#include "engine/gradd.h"

typedef struct notebook {
    gd_limits limits;
    gd_memory memory;
    gd_engine *engine;
} notebook;

/* A cell that was run: what it printed, a last expression's repr and a newline included, and how it
 * ended. The outcome borrows from the session. */
typedef struct cell {
    gd_buffer printed;
    gd_session *session;
    gd_outcome outcome;
    gd_error error; /* of a run that ended; else GD_OK */
} cell;

void notebook_open(notebook *n);
void notebook_close(notebook *n); /* fails the test if memory is left */

/* Runs a source in a session of its own. The cell is to be closed. */
void notebook_run(notebook *n, const char *source, size_t length, gd_conventions conventions,
                  cell *c);
void cell_close(cell *c);

/* Appends "RuntimeError: the first line of its message" of the error that ended a cell, nothing if
 * none did. */
void cell_print_error(const cell *c, gd_buffer *out);

#endif
