/* Program text in, tokens out, one at a time, each with its place.
 *
 * The text is checked to be UTF-8 without NUL when the lexer opens; after that nothing looks at it
 * twice, except to name a place in an error. Newlines and indentation are tokens as in Python:
 * every line ends with NEWLINE (also a last one without a line break), INDENT and DEDENT stand
 * around blocks, and inside brackets there is none of them. */
#ifndef GRADD_LANG_LEXER_H
#define GRADD_LANG_LEXER_H

#include "engine/base/memory.h"

typedef enum gd_token_kind {
    TOKEN_ERROR, /* the lexer failed: its error is set, and every later token is this one */
    TOKEN_END,
    TOKEN_NEWLINE,
    TOKEN_INDENT,
    TOKEN_DEDENT,
    TOKEN_NAME,
    TOKEN_KEYWORD,
    TOKEN_SYMBOL,
    TOKEN_INTEGER,
    TOKEN_FLOAT,
    TOKEN_STRING,
    TOKEN_FORMATTED
} gd_token_kind;

typedef struct gd_token {
    gd_token_kind kind;
    gd_span span;
    const char
        *text; /* as written, `length` bytes of the program; STRING: its value, in the arena */
    size_t length;
    int64_t integer; /* INTEGER; INT64_MIN stands for 2**63, which only a minus before it saves */
    double number;   /* FLOAT */
} gd_token;

struct gd_bracket {
    char open;
    gd_span span;
};

/* Columns of an indentation with tabs to 8 and with tabs to 1: both must agree on what is
 * deeper. */
struct gd_indent {
    int32_t columns, characters;
};

typedef struct gd_lexer {
    gd_arena *arena; /* borrowed, as are err and the text */
    gd_error *err;
    const char *text, *at, *end;
    int32_t line, column; /* of `at` */
    int64_t nesting;      /* bound of the two stacks */
    struct gd_bracket *brackets;
    struct gd_indent *indents;
    int n_brackets, n_indents;
    int dedents;       /* DEDENT tokens still to give */
    bool at_start;     /* of a line, before its indentation is measured */
    bool open_line;    /* tokens were given since the last NEWLINE */
    bool joined_lines; /* the text is one expression: newlines are spaces */
    bool in_field;     /* the text is a field of an f-string, within the first of the brackets */
    bool failed;
    bool undecoded; /* it failed at an escape only */
    bool weak;      /* it failed where the parser's error, if there is one, says more */
} gd_lexer;

typedef enum gd_lexer_mode { LEXER_LINES, LEXER_EXPRESSION } gd_lexer_mode;

/* Opens a lexer on `length` bytes of text. False with GD_PROGRAM_TOO_LARGE, GD_SYNTAX (encoding)
 * or GD_MEMORY_LIMIT; `err` may not be NULL. Nothing is to be closed: the arena holds all. */
bool lexer_init(gd_lexer *lexer, gd_lexer_mode mode, gd_arena *arena, const gd_limits *limits,
                const char *text, size_t length, gd_error *err);

/* The next token; after the last one END for ever. */
gd_token lexer_next(gd_lexer *lexer);

/* For the lexer's own files. */

/* Moves past one character; a line break of any of the three customs is one. */
void lexer_step(gd_lexer *lexer);

/* From the start of `token` to `at`. */
gd_span lexer_span(const gd_lexer *lexer, const gd_token *token);

/* The place of from..to within `token`, whose text begins at `start`: for errors in strings. */
gd_span lexer_span_within(const gd_token *token, const char *start, const char *from,
                          const char *to);

/* The character at `at`; returns its length, 0 at the end. */
size_t lexer_character(const gd_lexer *lexer, uint32_t *code);

/* Makes the token an error at `span`. */
#if defined(__GNUC__)
__attribute__((format(printf, 5, 6)))
#endif
void lexer_fail(gd_lexer *lexer, gd_token *token, gd_code code, gd_span span, const char *format,
                ...);

/* literals.c: `at` stands on the first character of a number. */
void lexer_read_number(gd_lexer *lexer, gd_token *token);

/* strings.c, likewise. `at` stands on the opening quote of a string whose prefix is the token's
 * text so far; an f-string becomes one token, which the reader takes apart. */
void lexer_read_string(gd_lexer *lexer, gd_token *token);

/* Makes the token a STRING whose value is the piece from..to of it, escapes resolved or kept;
 * false with the error set. */
typedef enum gd_escapes { ESCAPES_RESOLVED, ESCAPES_KEPT } gd_escapes;
bool lexer_decode(gd_lexer *lexer, gd_token *token, const char *from, const char *to,
                  gd_escapes escapes);

#endif
