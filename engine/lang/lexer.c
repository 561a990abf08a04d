#include "engine/lang/lexer.h"

#include "engine/lang/characters.h"

#include <stdio.h>
#include <string.h>

/* Words in rows of equal length, which are looked through quickly. */
enum { WORD = 9 };
static const char keywords[][WORD] = {
    "False", "None",     "True",  "and",    "as",   "assert", "async",  "await",    "break",
    "class", "continue", "def",   "del",    "elif", "else",   "except", "finally",  "for",
    "from",  "global",   "if",    "import", "in",   "is",     "lambda", "nonlocal", "not",
    "or",    "pass",     "raise", "return", "try",  "while",  "with",   "yield"};

/* The symbols that are no operators, then each binary operator alone and with "=", and the
 * comparisons, whose words are found as keywords first. */
static const char symbols[][WORD] = {
    "(", ")", "[", "]", "{", "}", ",", ":", ".", ";", "=", "->", ":=", "...",
#define BINARY_OPERATOR(symbol, name, method, strength, right) symbol, symbol "=",
#define UNARY_OPERATOR(symbol, name, method, strength) symbol,
#define COMPARISON(symbol, name) symbol,
#include "engine/lang/operators.def"
#undef BINARY_OPERATOR
#undef UNARY_OPERATOR
#undef COMPARISON
};

/* -- Places and errors ---------------------------------------------------------------------- */

size_t lexer_character(const gd_lexer *lexer, uint32_t *code)
{
    if (lexer->at == lexer->end) return 0;
    *code = (unsigned char)*lexer->at;
    if (*code < 0x80) return 1;
    return character_decode(lexer->at, (size_t)(lexer->end - lexer->at), code);
}

static bool at_byte(const gd_lexer *lexer, char byte)
{
    return lexer->at < lexer->end && *lexer->at == byte;
}

static bool at_newline(const gd_lexer *lexer)
{
    return at_byte(lexer, '\n') || at_byte(lexer, '\r');
}

static void step_newline(gd_lexer *lexer)
{
    bool pair = *lexer->at == '\r' && lexer->end - lexer->at > 1 && lexer->at[1] == '\n';
    lexer->at += pair ? 2 : 1;
    lexer->line++;
    lexer->column = 1;
}

void lexer_step(gd_lexer *lexer)
{
    uint32_t code;
    if (at_newline(lexer)) {
        step_newline(lexer);
        return;
    }
    lexer->at += lexer_character(lexer, &code);
    lexer->column++;
}

gd_span lexer_span(const gd_lexer *lexer, const gd_token *token)
{
    gd_span span = {token->span.line, token->span.column, lexer->line, lexer->column};
    return span;
}

/* Counts again from the start of the token, which only an error costs. */
gd_span lexer_span_within(const gd_token *token, const char *start, const char *from,
                          const char *to)
{
    gd_lexer scan = {.at = start, .end = to, .line = token->span.line};
    scan.column = token->span.column;
    while (scan.at < from) lexer_step(&scan);
    gd_token inner = {.span = {scan.line, scan.column, 0, 0}};
    while (scan.at < to) lexer_step(&scan);
    return lexer_span(&scan, &inner);
}

void lexer_fail(gd_lexer *lexer, gd_token *token, gd_code code, gd_span span, const char *format,
                ...)
{
    token->kind = TOKEN_ERROR;
    lexer->failed = true;
    if (lexer->err->code) return;
    lexer->err->code = code;
    lexer->err->span = span;
    va_list args;
    va_start(args, format);
    vsnprintf(lexer->err->message, sizeof lexer->err->message, format, args);
    va_end(args);
}

/* -- Opening -------------------------------------------------------------------------------- */

/* Says what is wrong with the character at `bad`, behind valid ones. */
static bool refuse_encoding(gd_lexer scan, const char *bad)
{
    gd_token token = {.kind = TOKEN_ERROR};
    while (scan.at < bad) lexer_step(&scan);
    gd_span place = {scan.line, scan.column, scan.line, scan.column + 1};
    if (!*bad) {
        lexer_fail(&scan, &token, GD_SYNTAX, place, "source code cannot contain null bytes");
        return false;
    }
    lexer_fail(&scan, &token, GD_SYNTAX, place, "invalid UTF-8: byte 0x%02x",
               (unsigned)(unsigned char)*bad);
    return gd_hint(scan.err, "send the program as UTF-8");
}

/* Looks through the whole text, so that the rest of the lexer meets valid characters only. */
static bool check_encoding(const gd_lexer *lexer)
{
    const char *at = lexer->at;
    while (at < lexer->end) {
        uint32_t code;
        unsigned char byte = (unsigned char)*at;
        bool ascii = byte > 0 && byte < 0x80;
        size_t length = ascii ? 1 : character_decode(at, (size_t)(lexer->end - at), &code);
        if (!byte || !length) return refuse_encoding(*lexer, at);
        at += length;
    }
    return true;
}

static void skip_byte_order_mark(gd_lexer *lexer)
{
    if (lexer->end - lexer->at >= 3 && !memcmp(lexer->at, "\xEF\xBB\xBF", 3)) lexer->at += 3;
}

bool lexer_init(gd_lexer *lexer, gd_lexer_mode mode, gd_arena *arena, const gd_limits *limits,
                const char *text, size_t length, gd_error *err)
{
    *lexer = (gd_lexer){.arena = arena, .err = err, .text = text, .at = text, .end = text + length};
    lexer->line = lexer->column = 1;
    lexer->nesting = limits->program_nesting + 2; /* the parser, not the stacks, sets the bound */
    lexer->joined_lines = mode == LEXER_EXPRESSION;
    lexer->at_start = !lexer->joined_lines;
    if (length > (size_t)limits->program_bytes)
        return gd_fail(err, GD_PROGRAM_TOO_LARGE,
                       "the program has %zu bytes; at most %lld are allowed", length,
                       (long long)limits->program_bytes);
    if (!check_encoding(lexer)) return false;
    skip_byte_order_mark(lexer);
    size_t room = (size_t)lexer->nesting + 1;
    lexer->brackets = arena_alloc_array(arena, room, sizeof *lexer->brackets, err);
    lexer->indents = arena_alloc_array(arena, room, sizeof *lexer->indents, err);
    return lexer->brackets && lexer->indents;
}

/* -- Space between tokens ------------------------------------------------------------------- */

static void skip_comment(gd_lexer *lexer)
{
    if (!at_byte(lexer, '#')) return;
    for (; lexer->at < lexer->end && !at_newline(lexer); lexer->at++)
        lexer->column += (*lexer->at & 0xC0) != 0x80; /* counts first bytes of characters */
}

/* continuation = "\" newline */
static bool skip_continuation(gd_lexer *lexer, gd_token *token)
{
    gd_span place = {lexer->line, lexer->column, lexer->line, lexer->column + 1};
    lexer_step(lexer);
    if (at_newline(lexer)) {
        lexer_step(lexer);
        if (lexer->at < lexer->end) return true;
    }
    lexer->weak = true;
    if (lexer->at == lexer->end) {
        lexer_fail(lexer, token, GD_SYNTAX, place, "unexpected EOF while parsing");
        return gd_hint(lexer->err, "\\ joins two lines: leave it out on the last one");
    }
    lexer_fail(lexer, token, GD_SYNTAX, place,
               "unexpected character after line continuation character");
    return gd_hint(lexer->err,
                   "\\ may only end a line; LaTeX is not read: write (a)/(b), sqrt(x), pi");
}

static bool refuse_comment(gd_lexer *lexer, gd_token *token)
{
    gd_span place = {lexer->line, lexer->column, lexer->line, lexer->column + 1};
    lexer_fail(lexer, token, GD_SYNTAX, place, "f-string expression part cannot include '#'");
    return false;
}

static bool skip_space(gd_lexer *lexer, gd_token *token)
{
    bool joined = lexer->joined_lines || lexer->n_brackets;
    for (;;) {
        if (at_byte(lexer, '#') && lexer->in_field) return refuse_comment(lexer, token);
        skip_comment(lexer);
        if (at_byte(lexer, ' ') || at_byte(lexer, '\t') || at_byte(lexer, '\f')) lexer_step(lexer);
        else if (joined && at_newline(lexer)) lexer_step(lexer);
        else if (!at_byte(lexer, '\\')) return true;
        else if (!skip_continuation(lexer, token)) return false;
    }
}

/* -- Indentation ---------------------------------------------------------------------------- */

static struct gd_indent read_indent(gd_lexer *lexer)
{
    struct gd_indent indent = {0, 0};
    for (;; lexer_step(lexer)) {
        if (at_byte(lexer, '\f')) indent = (struct gd_indent){0, 0};
        else if (at_byte(lexer, ' ')) indent.columns++, indent.characters++;
        else if (at_byte(lexer, '\t'))
            indent.columns = (indent.columns / 8 + 1) * 8, indent.characters++;
        else return indent;
    }
}

/* Lines without a statement have no indentation. */
static struct gd_indent read_next_indent(gd_lexer *lexer)
{
    for (;;) {
        struct gd_indent indent = read_indent(lexer);
        skip_comment(lexer);
        if (lexer->at == lexer->end) return (struct gd_indent){0, 0};
        if (!at_newline(lexer)) return indent;
        lexer_step(lexer);
    }
}

static void fail_indent(gd_lexer *lexer, gd_token *token, const char *message, const char *hint)
{
    lexer->weak = true;
    gd_span span = {lexer->line, 1, lexer->line, lexer->column + (lexer->column == 1)};
    lexer_fail(lexer, token, GD_INDENTATION, span, "%s", message);
    gd_hint(lexer->err, "%s", hint);
}

static void open_indent(gd_lexer *lexer, gd_token *token, struct gd_indent indent)
{
    if (lexer->n_indents >= lexer->nesting) {
        lexer_fail(lexer, token, GD_NESTING_LIMIT, lexer_span(lexer, token),
                   "too many levels of indentation");
        return;
    }
    lexer->indents[++lexer->n_indents] = indent;
    token->kind = TOKEN_INDENT;
    token->span = (gd_span){lexer->line, 1, lexer->line, lexer->column};
}

/* Fills the token if the line begins a block; counts the blocks that it ends. */
static void read_line_start(gd_lexer *lexer, gd_token *token)
{
    struct gd_indent indent = read_next_indent(lexer);
    lexer->at_start = false;
    int before = lexer->n_indents;
    while (indent.columns < lexer->indents[lexer->n_indents].columns) lexer->n_indents--;
    lexer->dedents = before - lexer->n_indents;
    struct gd_indent outer = lexer->indents[lexer->n_indents];
    bool deeper = indent.columns > outer.columns;
    if (deeper && lexer->dedents)
        fail_indent(lexer, token, "unindent does not match any outer indentation level",
                    "begin the line under the first letter of the lines it belongs to");
    else if (deeper ? indent.characters <= outer.characters : indent.characters != outer.characters)
        fail_indent(lexer, token, "inconsistent use of tabs and spaces in indentation",
                    "indent with spaces only");
    else if (deeper) open_indent(lexer, token, indent);
}

/* -- Tokens --------------------------------------------------------------------------------- */

static bool in_list(const char (*list)[WORD], size_t count, const char *text, size_t length)
{
    for (size_t i = 0; length < WORD && i < count; i++)
        if (*list[i] == *text && !memcmp(list[i], text, length) && !list[i][length]) return true;
    return false;
}

static bool is_string_prefix(const gd_token *token)
{
    static const char prefixes[][WORD] = {"r", "u", "b", "f", "br", "rb", "fr", "rf"};
    if (token->length > 2) return false;
    char lower[2] = {0, 0};
    for (size_t i = 0; i < token->length; i++) lower[i] = (char)(token->text[i] | 0x20);
    return in_list(prefixes, sizeof prefixes / sizeof *prefixes, lower, token->length);
}

static void read_name(gd_lexer *lexer, gd_token *token)
{
    uint32_t code;
    while (lexer_character(lexer, &code) && character_continues_name(code)) lexer_step(lexer);
    token->length = (size_t)(lexer->at - token->text);
    if ((at_byte(lexer, '"') || at_byte(lexer, '\'')) && is_string_prefix(token)) {
        lexer_read_string(lexer, token);
        return;
    }
    size_t count = sizeof keywords / sizeof *keywords;
    bool keyword = in_list(keywords, count, token->text, token->length);
    token->kind = keyword ? TOKEN_KEYWORD : TOKEN_NAME;
}

static void open_bracket(gd_lexer *lexer, gd_token *token)
{
    if (lexer->n_brackets >= lexer->nesting) {
        lexer_fail(lexer, token, GD_NESTING_LIMIT, lexer_span(lexer, token),
                   "too many nested parentheses");
        return;
    }
    struct gd_bracket bracket = {*token->text, lexer_span(lexer, token)};
    lexer->brackets[lexer->n_brackets++] = bracket;
}

static void close_bracket(gd_lexer *lexer, gd_token *token)
{
    char close = *token->text, open = close == ')' ? '(' : close == ']' ? '[' : '{';
    gd_span span = lexer_span(lexer, token);
    const char *where = lexer->in_field ? "f-string: " : "";
    if (!lexer->n_brackets || (lexer->in_field && lexer->n_brackets == 1 && close != '}')) {
        lexer_fail(lexer, token, GD_SYNTAX, span, "%sunmatched '%c'", where, close);
        return;
    }
    struct gd_bracket opened = lexer->brackets[--lexer->n_brackets];
    if (opened.open == open) return;
    char line[24] = "";
    if (opened.span.line != span.line && !lexer->in_field)
        snprintf(line, sizeof line, " on line %d", opened.span.line);
    lexer_fail(lexer, token, GD_SYNTAX, span,
               "%sclosing parenthesis '%c' does not match opening parenthesis '%c'%s", where, close,
               opened.open, line);
    gd_hint(lexer->err, "'%c' was opened on line %d, column %d", opened.open, opened.span.line,
            opened.span.column);
}

/* What ends a field's expression is one symbol, even in "{x:=^9}". */
static size_t symbol_length(const gd_lexer *lexer)
{
    if (lexer->in_field && lexer->n_brackets == 1 && at_byte(lexer, ':')) return 1;
    if (strchr("()[]{},", *lexer->at)) return 1; /* they begin no longer ones */
    size_t best = 0, left = (size_t)(lexer->end - lexer->at);
    for (size_t i = 0; i < sizeof symbols / sizeof *symbols; i++) {
        if (*symbols[i] != *lexer->at) continue;
        size_t length = strlen(symbols[i]);
        bool here = length <= left && !memcmp(symbols[i], lexer->at, length);
        if (here && length > best) best = length;
    }
    return best;
}

static void read_symbol(gd_lexer *lexer, gd_token *token, size_t length)
{
    token->kind = TOKEN_SYMBOL;
    lexer->at += length;
    lexer->column += (int32_t)length;
    if (length == 1 && strchr("([{", *token->text)) open_bracket(lexer, token);
    if (length == 1 && strchr(")]}", *token->text)) close_bracket(lexer, token);
}

static bool is_printable(uint32_t code)
{
    bool space = code == 0xA0 || code == 0x3000 || code == 0xFEFF;
    bool format = (code >= 0x2000 && code < 0x2010) || (code >= 0x2028 && code < 0x2030);
    return code > 0x20 && (code < 0x7F || code >= 0xA0) && !space && !format;
}

static void refuse_character(gd_lexer *lexer, gd_token *token, uint32_t code)
{
    const char *at = lexer->at, *mend = character_mend(code);
    lexer_step(lexer);
    gd_span span = lexer_span(lexer, token);
    if (!is_printable(code))
        lexer_fail(lexer, token, GD_SYNTAX, span, "invalid non-printable character U+%04X", code);
    else
        lexer_fail(lexer, token, GD_SYNTAX, span, "invalid character '%.*s' (U+%04X)",
                   (int)(lexer->at - at), at, code);
    if (mend) gd_hint(lexer->err, "use %s", mend);
}

static bool at_number(const gd_lexer *lexer)
{
    const char *at = lexer->at + (*lexer->at == '.' && lexer->end - lexer->at > 1);
    return *at >= '0' && *at <= '9';
}

static void read_token(gd_lexer *lexer, gd_token *token)
{
    uint32_t code;
    lexer_character(lexer, &code);
    lexer->open_line = true;
    size_t length;
    if (character_starts_name(code)) read_name(lexer, token);
    else if (at_number(lexer)) lexer_read_number(lexer, token);
    else if (code == '"' || code == '\'') lexer_read_string(lexer, token);
    else if ((length = symbol_length(lexer))) read_symbol(lexer, token, length);
    else if (code > 0x20 && code < 0x7F) read_symbol(lexer, token, 1); /* the parser refuses it */
    else refuse_character(lexer, token, code);
}

/* The end of a line or of the text; like the place after the last letter, one column wide. */
static void read_line_end(gd_lexer *lexer, gd_token *token)
{
    bool end = lexer->at == lexer->end;
    token->kind = end && !lexer->open_line ? TOKEN_END : TOKEN_NEWLINE;
    if (lexer->joined_lines) token->kind = TOKEN_END;
    lexer->open_line = false;
    if (end) lexer->dedents = lexer->n_indents, lexer->n_indents = 0;
    else lexer_step(lexer), lexer->at_start = true;
}

static gd_token start_token(const gd_lexer *lexer)
{
    gd_token token = {.kind = TOKEN_ERROR, .text = lexer->at};
    token.span = (gd_span){lexer->line, lexer->column, lexer->line, lexer->column + 1};
    return token;
}

gd_token lexer_next(gd_lexer *lexer)
{
    gd_token token = start_token(lexer);
    if (lexer->failed) return token;
    if (lexer->at_start) read_line_start(lexer, &token);
    if (lexer->failed || token.kind == TOKEN_INDENT) return token;
    if (!lexer->dedents && !skip_space(lexer, &token)) return token;
    token = start_token(lexer);
    if (lexer->dedents) {
        lexer->dedents--;
        token.kind = TOKEN_DEDENT;
        return token;
    }
    if (lexer->at == lexer->end || at_newline(lexer)) {
        read_line_end(lexer, &token);
        return token;
    }
    read_token(lexer, &token);
    token.span = lexer_span(lexer, &token);
    if (token.kind != TOKEN_STRING) token.length = (size_t)(lexer->at - token.text);
    return token;
}
