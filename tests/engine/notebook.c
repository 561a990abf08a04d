#include "tests/engine/notebook.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

enum { SECONDS = 60, MOST_OUTPUT = 1 << 24 };

void notebook_open(notebook *n)
{
    gd_limits_init(&n->limits);
    gd_memory_init(&n->memory, (size_t)1 << 31);
    n->engine = gd_engine_new(&n->limits, NULL);
    assert_non_null(n->engine);
}

void notebook_close(notebook *n)
{
    gd_engine_free(n->engine);
    assert_int_equal(n->memory.used, 0);
}

static bool take(void *user, const char *text, size_t length)
{
    buffer_add(user, text, length);
    return true;
}

static size_t hex_digits(const char *text)
{
    return strspn(text, "0123456789abcdef");
}

/* Every 0x with at least four digits becomes 0xADDR, which is no longer. */
static void mask_addresses(gd_buffer *text)
{
    if (!text->data) return;
    char *to = text->data;
    for (const char *from = text->data, *end = from + text->length; from < end;) {
        size_t digits = from[0] == '0' && from[1] == 'x' ? hex_digits(from + 2) : 0;
        bool address = digits >= 4;
        memmove(to, address ? "0xADDR" : from, address ? 6 : 1);
        to += address ? 6 : 1;
        from += address ? digits + 2 : 1;
    }
    text->length = (size_t)(to - text->data);
    *to = 0;
}

static int64_t deadline(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return ((int64_t)now.tv_sec + SECONDS) * 1000000000 + now.tv_nsec;
}

void notebook_run(notebook *n, const char *source, size_t length, gd_conventions conventions,
                  cell *c)
{
    *c = (cell){0};
    buffer_init(&c->printed, &n->memory, MOST_OUTPUT);
    gd_session_options options = {.dtype = GD_FLOAT32, .conventions = conventions};
    gd_context context = {.memory = &n->memory, .limits = &n->limits, .deadline_ns = deadline()};
    c->session = gd_session_new(n->engine, &options, &context, &c->error);
    if (!c->session) return;
    if (!gd_session_run(c->session, source, length, take, &c->printed, &c->outcome, &c->error))
        return;
    if (c->outcome.result) {
        buffer_add(&c->printed, c->outcome.result, c->outcome.result_length);
        buffer_add_text(&c->printed, "\n");
    }
    mask_addresses(&c->printed);
}

void cell_close(cell *c)
{
    gd_session_free(c->session);
    buffer_close(&c->printed);
}

void cell_print_error(const cell *c, gd_buffer *out)
{
    const gd_outcome *outcome = &c->outcome;
    if (c->error.code) buffer_print(out, "the run ended: %s", c->error.message);
    if (c->error.code || !outcome->error_type) return;
    buffer_add_text(out, outcome->error_type);
    const char *message = outcome->error_message ? outcome->error_message : "";
    if (*message) buffer_print(out, ": %.*s", (int)strcspn(message, "\n"), message);
}
