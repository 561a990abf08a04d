#include "engine/lang/parser.h"

#include "engine/lang/reader.h"
#include "engine/lang/symbols.h"

/* program = statement* END */
static const gd_tree *read_program(gd_reader *reader)
{
    gd_span start = reader->token.span;
    while (reader->token.kind != TOKEN_END)
        if (!read_statement(reader)) return NULL;
    if (!reader->count) reader->previous = reader->token;
    return reader_build(reader, GD_TREE_BLOCK, start, reader_no_word, 0);
}

/* Formulas as spreadsheets ("=x*x") and programs ("y = x*x;") have them. */
static const gd_tree *refuse_statement(gd_reader *reader, const char *hint)
{
    return reader_fail(reader, GD_SYNTAX, reader->token.span, hint, "invalid syntax");
}

/* expressions END */
static const gd_tree *read_only_expression(gd_reader *reader)
{
    if (reader_at(reader, "="))
        return refuse_statement(reader, "leave out the = before the expression");
    const gd_tree *value = read_expressions(reader);
    if (!value || reader->token.kind == TOKEN_END) return value;
    if (reader_at(reader, ";"))
        return refuse_statement(reader, "leave out the ;, or send the text as a \"program\"");
    if (reader_at(reader, "="))
        return refuse_statement(reader, "an expression has no name: leave out all up to the =, or "
                                        "send the text as a \"program\"");
    reader_unexpected(reader);
    return NULL;
}

/* What Python asks of a program that is right so far: of its names first, then what was noticed. */
static const gd_tree *check_whole(gd_reader *reader, const gd_tree *tree)
{
    if (!tree) return NULL;
    gd_memory *memory = reader->make.arena->memory;
    if (reader->declares && !symbols_check(memory, tree, &reader->error)) return NULL;
    if (!reader->late.code) return tree;
    reader->error = reader->late;
    return NULL;
}

static const gd_tree *parse(gd_lexer_mode mode, const gd_tree *(*read)(gd_reader *),
                            gd_arena *arena, const gd_limits *limits, const char *text,
                            size_t length, gd_error *err)
{
    gd_reader reader;
    const gd_tree *tree = NULL;
    if (reader_init(&reader, mode, arena, limits, text, length)) {
        tree = check_whole(&reader, read(&reader));
        if (!tree) reader_check_rest(&reader);
    }
    if (!tree && err && !err->code) *err = reader.error;
    reader_close(&reader);
    return tree;
}

const gd_tree *parse_program(gd_arena *arena, const gd_limits *limits, const char *text,
                             size_t length, gd_error *err)
{
    return parse(LEXER_LINES, read_program, arena, limits, text, length, err);
}

const gd_tree *parse_expression(gd_arena *arena, const gd_limits *limits, const char *text,
                                size_t length, gd_error *err)
{
    return parse(LEXER_EXPRESSION, read_only_expression, arena, limits, text, length, err);
}
