/* What a program says that is not Python, or not of the dialect: the words of Python 3.11 for it,
 * and a hint that says how to mend it.
 *
 * Python reads a program without thinking of mistakes, and when that fails reads it again with
 * rules for common ones. Here the token that fits nowhere, what was read before it and what can be
 * read after it tell the mistake. Errors of the lexer come first, wherever they are. */
#include "engine/lang/characters.h"
#include "engine/lang/reader.h"

#include <stdio.h>
#include <string.h>

/* -- Beyond the dialect --------------------------------------------------------------------- */

/* Python beyond the dialect that one word gives away. */
static const struct {
    const char *token, *what, *hint;
} beyond[] = {
    /* clang-format off */
    {"async", "asynchronous functions ('async') are", "leave out 'async'"},
    {"await", "asynchronous functions ('await') are", "leave out 'await'"},
    {"yield", "a 'yield' within an expression is",     "write it as a statement of its own, or x = yield y"},
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

/* -- Hints ---------------------------------------------------------------------------------- */

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
    {"",         "{",    "braces do not group here: use ( ), and begin a block with ':' and indentation"},
    {"",         "|",    "an absolute value is abs(x)"},
    {"",         "=",    "to compare, write =="},
    {"",         "case", "use if and elif"},
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
    bool symbol = reader->token.kind == TOKEN_SYMBOL && reader->token.length == 1;
    const char *mend = symbol ? character_mend((unsigned char)*reader->token.text) : NULL;
    if (habit) gd_hint(&reader->error, "%s", habit);
    else if (mend) gd_hint(&reader->error, "use %s", mend);
    else if (is_increment(reader) && !reader_at_expression(reader))
        gd_hint(&reader->error, "to count, write i %c= 1", *reader->previous.text);
    else if (is_word(&reader->previous, "lambda") || is_word(&reader->token, "lambda"))
        gd_hint(&reader->error, "lambda begins a function: give a variable another name, as lam");
    else if (reader->token.kind == TOKEN_NEWLINE || reader->token.kind == TOKEN_END)
        gd_hint(&reader->error, "something is missing at the end");
    else hint_neighbours(reader);
    return NULL;
}

/* -- Mistakes ------------------------------------------------------------------------------- */

static bool at_open_end(const gd_reader *reader)
{
    bool end = reader->token.kind == TOKEN_END || reader->token.kind == TOKEN_NEWLINE;
    return end && reader->lexer.n_brackets;
}

const gd_tree *reader_try(gd_reader *reader, const gd_tree *(*read)(gd_reader *))
{
    int64_t level = reader->level;
    const gd_tree *tree = read(reader);
    reader->level = level;
    reader->reached = at_open_end(reader) ? INT32_MAX : reader->token.span.line;
    gd_code code = reader->error.code;
    bool bound = code == GD_MEMORY_LIMIT || code == GD_NESTING_LIMIT;
    if (!tree && !bound && !reader->lexer.failed) reader->error = (gd_error){.code = GD_OK};
    return tree;
}

static gd_span span_between(gd_span start, gd_span end)
{
    return (gd_span){start.line, start.column, end.end_line, end.end_column};
}

static void *refuse_open_bracket(gd_reader *reader)
{
    const struct gd_bracket *open = &reader->lexer.brackets[reader->lexer.n_brackets - 1];
    return reader_fail(reader, GD_SYNTAX, open->span, "brackets go in pairs: ( ), [ ], { }",
                       "'%c' was never closed", open->open);
}

/* The text of a field ends before its brace. */
static void *refuse_open_field(gd_reader *reader)
{
    const struct gd_bracket *open = &reader->lexer.brackets[reader->lexer.n_brackets - 1];
    if (reader->lexer.n_brackets > 1)
        return reader_fail(reader, GD_SYNTAX, open->span, NULL, "unmatched '%c'", open->open);
    return reader_fail(reader, GD_SYNTAX, open->span, "a brace itself is written twice: {{",
                       "expecting '}'");
}

static bool ends_here(const gd_reader *reader, gd_span span)
{
    gd_span end = reader->previous.span;
    return span.end_line == end.end_line && span.end_column == end.end_column;
}

static void *refuse_token(gd_reader *reader)
{
    bool indent = reader->token.kind == TOKEN_INDENT, end = reader->token.kind == TOKEN_END;
    const char *message = indent ? "unexpected indent" : "invalid syntax";
    if (end && reader->lexer.joined_lines) message = "unexpected EOF while parsing";
    reader_fail(reader, indent ? GD_INDENTATION : GD_SYNTAX, reader->token.span,
                indent ? "begin the line under the first letter of the line above" : NULL, "%s",
                message);
    return add_hint(reader);
}

/* Two expressions side by side. A word before a string may be meant as its prefix. */
static bool are_neighbours(const gd_reader *reader)
{
    const gd_token *token = &reader->token, *operand = &reader->operand;
    bool string = token->kind == TOKEN_STRING || token->kind == TOKEN_FORMATTED;
    bool word = reader->previous.kind == TOKEN_NAME && operand->text == reader->previous.text;
    bool first = reader_at_expression(reader) && !reader_at(reader, "*");
    return first && ends_here(reader, operand->span) && !(string && word);
}

/* Within brackets a comma may be missing. Python is content with the beginning of the second
 * expression, if that is one by itself. */
static void *refuse_neighbours(gd_reader *reader)
{
    gd_token left = reader->previous, right = reader->token;
    gd_span start = reader->operand.span, end = right.span;
    bool opens = right.kind == TOKEN_SYMBOL && strchr("([{", *right.text);
    bool within = reader->lexer.n_brackets > opens;
    bool atom =
        right.kind != TOKEN_SYMBOL && !reader_at(reader, "not") && !reader_at(reader, "lambda");
    const gd_tree *value = reader_try(reader, read_expression);
    if (reader->error.code) return NULL;
    if (at_open_end(reader) && !reader->fields) return refuse_open_bracket(reader);
    if (value) end = reader->previous.span;
    reader->previous = left;
    reader->token = right;
    if (!within || (!value && !atom)) return refuse_token(reader);
    reader_fail(reader, GD_SYNTAX, span_between(start, end), NULL,
                "invalid syntax. Perhaps you forgot a comma?");
    return add_hint(reader);
}

/* print and exec were statements once. */
static void *refuse_old_statement(gd_reader *reader)
{
    gd_token word = reader->previous, right = reader->token;
    reader_try(reader, read_items);
    if (reader->error.code) return NULL;
    reader_fail(reader, GD_SYNTAX, span_between(word.span, reader->previous.span), NULL,
                "Missing parentheses in call to '%.*s'. Did you mean %.*s(...)?", (int)word.length,
                word.text, (int)word.length, word.text);
    reader->previous = word;
    reader->token = right;
    return add_hint(reader);
}

/* Words that begin a statement in some Python, and a value after them: "print x", "match x:". */
static bool is_statement_word(const gd_reader *reader, const char *text)
{
    return is_word(&reader->previous, text) && reader_at_expression(reader);
}

void *reader_unexpected(gd_reader *reader)
{
    bool end = reader->token.kind == TOKEN_END || reader->token.kind == TOKEN_NEWLINE;
    if (reader->token.kind == TOKEN_ERROR || !reader_check_supported(reader)) return NULL;
    if (end && reader->lexer.in_field) return refuse_open_field(reader);
    if (end && reader->lexer.n_brackets) return refuse_open_bracket(reader);
    gd_span both = span_between(reader->previous.span, reader->token.span);
    if (is_statement_word(reader, "match"))
        return reader_fail(reader, GD_UNSUPPORTED, both, "use if and elif",
                           "'match' statements are not supported");
    if (is_word(&reader->previous, "type") && reader->token.kind == TOKEN_NAME)
        return reader_fail(reader, GD_UNSUPPORTED, both, "assign: X = int",
                           "'type' statements are not supported");
    if (is_statement_word(reader, "print") || is_statement_word(reader, "exec"))
        return refuse_old_statement(reader);
    return are_neighbours(reader) ? refuse_neighbours(reader) : refuse_token(reader);
}

static bool is_comparable(const gd_tree *value, gd_span start)
{
    switch (value->kind) {
    case GD_TREE_TUPLE:
    case GD_TREE_LIST: return false;
    case GD_TREE_CONSTANT: return value->text[0] == '.';
    case GD_TREE_COMPREHENSION: return strcmp(value->text, "generator");
    case GD_TREE_CONDITIONAL:
    case GD_TREE_LAMBDA:
    case GD_TREE_STARRED:
    case GD_TREE_OR:
    case GD_TREE_AND:
    case GD_TREE_NOT:
    case GD_TREE_COMPARE: return tree_is_group(value, start);
    default: return true;
    }
}

/* "x = 1" where a condition is wanted, unless it is "x = 1 = …". */
void *reader_refuse_equals(gd_reader *reader, gd_span start, const gd_tree *value)
{
    gd_token equals = reader->token;
    if (!is_comparable(value, start)) return refuse_token(reader);
    reader_take(reader);
    const gd_tree *right = reader_try(reader, read_bitwise);
    if (reader->error.code) return NULL;
    if (!right || reader_at(reader, "=") || reader_at(reader, ":="))
        return reader_fail(reader, GD_SYNTAX, equals.span,
                           "to compare, write ==", "invalid syntax");
    if (value->kind == GD_TREE_NAME)
        return reader_fail(
            reader, GD_SYNTAX, span_between(value->span, right->span),
            "to compare, write ==", "invalid syntax. Maybe you meant '==' or ':=' instead of '='?");
    const char *hint = "a name stands on the left of =; to compare, write ==";
    if (value->kind == GD_TREE_CALL) hint = "to define a function, write def f(x): return ...";
    return reader_fail(reader, GD_SYNTAX, value->span, hint,
                       "cannot assign to %s here. Maybe you meant '==' instead of '='?",
                       target_words(value));
}

/* A bracket that the rest leaves open is to blame for what is wrong on a later line or at the
 * end. */
static void blame_open_bracket(gd_reader *reader, int32_t line)
{
    if (!reader->lexer.n_brackets) return;
    if (reader->lexer.brackets[reader->lexer.n_brackets - 1].span.line >= line) return;
    reader->error = (gd_error){.code = GD_OK};
    refuse_open_bracket(reader);
}

void reader_check_rest(gd_reader *reader)
{
    gd_error rest = {.code = GD_OK};
    gd_token token = reader->has_next ? reader->next : reader->token;
    int32_t line = token.span.line > reader->reached ? token.span.line : reader->reached;
    bool asked = reader->error.code == GD_SYNTAX || reader->error.code == GD_INDENTATION;
    bool failed = reader->lexer.failed && !reader->lexer.undecoded;
    if (!asked || failed || token.kind == TOKEN_INDENT) return;
    reader->lexer.failed = false;
    if (at_open_end(reader)) line = INT32_MAX;
    reader->lexer.err = &rest;
    do token = lexer_next(&reader->lexer);
    while (token.kind != TOKEN_ERROR && token.kind != TOKEN_END);
    reader->lexer.err = &reader->error;
    if (rest.code == GD_SYNTAX && !reader->lexer.weak) reader->error = rest;
    else blame_open_bracket(reader, line);
}
