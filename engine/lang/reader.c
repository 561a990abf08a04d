#include "engine/lang/reader.h"

#include <stdio.h>
#include <string.h>

bool reader_init(gd_reader *reader, gd_lexer_mode mode, gd_arena *arena, const gd_limits *limits,
                 const char *text, size_t length)
{
    *reader = (gd_reader){.nesting = limits->program_nesting};
    reader->make = (gd_tree_maker){arena, limits->program_nesting, &reader->error};
    buffer_init(&reader->names, arena->memory, SIZE_MAX / 2);
    arena_init(&reader->tokens, arena->memory);
    if (!lexer_init(&reader->lexer, mode, &reader->tokens, limits, text, length, &reader->error))
        return false;
    reader->token = lexer_next(&reader->lexer);
    return true;
}

void reader_close(gd_reader *reader)
{
    memory_free(reader->stack);
    buffer_close(&reader->names);
    arena_close(&reader->tokens);
}

gd_reader_place reader_place(const gd_reader *reader)
{
    return (gd_reader_place){reader->lexer, reader->previous,    reader->token,
                             reader->next,  reader->has_next,    reader->level,
                             reader->count, reader->names.length};
}

void reader_return(gd_reader *reader, const gd_reader_place *place)
{
    reader->lexer = place->lexer;
    reader->previous = place->previous;
    reader->token = place->token;
    reader->next = place->next;
    reader->has_next = place->has_next;
    reader->level = place->level;
    reader->count = place->count;
    reader->names.length = place->names;
}

/* -- Tokens --------------------------------------------------------------------------------- */

void reader_take(gd_reader *reader)
{
    if (reader->token.kind > TOKEN_DEDENT) reader->previous = reader->token;
    reader->token = reader->has_next ? reader->next : lexer_next(&reader->lexer);
    reader->has_next = false;
}

bool reader_accept(gd_reader *reader, const char *text)
{
    if (!reader_at(reader, text)) return false;
    reader_take(reader);
    return true;
}

bool reader_expect(gd_reader *reader, const char *text)
{
    if (reader_accept(reader, text)) return true;
    reader_unexpected(reader);
    return false;
}

const gd_token *reader_peek(gd_reader *reader)
{
    if (!reader->has_next) reader->next = lexer_next(&reader->lexer);
    reader->has_next = true;
    return &reader->next;
}

static bool at_any(const gd_reader *reader, const char *const *texts)
{
    for (; *texts; texts++)
        if (reader_at(reader, *texts)) return true;
    return false;
}

bool reader_at_expression(const gd_reader *reader)
{
    static const char *const words[] = {"(", "[", "{", "+", "-", "~", "*", "...", NULL};
    static const char *const keywords[] = {"not",   "lambda", "None",  "True",
                                           "False", "yield",  "await", NULL};
    switch (reader->token.kind) {
    case TOKEN_NAME:
    case TOKEN_INTEGER:
    case TOKEN_FLOAT:
    case TOKEN_STRING:
    case TOKEN_FORMATTED: return true;
    case TOKEN_SYMBOL: return at_any(reader, words);
    case TOKEN_KEYWORD: return at_any(reader, keywords);
    default: return false;
    }
}

/* -- Trees ---------------------------------------------------------------------------------- */

bool reader_enter(gd_reader *reader)
{
    if (reader->level++ < reader->nesting) return true;
    reader_fail(reader, GD_NESTING_LIMIT, reader->token.span,
                "give a part of it a name, and use the name", "nested more than %lld levels deep",
                (long long)reader->nesting);
    return false;
}

void reader_leave(gd_reader *reader)
{
    reader->level--;
}

gd_span reader_span(const gd_reader *reader, gd_span start)
{
    gd_span end = reader->previous.span;
    return (gd_span){start.line, start.column, end.end_line, end.end_column};
}

bool reader_push_none(gd_reader *reader)
{
    if (reader->count == reader->capacity) {
        size_t capacity = reader->capacity ? 2 * reader->capacity : 64;
        const gd_tree **stack = memory_resize(reader->make.arena->memory, reader->stack,
                                              capacity * sizeof *stack, &reader->error);
        if (!stack) return false;
        reader->stack = stack;
        reader->capacity = capacity;
    }
    reader->stack[reader->count++] = NULL;
    return true;
}

bool reader_push(gd_reader *reader, const gd_tree *tree)
{
    if (!tree || !reader_push_none(reader)) return false;
    reader->stack[reader->count - 1] = tree;
    return true;
}

const gd_word reader_no_word = {NULL, 0};

gd_word reader_word(const char *text)
{
    return (gd_word){text, strlen(text)};
}

gd_word reader_word_of(gd_token token)
{
    return (gd_word){token.text, token.length};
}

const gd_tree *reader_new(gd_reader *reader, gd_tree_kind kind, gd_span start, gd_word text,
                          const gd_tree *const *parts, int n_parts)
{
    gd_span span = reader_span(reader, start);
    return tree_new(&reader->make, kind, span, text.text, text.length, parts, n_parts);
}

const gd_tree *reader_build(gd_reader *reader, gd_tree_kind kind, gd_span start, gd_word text,
                            size_t base)
{
    int n_parts = (int)(reader->count - base);
    reader->count = base;
    return reader_new(reader, kind, start, text, n_parts ? reader->stack + base : NULL, n_parts);
}

const gd_tree *reader_leaf(gd_reader *reader, gd_tree_kind kind)
{
    gd_token token = reader->previous;
    return tree_new(&reader->make, kind, token.span, token.text, token.length, NULL, 0);
}

/* -- Errors --------------------------------------------------------------------------------- */

void *reader_fail(gd_reader *reader, gd_code code, gd_span span, const char *hint,
                  const char *format, ...)
{
    gd_error *err = &reader->error;
    if (err->code) return NULL;
    va_list args;
    va_start(args, format);
    bool field = reader->fields && code == GD_SYNTAX;
    int used = snprintf(err->message, sizeof err->message, "%s", field ? "f-string: " : "");
    vsnprintf(err->message + used, sizeof err->message - (size_t)used, format, args);
    va_end(args);
    err->code = code;
    err->span = span;
    if (hint) gd_hint(err, "%s", hint);
    return NULL;
}

void reader_fail_late(gd_reader *reader, gd_span span, const char *hint, const char *format, ...)
{
    gd_error *late = &reader->late;
    if (late->code) return;
    va_list args;
    va_start(args, format);
    vsnprintf(late->message, sizeof late->message, format, args);
    va_end(args);
    late->code = GD_SYNTAX;
    late->span = span;
    if (hint) gd_hint(late, "%s", hint);
}

void *reader_unsupported(gd_reader *reader, gd_span start, const char *what, const char *hint)
{
    gd_span end = reader->token.span;
    gd_span span = {start.line, start.column, end.end_line, end.end_column};
    return reader_fail(reader, GD_UNSUPPORTED, span, hint, "%s not supported", what);
}
