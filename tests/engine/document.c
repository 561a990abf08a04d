/* Reading a graph's text, printing it again, and saying what differs. */
#include "tests/engine/document.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

void document_init(document *d)
{
    *d = (document){0};
    gd_limits_init(&d->limits);
    gd_memory_init(&d->memory, (size_t)d->limits.memory_bytes);
    graph_init(&d->graph, &d->memory, &d->limits);
}

void document_close(document *d)
{
    graph_close(&d->graph);
    assert_int_equal(d->memory.used, 0);
}

bool document_read(document *d, const char *text, size_t length)
{
    return graph_parse(&d->graph, text, length, &d->outputs, &d->names, &d->n, &d->error);
}

void document_open(document *d, const char *text)
{
    document_init(d);
    if (!document_read(d, text, strlen(text)))
        fail_msg("%d:%d: %s in\n%s", d->error.span.line, d->error.span.column, d->error.message,
                 text);
    if (!graph_check(&d->graph, &d->error)) fail_msg("%s in\n%s", d->error.message, text);
}

gd_listing document_listing(const document *d)
{
    return (gd_listing){d->outputs, d->names, d->n};
}

void print_formula(const gd_listing *listing, gd_buffer *out)
{
    print_latex(listing->edges[0], out);
}

document_printer *const document_printers[] = {print_text, print_dot, print_mermaid, print_formula};

void expect_printed(document_printer *print, const char *text, const char *expected)
{
    document d;
    gd_buffer out;
    document_open(&d, text);
    gd_listing listing = document_listing(&d);
    buffer_init(&out, &d.memory, DOCUMENT_MOST_TEXT);
    print(&listing, &out);
    assert_int_equal(out.error.code, GD_OK);
    assert_string_equal(out.data, expected);
    buffer_close(&out);
    document_close(&d);
}

void expect_reads_back(const char *text)
{
    expect_printed(print_text, text, text);
}
