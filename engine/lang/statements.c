/* The rules for statements; above each function stands the rule that it reads. */
#include "engine/lang/operators.h"
#include "engine/lang/reader.h"

#include <string.h>

/* -- Assignments ---------------------------------------------------------------------------- */

/* annotated = target ":" expression ["=" expressions], after the target; the annotation is dropped,
 * and without a value nothing is left. */
static const gd_tree *read_annotated(gd_reader *reader, gd_span start, const gd_tree *target)
{
    if (!target_check_annotated(reader, target)) return NULL;
    reader_take(reader);
    if (!read_expression(reader)) return NULL;
    if (!reader_accept(reader, "="))
        return reader_new(reader, GD_TREE_PASS, start, reader_no_word, NULL, 0);
    const gd_tree *parts[] = {read_expressions(reader), target};
    return reader_new(reader, GD_TREE_ASSIGN, start, reader_no_word, parts, 2);
}

/* The operator of "+=" and its like. */
static const gd_operator *augmenting_operator(const gd_token *token)
{
    bool equals = token->kind == TOKEN_SYMBOL && token->length > 1;
    if (!equals || token->text[token->length - 1] != '=') return NULL;
    return operator_find(GD_OPERATOR_BINARY, token->text, token->length - 1);
}

/* augmented = target "+=" expressions, after the target */
static const gd_tree *read_augmented(gd_reader *reader, gd_span start, const gd_tree *target)
{
    gd_word name = reader_word(augmenting_operator(&reader->token)->name);
    if (!target_check_augmented(reader, target)) return NULL;
    reader_take(reader);
    const gd_tree *parts[] = {target, read_expressions(reader)};
    return reader_new(reader, GD_TREE_AUGMENTED, start, name, parts, 2);
}

/* assignment = (items "=")+ expressions, after the first target. What is read last is the value;
 * everything before it must be a target. */
static const gd_tree *read_assignment(gd_reader *reader, gd_span start, const gd_tree *target)
{
    size_t base = reader->count;
    if (!reader_push_none(reader) || !reader_push(reader, target)) return NULL;
    while (reader_accept(reader, "=")) {
        if (!target_check_assigned(reader, reader->stack[reader->count - 1])) return NULL;
        if (!reader_push(reader, read_items(reader))) return NULL;
    }
    const gd_tree *value = reader->stack[--reader->count];
    reader->stack[base] = value;
    if (value->kind == GD_TREE_STARRED)
        return refuse_starred(reader, value, "can't use starred expression here");
    return reader_build(reader, GD_TREE_ASSIGN, start, reader_no_word, base);
}

/* expression_statement = assignment | augmented | annotated | expressions */
static const gd_tree *read_expression_statement(gd_reader *reader)
{
    gd_span start = reader->token.span;
    const gd_tree *first = read_items(reader);
    if (!first) return NULL;
    if (reader_at(reader, "=")) return read_assignment(reader, start, first);
    if (reader_at(reader, ":")) return read_annotated(reader, start, first);
    if (augmenting_operator(&reader->token)) return read_augmented(reader, start, first);
    if (first->kind == GD_TREE_STARRED)
        return refuse_starred(reader, first, "can't use starred expression here");
    return reader_new(reader, GD_TREE_EXPRESSION, start, reader_no_word, &first, 1);
}

/* -- Simple statements ---------------------------------------------------------------------- */

static const gd_tree *refuse_place(gd_reader *reader, gd_span start, const char *message)
{
    return reader_fail(reader, GD_SYNTAX, reader_span(reader, start), NULL, "%s", message);
}

static bool at_simple_end(const gd_reader *reader)
{
    return reader->token.kind == TOKEN_NEWLINE || reader_at(reader, ";");
}

/* return = "return" [expressions] */
static const gd_tree *read_return(gd_reader *reader)
{
    gd_span start = reader->token.span;
    const gd_tree *value = NULL;
    reader_take(reader);
    if (!at_simple_end(reader) && !(value = read_expressions(reader))) return NULL;
    if (!reader->functions) return refuse_place(reader, start, "'return' outside function");
    return reader_new(reader, GD_TREE_RETURN, start, reader_no_word, &value, 1);
}

/* "break" */
static const gd_tree *read_break(gd_reader *reader)
{
    gd_span start = reader->token.span;
    reader_take(reader);
    if (!reader->loops) return refuse_place(reader, start, "'break' outside loop");
    return reader_new(reader, GD_TREE_BREAK, start, reader_no_word, NULL, 0);
}

/* "continue" */
static const gd_tree *read_continue(gd_reader *reader)
{
    gd_span start = reader->token.span;
    reader_take(reader);
    if (!reader->loops) return refuse_place(reader, start, "'continue' not properly in loop");
    return reader_new(reader, GD_TREE_CONTINUE, start, reader_no_word, NULL, 0);
}

/* "pass" */
static const gd_tree *read_pass(gd_reader *reader)
{
    reader_take(reader);
    return reader_new(reader, GD_TREE_PASS, reader->previous.span, reader_no_word, NULL, 0);
}

/* -- Imports -------------------------------------------------------------------------------- */

/* module = NAME ("." NAME)*, added to the reader's names; false on failure */
static bool read_module(gd_reader *reader)
{
    do {
        if (reader->token.kind != TOKEN_NAME) return reader_unexpected(reader);
        reader_take(reader);
        buffer_add(&reader->names, reader->previous.text, reader->previous.length);
    } while (reader_accept(reader, ".") && (buffer_add_text(&reader->names, "."), true));
    if (!reader->names.error.code) return true;
    return reader_fail(reader, GD_MEMORY_LIMIT, reader->previous.span, NULL, "out of memory");
}

/* The module from `base` on, which leaves the names; good until the next is read. */
static gd_word take_module(gd_reader *reader, size_t base)
{
    gd_word module = {reader->names.data + base, reader->names.length - base};
    reader->names.length = base;
    return module;
}

/* ["as" NAME]; without it the module's first part, `name`, is bound. */
static const gd_tree *read_binding(gd_reader *reader, gd_token name)
{
    if (reader_accept(reader, "as")) return read_name(reader);
    return tree_new(&reader->make, GD_TREE_NAME, name.span, name.text, name.length, NULL, 0);
}

/* module ["as" NAME] */
static const gd_tree *read_import_item(gd_reader *reader, gd_span start)
{
    size_t base = reader->names.length;
    gd_token name = reader->token;
    if (!read_module(reader)) return NULL;
    const gd_tree *binding = read_binding(reader, name);
    return reader_new(reader, GD_TREE_IMPORT, start, take_module(reader, base), &binding, 1);
}

/* import = "import" module ["as" NAME] ("," module ["as" NAME])*: pushes one IMPORT for each */
static bool read_import(gd_reader *reader)
{
    gd_span start = reader->token.span;
    reader_take(reader);
    do
        if (!reader_push(reader, read_import_item(reader, start))) return false;
    while (reader_accept(reader, ","));
    return true;
}

/* NAME ["as" NAME] */
static const gd_tree *read_imported(gd_reader *reader)
{
    gd_span start = reader->token.span;
    gd_word bound = reader_word_of(reader->token);
    const gd_tree *name = read_name(reader);
    if (name && reader_accept(reader, "as")) {
        bound = reader_word_of(reader->token);
        if (!read_name(reader)) return NULL;
    }
    return reader_new(reader, GD_TREE_KEYWORD, start, bound, &name, 1);
}

/* names = imported ("," imported)* | "(" imported ("," imported)* [","] ")" */
static bool read_imported_names(gd_reader *reader)
{
    bool grouped = reader_accept(reader, "(");
    do
        if (!reader_push(reader, read_imported(reader))) return false;
    while (reader_accept(reader, ",") && !(grouped && reader_at(reader, ")")));
    return !grouped || reader_expect(reader, ")");
}

/* from = "from" module "import" names */
static const gd_tree *read_from(gd_reader *reader)
{
    gd_span start = reader->token.span;
    size_t names = reader->names.length, base = reader->count;
    reader_take(reader);
    if (reader_at(reader, ".") || reader_at(reader, "..."))
        return reader_unsupported(reader, start, "relative imports are", "there are no packages");
    if (!read_module(reader) || !reader_expect(reader, "import")) return NULL;
    if (reader_at(reader, "*"))
        return reader_unsupported(reader, start, "'from ... import *' is", "name what you import");
    if (!read_imported_names(reader)) return NULL;
    gd_word module = take_module(reader, names);
    return reader_build(reader, GD_TREE_FROM_IMPORT, start, module, base);
}

/* -- Blocks --------------------------------------------------------------------------------- */

typedef struct rule {
    const char *word;
    const gd_tree *(*read)(gd_reader *reader);
} rule;

static const rule simple_rules[] = {{"return", read_return},     {"break", read_break},
                                    {"continue", read_continue}, {"pass", read_pass},
                                    {"from", read_from},         {NULL, read_expression_statement}};

/* The first rule that begins with the token at hand; the last one begins with anything. */
static const rule *find_rule(const gd_reader *reader, const rule *rules)
{
    while (rules->word && !reader_at(reader, rules->word)) rules++;
    return rules;
}

/* simple = import | return | … */
static bool read_simple(gd_reader *reader)
{
    if (reader_at(reader, "import")) return read_import(reader);
    return reader_push(reader, find_rule(reader, simple_rules)->read(reader));
}

static bool expect_newline(gd_reader *reader)
{
    if (reader->token.kind != TOKEN_NEWLINE || reader->lexer.n_brackets)
        return reader_unexpected(reader);
    reader_take(reader);
    return true;
}

/* line = simple (";" simple)* [";"] NEWLINE */
static bool read_line(gd_reader *reader)
{
    do
        if (!read_simple(reader)) return false;
    while (reader_accept(reader, ";") && reader->token.kind != TOKEN_NEWLINE);
    return expect_newline(reader);
}

static bool expect_colon(gd_reader *reader)
{
    if (reader_accept(reader, ":")) return true;
    bool end = reader->token.kind == TOKEN_NEWLINE && !reader->lexer.n_brackets;
    const char *hint = end ? "put ':' at the end of the line" : NULL;
    if (reader_at(reader, "{")) hint = "a block begins with ':' and is indented, without braces";
    if (reader_token_is(&reader->previous, "else") && reader_at(reader, "if")) hint = "write elif";
    if (!hint) return reader_unexpected(reader);
    return reader_fail(reader, GD_SYNTAX, reader->token.span, hint, "expected ':'");
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
    return reader_fail(reader, GD_SYNTAX, place,
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

/* if = "if" expression suite ("elif" expression suite)* else */
static const gd_tree *read_if(gd_reader *reader)
{
    gd_span start = reader->token.span;
    const gd_tree *parts[3] = {NULL};
    bool nested = reader_at(reader, "elif");
    reader_take(reader);
    if (!(parts[0] = read_expression(reader))) return NULL;
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

/* while = "while" expression suite else */
static const gd_tree *read_while(gd_reader *reader)
{
    gd_span start = reader->token.span;
    const gd_tree *parts[3] = {NULL};
    reader_take(reader);
    if (!(parts[0] = read_expression(reader))) return NULL;
    if (!(parts[1] = read_loop_body(reader, "'while' statement", start))) return NULL;
    if (!read_else(reader, &parts[2])) return NULL;
    return reader_new(reader, GD_TREE_WHILE, start, reader_no_word, parts, 3);
}

/* "(" parameters ")" ["->" expression]: pushes the parameters */
static bool read_signature(gd_reader *reader)
{
    if (!reader_expect(reader, "(")) return false;
    if (!read_parameters(reader, ")", ANNOTATIONS_READ)) return false;
    if (!reader_expect(reader, ")")) return false;
    return !reader_accept(reader, "->") || read_expression(reader);
}

/* The suite of a function; a string that begins it is the docstring, stack[def + 1]. */
static const gd_tree *read_function_body(gd_reader *reader, gd_span start, size_t def)
{
    size_t base = reader->count;
    int loops = reader->loops;
    reader->loops = 0;
    reader->functions++;
    if (!read_suite(reader, "function definition", start)) return NULL;
    reader->functions--;
    reader->loops = loops;
    const gd_tree *first = reader->stack[base];
    bool docstring = first->kind == GD_TREE_EXPRESSION && first->parts[0]->kind == GD_TREE_STRING;
    if (docstring) reader->stack[def + 1] = first->parts[0];
    const gd_tree *body = build_block(reader, base + docstring);
    reader->count = base;
    return body;
}

/* def = "def" NAME signature suite, with the decorators that stood before it or NULL */
static const gd_tree *read_decorated(gd_reader *reader, const gd_tree *decorators)
{
    gd_span start = reader->token.span;
    size_t base = reader->count;
    reader_take(reader);
    gd_word name = reader_word_of(reader->token);
    if (reader->token.kind != TOKEN_NAME) return reader_unexpected(reader);
    reader_take(reader);
    for (int i = 0; i < 3; i++)
        if (!reader_push_none(reader)) return NULL;
    reader->stack[base + 2] = decorators;
    if (!read_signature(reader)) return NULL;
    const gd_tree *body = read_function_body(reader, start, base);
    reader->stack[base] = body;
    return reader_build(reader, GD_TREE_DEF, start, name, base);
}

static const gd_tree *read_def(gd_reader *reader)
{
    return read_decorated(reader, NULL);
}

/* decorated = ("@" expression NEWLINE)+ def */
static const gd_tree *read_decorators(gd_reader *reader)
{
    gd_span start = reader->token.span;
    size_t base = reader->count;
    while (reader_accept(reader, "@"))
        if (!reader_push(reader, read_expression(reader)) || !expect_newline(reader)) return NULL;
    const gd_tree *decorators = reader_build(reader, GD_TREE_TUPLE, start, reader_no_word, base);
    if (!reader_at(reader, "def")) return reader_unexpected(reader);
    return decorators ? read_decorated(reader, decorators) : NULL;
}

static const rule compound_rules[] = {{"if", read_if},        {"for", read_for},
                                      {"while", read_while},  {"def", read_def},
                                      {"@", read_decorators}, {NULL, NULL}};

/* statement = if | for | while | decorated | def | line */
bool read_statement(gd_reader *reader)
{
    if (reader->token.kind == TOKEN_NEWLINE) return expect_newline(reader);
    const rule *found = find_rule(reader, compound_rules);
    return found->read ? reader_push(reader, found->read(reader)) : read_line(reader);
}
