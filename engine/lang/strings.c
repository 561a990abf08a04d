/* Strings of the lexer: where they end, and what their escapes stand for.
 *
 * An f-string ends at its quote, but a string within one of its fields may use the same quotes. A
 * text that is malformed in that sense ends at its first quote, so that the error is found
 * within. */
#include "engine/lang/characters.h"
#include "engine/lang/lexer.h"

#include <stdio.h>
#include <string.h>

static char byte_at(const gd_lexer *lexer, size_t offset)
{
    return (size_t)(lexer->end - lexer->at) > offset ? lexer->at[offset] : 0;
}

static void step_by(gd_lexer *lexer, int count)
{
    for (int i = 0; i < count && lexer->at < lexer->end; i++) lexer_step(lexer);
}

/* -- Ends ----------------------------------------------------------------------------------- */

/* What closes a string: one quote or three. */
struct quotes {
    char quote;
    int count;
};

static bool at_quotes(const gd_lexer *lexer, struct quotes quotes)
{
    for (int i = 0; i < quotes.count; i++)
        if (byte_at(lexer, (size_t)i) != quotes.quote) return false;
    return true;
}

static struct quotes open_quotes(gd_lexer *lexer)
{
    struct quotes quotes = {*lexer->at, 3};
    if (!at_quotes(lexer, quotes)) quotes.count = 1;
    step_by(lexer, quotes.count);
    return quotes;
}

/* The text ends, or the line does where a string may not go on. */
static bool at_last(const gd_lexer *lexer, struct quotes quotes)
{
    bool newline = byte_at(lexer, 0) == '\n' || byte_at(lexer, 0) == '\r';
    return lexer->at == lexer->end || (newline && quotes.count == 1);
}

/* text = (character | "\" character)* quotes */
static bool skip_plain(gd_lexer *lexer, struct quotes quotes)
{
    for (; !at_quotes(lexer, quotes); step_by(lexer, byte_at(lexer, 0) == '\\' ? 2 : 1))
        if (at_last(lexer, quotes)) return false;
    step_by(lexer, quotes.count);
    return true;
}

static bool skip_field(gd_lexer *lexer, struct quotes quotes, int64_t depth);

/* Past one character of a text with fields, an escape, two braces that stand for one, or a
 * field. */
static bool skip_piece(gd_lexer *lexer, struct quotes quotes, int64_t depth)
{
    char c = byte_at(lexer, 0), next = byte_at(lexer, 1);
    if (at_last(lexer, quotes)) return false;
    if (c == '{' && next != '{') return skip_field(lexer, quotes, depth);
    step_by(lexer, c == '{' || (c == '\\' && next != '{' && next != '}') ? 2 : 1);
    return true;
}

static bool skip_formatted(gd_lexer *lexer, struct quotes quotes, int64_t depth)
{
    while (!at_quotes(lexer, quotes))
        if (!skip_piece(lexer, quotes, depth)) return false;
    step_by(lexer, quotes.count);
    return true;
}

static bool is_formatted(const char *prefix, size_t length)
{
    return memchr(prefix, 'f', length) || memchr(prefix, 'F', length);
}

/* A string within a field; the letters before it say of which sort it is. */
static bool skip_inner(gd_lexer *lexer, const char *field, int64_t depth)
{
    const char *prefix = lexer->at;
    while (prefix > field && lexer->at - prefix < 2 && strchr("fFrRuU", prefix[-1])) prefix--;
    bool formatted = is_formatted(prefix, (size_t)(lexer->at - prefix));
    struct quotes quotes = open_quotes(lexer);
    return formatted ? skip_formatted(lexer, quotes, depth) : skip_plain(lexer, quotes);
}

/* specification = (text | field)* "}" */
static bool skip_specification(gd_lexer *lexer, struct quotes quotes, int64_t depth)
{
    while (byte_at(lexer, 0) != '}') {
        if (at_quotes(lexer, quotes)) return false;
        bool field = byte_at(lexer, 0) == '{';
        if (!(field ? skip_field : skip_piece)(lexer, quotes, depth)) return false;
    }
    step_by(lexer, 1);
    return true;
}

/* field = "{" expression [":" specification] "}" */
static bool skip_field(gd_lexer *lexer, struct quotes quotes, int64_t depth)
{
    const char *field = lexer->at;
    if (!depth) return false;
    step_by(lexer, 1);
    for (int open = 0;; step_by(lexer, 1)) {
        while (byte_at(lexer, 0) == '"' || byte_at(lexer, 0) == '\'')
            if (!skip_inner(lexer, field, depth - 1)) return false;
        if (at_last(lexer, quotes)) return false;
        char c = byte_at(lexer, 0);
        if (c == ':' && !open) return skip_specification(lexer, quotes, depth - 1);
        if (c == '}' && !open) break;
        if (strchr("([{", c)) open++;
        if (strchr(")]}", c)) open--;
    }
    step_by(lexer, 1);
    return true;
}

static void refuse_open_string(gd_lexer *lexer, gd_token *token, gd_span span, int n_quotes)
{
    const char *kind = n_quotes == 3 ? "triple-quoted string" : "string";
    int ended = lexer->at == lexer->end && lexer->column == 1; /* a line end begins no line */
    if (lexer->in_field) lexer_fail(lexer, token, GD_SYNTAX, span, "f-string: unterminated string");
    else
        lexer_fail(lexer, token, GD_SYNTAX, span, "unterminated %s literal (detected at line %d)",
                   kind, lexer->line - ended);
    gd_hint(lexer->err, "end the text with the quote that it begins with");
}

/* -- Escapes -------------------------------------------------------------------------------- */

/* A piece of a string, and where its value goes. */
struct string {
    const char *start; /* of the token, prefix included */
    const char *text, *end;
    char *value;
    size_t length;
};

static void put(struct string *string, uint32_t code)
{
    string->length += character_encode(code, string->value + string->length);
}

/* Python decodes a text in which characters beyond ASCII are escapes of ten letters. */
static int decoded_position(const struct string *string, const char *at)
{
    int position = 0;
    for (const char *c = string->text; c < at; c++) {
        unsigned char byte = (unsigned char)*c;
        if (byte < 0x80) position++;
        else if (byte >= 0xC0) position += 10;
    }
    return position;
}

static bool refuse_escape(gd_lexer *lexer, gd_token *token, const struct string *string,
                          const char *from, const char *to, const char *message)
{
    gd_span span = lexer_span_within(token, string->start, from, to);
    int first = decoded_position(string, from);
    lexer->undecoded = true;
    lexer_fail(lexer, token, GD_SYNTAX, span,
               "(unicode error) 'unicodeescape' codec can't decode bytes in position %d-%d: %s",
               first, first + (int)(to - from) - 1, message);
    return gd_hint(lexer->err, "for a backslash, write two, or r before the string");
}

static bool lack_escape(gd_lexer *lexer, gd_token *token, const struct string *string,
                        const char *from, const char *to, const char *message)
{
    gd_span span = lexer_span_within(token, string->start, from, to);
    lexer_fail(lexer, token, GD_UNSUPPORTED, span, "%s: %.*s", message, (int)(to - from), from);
    return gd_hint(lexer->err, "write the character itself");
}

/* A digit's value; 99 for anything else. */
static int digit_value(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    int letter = c | 0x20;
    return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : 99;
}

/* "x" 2 digits, "u" 4, "U" 8; `at` stands on the letter. */
static bool put_hexadecimal(gd_lexer *lexer, gd_token *token, struct string *string,
                            const char **at)
{
    const char *escape = *at - 1, *digit = *at + 1;
    char letter = **at;
    int wanted = letter == 'x' ? 2 : letter == 'u' ? 4 : 8;
    uint32_t code = 0;
    for (; wanted && digit < string->end && digit_value(*digit) < 16; digit++, wanted--)
        code = code << 4 | (uint32_t)digit_value(*digit);
    *at = digit;
    if (wanted)
        return refuse_escape(lexer, token, string, escape, digit,
                             letter == 'x'   ? "truncated \\xXX escape"
                             : letter == 'u' ? "truncated \\uXXXX escape"
                                             : "truncated \\UXXXXXXXX escape");
    if (code > 0x10FFFF)
        return refuse_escape(lexer, token, string, escape, digit, "illegal Unicode character");
    if (code >= 0xD800 && code < 0xE000)
        return lack_escape(lexer, token, string, escape, digit,
                           "half a surrogate pair is no character here");
    put(string, code);
    return true;
}

static void put_octal(struct string *string, const char **at)
{
    uint32_t code = 0;
    for (int i = 0; i < 3 && *at < string->end && **at >= '0' && **at <= '7'; i++, ++*at)
        code = code * 8 + (uint32_t)(**at - '0');
    put(string, code);
}

/* Both bytes of \r\n are one line break, \n in the value. */
static void skip_line_break(const struct string *string, const char **at)
{
    bool pair = **at == '\r' && *at + 1 < string->end && (*at)[1] == '\n';
    *at += pair ? 2 : 1;
}

/* One escape; `at` stands behind the backslash. An unknown one stays as it is, as in Python. */
static bool put_escape(gd_lexer *lexer, gd_token *token, struct string *string, const char **at)
{
    static const char letters[] = "abfnrtv\\'\"", values[] = "\a\b\f\n\r\t\v\\'\"";
    char c = *at < string->end ? **at : ' ';
    const char *known = strchr(letters, c);
    if (c == '\n' || c == '\r') skip_line_break(string, at);
    else if (c >= '0' && c <= '7') put_octal(string, at);
    else if (c == 'x' || c == 'u' || c == 'U') return put_hexadecimal(lexer, token, string, at);
    else if (c == 'N')
        return lack_escape(lexer, token, string, *at - 1, *at + 1,
                           "characters by name are not supported");
    else if (known) put(string, (unsigned char)values[known - letters]), ++*at;
    else put(string, '\\');
    return true;
}

static bool put_next(gd_lexer *lexer, gd_token *token, struct string *string, gd_escapes escapes,
                     const char **at)
{
    if (**at == '\\' && escapes == ESCAPES_RESOLVED) {
        ++*at;
        return put_escape(lexer, token, string, at);
    }
    if (**at == '\r') {
        skip_line_break(string, at);
        put(string, '\n');
    } else string->value[string->length++] = *(*at)++;
    return true;
}

/* No escape is shorter than the character it stands for, so the text's length is room enough. */
bool lexer_decode(gd_lexer *lexer, gd_token *token, const char *from, const char *to,
                  gd_escapes escapes)
{
    struct string string = {.start = token->text, .text = from, .end = to};
    string.value = arena_alloc(lexer->arena, (size_t)(to - from) + 1, lexer->err);
    if (!string.value) lexer->failed = true;
    while (!lexer->failed && from < to)
        if (!put_next(lexer, token, &string, escapes, &from)) return false;
    if (lexer->failed) return false;
    token->kind = TOKEN_STRING;
    token->text = string.value;
    token->length = string.length;
    return true;
}

/* -- Tokens --------------------------------------------------------------------------------- */

static bool is_bytes(const char *prefix, size_t length)
{
    return memchr(prefix, 'b', length) || memchr(prefix, 'B', length);
}

static bool skip_fields(gd_lexer *lexer, struct quotes quotes)
{
    gd_lexer ahead = *lexer;
    if (!skip_formatted(&ahead, quotes, lexer->nesting)) return false;
    *lexer = ahead;
    return true;
}

void lexer_read_string(gd_lexer *lexer, gd_token *token)
{
    const char *prefix = token->text;
    size_t length = (size_t)(lexer->at - prefix);
    bool raw = memchr(prefix, 'r', length) || memchr(prefix, 'R', length);
    bool formatted = is_formatted(prefix, length);
    struct quotes quotes = open_quotes(lexer);
    gd_span opening = lexer_span(lexer, token);
    const char *text = lexer->at;
    if (!(formatted && skip_fields(lexer, quotes)) && !skip_plain(lexer, quotes)) {
        refuse_open_string(lexer, token, opening, quotes.count);
    } else if (is_bytes(prefix, length)) {
        lexer_fail(lexer, token, GD_UNSUPPORTED, lexer_span(lexer, token),
                   "bytes are not supported");
        gd_hint(lexer->err, "leave out the b: a string is text");
    } else if (formatted) token->kind = TOKEN_FORMATTED;
    else
        lexer_decode(lexer, token, text, lexer->at - quotes.count,
                     raw ? ESCAPES_KEPT : ESCAPES_RESOLVED);
}
