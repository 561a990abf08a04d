/* The rules for strings and f-strings; above each function stands the rule that it reads.
 *
 * An f-string is one token. Its fields are read where they stand: the reader's lexer is set to the
 * text between the quotes, gives the tokens of one field after another, and is put back. Text waits
 * at the end of the reader's names, so that pieces side by side become one STRING. */
#include "engine/lang/reader.h"

#include <string.h>

/* Specifications may have fields, but no fields within those (as in Python 3.11). */
enum { MOST_FIELDS = 2 };

/* -- Text ----------------------------------------------------------------------------------- */

/* The f-string at hand, or a specification within it. */
struct formatted {
    gd_token token;
    gd_escapes escapes;
    size_t names; /* where the text that waits begins */
    int level;    /* of specifications within specifications */
};

static bool add_text(gd_reader *reader, const char *text, size_t length)
{
    if (length) buffer_add(&reader->names, text, length);
    if (!reader->names.error.code) return true;
    return reader_fail(reader, GD_MEMORY_LIMIT, reader->token.span, NULL, "out of memory");
}

/* The text that waits from `base` on becomes a STRING on the stack. */
static bool push_text(gd_reader *reader, gd_span span, size_t base)
{
    gd_word text = {reader->names.data + base, reader->names.length - base};
    if (!text.length) return true;
    reader->names.length = base;
    return reader_push(
        reader, tree_new(&reader->make, GD_TREE_STRING, span, text.text, text.length, NULL, 0));
}

static bool at_byte(const gd_reader *reader, char byte)
{
    return reader->lexer.at < reader->lexer.end && *reader->lexer.at == byte;
}

/* A backslash takes the character after it along, but no brace. */
static void skip_text(gd_lexer *lexer, gd_escapes escapes)
{
    while (lexer->at < lexer->end && *lexer->at != '{' && *lexer->at != '}') {
        bool escape = *lexer->at == '\\' && escapes == ESCAPES_RESOLVED;
        lexer_step(lexer);
        bool more = lexer->at < lexer->end && *lexer->at != '{' && *lexer->at != '}';
        if (escape && more) lexer_step(lexer);
    }
}

static bool read_text(gd_reader *reader, const struct formatted *formatted)
{
    const char *from = reader->lexer.at;
    gd_token piece = formatted->token;
    skip_text(&reader->lexer, formatted->escapes);
    if (!lexer_decode(&reader->lexer, &piece, from, reader->lexer.at, formatted->escapes))
        return false;
    return add_text(reader, piece.text, piece.length);
}

/* -- Fields --------------------------------------------------------------------------------- */

static bool read_pieces(gd_reader *reader, const struct formatted *formatted);

static gd_span place_of(const gd_lexer *lexer)
{
    return (gd_span){lexer->line, lexer->column, lexer->line, lexer->column + 1};
}

/* "{", which stays open until the field's end is met. */
static bool open_field(gd_reader *reader, gd_span start, int level)
{
    gd_lexer *lexer = &reader->lexer;
    if (level >= MOST_FIELDS)
        return reader_fail(reader, GD_SYNTAX, start, "give the inner value a name",
                           "expressions nested too deeply");
    if (!reader_enter(reader)) return false;
    if (lexer->n_brackets >= lexer->nesting)
        return reader_fail(reader, GD_NESTING_LIMIT, start, NULL, "too many nested parentheses");
    lexer->brackets[lexer->n_brackets++] = (struct gd_bracket){'{', start};
    lexer_step(lexer);
    reader->has_next = false;
    reader->token = lexer_next(lexer);
    return true;
}

static bool refuse_empty_field(gd_reader *reader)
{
    static const char *const ends[] = {"!", ":", "="};
    const char *hint = "write an expression between { and }; a brace itself is written twice";
    if (reader_at(reader, "}"))
        return reader_fail(reader, GD_SYNTAX, reader->token.span, hint,
                           "empty expression not allowed");
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (reader_at(reader, ends[i]))
            return reader_fail(reader, GD_SYNTAX, reader->token.span, hint,
                               "expression required before '%s'", ends[i]);
    return false;
}

/* expressions of a field, pushed */
static bool read_value(gd_reader *reader)
{
    if (refuse_empty_field(reader) || reader->error.code) return false;
    const gd_tree *value = read_items(reader);
    if (value && value->kind == GD_TREE_STARRED)
        return reader_fail(reader, GD_SYNTAX, value->span, "to spread it, write [*x]",
                           "cannot use starred expression here");
    return reader_push(reader, value);
}

/* ["="]: the text of the field so far is shown before its value */
static bool read_echo(gd_reader *reader, const char *source, bool *echo)
{
    *echo = reader_at(reader, "=");
    if (!*echo) return true;
    reader_take(reader);
    return add_text(reader, source, (size_t)(reader->token.text - source));
}

/* ["!" ("r" | "s" | "a")]: *conversion receives the letter or nothing */
static bool read_conversion(gd_reader *reader, gd_word *conversion)
{
    static const char letters[] = "rsa";
    gd_lexer *lexer = &reader->lexer;
    *conversion = reader_word("");
    if (!reader_at(reader, "!")) return true;
    const char *letter = lexer->at < lexer->end ? strchr(letters, *lexer->at) : NULL;
    if (!letter || !*letter)
        return reader_fail(reader, GD_SYNTAX, place_of(lexer), NULL,
                           "invalid conversion character: expected 's', 'r', or 'a'");
    *conversion = (gd_word){letter, 1};
    lexer_step(lexer);
    if (!at_byte(reader, ':') && !at_byte(reader, '}'))
        return reader_fail(reader, GD_SYNTAX, place_of(lexer), NULL, "expecting '}'");
    reader_take(reader);
    return true;
}

/* [":" (text | field)*], pushed as FORMATTED or none */
static bool read_specification(gd_reader *reader, const struct formatted *formatted)
{
    struct formatted inner = *formatted;
    gd_span start = reader->token.span;
    size_t base = reader->count;
    inner.names = reader->names.length;
    inner.level++;
    if (!reader_at(reader, ":")) return reader_push_none(reader);
    if (!read_pieces(reader, &inner) || !push_text(reader, start, inner.names)) return false;
    reader->previous = reader->token;
    if (!reader_push(reader, reader_build(reader, GD_TREE_FORMATTED, start, reader_no_word, base)))
        return false;
    reader->token = lexer_next(&reader->lexer);
    return true;
}

/* What follows the expression is nothing that may follow it; `echo`: after its "=". */
static bool refuse_field_end(gd_reader *reader, bool echo)
{
    if (echo && reader->token.kind != TOKEN_ERROR)
        return reader_fail(reader, GD_SYNTAX, reader->token.span, NULL, "expecting '}'");
    return reader_unexpected(reader);
}

/* field = "{" expressions ["="] ["!" letter] [":" specification] "}"; its value and specification
 * leave the stack, below them stays the text. */
static bool read_field(gd_reader *reader, const struct formatted *formatted)
{
    gd_span start = place_of(&reader->lexer);
    const char *source = reader->lexer.at + 1;
    gd_word conversion;
    bool echo;
    if (!open_field(reader, start, formatted->level) || !read_value(reader)) return false;
    if (!read_echo(reader, source, &echo)) return false;
    if (!read_conversion(reader, &conversion)) return false;
    if (echo && !conversion.length && !reader_at(reader, ":")) conversion = reader_word("r");
    const gd_tree *value = reader->stack[--reader->count];
    if (!push_text(reader, start, formatted->names) || !reader_push(reader, value)) return false;
    size_t base = reader->count - 1;
    if (!read_specification(reader, formatted)) return false;
    if (!reader_at(reader, "}")) return refuse_field_end(reader, echo);
    reader->previous = reader->token;
    reader_leave(reader);
    return reader_push(reader, reader_build(reader, GD_TREE_FIELD, start, conversion, base));
}

/* piece = text | "{{" | "}}" | field */
static bool read_piece(gd_reader *reader, const struct formatted *formatted)
{
    gd_lexer *lexer = &reader->lexer;
    const char brace = *lexer->at;
    if (brace != '{' && brace != '}') return read_text(reader, formatted);
    if (!formatted->level && lexer->end - lexer->at > 1 && lexer->at[1] == brace) {
        lexer_step(lexer);
        lexer_step(lexer);
        return add_text(reader, &brace, 1);
    }
    if (brace == '{') return read_field(reader, formatted);
    return reader_fail(reader, GD_SYNTAX, place_of(lexer), "a brace itself is written twice: }}",
                       "single '}' is not allowed");
}

/* piece*, pushed, but the last text waits; within a specification no brace is doubled, and
 * the one that closes its field ends it. */
static bool read_pieces(gd_reader *reader, const struct formatted *formatted)
{
    gd_lexer *lexer = &reader->lexer;
    while (lexer->at < lexer->end && !(formatted->level && *lexer->at == '}'))
        if (!read_piece(reader, formatted)) return false;
    return true;
}

/* -- Strings -------------------------------------------------------------------------------- */

static size_t count_quotes(const gd_token *token, const char *opening)
{
    size_t left = (size_t)(token->text + token->length - opening);
    return left >= 6 && opening[1] == *opening && opening[2] == *opening ? 3 : 1;
}

/* Sets the lexer to what stands between the quotes; the brackets around it are out of reach. */
static void enter_string(gd_reader *reader, const gd_token *token)
{
    gd_lexer *lexer = &reader->lexer;
    const char *opening = token->text + strcspn(token->text, "'\"");
    size_t quotes = count_quotes(token, opening);
    lexer->line = token->span.line;
    lexer->column = token->span.column + (int32_t)(opening - token->text + (ptrdiff_t)quotes);
    lexer->at = opening + quotes;
    lexer->end = token->text + token->length - quotes;
    lexer->brackets += lexer->n_brackets;
    lexer->nesting -= lexer->n_brackets;
    lexer->n_brackets = 0;
    lexer->in_field = lexer->joined_lines = true;
}

/* The pieces of the FORMATTED token at hand, pushed; text waits from `base` on. */
static bool read_formatted(gd_reader *reader, size_t base)
{
    gd_reader_place place = reader_place(reader);
    struct formatted formatted = {reader->token, ESCAPES_RESOLVED, base, 0};
    size_t prefix = strcspn(place.token.text, "'\"");
    if (memchr(place.token.text, 'r', prefix) || memchr(place.token.text, 'R', prefix))
        formatted.escapes = ESCAPES_KEPT;
    enter_string(reader, &formatted.token);
    reader->fields++;
    bool done = read_pieces(reader, &formatted);
    reader->fields--;
    size_t count = reader->count, names = reader->names.length;
    reader_return(reader, &place);
    if (done) reader->count = count, reader->names.length = names;
    return done;
}

/* strings = (STRING | FORMATTED)+; the pieces are joined. */
const gd_tree *read_strings(gd_reader *reader)
{
    gd_span start = reader->token.span;
    size_t names = reader->names.length, base = reader->count;
    bool formatted = false, done = true;
    for (; done; reader_take(reader)) {
        bool plain = reader->token.kind == TOKEN_STRING;
        if (!plain && reader->token.kind != TOKEN_FORMATTED) break;
        formatted |= !plain;
        done = plain ? add_text(reader, reader->token.text, reader->token.length)
                     : read_formatted(reader, names);
    }
    if (!done) return NULL;
    gd_span span = reader_span(reader, start);
    if (formatted && !push_text(reader, span, names)) return NULL;
    gd_word text = {reader->names.data + names, reader->names.length - names};
    reader->names.length = names;
    if (formatted) return reader_build(reader, GD_TREE_FORMATTED, start, reader_no_word, base);
    return reader_new(reader, GD_TREE_STRING, start, text.text ? text : reader_word(""), NULL, 0);
}
