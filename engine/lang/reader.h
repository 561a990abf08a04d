/* What the parser's files share: a window on the tokens, a stack of finished trees, errors.
 *
 * A function that reads a rule returns its tree, or NULL with the reader's error set; nothing goes
 * on after an error. A rule with many parts pushes them on the stack and builds its node from all
 * above a base, so that long lists cost no more than their length. */
#ifndef GRADD_LANG_READER_H
#define GRADD_LANG_READER_H

#include "engine/lang/lexer.h"
#include "engine/lang/tree.h"

#include <string.h>

typedef struct gd_reader {
    gd_lexer lexer;
    gd_token previous, token, next; /* taken last, NEWLINE and the like apart; at hand; after it */
    bool has_next;
    gd_error error;
    gd_arena tokens; /* what the lexer needs; trees keep nothing of it */
    gd_tree_maker make;
    int64_t level, nesting; /* of rules within rules, and its bound */
    const gd_tree **stack;
    size_t count, capacity;
    gd_buffer names;      /* operators, modules and texts under way, one after another */
    int functions, loops; /* that enclose the statement; in the innermost function or class only */
    int fields;           /* of f-strings that enclose the expression */
    bool declares;        /* there is a global or nonlocal statement */
    gd_token operand;     /* what was read last between "or" and "or", as one token */
    int32_t reached;      /* the line of the token at which the last attempt ended */
    gd_error late; /* the first of the errors that Python finds only after all of the syntax */
} gd_reader;

/* What is to be put back when an attempt fails, or when a text within the text was read. */
typedef struct gd_reader_place {
    gd_lexer lexer;
    gd_token previous, token, next;
    bool has_next;
    int64_t level;
    size_t count, names;
} gd_reader_place;

bool reader_init(gd_reader *reader, gd_lexer_mode mode, gd_arena *arena, const gd_limits *limits,
                 const char *text, size_t length);
void reader_close(gd_reader *reader);

gd_reader_place reader_place(const gd_reader *reader);
void reader_return(gd_reader *reader, const gd_reader_place *place);

static inline bool reader_token_is(const gd_token *token, const char *text)
{
    if (token->kind != TOKEN_SYMBOL && token->kind != TOKEN_KEYWORD) return false;
    return *token->text == *text && strlen(text) == token->length &&
           !memcmp(token->text, text, token->length);
}

/* The token at hand is the symbol or keyword `text`; accept also takes it. Asked very often of
 * constant texts: written out. */
static inline bool reader_at(const gd_reader *reader, const char *text)
{
    return reader_token_is(&reader->token, text);
}
bool reader_accept(gd_reader *reader, const char *text);
void reader_take(gd_reader *reader);

/* Takes `text` or fails with reader_unexpected. */
bool reader_expect(gd_reader *reader, const char *text);

/* The token after the one at hand; borrowed. */
const gd_token *reader_peek(gd_reader *reader);

/* Whether an expression may begin here. */
bool reader_at_expression(const gd_reader *reader);

/* One level deeper; false with GD_NESTING_LIMIT. */
bool reader_enter(gd_reader *reader);
void reader_leave(gd_reader *reader);

/* From the start of `start` to the end of the last taken token. */
gd_span reader_span(const gd_reader *reader, gd_span start);

/* Puts a tree on the stack. False if it is NULL, which is how an error comes through. */
bool reader_push(gd_reader *reader, const gd_tree *tree);
bool reader_push_none(gd_reader *reader);

/* A node's text: nothing, a constant, or what a token says. */
typedef struct gd_word {
    const char *text;
    size_t length;
} gd_word;
extern const gd_word reader_no_word;
gd_word reader_word(const char *text);
gd_word reader_word_of(gd_token token);

/* Builds a node that ends with the last taken token: from all trees above `base`, which leave the
 * stack; from parts at hand; or, for a kind without parts, from the last taken token alone. */
const gd_tree *reader_build(gd_reader *reader, gd_tree_kind kind, gd_span start, gd_word text,
                            size_t base);
const gd_tree *reader_new(gd_reader *reader, gd_tree_kind kind, gd_span start, gd_word text,
                          const gd_tree *const *parts, int n_parts);
const gd_tree *reader_leaf(gd_reader *reader, gd_tree_kind kind);

/* Set the error unless there is one; return NULL. The hint may be NULL. */
#if defined(__GNUC__)
__attribute__((format(printf, 5, 6)))
#endif
void *
reader_fail(gd_reader *reader, gd_code code, gd_span span, const char *hint, const char *format,
            ...);

/* The same for what Python notices when all of the syntax is right: reading goes on. */
#if defined(__GNUC__)
__attribute__((format(printf, 4, 5)))
#endif
void
reader_fail_late(gd_reader *reader, gd_span span, const char *hint, const char *format, ...);

/* mistakes.c: the token at hand fits nowhere: says what it seems to be meant for. */
void *reader_unexpected(gd_reader *reader);

/* "=" is at hand after an expression that began at `start`, where none may stand. */
void *reader_refuse_equals(gd_reader *reader, gd_span start, const gd_tree *value);

/* Reads on after a mistake, to know what is there; NULL without an error if it is another one, but
 * errors of the lexer and of bounds stay. */
const gd_tree *reader_try(gd_reader *reader, const gd_tree *(*read)(gd_reader *));

/* After an error of the parser: the rest of the text may have one of the lexer, which comes
 * first. */
void reader_check_rest(gd_reader *reader);

/* If the token at hand is Python but not of the dialect, fails with GD_UNSUPPORTED and returns
 * false. */
bool reader_check_supported(gd_reader *reader);

/* A form of Python that the dialect lacks, from `start` to the token at hand. */
void *reader_unsupported(gd_reader *reader, gd_span start, const char *what, const char *hint);

/* expressions.c */
const gd_tree *read_bitwise(gd_reader *reader); /* what binds at least as tightly as "|" */
const gd_tree *read_disjunction(gd_reader *reader);
const gd_tree *read_expression(gd_reader *reader);
const gd_tree *read_named(gd_reader *reader);       /* an expression or NAMED */
const gd_tree *read_items(gd_reader *reader);       /* with commas a TUPLE; STARRED too */
const gd_tree *read_expressions(gd_reader *reader); /* the same, but no STARRED alone */
const gd_tree *read_target(gd_reader *reader);      /* not checked */
const gd_tree *read_target_list(gd_reader *reader); /* of for, checked */
const gd_tree *read_starred(gd_reader *reader);

/* Whether a tree that was read from `start` on stood in parentheses. */
bool tree_is_group(const gd_tree *tree, gd_span start);

/* primaries.c */
const gd_tree *read_name(gd_reader *reader);
const gd_tree *read_primary(gd_reader *reader);

/* Pushes what may stand between the brackets of a call or class; the opening one is taken, the
 * closing one is left. */
bool read_arguments(gd_reader *reader);

/* formatted.c: STRING or FORMATTED */
const gd_tree *read_strings(gd_reader *reader);

/* displays.c */
const gd_tree *read_list(gd_reader *reader);
const gd_tree *read_parentheses(gd_reader *reader);
const gd_tree *read_braces(gd_reader *reader);
const gd_tree *read_item(gd_reader *reader); /* NAMED, STARRED or an expression */

/* The rest of a comprehension whose element, from `base` on, is on the stack; its brackets are the
 * caller's. */
const gd_tree *read_comprehension(gd_reader *reader, gd_span start, const char *kind, size_t base);

/* targets.c: whether a tree can be assigned to; false with an error. */
bool target_check(gd_reader *reader, const gd_tree *target);           /* of for */
bool target_check_deleted(gd_reader *reader, const gd_tree *target);   /* of del */
bool target_check_augmented(gd_reader *reader, const gd_tree *target); /* of += */
bool target_check_annotated(gd_reader *reader, const gd_tree *target); /* of x: int */
const char *target_words(const gd_tree *tree); /* "function call"; borrowed */

/* parameters.c: pushes PARAMETERs up to the token that closes them, which is not taken. */
typedef enum gd_parameters { PARAMETERS_OF_LAMBDA, PARAMETERS_OF_DEF } gd_parameters;
bool read_parameters(gd_reader *reader, gd_parameters of);

/* Fails, late, at the second of two trees of that kind with the same text among those above `base`;
 * the message is the name between `before` and `after`. */
bool parameters_check_names(gd_reader *reader, size_t base, gd_tree_kind kind, const char *before,
                            const char *after);

/* statements.c: statements are pushed, for "import a, b" is two of them. */
bool read_line(gd_reader *reader); /* of simple statements */
bool expect_newline(gd_reader *reader);

/* compound.c */
bool read_statement(gd_reader *reader);

#endif
