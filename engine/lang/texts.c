/* The methods of str. Texts are UTF-8; places and widths count code points. */
#include "engine/lang/containers.h"

#include <string.h>

static const gd_object *self_of(const gd_arguments *arguments)
{
    return arguments->values[0];
}

/* -- Code points ---------------------------------------------------------------------------- */

static bool is_start(char c)
{
    return (c & 0xC0) != 0x80;
}

static int64_t count_points(const char *text, int64_t bytes)
{
    int64_t n = 0;
    for (int64_t i = 0; i < bytes; i++) n += is_start(text[i]);
    return n;
}

/* The byte where code point `at` begins; the end if there are fewer. */
static int64_t byte_of(const gd_object *text, int64_t at)
{
    int64_t i = 0;
    for (; i < text->length; i++)
        if (is_start(text->text[i]) && at-- == 0) break;
    return i;
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r') || (c >= 0x1c && c <= 0x1f);
}

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Letters beyond ASCII count as letters. */
static bool is_letter(char c)
{
    return is_upper(c) || is_lower(c) || (c & 0x80);
}

/* -- Case ----------------------------------------------------------------------------------- */

/* Latin-1, Greek and Cyrillic letters change their case by a fixed distance. */
typedef struct cased {
    uint32_t first, last; /* capitals */
    uint32_t distance;    /* to the small letter */
} cased;
static const cased cases[] = {{'A', 'Z', 32},     {0xC0, 0xD6, 32},   {0xD8, 0xDE, 32},
                              {0x391, 0x3A1, 32}, {0x3A3, 0x3AB, 32}, {0x410, 0x42F, 32},
                              {0x400, 0x40F, 80}};

static uint32_t to_lower(uint32_t c)
{
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (c >= cases[i].first && c <= cases[i].last) return c + cases[i].distance;
    return c;
}

static uint32_t to_upper(uint32_t c)
{
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (c >= cases[i].first + cases[i].distance && c <= cases[i].last + cases[i].distance)
            return c - cases[i].distance;
    return c;
}

/* The code point at text[*at]; moves *at behind it. */
static uint32_t read_point(const gd_object *text, int64_t *at)
{
    unsigned char first = (unsigned char)text->text[(*at)++];
    int more = first < 0xC0 ? 0 : first < 0xE0 ? 1 : first < 0xF0 ? 2 : 3;
    uint32_t code = more ? first & (0x3fu >> more) : first;
    for (; more > 0 && *at < text->length; more--)
        code = code << 6 | ((unsigned char)text->text[(*at)++] & 0x3f);
    return code;
}

static void write_point(gd_buffer *out, uint32_t code)
{
    int more = code < 0x80 ? 0 : code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
    static const unsigned char leads[] = {0, 0xC0, 0xE0, 0xF0};
    char text[4];
    text[0] = (char)(leads[more] | code >> (6 * more));
    for (int i = 1; i <= more; i++) text[i] = (char)(0x80 | (code >> (6 * (more - i)) & 0x3f));
    buffer_add(out, text, (size_t)more + 1);
}

typedef enum recase { RECASE_LOWER, RECASE_UPPER, RECASE_SWAP, RECASE_TITLE, RECASE_FIRST } recase;

/* `inside`: whether a cased letter stands before. */
static uint32_t change_case(uint32_t code, recase how, bool inside)
{
    switch (how) {
    case RECASE_LOWER: return to_lower(code);
    case RECASE_UPPER: return to_upper(code);
    case RECASE_SWAP: return to_lower(code) != code ? to_lower(code) : to_upper(code);
    default: return inside ? to_lower(code) : to_upper(code);
    }
}

static const gd_object *with_case(gd_trace *trace, const gd_arguments *arguments, recase how)
{
    gd_buffer out;
    const gd_object *self = self_of(arguments);
    if (!object_walk_text(trace, self)) return NULL;
    buffer_init(&out, trace->memory, SIZE_MAX / 2);
    bool inside = false;
    for (int64_t at = 0; at < self->length;) {
        uint32_t code = read_point(self, &at);
        write_point(&out, change_case(code, how, inside));
        inside = how == RECASE_FIRST || to_lower(code) != code || to_upper(code) != code;
    }
    return object_buffer(trace, &out);
}

#define RECASE(name, how)                                                                          \
    static const gd_object *run_##name(gd_trace *trace, const gd_arguments *arguments)             \
    {                                                                                              \
        return with_case(trace, arguments, how);                                                   \
    }
RECASE(lower, RECASE_LOWER)
RECASE(upper, RECASE_UPPER)
RECASE(swapcase, RECASE_SWAP)
RECASE(title, RECASE_TITLE)
RECASE(capitalize, RECASE_FIRST)
#undef RECASE

/* -- Questions ------------------------------------------------------------------------------ */

static const gd_object *all_are(gd_trace *trace, const gd_arguments *arguments, bool (*is)(char))
{
    const gd_object *self = self_of(arguments);
    bool all = self->length > 0;
    if (!object_walk_text(trace, self)) return NULL;
    for (int64_t i = 0; all && i < self->length; i++) all = is(self->text[i]);
    return object_bool(all);
}

/* Whether there are cased letters and all are of one case. */
static const gd_object *of_case(gd_trace *trace, const gd_arguments *arguments, bool upper)
{
    const gd_object *self = self_of(arguments);
    bool any = false;
    if (!object_walk_text(trace, self)) return NULL;
    for (int64_t at = 0; at < self->length;) {
        uint32_t code = read_point(self, &at);
        if ((upper ? to_upper(code) : to_lower(code)) != code) return &object_false;
        any |= to_upper(code) != code || to_lower(code) != code;
    }
    return object_bool(any);
}

static bool is_alphanumeric(char c)
{
    return is_letter(c) || is_digit(c);
}

static bool is_ascii(char c)
{
    return !(c & 0x80);
}

static bool is_word(char c)
{
    return is_alphanumeric(c) || c == '_';
}

#define QUESTION(name, is)                                                                         \
    static const gd_object *run_##name(gd_trace *trace, const gd_arguments *arguments)             \
    {                                                                                              \
        return all_are(trace, arguments, is);                                                      \
    }
QUESTION(isalpha, is_letter)
QUESTION(isdigit, is_digit)
QUESTION(isalnum, is_alphanumeric)
QUESTION(isspace, is_space)
#undef QUESTION

static const gd_object *run_isascii(gd_trace *trace, const gd_arguments *arguments)
{
    return self_of(arguments)->length ? all_are(trace, arguments, is_ascii) : &object_true;
}

static const gd_object *run_isidentifier(gd_trace *trace, const gd_arguments *arguments)
{
    const gd_object *self = self_of(arguments);
    bool number = self->length && is_digit(self->text[0]);
    return number ? &object_false : all_are(trace, arguments, is_word);
}

static const gd_object *run_isupper(gd_trace *trace, const gd_arguments *arguments)
{
    return of_case(trace, arguments, true);
}

static const gd_object *run_islower(gd_trace *trace, const gd_arguments *arguments)
{
    return of_case(trace, arguments, false);
}

/* -- Search --------------------------------------------------------------------------------- */

/* The stretch of bytes that the arguments from `i` on, start and stop, leave. */
static bool read_stretch(gd_trace *trace, const gd_arguments *arguments, int64_t i, int64_t *start,
                         int64_t *stop)
{
    const gd_object *self = self_of(arguments);
    *start = 0;
    *stop = self->length;
    if (!object_walk_text(trace, self)) return false;
    for (int k = 0; k < 2 && i + k < arguments->n; k++) {
        const gd_object *given = arguments->values[i + k];
        if (given->kind == GD_OBJECT_NONE) continue;
        if (!object_is_integer(given))
            return object_refuse(trace, GD_TYPE,
                                 "slice indices must be integers or None or have an __index__ "
                                 "method");
        int64_t at = given->integer, n = count_points(self->text, self->length);
        if (at < 0) at = at < -n ? 0 : at + n;
        if (!k && at > n) return *start = *stop + 1, true; /* nothing is found there */
        *(k ? stop : start) = byte_of(self, at);
    }
    return true;
}

static bool matches_at(const gd_object *text, int64_t at, int64_t stop, const gd_object *part)
{
    return at >= 0 && at + part->length <= stop &&
           !memcmp(text->text + at, part->text, (size_t)part->length);
}

/* The byte of the first occurrence; -1: none. */
static int64_t first_of(const gd_object *self, const gd_object *part, int64_t start, int64_t stop)
{
    if (start > stop) return -1;
    const char *at =
        memmem(self->text + start, (size_t)(stop - start), part->text, (size_t)part->length);
    return at ? at - self->text : -1;
}

/* The byte of the last occurrence; -1: none. A stretch at the end is doubled until there is one,
 * and then halved: to compare at each byte could take the product of both lengths. */
static int64_t last_of(const gd_object *self, const gd_object *part, int64_t start, int64_t stop)
{
    int64_t high = stop - part->length, low = high, at = -1; /* no occurrence begins beyond high */
    for (int64_t width = 64; low >= start; width *= 2) {
        at = first_of(self, part, low, high + part->length);
        if (at >= 0 || low == start) break;
        high = low - 1;
        low = low - width > start ? low - width : start;
    }
    while (at >= 0 && at < high) {
        int64_t middle = at + (high - at + 1) / 2;
        int64_t later = first_of(self, part, middle, high + part->length);
        if (later < 0) high = middle - 1;
        else at = later;
    }
    return at;
}

/* How often at most; a negative integer is no bound, and one that may be counted down. */
static int64_t most_times(const gd_object *integer)
{
    return integer->integer < 0 ? -1 : integer->integer;
}

static bool must_be_text(gd_trace *trace, const gd_object *object)
{
    return object->kind == GD_OBJECT_STRING ||
           object_refuse(trace, GD_TYPE, "must be str, not %s", object_type(object));
}

static const gd_object *find(gd_trace *trace, const gd_arguments *arguments, bool last,
                             bool required)
{
    int64_t start, stop;
    const gd_object *self = self_of(arguments), *part = arguments->values[1];
    if (!must_be_text(trace, part) || !read_stretch(trace, arguments, 2, &start, &stop))
        return NULL;
    if (last && !trace_step(trace, self->length / 64)) return NULL;
    int64_t at = (last ? last_of : first_of)(self, part, start, stop);
    if (at < 0 && required) return object_fail(trace, GD_VALUE, "substring not found");
    return object_int(trace, at < 0 ? -1 : count_points(self->text, at));
}

static const gd_object *run_find(gd_trace *trace, const gd_arguments *arguments)
{
    return find(trace, arguments, false, false);
}

static const gd_object *run_rfind(gd_trace *trace, const gd_arguments *arguments)
{
    return find(trace, arguments, true, false);
}

static const gd_object *run_index(gd_trace *trace, const gd_arguments *arguments)
{
    return find(trace, arguments, false, true);
}

static const gd_object *run_rindex(gd_trace *trace, const gd_arguments *arguments)
{
    return find(trace, arguments, true, true);
}

static const gd_object *run_count(gd_trace *trace, const gd_arguments *arguments)
{
    int64_t start, stop, n = 0;
    const gd_object *self = self_of(arguments), *part = arguments->values[1];
    if (!must_be_text(trace, part) || !read_stretch(trace, arguments, 2, &start, &stop))
        return NULL;
    if (start > stop) return object_int(trace, 0);
    if (!part->length) return object_int(trace, count_points(self->text + start, stop - start) + 1);
    for (int64_t at = start; (at = first_of(self, part, at, stop)) >= 0; at += part->length) n++;
    return object_int(trace, n);
}

/* Whether the stretch begins or ends with a text, or with one of a tuple. */
static const gd_object *has_end(gd_trace *trace, const gd_arguments *arguments, bool end)
{
    int64_t start, stop;
    const gd_object *parts = arguments->values[1], *self = self_of(arguments);
    bool tuple = parts->kind == GD_OBJECT_TUPLE;
    int64_t n = tuple ? parts->length : 1;
    if (!read_stretch(trace, arguments, 2, &start, &stop)) return NULL;
    for (int64_t i = 0; i < n; i++) {
        const gd_object *part = tuple ? parts->items[i] : parts;
        if (part->kind != GD_OBJECT_STRING)
            return object_fail(trace, GD_TYPE,
                               tuple ? "tuple for %s must only contain str, not %s"
                                     : "%s first arg must be str or a tuple of str, not %s",
                               end ? "endswith" : "startswith", object_type(part));
        int64_t at = end ? stop - part->length : start;
        if (!trace_step(trace, 1) || !object_walk_text(trace, part)) return NULL;
        if (at >= start && matches_at(self, at, stop, part)) return &object_true;
    }
    return &object_false;
}

static const gd_object *run_startswith(gd_trace *trace, const gd_arguments *arguments)
{
    return has_end(trace, arguments, false);
}

static const gd_object *run_endswith(gd_trace *trace, const gd_arguments *arguments)
{
    return has_end(trace, arguments, true);
}

/* -- Pieces --------------------------------------------------------------------------------- */

static const gd_object *piece(gd_trace *trace, const gd_object *self, int64_t start, int64_t stop)
{
    return object_string(trace, self->text + start, (size_t)(stop - start));
}

static bool add_piece(gd_trace *trace, gd_sequence *all, const gd_object *self, int64_t start,
                      int64_t stop)
{
    return trace_step(trace, 1) && sequence_add(trace, all, piece(trace, self, start, stop));
}

/* What is to be stripped. */
typedef struct strippable {
    const gd_object *set; /* of code points; NULL: white space */
    bool ascii[128];      /* those of them that are one byte */
} strippable;

static strippable strippable_of(const gd_object *set)
{
    strippable points = {.set = set};
    for (int i = 0; !set && i < 128; i++) points.ascii[i] = is_space((char)i);
    for (int64_t i = 0; set && i < set->length; i++)
        if (!(set->text[i] & 0x80)) points.ascii[(int)set->text[i]] = true;
    return points;
}

/* Whether the code point at a byte is to be stripped; to look for a longer one takes steps. */
static bool strips(gd_trace *trace, const gd_object *self, int64_t at, int64_t end,
                   const strippable *points)
{
    const gd_object *set = points->set;
    if (!(self->text[at] & 0x80)) return points->ascii[(int)self->text[at]];
    return set && object_walk_text(trace, set) &&
           memmem(set->text, (size_t)set->length, self->text + at, (size_t)(end - at));
}

static const gd_object *strip(gd_trace *trace, const gd_arguments *arguments, bool left, bool right)
{
    const gd_object *self = self_of(arguments);
    const gd_object *set = arguments->n > 1 ? arguments->values[1] : &object_none;
    if (set->kind != GD_OBJECT_STRING && set->kind != GD_OBJECT_NONE)
        return object_fail(trace, GD_TYPE, "strip arg must be None or str");
    const strippable points = strippable_of(set->kind == GD_OBJECT_NONE ? NULL : set);
    if (!object_walk_text(trace, self) || !object_walk_text(trace, set)) return NULL;
    int64_t start = 0, stop = self->length;
    while (left && start < stop) {
        int64_t end = start + 1;
        while (end < stop && !is_start(self->text[end])) end++;
        if (!strips(trace, self, start, end, &points)) break;
        start = end;
    }
    while (right && start < stop) {
        int64_t at = stop - 1;
        while (at > start && !is_start(self->text[at])) at--;
        if (!strips(trace, self, at, stop, &points)) break;
        stop = at;
    }
    return trace->err->code ? NULL : piece(trace, self, start, stop);
}

static const gd_object *run_strip(gd_trace *trace, const gd_arguments *arguments)
{
    return strip(trace, arguments, true, true);
}

static const gd_object *run_lstrip(gd_trace *trace, const gd_arguments *arguments)
{
    return strip(trace, arguments, true, false);
}

static const gd_object *run_rstrip(gd_trace *trace, const gd_arguments *arguments)
{
    return strip(trace, arguments, false, true);
}

/* At runs of white space. */
static bool split_spaces(gd_trace *trace, const gd_object *self, int64_t most, gd_sequence *all)
{
    for (int64_t at = 0; at < self->length;) {
        while (at < self->length && is_space(self->text[at])) at++;
        if (at == self->length) break;
        int64_t end = at;
        if (most-- == 0) {
            end = self->length;
            while (is_space(self->text[end - 1])) end--;
            return add_piece(trace, all, self, at, end);
        }
        while (end < self->length && !is_space(self->text[end])) end++;
        if (!add_piece(trace, all, self, at, end)) return false;
        at = end;
    }
    return true;
}

static bool split_at(gd_trace *trace, const gd_object *self, const gd_object *by, int64_t most,
                     gd_sequence *all)
{
    int64_t start = 0, at;
    while (most-- != 0 && (at = first_of(self, by, start, self->length)) >= 0) {
        if (!add_piece(trace, all, self, start, at)) return false;
        start = at + by->length;
    }
    return add_piece(trace, all, self, start, self->length);
}

static void reverse(gd_sequence *all)
{
    for (int64_t i = 0, j = all->n - 1; i < j; i++, j--) {
        const gd_object *swap = all->items[i];
        all->items[i] = all->items[j];
        all->items[j] = swap;
    }
}

/* From the end on. */
static bool split_last(gd_trace *trace, const gd_object *self, const gd_object *by, int64_t most,
                       gd_sequence *all)
{
    int64_t stop = self->length, at;
    while (most-- != 0) {
        if (!by) {
            while (stop > 0 && is_space(self->text[stop - 1])) stop--;
            for (at = stop; at > 0 && !is_space(self->text[at - 1]);) at--;
            if (at == 0) break;
            if (!add_piece(trace, all, self, at, stop)) return false;
            stop = at;
        } else {
            if ((at = last_of(self, by, 0, stop)) < 0) break;
            if (!add_piece(trace, all, self, at + by->length, stop)) return false;
            stop = at;
        }
    }
    while (!by && stop > 0 && is_space(self->text[stop - 1])) stop--;
    if ((by || stop > 0) && !add_piece(trace, all, self, 0, stop)) return false;
    reverse(all);
    return true;
}

static const gd_object *split(gd_trace *trace, const gd_arguments *arguments, bool last)
{
    gd_sequence all = {0};
    int64_t given = arguments->n - arguments->n_named;
    const gd_object *by =
        given > 1 ? arguments->values[1] : call_option(arguments, "sep", &object_none);
    const gd_object *most =
        given > 2 ? arguments->values[2] : call_option(arguments, "maxsplit", NULL);
    bool spaces = by->kind == GD_OBJECT_NONE;
    if (!spaces && by->kind != GD_OBJECT_STRING)
        return object_fail(trace, GD_TYPE, "must be str or None, not %s", object_type(by));
    if (!spaces && !by->length) return object_fail(trace, GD_VALUE, "empty separator");
    if (most && !object_is_integer(most))
        return object_fail(trace, GD_TYPE, "'%s' object cannot be interpreted as an integer",
                           object_type(most));
    const gd_object *self = self_of(arguments);
    int64_t n = most ? most_times(most) : -1;
    if (!object_walk_text(trace, self)) return NULL;
    bool done = last     ? split_last(trace, self, spaces ? NULL : by, n, &all)
                : spaces ? split_spaces(trace, self, n, &all)
                         : split_at(trace, self, by, n, &all);
    return done ? object_sequence(trace, GD_OBJECT_LIST, &all) : NULL;
}

static const gd_object *run_split(gd_trace *trace, const gd_arguments *arguments)
{
    return split(trace, arguments, false);
}

static const gd_object *run_rsplit(gd_trace *trace, const gd_arguments *arguments)
{
    return split(trace, arguments, true);
}

static const gd_object *run_splitlines(gd_trace *trace, const gd_arguments *arguments)
{
    gd_sequence all = {0};
    const gd_object *self = self_of(arguments);
    int keep = arguments->n > 1 ? object_truth(trace, arguments->values[1]) : 0;
    for (int64_t start = 0, at = 0; at < self->length; start = at) {
        while (at < self->length && self->text[at] != '\n' && self->text[at] != '\r') at++;
        int64_t end = at;
        if (at < self->length) at += self->text[at] == '\r' && self->text[at + 1] == '\n' ? 2 : 1;
        if (!add_piece(trace, &all, self, start, keep ? at : end)) return NULL;
    }
    return object_sequence(trace, GD_OBJECT_LIST, &all);
}

static const gd_object *partition(gd_trace *trace, const gd_arguments *arguments, bool last)
{
    const gd_object *self = self_of(arguments), *by = arguments->values[1];
    if (!must_be_text(trace, by)) return NULL;
    if (!by->length) return object_fail(trace, GD_VALUE, "empty separator");
    int64_t at = (last ? last_of : first_of)(self, by, 0, self->length);
    const gd_object *empty = object_text(trace, "");
    if (!empty) return NULL;
    const gd_object *parts[3] = {last ? empty : self, empty, last ? self : empty};
    if (at >= 0) {
        parts[0] = piece(trace, self, 0, at);
        parts[1] = by;
        parts[2] = piece(trace, self, at + by->length, self->length);
    }
    return parts[0] && parts[2] ? object_tuple(trace, parts, 3) : NULL;
}

static const gd_object *run_partition(gd_trace *trace, const gd_arguments *arguments)
{
    return partition(trace, arguments, false);
}

static const gd_object *run_rpartition(gd_trace *trace, const gd_arguments *arguments)
{
    return partition(trace, arguments, true);
}

/* -- New texts ------------------------------------------------------------------------------ */

static size_t most_bytes(const gd_trace *trace)
{
    return (size_t)trace->context->limits->sequence_items;
}

static bool add_joined(gd_trace *trace, const gd_object *self, const gd_sequence *items,
                       gd_buffer *out)
{
    for (int64_t i = 0; i < items->n; i++) {
        const gd_object *item = items->items[i];
        if (item->kind != GD_OBJECT_STRING)
            return object_refuse(trace, GD_TYPE,
                                 "sequence item %lld: expected str instance, %s found",
                                 (long long)i, object_type(item));
        if (i) buffer_add(out, self->text, (size_t)self->length);
        buffer_add(out, item->text, (size_t)item->length);
    }
    return true;
}

static const gd_object *run_join(gd_trace *trace, const gd_arguments *arguments)
{
    gd_buffer out;
    gd_sequence items = {0};
    const gd_object *over = arguments->values[1];
    bool iterable = object_is_sequence(over) || over->kind == GD_OBJECT_STRING ||
                    over->kind == GD_OBJECT_RANGE || over->kind >= GD_OBJECT_TENSOR;
    if (!iterable) return object_fail(trace, GD_TYPE, "can only join an iterable");
    if (!object_iterate(trace, over, &items)) return NULL;
    buffer_init(&out, trace->memory, most_bytes(trace));
    bool joined = add_joined(trace, self_of(arguments), &items, &out);
    const gd_object *text = object_buffer(trace, &out);
    return joined ? text : NULL;
}

static const gd_object *run_replace(gd_trace *trace, const gd_arguments *arguments)
{
    gd_buffer out;
    const gd_object *self = self_of(arguments), *old = arguments->values[1];
    const gd_object *new = arguments->values[2];
    int64_t most = arguments->n > 3 ? most_times(arguments->values[3]) : -1, at = 0, found;
    if (!object_walk_text(trace, self)) return NULL;
    buffer_init(&out, trace->memory, most_bytes(trace));
    while (most-- != 0 && (found = first_of(self, old, at, self->length)) >= 0) {
        buffer_add(&out, self->text + at, (size_t)(found - at));
        buffer_add(&out, new->text, (size_t) new->length);
        at = found + old->length;
        if (old->length) continue;
        if (at == self->length) break;
        do buffer_add(&out, self->text + at++, 1); /* between all code points */
        while (at < self->length && !is_start(self->text[at]));
    }
    buffer_add(&out, self->text + at, (size_t)(self->length - at));
    return object_buffer(trace, &out);
}

static const gd_object *pad(gd_trace *trace, const gd_arguments *arguments, int left, int right)
{
    gd_buffer out;
    const gd_object *self = self_of(arguments);
    const gd_object *fill = arguments->n > 2 ? arguments->values[2] : NULL;
    if (fill && (fill->kind != GD_OBJECT_STRING || count_points(fill->text, fill->length) != 1))
        return object_fail(trace, GD_TYPE, "The fill character must be exactly one character long");
    int64_t n = count_points(self->text, self->length), width = arguments->values[1]->integer;
    int64_t space = width > n ? width - n : 0;
    if (space > (int64_t)most_bytes(trace))
        return object_fail(trace, GD_MEMORY_LIMIT, "a string has at most %lld bytes",
                           (long long)most_bytes(trace));
    int64_t before = left && right ? space / 2 + (space & width & 1) : left ? space : 0;
    buffer_init(&out, trace->memory, most_bytes(trace));
    for (int64_t i = 0; i <= space; i++) {
        if (i == before) buffer_add(&out, self->text, (size_t)self->length);
        if (i < space) buffer_add(&out, fill ? fill->text : " ", fill ? (size_t)fill->length : 1);
    }
    return trace_step(trace, space / 64) ? object_buffer(trace, &out) : (buffer_close(&out), NULL);
}

static const gd_object *run_ljust(gd_trace *trace, const gd_arguments *arguments)
{
    return pad(trace, arguments, 0, 1);
}

static const gd_object *run_rjust(gd_trace *trace, const gd_arguments *arguments)
{
    return pad(trace, arguments, 1, 0);
}

static const gd_object *run_center(gd_trace *trace, const gd_arguments *arguments)
{
    return pad(trace, arguments, 1, 1);
}

static const gd_object *run_zfill(gd_trace *trace, const gd_arguments *arguments)
{
    static const STATIC_OBJECT(zero, .kind = GD_OBJECT_STRING, .text = "0", .length = 1);
    const gd_object *self = self_of(arguments);
    bool sign = self->length && (self->text[0] == '-' || self->text[0] == '+');
    const gd_object *digits = sign ? piece(trace, self, 1, self->length) : self;
    const gd_object *width = object_int(trace, arguments->values[1]->integer - sign);
    if (!digits || !width) return NULL;
    const gd_object *values[3] = {digits, width, &zero.object};
    const gd_arguments padded = {.values = values, .n = 3};
    const gd_object *filled = pad(trace, &padded, 1, 0), *front = piece(trace, self, 0, 1);
    if (!sign || !filled || !front) return filled;
    return arithmetic_binary(trace, "add", front, filled);
}

static const gd_object *run_expandtabs(gd_trace *trace, const gd_arguments *arguments)
{
    gd_buffer out;
    const gd_object *self = self_of(arguments);
    int64_t size = arguments->n > 1 ? arguments->values[1]->integer : 8, column = 0;
    if (size > 1000) return object_fail(trace, GD_VALUE, "expandtabs() of more than 1000 columns");
    buffer_init(&out, trace->memory, most_bytes(trace));
    for (int64_t i = 0; i < self->length; i++) {
        char c = self->text[i];
        int64_t fill = c == '\t' && size > 0 ? size - column % size : 0;
        for (int64_t k = 0; k < fill; k++) buffer_add(&out, " ", 1);
        if (c != '\t') buffer_add(&out, &c, 1);
        column = c == '\n' || c == '\r' ? 0 : column + (c == '\t' ? fill : is_start(c));
    }
    return object_buffer(trace, &out);
}

static const gd_object *run_removeprefix(gd_trace *trace, const gd_arguments *arguments)
{
    const gd_object *self = self_of(arguments), *part = arguments->values[1];
    bool has = matches_at(self, 0, self->length, part);
    return piece(trace, self, has ? part->length : 0, self->length);
}

static const gd_object *run_removesuffix(gd_trace *trace, const gd_arguments *arguments)
{
    const gd_object *self = self_of(arguments), *part = arguments->values[1];
    bool has = matches_at(self, self->length - part->length, self->length, part);
    return piece(trace, self, 0, self->length - (has ? part->length : 0));
}

static const gd_object *run_encode(gd_trace *trace, const gd_arguments *arguments)
{
    (void)arguments;
    return object_fail(trace, GD_UNSUPPORTED, "bytes");
}

static const gd_builtin rows[] = {
    {"capitalize", 1, 1, NULL, run_capitalize, BUILTIN_PLAIN},
    {"casefold", 1, 1, NULL, run_lower, BUILTIN_PLAIN},
    {"center", 2, 3, ".i", run_center, BUILTIN_PLAIN},
    {"count", 2, 4, NULL, run_count, BUILTIN_PLAIN},
    {"encode", 1, 3, NULL, run_encode, BUILTIN_NAMED},
    {"endswith", 2, 4, NULL, run_endswith, BUILTIN_PLAIN},
    {"expandtabs", 1, 2, ".i", run_expandtabs, BUILTIN_PLAIN},
    {"find", 2, 4, NULL, run_find, BUILTIN_PLAIN},
    {"format", 1, -1, NULL, format_text, BUILTIN_NAMED},
    {"index", 2, 4, NULL, run_index, BUILTIN_PLAIN},
    {"isalnum", 1, 1, NULL, run_isalnum, BUILTIN_PLAIN},
    {"isalpha", 1, 1, NULL, run_isalpha, BUILTIN_PLAIN},
    {"isascii", 1, 1, NULL, run_isascii, BUILTIN_PLAIN},
    {"isdecimal", 1, 1, NULL, run_isdigit, BUILTIN_PLAIN},
    {"isdigit", 1, 1, NULL, run_isdigit, BUILTIN_PLAIN},
    {"isidentifier", 1, 1, NULL, run_isidentifier, BUILTIN_PLAIN},
    {"islower", 1, 1, NULL, run_islower, BUILTIN_PLAIN},
    {"isnumeric", 1, 1, NULL, run_isdigit, BUILTIN_PLAIN},
    {"isspace", 1, 1, NULL, run_isspace, BUILTIN_PLAIN},
    {"isupper", 1, 1, NULL, run_isupper, BUILTIN_PLAIN},
    {"join", 2, 2, NULL, run_join, BUILTIN_PLAIN},
    {"ljust", 2, 3, ".i", run_ljust, BUILTIN_PLAIN},
    {"lower", 1, 1, NULL, run_lower, BUILTIN_PLAIN},
    {"lstrip", 1, 2, NULL, run_lstrip, BUILTIN_PLAIN},
    {"partition", 2, 2, NULL, run_partition, BUILTIN_PLAIN},
    {"removeprefix", 2, 2, ".s", run_removeprefix, BUILTIN_PLAIN},
    {"removesuffix", 2, 2, ".s", run_removesuffix, BUILTIN_PLAIN},
    {"replace", 3, 4, ".ssi", run_replace, BUILTIN_PLAIN},
    {"rfind", 2, 4, NULL, run_rfind, BUILTIN_PLAIN},
    {"rindex", 2, 4, NULL, run_rindex, BUILTIN_PLAIN},
    {"rjust", 2, 3, ".i", run_rjust, BUILTIN_PLAIN},
    {"rpartition", 2, 2, NULL, run_rpartition, BUILTIN_PLAIN},
    {"rsplit", 1, 3, ":sep maxsplit", run_rsplit, BUILTIN_NAMED},
    {"rstrip", 1, 2, NULL, run_rstrip, BUILTIN_PLAIN},
    {"split", 1, 3, ":sep maxsplit", run_split, BUILTIN_NAMED},
    {"splitlines", 1, 2, NULL, run_splitlines, BUILTIN_PLAIN},
    {"startswith", 2, 4, NULL, run_startswith, BUILTIN_PLAIN},
    {"strip", 1, 2, NULL, run_strip, BUILTIN_PLAIN},
    {"swapcase", 1, 1, NULL, run_swapcase, BUILTIN_PLAIN},
    {"title", 1, 1, NULL, run_title, BUILTIN_PLAIN},
    {"upper", 1, 1, NULL, run_upper, BUILTIN_PLAIN},
    {"zfill", 2, 2, ".i", run_zfill, BUILTIN_PLAIN},
};
const gd_builtins string_methods = BUILTINS(rows);
