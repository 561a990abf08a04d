/* Any bytes as cells of a session: each ends in an outcome or an error, its texts are UTF-8, and
 * all memory is given back. */
#include "tests/fuzz/fuzz.h"

#include <string.h>

/* The outcome's own parts hold together. */
static void check_outcome(const gd_outcome *outcome)
{
    if (outcome->result) fuzz_check_text(outcome->result, outcome->result_length);
    if (!outcome->error_type) return;
    fuzz_check(outcome->error_message);
    fuzz_check_text(outcome->error_type, strlen(outcome->error_type));
    fuzz_check_text(outcome->error_message, outcome->error_message_length);
    if (outcome->error_hint) fuzz_check_text(outcome->error_hint, strlen(outcome->error_hint));
    fuzz_check(outcome->n_traceback > 0);
    const gd_span *last = &outcome->traceback[outcome->n_traceback - 1];
    fuzz_check(!memcmp(last, &outcome->error_span, sizeof *last));
}

/* Gathers what is printed; no more fits at some time, which ends the run. */
static bool take(void *user, const char *text, size_t length)
{
    gd_buffer *printed = user;
    buffer_add(printed, text, length);
    return !printed->error.code;
}

static bool run_cell(gd_session *session, const char *text, size_t length, gd_buffer *printed)
{
    gd_outcome outcome;
    gd_error error = {0};
    bool ran = gd_session_run(session, text, length, take, printed, &outcome, &error);
    fuzz_check(ran ? !error.code : error.code);
    if (ran) {
        check_outcome(&outcome);
        gd_session_graph(session, NULL);
    }
    return ran;
}

static void run_cells(gd_session *session, const char *text, size_t size, gd_buffer *printed)
{
    for (bool more = true; more;) {
        const char *end = size ? memchr(text, '\f', size) : NULL;
        size_t length = end ? (size_t)(end - text) : size;
        more = run_cell(session, text, length, printed) && end;
        text += length + more;
        size -= length + more;
    }
}

/* In one of eight sizes, an allocation fails. */
static long failing_allocation(size_t size)
{
    enum { MOST_ALLOCATIONS = 1000 };
    return size % 8 == 7 ? (long)(size * 31 % MOST_ALLOCATIONS) + 1 : 0;
}

void fuzz_run(const uint8_t *data, size_t size)
{
    fuzz_bounds bounds;
    fuzz_open(&bounds);
    gd_engine *engine = fuzz_engine();
    bounds.memory.fail_countdown = failing_allocation(size);
    gd_buffer printed;
    buffer_init(&printed, &bounds.memory, (size_t)bounds.limits.output_bytes);
    gd_session_options options = {.dtype = size & 1 ? GD_FLOAT64 : GD_FLOAT32,
                                  .conventions =
                                      size & 2 ? GD_CONVENTIONS_TORCH : GD_CONVENTIONS_EXACT,
                                  .seed = size};
    gd_error error = {0};
    gd_session *session = gd_session_new(engine, &options, &bounds.context, &error);
    fuzz_check(session ? !error.code : error.code);
    if (session) run_cells(session, (const char *)data, size, &printed);
    if (printed.length) fuzz_check_text(printed.data, printed.length);
    gd_session_free(session);
    buffer_close(&printed);
    fuzz_close(&bounds);
}
