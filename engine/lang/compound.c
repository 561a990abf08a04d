/* The rules for statements with blocks; above each function stands the rule that it reads. */
#include "engine/lang/reader.h"

#include <string.h>

/* -- Blocks --------------------------------------------------------------------------------- */

/* These words want a ":" at once. */
static bool is_bare_word(const gd_token *token)
{
    return reader_token_is(token, "else") || reader_token_is(token, "try") ||
           reader_token_is(token, "finally");
}

static bool refuse_colon(gd_reader *reader)
{
    const char *hint = "put ':' at the end of the line";
    if (reader_at(reader, "{")) hint = "a block begins with ':' and is indented, without braces";
    if (reader_token_is(&reader->previous, "else") && reader_at(reader, "if")) hint = "write elif";
    if (reader->token.kind == TOKEN_ERROR || !reader_check_supported(reader)) return false;
    return reader_fail(reader, GD_SYNTAX, reader->token.span, hint, "expected ':'");
}

static bool expect_colon(gd_reader *reader)
{
    if (reader_accept(reader, ":")) return true;
    bool end = reader->token.kind == TOKEN_NEWLINE && !reader->lexer.n_brackets;
    bool brace = reader_at(reader, "{");
    if (end || brace || is_bare_word(&reader->previous)) return refuse_colon(reader);
    return reader_unexpected(reader);
}

/* NEWLINE INDENT statement+ DEDENT, after the NEWLINE */
static bool read_indented(gd_reader *reader, const char *owner, gd_span start)
{
    size_t base = reader->count;
    gd_span place = reader->token.span;
    if (reader->token.kind == TOKEN_ERROR) return false;
    if (reader->token.kind == TOKEN_INDENT) {
        if (!reader_enter(reader)) return false;
        reader_take(reader);
        while (reader->token.kind != TOKEN_DEDENT)
            if (!read_statement(reader)) return false;
        reader_take(reader);
        reader_leave(reader);
    }
    if (reader->count > base) return true;
    return reader_fail(reader, GD_INDENTATION, place,
                       "indent the lines that belong to it, or write pass",
                       "expected an indented block after %s on line %d", owner, start.line);
}

/* suite = ":" (line | NEWLINE INDENT statement+ DEDENT): pushes the statements. `owner` and `start`
 * say whose it is. */
static bool read_suite(gd_reader *reader, const char *owner, gd_span start)
{
    if (!expect_colon(reader)) return false;
    if (reader->token.kind != TOKEN_NEWLINE) return read_line(reader);
    reader_take(reader);
    return read_indented(reader, owner, start);
}

static const gd_tree *build_block(gd_reader *reader, size_t base)
{
    gd_span start = reader->count > base ? reader->stack[base]->span : reader->previous.span;
    return reader_build(reader, GD_TREE_BLOCK, start, reader_no_word, base);
}

static const gd_tree *read_block(gd_reader *reader, const char *owner, gd_span start)
{
    size_t base = reader->count;
    return read_suite(reader, owner, start) ? build_block(reader, base) : NULL;
}

/* -- Compound statements -------------------------------------------------------------------- */

/* else = ["else" suite]; *block receives it or NULL; false on failure */
static bool read_else(gd_reader *reader, const gd_tree **block)
{
    gd_span start = reader->token.span;
    *block = NULL;
    if (!reader_accept(reader, "else")) return true;
    *block = read_block(reader, "'else' statement", start);
    return *block;
}

static const gd_tree *read_if(gd_reader *reader);

/* An IF alone in a BLOCK. */
static const gd_tree *read_elif(gd_reader *reader)
{
    if (!reader_enter(reader)) return NULL;
    const gd_tree *statement = read_if(reader);
    reader_leave(reader);
    if (!statement) return NULL;
    return reader_new(reader, GD_TREE_BLOCK, statement->span, reader_no_word, &statement, 1);
}

/* if = "if" named suite ("elif" named suite)* else */
static const gd_tree *read_if(gd_reader *reader)
{
    gd_span start = reader->token.span;
    const gd_tree *parts[3] = {NULL};
    bool nested = reader_at(reader, "elif");
    reader_take(reader);
    if (!(parts[0] = read_named(reader))) return NULL;
    parts[1] = read_block(reader, nested ? "'elif' statement" : "'if' statement", start);
    if (!parts[1]) return NULL;
    if (reader_at(reader, "elif")) {
        if (!(parts[2] = read_elif(reader))) return NULL;
    } else if (!read_else(reader, &parts[2])) return NULL;
    return reader_new(reader, GD_TREE_IF, start, reader_no_word, parts, 3);
}

static const gd_tree *read_loop_body(gd_reader *reader, const char *owner, gd_span start)
{
    reader->loops++;
    const gd_tree *body = read_block(reader, owner, start);
    reader->loops--;
    return body;
}

/* for = "for" targets "in" expressions suite else */
static const gd_tree *read_for(gd_reader *reader)
{
    gd_span start = reader->token.span;
    const gd_tree *parts[4] = {NULL};
    reader_take(reader);
    if (!(parts[0] = read_target_list(reader)) || !reader_expect(reader, "in")) return NULL;
    if (!(parts[1] = read_expressions(reader))) return NULL;
    if (!(parts[2] = read_loop_body(reader, "'for' statement", start))) return NULL;
    if (!read_else(reader, &parts[3])) return NULL;
    return reader_new(reader, GD_TREE_FOR, start, reader_no_word, parts, 4);
}

/* while = "while" named suite else */
static const gd_tree *read_while(gd_reader *reader)
{
    gd_span start = reader->token.span;
    const gd_tree *parts[3] = {NULL};
    reader_take(reader);
    if (!(parts[0] = read_named(reader))) return NULL;
    if (!(parts[1] = read_loop_body(reader, "'while' statement", start))) return NULL;
    if (!read_else(reader, &parts[2])) return NULL;
    return reader_new(reader, GD_TREE_WHILE, start, reader_no_word, parts, 3);
}

/* -- Exceptions ----------------------------------------------------------------------------- */

static const gd_tree *refuse_several_classes(gd_reader *reader, gd_span first)
{
    reader_take(reader);
    reader_try(reader, read_items);
    if (reader->error.code) return NULL;
    return reader_fail(reader, GD_SYNTAX, reader_span(reader, first), "write ( ) around them",
                       "multiple exception types must be parenthesized");
}

/* handler = "except" [expression ["as" NAME]] suite */
static const gd_tree *read_handler(gd_reader *reader)
{
    gd_span start = reader->token.span;
    const gd_tree *parts[2] = {NULL};
    gd_word name = reader_word("");
    reader_take(reader);
    if (reader_at(reader, "*"))
        return reader_unsupported(reader, start, "exception groups ('except*') are",
                                  "leave out the *");
    if (!reader_at(reader, ":") && reader->token.kind != TOKEN_NEWLINE) {
        if (!(parts[0] = read_expression(reader))) return NULL;
        if (reader_at(reader, ",")) return refuse_several_classes(reader, parts[0]->span);
        if (reader_accept(reader, "as")) {
            name = reader_word_of(reader->token);
            if (!read_name(reader)) return NULL;
        }
    }
    const char *owner = "'except' statement";
    if (!(parts[1] = read_block(reader, owner, start))) return NULL;
    return reader_new(reader, GD_TREE_HANDLER, start, name, parts, 2);
}

/* handler*, pushed; the one for all exceptions must be the last. */
static bool read_handlers(gd_reader *reader)
{
    const gd_tree *handler = NULL;
    while (reader_at(reader, "except")) {
        if (handler && !handler->parts[0])
            reader_fail_late(reader, handler->span, "move it behind the others",
                             "default 'except:' must be last");
        if (!reader_push(reader, handler = read_handler(reader))) return false;
    }
    return true;
}

static const gd_tree *refuse_bare_try(gd_reader *reader)
{
    if (reader->token.kind == TOKEN_ERROR) return NULL;
    return reader_fail(reader, GD_SYNTAX, reader->token.span, "say what happens after a failure",
                       "expected 'except' or 'finally' block");
}

/* try = "try" suite (handler+ else | ) ["finally" suite], with a handler or a finally */
static const gd_tree *read_try(gd_reader *reader)
{
    gd_span start = reader->token.span;
    const gd_tree *blocks[3] = {NULL};
    size_t base = reader->count;
    reader_take(reader);
    for (int i = 0; i < 3; i++)
        if (!reader_push_none(reader)) return NULL;
    if (!(blocks[0] = read_block(reader, "'try' statement", start))) return NULL;
    if (!read_handlers(reader)) return NULL;
    bool handlers = reader->count > base + 3;
    if (handlers && !read_else(reader, &blocks[1])) return NULL;
    gd_span last = reader->token.span;
    if (reader_accept(reader, "finally")) {
        blocks[2] = read_block(reader, "'finally' statement", last);
        if (!blocks[2]) return NULL;
    } else if (!handlers) return refuse_bare_try(reader);
    memcpy(reader->stack + base, blocks, sizeof blocks);
    return reader_build(reader, GD_TREE_TRY, start, reader_no_word, base);
}

/* -- With ----------------------------------------------------------------------------------- */

/* with_item = expression ["as" target], pushed in two parts; *named: there is an "as" */
static bool read_with_item(gd_reader *reader, bool *named)
{
    if (!reader_push(reader, read_expression(reader))) return false;
    if (!reader_accept(reader, "as")) return reader_push_none(reader);
    *named = true;
    const gd_tree *target = read_target(reader);
    return reader_push(reader, target) && target_check(reader, target);
}

/* with_items = with_item ("," with_item)*, and [","] before ")" */
static bool read_with_items(gd_reader *reader, bool *named)
{
    do
        if (!read_with_item(reader, named)) return false;
    while (reader_accept(reader, ",") && !reader_at(reader, ")"));
    return true;
}

/* "(" with_items ")" ":", but the ":" is left; true if it is this, else nothing is read: without an
 * "as", it may be an expression that begins with parentheses. */
static bool read_grouped_items(gd_reader *reader)
{
    gd_reader_place place = reader_place(reader);
    gd_error late = reader->late;
    bool named = false;
    bool grouped = reader_accept(reader, "(") && reader_enter(reader) &&
                   read_with_items(reader, &named) && reader_expect(reader, ")") &&
                   (reader_at(reader, ":") || (named && reader_unexpected(reader)));
    if (grouped || named) {
        reader->level = place.level;
        return grouped;
    }
    reader_return(reader, &place);
    reader->late = late;
    if (reader->error.code != GD_MEMORY_LIMIT) reader->error = (gd_error){.code = GD_OK};
    return false;
}

/* with = "with" (with_items | "(" with_items ")") suite */
static const gd_tree *read_with(gd_reader *reader)
{
    gd_span start = reader->token.span;
    size_t base = reader->count;
    reader_take(reader);
    if (!reader_push_none(reader)) return NULL;
    bool grouped = reader_at(reader, "(") && read_grouped_items(reader), named = false;
    if (reader->error.code || (!grouped && !read_with_items(reader, &named))) return NULL;
    const gd_tree *body = read_block(reader, "'with' statement", start);
    if (!body) return NULL;
    reader->stack[base] = body;
    return reader_build(reader, GD_TREE_WITH, start, reader_no_word, base);
}

/* -- Functions and classes ------------------------------------------------------------------ */

/* "(" parameters ")" ["->" expression]: pushes the parameters */
static bool read_signature(gd_reader *reader)
{
    if (!reader_at(reader, "(") && reader->token.kind != TOKEN_ERROR)
        return reader_fail(reader, GD_SYNTAX, reader->token.span,
                           "a function has ( ) after its name", "expected '('");
    reader_take(reader);
    if (!read_parameters(reader, PARAMETERS_OF_DEF) || !reader_expect(reader, ")")) return false;
    gd_span arrow = reader->token.span;
    bool result = reader_accept(reader, "->");
    if (result && reader_at(reader, ":"))
        return reader_fail(reader, GD_SYNTAX, arrow, "a type follows ->", "expected ':'");
    if (result && !read_expression(reader)) return false;
    return reader_at(reader, ":") || refuse_colon(reader);
}

/* The suite of a function or class, in which `functions` enclose the statements; a string that
 * begins it is the docstring, stack[owner + 1], and the rest the body, stack[owner]. */
static bool read_body(gd_reader *reader, const char *words, gd_span start, size_t owner,
                      int functions)
{
    size_t base = reader->count;
    int outer_loops = reader->loops, outer_functions = reader->functions;
    reader->loops = 0;
    reader->functions = functions;
    if (!read_suite(reader, words, start)) return false;
    reader->functions = outer_functions;
    reader->loops = outer_loops;
    const gd_tree *first = reader->stack[base];
    bool docstring = first->kind == GD_TREE_EXPRESSION && first->parts[0]->kind == GD_TREE_STRING;
    if (docstring) reader->stack[owner + 1] = first->parts[0];
    const gd_tree *body = build_block(reader, base + docstring);
    reader->count = base;
    reader->stack[owner] = body;
    return body;
}

/* The word and name of a definition; pushes its three first parts, of which two are still none. */
static bool read_definition(gd_reader *reader, const gd_tree *decorators, gd_word *name)
{
    reader_take(reader);
    *name = reader_word_of(reader->token);
    if (reader->token.kind != TOKEN_NAME) return reader_unexpected(reader);
    reader_take(reader);
    for (int i = 0; i < 3; i++)
        if (!reader_push_none(reader)) return false;
    reader->stack[reader->count - 1] = decorators;
    return true;
}

/* def = "def" NAME signature suite, with the decorators that stood before it or NULL */
static const gd_tree *read_function(gd_reader *reader, const gd_tree *decorators)
{
    gd_span start = reader->token.span;
    size_t base = reader->count;
    gd_word name;
    if (!read_definition(reader, decorators, &name) || !read_signature(reader)) return NULL;
    if (!read_body(reader, "function definition", start, base, reader->functions + 1)) return NULL;
    return reader_build(reader, GD_TREE_DEF, start, name, base);
}

/* class = "class" NAME ["(" arguments ")"] suite */
static const gd_tree *read_class_of(gd_reader *reader, const gd_tree *decorators)
{
    gd_span start = reader->token.span;
    size_t base = reader->count;
    gd_word name;
    if (!read_definition(reader, decorators, &name)) return NULL;
    if (reader_accept(reader, "(") && !read_arguments(reader)) return NULL;
    if (!read_body(reader, "class definition", start, base, 0)) return NULL;
    return reader_build(reader, GD_TREE_CLASS, start, name, base);
}

static const gd_tree *read_def(gd_reader *reader)
{
    return read_function(reader, NULL);
}

static const gd_tree *read_class(gd_reader *reader)
{
    return read_class_of(reader, NULL);
}

/* decorated = ("@" named NEWLINE)+ (def | class) */
static const gd_tree *read_decorators(gd_reader *reader)
{
    gd_span start = reader->token.span;
    size_t base = reader->count;
    while (reader_accept(reader, "@"))
        if (!reader_push(reader, read_named(reader)) || !expect_newline(reader)) return NULL;
    const gd_tree *decorators = reader_build(reader, GD_TREE_TUPLE, start, reader_no_word, base);
    if (!decorators) return NULL;
    if (reader_at(reader, "class")) return read_class_of(reader, decorators);
    return reader_at(reader, "def") ? read_function(reader, decorators) : reader_unexpected(reader);
}

/* -- Statements ----------------------------------------------------------------------------- */

static const struct rule {
    const char *word;
    const gd_tree *(*read)(gd_reader *reader);
} rules[] = {{"if", read_if},     {"for", read_for}, {"while", read_while}, {"try", read_try},
             {"with", read_with}, {"def", read_def}, {"class", read_class}, {"@", read_decorators}};

/* statement = if | for | while | try | with | def | class | decorated | line */
bool read_statement(gd_reader *reader)
{
    if (reader->token.kind == TOKEN_NEWLINE) return expect_newline(reader);
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        if (reader_at(reader, rules[i].word)) return reader_push(reader, rules[i].read(reader));
    return read_line(reader);
}
