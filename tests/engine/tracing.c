#include "tests/engine/tracing.h"

#include "engine/graph/print.h"
#include "engine/lang/object.h"
#include "engine/lang/parser.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void start(tracing *t, gd_dtype dtype)
{
    graph_init(&t->graph, &t->memory, &t->limits);
    arena_init(&t->arena, &t->memory);
    t->error = (gd_error){0};
    t->trace = trace_new(&t->graph, t->library, &t->context, dtype, &t->error);
}

void tracing_open(tracing *t, gd_dtype dtype)
{
    *t = (tracing){0};
    gd_memory_init(&t->memory, (size_t)1 << 30);
    gd_limits_init(&t->limits);
    t->context = (gd_context){.memory = &t->memory, .limits = &t->limits};
    t->library = library_new(&t->memory, &t->limits, &t->error);
    if (!t->library) fail_msg("line %d: %s", t->error.span.line, t->error.message);
    start(t, dtype);
}

static void stop(tracing *t)
{
    gd_error wrong = {0};
    assert_true(graph_check(&t->graph, &wrong));
    trace_free(t->trace);
    t->trace = NULL;
    graph_close(&t->graph);
    arena_close(&t->arena);
    free(t->text);
    t->text = NULL;
}

void tracing_reset(tracing *t, gd_dtype dtype)
{
    stop(t);
    start(t, dtype);
}

void tracing_close(tracing *t)
{
    stop(t);
    library_free(t->library);
    assert_int_equal(atomic_load(&t->memory.used), 0);
}

static const char *bind_one(tracing *t, const char *at)
{
    char name[32], dtype[32];
    int read;
    gd_type type = {0};
    assert_int_equal(sscanf(at, " %31[^ ] %31[^[][%n", name, dtype, &read), 2);
    type.dtype = gd_dtype_find(dtype);
    for (at += read; *at != ']'; at += strspn(at, ", ")) {
        char *end;
        type.shape.dims[type.shape.rank++] = strtoll(at, &end, 10);
        at = end;
    }
    assert_true(trace_bind(t->trace, name, graph_input(&t->graph, name, &type), &t->error));
    return at + 1;
}

void tracing_bind(tracing *t, const char *inputs)
{
    while (*inputs) {
        inputs = bind_one(t, inputs);
        inputs += strspn(inputs, "; ");
    }
}

bool tracing_run(tracing *t, const char *program)
{
    const gd_tree *tree = parse_program(&t->arena, &t->limits, program, strlen(program), &t->error);
    return tree && trace_run(t->trace, tree, &t->error);
}

/* The text of a buffer, kept until the next one. */
static const char *keep(tracing *t, gd_buffer *buffer)
{
    free(t->text);
    t->text = strdup(buffer->data ? buffer->data : "");
    buffer_close(buffer);
    return t->text;
}

const char *tracing_error(tracing *t)
{
    gd_buffer text;
    const gd_span *at = &t->error.span;
    buffer_init(&text, &t->memory, SIZE_MAX / 2);
    buffer_print(&text, "%s %d:%d-%d:%d %s", gd_code_slug(t->error.code), at->line, at->column,
                 at->end_line, at->end_column, t->error.message);
    if (t->error.hint[0]) buffer_print(&text, " | %s", t->error.hint);
    return keep(t, &text);
}

static void show_tensor(gd_edge edge, gd_buffer *out)
{
    char text[SHAPE_TEXT], grad_fn[OP_GRAD_FN];
    const gd_type *type = edge_type(edge);
    shape_print(&type->shape, text);
    size_t last = strlen(text) - (type->shape.rank == 1 ? 2 : 1);
    buffer_print(out, "%s[%.*s]", gd_dtype_name(type->dtype), (int)last - 1, text + 1);
    bool source = edge.node->op == GD_OP_INPUT || edge.node->op == GD_OP_CONSTANT;
    if (source || gd_dtype_kind(type->dtype) != GD_KIND_FLOAT) return;
    const char *row = op_grad_fn(op_row(edge.node->op)->name, grad_fn);
    buffer_print(out, " %s", edge.node->grad_fn ? edge.node->grad_fn : row);
}

static bool holds_tensor(const gd_object *object)
{
    if (object->kind == GD_OBJECT_TENSOR) return true;
    for (int64_t i = 0; object_is_sequence(object) && i < object->length; i++)
        if (holds_tensor(object->items[i])) return true;
    return false;
}

static void show(tracing *t, const gd_object *object, gd_buffer *out)
{
    if (!holds_tensor(object)) {
        object_print(t->trace, object, PRINT_REPR, out);
        return;
    }
    if (object->kind == GD_OBJECT_TENSOR) {
        show_tensor(object->edge, out);
        return;
    }
    buffer_add_text(out, "(");
    for (int64_t i = 0; i < object->length; i++) {
        if (i) buffer_add_text(out, ", ");
        show(t, object->items[i], out);
    }
    buffer_add_text(out, ")");
}

static const gd_object *last_value(tracing *t)
{
    const char *name = trace_last(t->trace);
    return name ? trace_find(t->trace, name) : &object_none;
}

const char *tracing_outcome(tracing *t)
{
    gd_buffer text;
    if (t->error.code) return tracing_error(t);
    buffer_init(&text, &t->memory, SIZE_MAX / 2);
    show(t, last_value(t), &text);
    return keep(t, &text);
}

const char *tracing_graph(tracing *t)
{
    gd_buffer text;
    if (t->error.code) return tracing_error(t);
    const char *name = trace_last(t->trace);
    const gd_listing listing = {&last_value(t)->edge, &name, 1};
    buffer_init(&text, &t->memory, SIZE_MAX / 2);
    print_text(&listing, &text);
    return keep(t, &text);
}

bool tracing_agrees(tracing *t, const char *program, const char *expected)
{
    const char *outcome = tracing_outcome(t);
    if (!strcmp(outcome, expected)) return true;
    print_error("%s\n    gives    %s\n    expected %s\n", program, outcome, expected);
    return false;
}

void tracing_check(const tracing_row *rows, int n, gd_dtype dtype)
{
    tracing t;
    int wrong = 0;
    tracing_open(&t, dtype);
    for (int i = 0; i < n; i++) {
        tracing_reset(&t, dtype);
        tracing_bind(&t, rows[i].inputs);
        tracing_run(&t, rows[i].program);
        wrong += !tracing_agrees(&t, rows[i].program, rows[i].expected);
    }
    tracing_close(&t);
    assert_int_equal(wrong, 0);
}
