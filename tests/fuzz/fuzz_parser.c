/* Any bytes as a program and as an expression: a tree or an error, and what is printed of a tree
 * parses to a tree that prints the same. */
#include "tests/fuzz/fuzz.h"

#include "engine/lang/parser.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_TEXT = 1 << 22 };

typedef const gd_tree *parse(gd_arena *arena, const gd_limits *limits, const char *text,
                             size_t length, gd_error *err);

static void check_error(const gd_error *error, size_t size)
{
    fuzz_check_text(error->message, strlen(error->message));
    fuzz_check_text(error->hint, strlen(error->hint));
    fuzz_check(error->span.line >= 0 && (size_t)error->span.line <= size + 1);
}

static void print(const gd_tree *tree, gd_memory *memory, gd_buffer *out)
{
    buffer_init(out, memory, MOST_TEXT);
    tree_print(tree, out);
    fuzz_check(!out->error.code);
}

static void check_print(parse *parser, fuzz_bounds *bounds, gd_arena *arena, const gd_tree *tree)
{
    gd_buffer first, second;
    print(tree, &bounds->memory, &first);
    bounds->limits.program_bytes = MOST_TEXT; /* a text may grow */
    gd_error error = {0};
    const char *text = first.data ? first.data : "";
    const gd_tree *again = parser(arena, &bounds->limits, text, first.length, &error);
    if (error.code != GD_MEMORY_LIMIT) {
        fuzz_check(again);
        print(again, &bounds->memory, &second);
        fuzz_check(first.length == second.length);
        fuzz_check(!first.length || !memcmp(first.data, second.data, first.length));
        buffer_close(&second);
    }
    buffer_close(&first);
}

static void check(parse *parser, const char *text, size_t size)
{
    fuzz_bounds bounds;
    fuzz_open(&bounds);
    gd_arena arena;
    arena_init(&arena, &bounds.memory);
    gd_error error = {0};
    const gd_tree *tree = parser(&arena, &bounds.limits, text, size, &error);
    fuzz_check(tree ? !error.code : error.code);
    check_error(&error, size);
    if (tree) check_print(parser, &bounds, &arena, tree);
    arena_close(&arena);
    fuzz_close(&bounds);
}

void fuzz_parser(const uint8_t *data, size_t size)
{
    check(parse_program, (const char *)data, size);
    check(parse_expression, (const char *)data, size);
}
