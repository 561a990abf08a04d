/* Numbers of the lexer. */
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
