/* Numbers and strings of the lexer. */
#include "engine/lang/characters.h"
#include "engine/lang/lexer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char byte_at(const gd_lexer *lexer, size_t offset)
{
    return (size_t)(lexer->end - lexer->at) > offset ? lexer->at[offset] : 0;
}

static void step_by(gd_lexer *lexer, int count)
{
    for (int i = 0; i < count; i++) lexer_step(lexer);
}

/* -- Numbers -------------------------------------------------------------------------------- */

/* A digit's value; 99 for anything else. */
static int digit_value(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    int letter = c | 0x20;
    return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : 99;
}

/* digits = digit ("_"? digit)*; stops before what is no digit. */
static void skip_digits(gd_lexer *lexer, int radix)
{
    while (digit_value(byte_at(lexer, 0)) < radix) {
        bool underscore = byte_at(lexer, 1) == '_' && digit_value(byte_at(lexer, 2)) < radix;
        step_by(lexer, underscore ? 2 : 1);
    }
}

static void skip_word(gd_lexer *lexer)
{
    uint32_t code;
    while (lexer_character(lexer, &code) && character_continues_name(code)) lexer_step(lexer);
}

/* "1if x else y" is Python. */
static bool may_follow_number(const char *word, size_t length)
{
    static const char *const words[] = {"and", "else", "for", "if", "in", "is", "not", "or"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strlen(words[i]) == length && !memcmp(words[i], word, length)) return true;
    return false;
}

static void refuse_number(gd_lexer *lexer, gd_token *token, const char *kind)
{
    const char *word = lexer->at;
    skip_word(lexer);
    int number = (int)(word - token->text), rest = (int)(lexer->at - word);
    lexer_fail(lexer, token, GD_SYNTAX, lexer_span(lexer, token), "invalid %s literal", kind);
    if (rest && *word == '_') gd_hint(lexer->err, "_ may stand between digits only");
    else if (rest && !strcmp(kind, "decimal") && number < 40 && rest < 40)
        gd_hint(lexer->err, "to multiply, write %.*s*%.*s", number, token->text, rest, word);
}

/* True if nothing that belongs to a name touches the number's end. */
static bool check_number_end(gd_lexer *lexer, gd_token *token, const char *kind)
{
    gd_lexer ahead = *lexer;
    skip_word(&ahead);
    size_t length = (size_t)(ahead.at - lexer->at);
    if (!length || may_follow_number(lexer->at, length)) return true;
    if (length == 1 && (*lexer->at | 0x20) == 'j' && !strcmp(kind, "decimal")) {
        *lexer = ahead;
        lexer_fail(lexer, token, GD_UNSUPPORTED, lexer_span(lexer, token),
                   "complex numbers are not supported");
        return gd_hint(lexer->err, "to multiply by a name, write *j");
    }
    refuse_number(lexer, token, kind);
    return false;
}

/* 2**63 alone is beyond int64 and yet no error, for the sake of -9223372036854775808. */
static void set_integer(gd_lexer *lexer, gd_token *token, const char *digits, int radix)
{
    const uint64_t most = (uint64_t)INT64_MAX + 1, base = (uint64_t)radix;
    uint64_t value = 0;
    bool fits = true;
    for (const char *at = digits; at < lexer->at && fits; at++) {
        if (*at == '_') continue;
        uint64_t digit = (uint64_t)digit_value(*at);
        fits = value <= (most - digit) / base;
        value = value * base + digit;
    }
    token->kind = TOKEN_INTEGER;
    token->integer = value == most ? INT64_MIN : (int64_t)value;
    if (fits) return;
    lexer_fail(lexer, token, GD_INT_OVERFLOW, lexer_span(lexer, token),
               "the integer does not fit in 64 bits (int too big to convert)");
    gd_hint(lexer->err, "write it as a float, such as 1e20");
}

/* strtod wants a final 0 and no underscores. */
static void set_float(gd_lexer *lexer, gd_token *token)
{
    char room[64], *copy = room;
    size_t length = (size_t)(lexer->at - token->text), used = 0;
    if (length >= sizeof room) copy = arena_alloc(lexer->arena, length + 1, lexer->err);
    if (!copy) {
        lexer->failed = true;
        return;
    }
    for (size_t i = 0; i < length; i++)
        if (token->text[i] != '_') copy[used++] = token->text[i];
    copy[used] = 0;
    token->kind = TOKEN_FLOAT;
    token->number = strtod(copy, NULL);
}

/* "0" ("x" | "o" | "b") ("_"? digits) */
static void read_radix(gd_lexer *lexer, gd_token *token, int radix, const char *kind)
{
    step_by(lexer, byte_at(lexer, 2) == '_' ? 3 : 2);
    const char *digits = lexer->at;
    skip_digits(lexer, radix);
    char next = byte_at(lexer, 0);
    if (next >= '0' && next <= '9') {
        lexer_step(lexer);
        lexer_fail(lexer, token, GD_SYNTAX, lexer_span(lexer, token),
                   "invalid digit '%c' in %s literal", next, kind);
    } else if (lexer->at == digits) refuse_number(lexer, token, kind);
    else if (check_number_end(lexer, token, kind)) set_integer(lexer, token, digits, radix);
}

static void refuse_leading_zeros(gd_lexer *lexer, gd_token *token)
{
    lexer_fail(lexer, token, GD_SYNTAX, lexer_span(lexer, token),
               "leading zeros in decimal integer literals are not permitted; "
               "use an 0o prefix for octal integers");
    gd_hint(lexer->err, "leave out the zeros in front");
}

static bool has_leading_zeros(const gd_lexer *lexer, const gd_token *token)
{
    if (*token->text != '0') return false;
    for (const char *at = token->text; at < lexer->at; at++)
        if (*at != '0' && *at != '_') return true;
    return false;
}

/* Moves over ["." digits] [("e" | "E") ["+" | "-"] digits]; tells whether there was any of it. */
static bool skip_fraction(gd_lexer *lexer)
{
    bool point = byte_at(lexer, 0) == '.';
    if (point) lexer_step(lexer);
    if (point) skip_digits(lexer, 10);
    bool sign = byte_at(lexer, 1) == '+' || byte_at(lexer, 1) == '-';
    bool exponent = (byte_at(lexer, 0) | 0x20) == 'e' && digit_value(byte_at(lexer, 1 + sign)) < 10;
    if (exponent) step_by(lexer, 1 + sign);
    if (exponent) skip_digits(lexer, 10);
    return point || exponent;
}

void lexer_read_number(gd_lexer *lexer, gd_token *token)
{
    char mark = byte_at(lexer, 0) == '0' ? (char)(byte_at(lexer, 1) | 0x20) : 0;
    if (mark == 'x') {
        read_radix(lexer, token, 16, "hexadecimal");
        return;
    }
    if (mark == 'o') {
        read_radix(lexer, token, 8, "octal");
        return;
    }
    if (mark == 'b') {
        read_radix(lexer, token, 2, "binary");
        return;
    }
    skip_digits(lexer, 10);
    bool is_float = skip_fraction(lexer);
    if (!check_number_end(lexer, token, "decimal")) return;
    if (is_float) set_float(lexer, token);
    else if (has_leading_zeros(lexer, token)) refuse_leading_zeros(lexer, token);
    else set_integer(lexer, token, token->text, 10);
}

/* -- Strings -------------------------------------------------------------------------------- */

/* A string's text between its quotes, and where its value goes. */
struct string {
    const char *start; /* of the prefix */
    const char *text, *end;
    bool raw;
    char *value;
    size_t length;
};

static bool at_quotes(const gd_lexer *lexer, char quote, int count)
{
    for (int i = 0; i < count; i++)
        if (byte_at(lexer, (size_t)i) != quote) return false;
    return true;
}

static void refuse_open_string(gd_lexer *lexer, gd_token *token, gd_span quotes, int n_quotes)
{
    const char *kind = n_quotes == 3 ? "triple-quoted string" : "string";
    lexer_fail(lexer, token, GD_SYNTAX, quotes, "unterminated %s literal (detected at line %d)",
               kind, lexer->line);
    gd_hint(lexer->err, "end the text with the quote that it begins with");
}

/* Moves past the closing quotes; false if there are none. */
static bool skip_string(gd_lexer *lexer, gd_token *token, struct string *string)
{
    char quote = *lexer->at;
    int n_quotes = at_quotes(lexer, quote, 3) ? 3 : 1;
    step_by(lexer, n_quotes);
    gd_span quotes = lexer_span(lexer, token);
    string->text = lexer->at;
    while (!at_quotes(lexer, quote, n_quotes)) {
        bool newline = byte_at(lexer, 0) == '\n' || byte_at(lexer, 0) == '\r';
        if (lexer->at == lexer->end || (newline && n_quotes == 1)) {
            refuse_open_string(lexer, token, quotes, n_quotes);
            return false;
        }
        bool escape = byte_at(lexer, 0) == '\\' && lexer->end - lexer->at > 1;
        step_by(lexer, escape ? 2 : 1);
    }
    string->end = lexer->at;
    step_by(lexer, n_quotes);
    return true;
}

static void put(struct string *string, uint32_t code)
{
    string->length += character_encode(code, string->value + string->length);
}

static bool refuse_escape(gd_lexer *lexer, gd_token *token, const struct string *string,
                          const char *from, const char *to, gd_code code, const char *message)
{
    gd_span span = lexer_span_within(token, string->start, from, to);
    lexer_fail(lexer, token, code, span, "(unicode error) %s: %.*s", message, (int)(to - from),
               from);
    return false;
}

/* "x" 2 digits, "u" 4, "U" 8; `at` stands on the letter. */
static bool put_hexadecimal(gd_lexer *lexer, gd_token *token, struct string *string,
                            const char **at)
{
    const char *escape = *at - 1;
    int wanted = **at == 'x' ? 2 : **at == 'u' ? 4 : 8;
    const char *digit = *at + 1;
    uint32_t code = 0;
    for (; wanted && digit < string->end && digit_value(*digit) < 16; digit++, wanted--)
        code = code << 4 | (uint32_t)digit_value(*digit);
    *at = digit;
    if (wanted)
        return refuse_escape(lexer, token, string, escape, digit, GD_SYNTAX, "truncated escape");
    if (code > 0x10FFFF)
        return refuse_escape(lexer, token, string, escape, digit, GD_SYNTAX,
                             "illegal Unicode character");
    if (code >= 0xD800 && code < 0xE000)
        return refuse_escape(lexer, token, string, escape, digit, GD_UNSUPPORTED,
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
    char c = **at;
    const char *known = strchr(letters, c);
    if (c == '\n' || c == '\r') skip_line_break(string, at);
    else if (c >= '0' && c <= '7') put_octal(string, at);
    else if (c == 'x' || c == 'u' || c == 'U') return put_hexadecimal(lexer, token, string, at);
    else if (c == 'N')
        return refuse_escape(lexer, token, string, *at - 1, *at + 1, GD_UNSUPPORTED,
                             "characters by name are not supported");
    else if (known) put(string, (unsigned char)values[known - letters]), ++*at;
    else put(string, '\\');
    return true;
}

static bool put_next(gd_lexer *lexer, gd_token *token, struct string *string, const char **at)
{
    if (**at == '\\' && !string->raw) {
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
static bool decode(gd_lexer *lexer, gd_token *token, struct string *string)
{
    size_t room = (size_t)(string->end - string->text) + 1;
    string->value = arena_alloc(lexer->arena, room, lexer->err);
    if (!string->value) lexer->failed = true;
    const char *at = string->text;
    while (!lexer->failed && at < string->end)
        if (!put_next(lexer, token, string, &at)) return false;
    return !lexer->failed;
}

static bool check_prefix(gd_lexer *lexer, gd_token *token, const char *prefix, size_t length)
{
    gd_span span = lexer_span(lexer, token);
    if (memchr(prefix, 'f', length) || memchr(prefix, 'F', length)) {
        lexer_fail(lexer, token, GD_UNSUPPORTED, span, "f-strings are not supported yet");
        return gd_hint(lexer->err, "give print several values: print('x =', x)");
    }
    if (memchr(prefix, 'b', length) || memchr(prefix, 'B', length)) {
        lexer_fail(lexer, token, GD_UNSUPPORTED, span, "bytes are not supported");
        return gd_hint(lexer->err, "leave out the b: a string is text");
    }
    return true;
}

void lexer_read_string(gd_lexer *lexer, gd_token *token)
{
    const char *prefix = token->text;
    size_t length = (size_t)(lexer->at - prefix);
    struct string string = {.start = prefix};
    string.raw = memchr(prefix, 'r', length) || memchr(prefix, 'R', length);
    if (!skip_string(lexer, token, &string)) return;
    if (!check_prefix(lexer, token, prefix, length) || !decode(lexer, token, &string)) return;
    token->kind = TOKEN_STRING;
    token->text = string.value;
    token->length = string.length;
}
