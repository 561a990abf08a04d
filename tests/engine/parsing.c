#include "tests/engine/parsing.h"

#include "engine/base/decimal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

void parsing_open(parsing *p)
{
    gd_memory_init(&p->memory, (size_t)1 << 30);
    arena_init(&p->arena, &p->memory);
    gd_limits_init(&p->limits);
    p->error = (gd_error){.code = GD_OK};
}

void parsing_close(parsing *p)
{
    arena_close(&p->arena);
    assert_int_equal(atomic_load(&p->memory.used), 0);
}

const gd_tree *parsing_text(parsing *p, parse_mode mode, const char *text, size_t length)
{
    char *copy = malloc(length ? length : 1);
    if (length) memcpy(copy, text, length);
    p->error = (gd_error){.code = GD_OK};
    const gd_tree *tree = (mode == PROGRAM ? parse_program : parse_expression)(
        &p->arena, &p->limits, copy, length, &p->error);
    free(copy);
    assert_true(tree ? !p->error.code : p->error.code);
    return tree;
}

static const char *take_text(parsing *p, gd_buffer *buffer)
{
    assert_int_equal(buffer->error.code, GD_OK);
    const char *text = buffer->length ? buffer->data : "";
    const char *copy = arena_copy(&p->arena, text, buffer->length, NULL);
    buffer_close(buffer);
    return copy;
}

const char *parsing_print(parsing *p, const gd_tree *tree)
{
    gd_buffer out;
    buffer_init(&out, &p->memory, (size_t)1 << 28);
    tree_print(tree, &out);
    return take_text(p, &out);
}

static void add_number(gd_buffer *out, double value)
{
    char digits[DECIMAL_ROOM];
    buffer_add(out, digits, decimal_print_double(digits, value));
}

static void add_head(gd_buffer *out, const gd_tree *tree)
{
    bool bare = tree->kind == GD_TREE_NAME || tree->kind == GD_TREE_CONSTANT ||
                tree->kind == GD_TREE_UNARY || tree->kind == GD_TREE_BINARY;
    if (tree->kind == GD_TREE_INTEGER) buffer_print(out, "%lld", (long long)tree->integer);
    else if (tree->kind == GD_TREE_FLOAT) buffer_add_text(out, "f"), add_number(out, tree->number);
    else if (tree->kind == GD_TREE_STRING) buffer_print(out, "'%s'", tree->text);
    else if (bare) buffer_add_text(out, tree->text);
    else if (tree->text) buffer_print(out, "%s:%s", tree_kind_name(tree->kind), tree->text);
    else buffer_add_text(out, tree_kind_name(tree->kind));
}

static void add_shape(gd_buffer *out, const gd_tree *tree)
{
    buffer_add_text(out, tree ? "" : "-");
    if (!tree) return;
    add_head(out, tree);
    for (int i = 0; i < tree->n_parts; i++) {
        buffer_add_text(out, i ? ", " : "(");
        add_shape(out, tree->parts[i]);
    }
    if (tree->n_parts) buffer_add_text(out, ")");
}

const char *parsing_shape(parsing *p, const gd_tree *tree)
{
    gd_buffer out;
    buffer_init(&out, &p->memory, (size_t)1 << 28);
    add_shape(&out, tree);
    return take_text(p, &out);
}
