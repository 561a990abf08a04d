#include "engine/lang/reader.h"

#include <stdio.h>
#include <string.h>

bool reader_init(gd_reader *reader, gd_lexer_mode mode, gd_arena *arena, const gd_limits *limits,
                 const char *text, size_t length)
{
    *reader = (gd_reader){.nesting = limits->program_nesting};
    reader->make = (gd_tree_maker){arena, limits->program_nesting, &reader->error};
    buffer_init(&reader->names, arena->memory, SIZE_MAX / 2);
    if (!lexer_init(&reader->lexer, mode, arena, limits, text, length, &reader->error))
        return false;
    reader->token = lexer_next(&reader->lexer);
    return true;
}

void reader_close(gd_reader *reader)
{
    memory_free(reader->stack);
    buffer_close(&reader->names);
}

/* -- Tokens --------------------------------------------------------------------------------- */

bool reader_token_is(const gd_token *token, const char *text)
{
    if (token->kind != TOKEN_SYMBOL && token->kind != TOKEN_KEYWORD) return false;
    return *token->text == *text && strlen(text) == token->length &&
           !memcmp(token->text, text, token->length);
}

bool reader_at(const gd_reader *reader, const char *text)
{
    return reader_token_is(&reader->token, text);
}

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
    case TOKEN_STRING: return true;
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
    vsnprintf(err->message, sizeof err->message, format, args);
    va_end(args);
    err->code = code;
    err->span = span;
    if (hint) gd_hint(err, "%s", hint);
    return NULL;
}

void *reader_unsupported(gd_reader *reader, gd_span start, const char *what, const char *hint)
{
    gd_span end = reader->token.span;
    gd_span span = {start.line, start.column, end.end_line, end.end_column};
    return reader_fail(reader, GD_UNSUPPORTED, span, hint, "%s not supported", what);
}

/* Python beyond the dialect that one word or symbol gives away. */
static const struct {
    const char *token, *what, *hint;
} beyond[] = {
    /* clang-format off */
    {"class",    "classes are",               "write functions with def"},
    {"with",     "'with' statements are",     "in place of torch.no_grad(), use x.detach()"},
    {"try",      "exceptions ('try') are",    "leave it out: a step that fails ends the program and says why"},
    {"except",   "exceptions ('except') are", "leave it out: a step that fails ends the program and says why"},
    {"finally",  "exceptions ('finally') are", "leave it out: a step that fails ends the program and says why"},
    {"raise",    "exceptions ('raise') are",  "print a message, or return a value that tells"},
    {"assert",   "'assert' statements are",   "leave it out: shapes and dtypes are checked at each step"},
    {"del",      "'del' statements are",      "leave it out: names end with the program"},
    {"global",   "'global' statements are",   "pass the value as an argument and return it"},
    {"nonlocal", "'nonlocal' statements are", "pass the value as an argument and return it"},
    {"async",    "asynchronous functions ('async') are", "leave out 'async'"},
    {"await",    "asynchronous functions ('await') are", "leave out 'await'"},
    {"yield",    "generators ('yield') are",  "return a list"},
    {":=",       "assignment expressions (':=') are", "assign with = on a line of its own"},
    /* clang-format on */
};

bool reader_check_supported(gd_reader *reader)
{
    for (size_t i = 0; i < sizeof beyond / sizeof *beyond; i++) {
        if (!reader_at(reader, beyond[i].token)) continue;
        reader_unsupported(reader, reader->token.span, beyond[i].what, beyond[i].hint);
        return false;
    }
    return true;
}

/* An open bracket is to blame if the text ends in it, or if the trouble is on a later line. */
static const struct gd_bracket *find_unclosed(const gd_reader *reader)
{
    if (!reader->lexer.n_brackets) return NULL;
    const struct gd_bracket *open = &reader->lexer.brackets[reader->lexer.n_brackets - 1];
    const gd_token *token = &reader->token;
    bool end = token->kind == TOKEN_END || token->kind == TOKEN_NEWLINE;
    return end || token->span.line > open->span.line ? open : NULL;
}

static bool is_word(const gd_token *token, const char *text)
{
    bool word = token->kind == TOKEN_NAME || token->kind == TOKEN_KEYWORD;
    bool symbol = token->kind == TOKEN_SYMBOL;
    return (word || symbol) && strlen(text) == token->length &&
           !memcmp(token->text, text, token->length);
}

/* What people write who come from other languages: the token taken last, the one at hand ("" for
 * any), what to write. */
static const struct {
    const char *previous, *token, *hint;
} habits[] = {
    /* clang-format off */
    {"&",        "&",    "use and"},
    {"|",        "|",    "use or"},
    {"==",       "=",    "use =="},
    {"!=",       "=",    "use !="},
    {"<",        ">",    "use !="},
    {"=",        ">",    "use >= to compare; a function is lambda x: ..."},
    {"=",        "<",    "use <= to compare"},
    {"else",     "if",   "write elif"},
    {"^",        "{",    "write a power as x**2"},
    {"",         "{",    "braces do not group here: use ( ), and begin a block with ':' and indentation"},
    {"",         "|",    "an absolute value is abs(x)"},
    {"",         "=",    "to compare, write =="},
    {"",         "->",   "an attribute is x.name; a function is lambda x: ..."},
    {"let",      "",     "assign without a keyword: x = 1"},
    {"const",    "",     "assign without a keyword: x = 1"},
    {"var",      "",     "assign without a keyword: x = 1"},
    {"function", "",     "define a function with def f(x):"},
    {"func",     "",     "define a function with def f(x):"},
    {"fn",       "",     "define a function with def f(x):"},
    {"elseif",   "",     "write elif"},
    {"elsif",    "",     "write elif"},
    {"",         "then", "write ':' in place of then"},
    {"",         "else", "else stands under its if, or inside as: a if condition else b"},
    {"",         "elif", "elif stands under its if, indented alike"},
    /* clang-format on */
};

static const char *find_habit(const gd_reader *reader)
{
    for (size_t i = 0; i < sizeof habits / sizeof *habits; i++) {
        const char *previous = habits[i].previous, *token = habits[i].token;
        bool names = !*token && reader->token.kind != TOKEN_NAME;
        if (names || (*previous && !is_word(&reader->previous, previous))) continue;
        if (!*token || is_word(&reader->token, token)) return habits[i].hint;
    }
    return NULL;
}

/* "i++": the second sign touches the first, and no operand follows. */
static bool is_increment(const gd_reader *reader)
{
    const gd_token *sign = &reader->previous;
    bool plus = reader_token_is(sign, "+") || reader_token_is(sign, "-");
    return plus && sign->text > reader->lexer.text && sign->text[-1] == *sign->text;
}

static bool is_value(const gd_token *token)
{
    return token->kind == TOKEN_NAME || token->kind == TOKEN_INTEGER || token->kind == TOKEN_FLOAT;
}

/* Two values side by side: "sin x", "2 x", "(a) b". */
static void hint_neighbours(gd_reader *reader)
{
    const gd_token *left = &reader->previous, *right = &reader->token;
    bool near = left->span.line == right->span.line && left->length + right->length < 100;
    if (!is_value(right) || !near || *right->text == '.') return;
    if (left->kind == TOKEN_NAME)
        gd_hint(&reader->error, "call it: %.*s(%.*s)", (int)left->length, left->text,
                (int)right->length, right->text);
    else if (is_value(left) && right->kind == TOKEN_NAME)
        gd_hint(&reader->error, "to multiply, write %.*s*%.*s", (int)left->length, left->text,
                (int)right->length, right->text);
    else if (reader_token_is(left, ")") || reader_token_is(left, "]"))
        gd_hint(&reader->error, "to multiply, write * between them");
}

static void *add_hint(gd_reader *reader)
{
    const char *habit = find_habit(reader);
    if (habit) gd_hint(&reader->error, "%s", habit);
    else if (is_increment(reader) && !reader_at_expression(reader))
        gd_hint(&reader->error, "to count, write i %c= 1", *reader->previous.text);
    else if (reader->token.kind == TOKEN_NEWLINE || reader->token.kind == TOKEN_END)
        gd_hint(&reader->error, "something is missing at the end");
    else hint_neighbours(reader);
    return NULL;
}

static const char *find_message(const gd_reader *reader)
{
    if (reader->token.kind == TOKEN_INDENT) return "unexpected indent";
    if (reader->token.kind == TOKEN_END) return "unexpected EOF while parsing";
    if (reader_at(reader, "=")) return "invalid syntax. Maybe you meant '==' instead of '='?";
    return "invalid syntax";
}

/* Words that begin a statement in some Python, and a value after them: "print x", "match x:". */
static bool is_statement_word(const gd_reader *reader, const char *text)
{
    return is_word(&reader->previous, text) && reader_at_expression(reader);
}

void *reader_unexpected(gd_reader *reader)
{
    if (reader->token.kind == TOKEN_ERROR || !reader_check_supported(reader)) return NULL;
    const struct gd_bracket *open = find_unclosed(reader);
    if (open)
        return reader_fail(reader, GD_SYNTAX, open->span, "brackets go in pairs: ( ), [ ]",
                           "'%c' was never closed", open->open);
    gd_span both = {reader->previous.span.line, reader->previous.span.column,
                    reader->token.span.end_line, reader->token.span.end_column};
    if (is_statement_word(reader, "match"))
        return reader_unsupported(reader, both, "'match' statements are", "use if and elif");
    if (is_statement_word(reader, "print"))
        reader_fail(reader, GD_SYNTAX, both, NULL,
                    "Missing parentheses in call to 'print'. Did you mean print(...)?");
    reader_fail(reader, GD_SYNTAX, reader->token.span, NULL, "%s", find_message(reader));
    return add_hint(reader);
}

void *reader_expect_comma(gd_reader *reader, gd_span start)
{
    bool missing = reader_at_expression(reader) && !find_unclosed(reader);
    if (!missing || !reader_check_supported(reader)) return reader_unexpected(reader);
    gd_span end = reader->token.span;
    gd_span span = {start.line, start.column, end.end_line, end.end_column};
    reader_fail(reader, GD_SYNTAX, span, NULL, "invalid syntax. Perhaps you forgot a comma?");
    return add_hint(reader);
}
