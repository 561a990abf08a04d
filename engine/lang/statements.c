/* The rules for statements of one line; above each function stands the rule that it reads. */
#include "engine/lang/operators.h"
#include "engine/lang/reader.h"

#include <string.h>

/* -- Assignments ---------------------------------------------------------------------------- */

/* annotated = target ":" expression ["=" expressions], after the target; the annotation is dropped,
 * and without a value nothing is left. `word` begins the statement. */
static const gd_tree *read_annotated(gd_reader *reader, gd_token word, const gd_tree *target)
{
    gd_span start = word.span;
    bool match = word.kind == TOKEN_NAME && word.length == 5 && !memcmp(word.text, "match", 5);
    if (match && reader_peek(reader)->kind == TOKEN_NEWLINE)
        return reader_unsupported(reader, start, "'match' statements are", "use if and elif");
    reader_take(reader);
    if (!read_expression(reader) || !target_check_annotated(reader, target)) return NULL;
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
    reader_take(reader);
    const gd_tree *parts[] = {target, read_expressions(reader)};
    if (!parts[1] || !target_check_augmented(reader, target)) return NULL;
    return reader_new(reader, GD_TREE_AUGMENTED, start, name, parts, 2);
}

static void refuse_star(gd_reader *reader, const gd_tree *starred)
{
    reader_fail_late(reader, starred->span, "a star spreads values in a list, tuple or call",
                     "can't use starred expression here");
}

/* What stands before the first "=" is no target; a condition may have been meant. */
static const gd_tree *refuse_target(gd_reader *reader, gd_span start, const gd_tree *target)
{
    bool tuple = target->kind == GD_TREE_TUPLE && target->n_parts;
    const gd_tree *last = tuple ? target->parts[target->n_parts - 1] : target;
    bool bare = tuple && last->span.end_line == target->span.end_line &&
                last->span.end_column == target->span.end_column;
    gd_reader_place place = reader_place(reader);
    if (bare) reader_refuse_equals(reader, last->span, last);
    else reader_refuse_equals(reader, start, target);
    bool meant = strstr(reader->error.message, "Maybe you meant");
    if (meant || reader->lexer.failed) return NULL;
    reader->error = (gd_error){.code = GD_OK};
    reader_return(reader, &place);
    target_check(reader, target);
    return NULL;
}

static bool is_target(gd_reader *reader, const gd_tree *tree)
{
    gd_error error = reader->error, late = reader->late;
    bool is = target_check(reader, tree);
    if (!is) reader->error = error, reader->late = late;
    return is;
}

/* yield = "yield" ["from" expression | expressions] */
static const gd_tree *read_yield(gd_reader *reader)
{
    gd_span start = reader->token.span;
    const gd_tree *value = NULL;
    reader_take(reader);
    bool from = reader_accept(reader, "from");
    bool end = reader->token.kind == TOKEN_NEWLINE || reader_at(reader, ";");
    if (from) value = read_expression(reader);
    else if (!end) value = read_expressions(reader);
    if (!value && (from || !end)) return NULL;
    if (!reader->functions)
        reader_fail_late(reader, reader_span(reader, start), NULL, "'yield' outside function");
    return reader_new(reader, from ? GD_TREE_YIELD_FROM : GD_TREE_YIELD, start, reader_no_word,
                      &value, 1);
}

/* assignment = (items "=")+ (yield | expressions), after the first target. What is read last is the
 * value; everything before it must be a target. */
static const gd_tree *read_assignment(gd_reader *reader, gd_span start, const gd_tree *target)
{
    size_t base = reader->count;
    if (!is_target(reader, target)) return refuse_target(reader, start, target);
    if (!reader_push_none(reader) || !reader_push(reader, target)) return NULL;
    while (reader_accept(reader, "=")) {
        bool yield = reader_at(reader, "yield");
        if (!reader_push(reader, yield ? read_yield(reader) : read_items(reader))) return NULL;
        if (yield) break;
        if (reader_at(reader, "=") && !target_check(reader, reader->stack[reader->count - 1]))
            return NULL;
    }
    const gd_tree *value = reader->stack[--reader->count];
    reader->stack[base] = value;
    if (value->kind == GD_TREE_STARRED) refuse_star(reader, value);
    return reader_build(reader, GD_TREE_ASSIGN, start, reader_no_word, base);
}

/* expression_statement = yield | assignment | augmented | annotated | expressions */
static const gd_tree *read_expression_statement(gd_reader *reader)
{
    gd_token word = reader->token;
    gd_span start = word.span;
    bool yield = reader_at(reader, "yield");
    const gd_tree *first = yield ? read_yield(reader) : read_items(reader);
    if (!first) return NULL;
    if (yield) return reader_new(reader, GD_TREE_EXPRESSION, start, reader_no_word, &first, 1);
    if (reader_at(reader, "=")) return read_assignment(reader, start, first);
    if (reader_at(reader, ":")) return read_annotated(reader, word, first);
    if (augmenting_operator(&reader->token)) return read_augmented(reader, start, first);
    if (reader_at(reader, ":=") && first->kind != GD_TREE_NAME)
        return reader_fail(reader, GD_SYNTAX, first->span,
                           "assign with =", "cannot use assignment expressions with %s",
                           target_words(first));
    if (first->kind == GD_TREE_STARRED) refuse_star(reader, first);
    return reader_new(reader, GD_TREE_EXPRESSION, start, reader_no_word, &first, 1);
}

/* -- Simple statements ---------------------------------------------------------------------- */

static bool at_simple_end(const gd_reader *reader)
{
    return reader->token.kind == TOKEN_NEWLINE || reader_at(reader, ";");
}

/* return = "return" [expressions] */
static const gd_tree *read_return(gd_reader *reader)
{
    gd_span start = reader->token.span;
    const gd_error late = reader->late; /* a complaint about the value comes second */
    const gd_tree *value = NULL;
    reader_take(reader);
    if (!at_simple_end(reader) && !(value = read_expressions(reader))) return NULL;
    if (!reader->functions) {
        reader->late = late;
        reader_fail_late(reader, reader_span(reader, start), NULL, "'return' outside function");
    }
    return reader_new(reader, GD_TREE_RETURN, start, reader_no_word, &value, 1);
}

/* "break" */
static const gd_tree *read_break(gd_reader *reader)
{
    gd_span start = reader->token.span;
    reader_take(reader);
    if (!reader->loops)
        reader_fail_late(reader, reader_span(reader, start), NULL, "'break' outside loop");
    return reader_new(reader, GD_TREE_BREAK, start, reader_no_word, NULL, 0);
}

/* "continue" */
static const gd_tree *read_continue(gd_reader *reader)
{
    gd_span start = reader->token.span;
    reader_take(reader);
    if (!reader->loops)
        reader_fail_late(reader, reader_span(reader, start), NULL,
                         "'continue' not properly in loop");
    return reader_new(reader, GD_TREE_CONTINUE, start, reader_no_word, NULL, 0);
}

/* "pass" */
static const gd_tree *read_pass(gd_reader *reader)
{
    reader_take(reader);
    return reader_new(reader, GD_TREE_PASS, reader->previous.span, reader_no_word, NULL, 0);
}

/* raise = "raise" [expression ["from" expression]] */
static const gd_tree *read_raise(gd_reader *reader)
{
    gd_span start = reader->token.span;
    const gd_tree *parts[2] = {NULL};
    reader_take(reader);
    if (!at_simple_end(reader)) {
        if (!(parts[0] = read_expression(reader))) return NULL;
        if (reader_accept(reader, "from") && !(parts[1] = read_expression(reader))) return NULL;
    }
    return reader_new(reader, GD_TREE_RAISE, start, reader_no_word, parts, 2);
}

/* assert = "assert" expression ["," expression] */
static const gd_tree *read_assert(gd_reader *reader)
{
    gd_span start = reader->token.span;
    const gd_tree *parts[2] = {NULL};
    reader_take(reader);
    if (!(parts[0] = read_expression(reader))) return NULL;
    if (reader_accept(reader, ",") && !(parts[1] = read_expression(reader))) return NULL;
    return reader_new(reader, GD_TREE_ASSERT, start, reader_no_word, parts, 2);
}

/* del = "del" target ("," target)* [","] */
static const gd_tree *read_del(gd_reader *reader)
{
    gd_span start = reader->token.span;
    size_t base = reader->count;
    reader_take(reader);
    do {
        const gd_tree *target = read_target(reader);
        if (!reader_push(reader, target)) return NULL;
        if (!at_simple_end(reader) && !reader_at(reader, ",")) return reader_unexpected(reader);
        if (!target_check_deleted(reader, target)) return NULL;
    } while (reader_accept(reader, ",") && !at_simple_end(reader));
    return reader_build(reader, GD_TREE_DELETE, start, reader_no_word, base);
}

/* NAME ("," NAME)*, after the word that declares them */
static const gd_tree *read_declaration(gd_reader *reader, gd_tree_kind kind)
{
    gd_span start = reader->token.span;
    size_t base = reader->count;
    reader_take(reader);
    do
        if (!reader_push(reader, read_name(reader))) return NULL;
    while (reader_accept(reader, ","));
    reader->declares = true;
    return reader_build(reader, kind, start, reader_no_word, base);
}

/* "global" names */
static const gd_tree *read_global(gd_reader *reader)
{
    return read_declaration(reader, GD_TREE_GLOBAL);
}

/* "nonlocal" names */
static const gd_tree *read_nonlocal(gd_reader *reader)
{
    return read_declaration(reader, GD_TREE_NONLOCAL);
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

static bool refuse_last_comma(gd_reader *reader)
{
    return reader_fail(reader, GD_SYNTAX, reader->token.span, "leave the last comma out",
                       "trailing comma not allowed without surrounding parentheses");
}

/* names = imported ("," imported)* | "(" imported ("," imported)* [","] ")" */
static bool read_imported_names(gd_reader *reader)
{
    bool grouped = reader_accept(reader, "(");
    do {
        bool after = reader_token_is(&reader->previous, ",");
        if (!grouped && after && at_simple_end(reader)) return refuse_last_comma(reader);
        if (!reader_push(reader, read_imported(reader))) return false;
    } while (reader_accept(reader, ",") && !(grouped && reader_at(reader, ")")));
    return !grouped || reader_expect(reader, ")");
}

/* from = "from" module "import" ("*" | names) */
static const gd_tree *read_from(gd_reader *reader)
{
    gd_span start = reader->token.span;
    size_t names = reader->names.length, base = reader->count;
    reader_take(reader);
    if (reader_at(reader, ".") || reader_at(reader, "..."))
        return reader_unsupported(reader, start, "relative imports are", "there are no packages");
    if (!read_module(reader) || !reader_expect(reader, "import")) return NULL;
    bool all = reader_accept(reader, "*");
    if (!all && !read_imported_names(reader)) return NULL;
    if (all && reader->functions)
        reader_fail_late(reader, reader_span(reader, start), "name what you import",
                         "import * only allowed at module level");
    gd_word module = take_module(reader, names);
    return reader_build(reader, GD_TREE_FROM_IMPORT, start, module, base);
}

/* -- Lines ---------------------------------------------------------------------------------- */

/* The first word of a statement and the rule that reads it; the last one begins with anything. */
static const struct rule {
    const char *word;
    const gd_tree *(*read)(gd_reader *reader);
} rules[] = {{"return", read_return},
             {"break", read_break},
             {"continue", read_continue},
             {"pass", read_pass},
             {"raise", read_raise},
             {"assert", read_assert},
             {"del", read_del},
             {"global", read_global},
             {"nonlocal", read_nonlocal},
             {"from", read_from},
             {NULL, read_expression_statement}};

/* simple = import | return | … */
static bool read_simple(gd_reader *reader)
{
    const struct rule *rule = rules;
    if (reader_at(reader, "import")) return read_import(reader);
    while (rule->word && !reader_at(reader, rule->word)) rule++;
    return reader_push(reader, rule->read(reader));
}

bool expect_newline(gd_reader *reader)
{
    if (reader->token.kind != TOKEN_NEWLINE || reader->lexer.n_brackets)
        return reader_unexpected(reader);
    reader_take(reader);
    return true;
}

/* line = simple (";" simple)* [";"] NEWLINE */
bool read_line(gd_reader *reader)
{
    do
        if (!read_simple(reader)) return false;
    while (reader_accept(reader, ";") && reader->token.kind != TOKEN_NEWLINE);
    return expect_newline(reader);
}
