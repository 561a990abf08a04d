/* Arrays of numbers → tensors, without any JSON value between.
 *
 * The numbers are read once, as doubles, into what becomes the tensor. A double tells all that
 * float64 needs, and nearly always what the other dtypes need: it is converted in place. Where it
 * does not tell (it is half-way between two floats, so that the text may be a little to either
 * side; or it is an integer from 2^53 on, or does not fit at all) the text is read again, as the
 * dtype itself. */
#include "server/wire_numbers.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    FIRST_ROOM = 64, /* numbers */
    AT_ONCE = 4096   /* numbers between two looks at the clock */
};

/* What is being set aside. */
typedef struct taking {
    wire_reader *reader;
    const char *at, *end;
    wire_owned *owned;
    gd_tensor *tensor; /* its count is the room it has */
    int64_t count;     /* of numbers so far */
    int64_t pause;     /* the count at which there is no more room, or it is time to look around */
    bool full;         /* more numbers than a tensor may have: they are checked and dropped */
    int levels;        /* from the top of the text to the array */
    int rank;          /* 0: not known yet */
    gd_shape shape;    /* sizes that are not known yet are -1 */
} taking;

static inline bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

static inline const char *after_spaces(const char *at, const char *end)
{
    while (at < end && is_space(*at)) at++;
    return at;
}

static void skip_spaces(taking *t)
{
    t->at = after_spaces(t->at, t->end);
}

/* Whether the array at `at` ends within WIRE_SHORT bytes, as far as brackets tell. */
static bool is_short(const char *at, const char *end)
{
    int depth = 0;
    if (end - at < WIRE_SHORT || *at != '[') return true;
    for (end = at + WIRE_SHORT; at < end; at++) {
        depth += (*at == '[') - (*at == ']');
        if (!depth) return true;
    }
    return false;
}

/* Whether a double does not tell which float its text is next to: it is half-way between two, or
 * among those that have fewer digits or none. */
static bool is_delicate(double value)
{
    uint64_t bits;
    const uint64_t below = (UINT64_C(1) << (53 - 24)) - 1, half = UINT64_C(1) << (52 - 24);
    memcpy(&bits, &value, sizeof bits);
    double size = fabs(value);
    return ((bits & below) == half) | ((size < 0x1p-126) & (size > 0)) |
           ((size > 0x1.fffffep127) & (size < (double)INFINITY));
}

/* The same of a word that may be a number. Without an exponent and with at most eight digits it is
 * m / 10^k, k <= 8, and at least 1 / (10^8 * 2^25) of itself away from each middle c / 2^j, c <
 * 2^25, that it is not: more than a double is off. */
static bool is_delicate_word(const char *word, const char *end)
{
    enum { PLAIN = 8 };
    double value;
    if (end - word <= PLAIN && !memchr(word, 'e', (size_t)(end - word)) &&
        !memchr(word, 'E', (size_t)(end - word)))
        return false;
    return decimal_read_double(word, end, &value) && is_delicate(value);
}

/* Whether such a number stands in what is_short. */
static bool has_delicate(const char *at, const char *end)
{
    const char *after;
    if (*at != '[') return is_delicate_word(at, wire_word_end(at, end));
    for (int depth = 0; at < end; at = after) {
        after = at + 1;
        depth += (*at == '[') - (*at == ']');
        if (!depth) return false;
        if (!wire_is_word(*at)) continue;
        after = wire_word_end(at, end);
        if (is_delicate_word(at, after)) return true;
    }
    return false;
}

static bool grow(taking *t, int64_t room)
{
    gd_type type = {GD_FLOAT64, shape_of(1, &room)};
    gd_memory *memory = t->reader->arena.memory;
    gd_tensor *grown = gd_tensor_resize(memory, t->tensor, &type, &t->reader->err);
    if (grown) t->tensor = t->owned->tensor = grown;
    return grown;
}

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* Makes room for at least one number more. */
static bool look_around(taking *t)
{
    int64_t most = t->reader->limits->tensor_elements, room = t->tensor->count;
    if (!context_check(t->reader->context, &t->reader->err)) return false;
    t->full = t->count >= most;
    if (!t->full && t->count == room && !grow(t, least(2 * room, most))) return false;
    t->pause = t->count + (t->full ? room : least(t->tensor->count - t->count, AT_ONCE));
    return true;
}

/* One of the three strings; returns where it ends, NULL if it is another. */
static const char *read_word(const char *at, const char *end, double *value)
{
    static const struct {
        const char *text;
        double value;
    } words[] = {{"\"NaN\"", (double)NAN},
                 {"\"Infinity\"", (double)INFINITY},
                 {"\"-Infinity\"", -(double)INFINITY}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t length = strlen(words[i].text);
        if ((size_t)(end - at) < length || memcmp(at, words[i].text, length)) continue;
        *value = words[i].value;
        return at + length;
    }
    return NULL;
}

/* A number or one of the strings; returns where it ends. NULL where jansson shall say what is
 * wrong. */
static inline const char *read_number(const char *at, const char *end, double *value)
{
    const char *after = decimal_read_double(at, end, value);
    if (after) return isinf(*value) ? NULL : after;
    return read_word(at, end, value);
}

/* Numbers and commas up to the closing bracket. */
static bool take_row(taking *t)
{
    const char *at = t->at, *const end = t->end;
    while (t->count < t->pause || look_around(t)) {
        double *value = (double *)(void *)t->tensor->data + (t->full ? 0 : t->count);
        for (; t->count < t->pause; at++) {
            at = after_spaces(at, end);
            const char *after = read_number(at, end, value++);
            if (!after) return false;
            t->count++;
            t->at = at = after_spaces(after, end);
            if (at == end || *at != ',') return at < end && *at == ']';
        }
    }
    return false;
}

static bool take_array(taking *t, int level);

/* Arrays and commas up to the closing bracket; their number in *n. */
static bool take_arrays(taking *t, int level, int64_t *n)
{
    for (;; t->at++) {
        skip_spaces(t);
        if (!take_array(t, level)) return false;
        ++*n;
        skip_spaces(t);
        if (t->at == t->end || *t->at != ',') return t->at < t->end && *t->at == ']';
    }
}

/* An array, whose size must be that of the others on its level. */
static bool take_array(taking *t, int level)
{
    int64_t n = 0, before = t->count;
    if (t->at == t->end || *t->at != '[' || level == GD_MAX_RANK) return false;
    if (t->levels + level > t->reader->limits->json_nesting) return false;
    t->at++;
    skip_spaces(t);
    if (t->at < t->end && *t->at == '[') {
        if (!take_arrays(t, level + 1, &n)) return false;
    } else {
        if (t->rank && t->rank != level + 1) return false;
        t->rank = level + 1;
        bool empty = t->at < t->end && *t->at == ']';
        if (!empty && !take_row(t)) return false;
        n = t->count - before;
    }
    t->at++;
    if (t->shape.dims[level] < 0) t->shape.dims[level] = n;
    return t->shape.dims[level] == n;
}

/* A number alone. */
static bool take_one(taking *t)
{
    t->at = read_number(t->at, t->end, (double *)(void *)t->tensor->data);
    t->count = 1;
    return t->at && (t->at == t->end || !wire_is_word(*t->at));
}

static bool begin(taking *t)
{
    wire_reader *reader = t->reader;
    const gd_type type = {GD_FLOAT64, shape_of(1, (int64_t[]){FIRST_ROOM})};
    t->owned = arena_alloc(&reader->arena, sizeof *t->owned, &reader->err);
    if (!t->owned) return false;
    t->owned->tensor = gd_tensor_take(reader->arena.memory, &type, FIRST_ROOM, &reader->err);
    t->tensor = t->owned->tensor;
    t->owned->next = reader->owned;
    reader->owned = t->owned;
    t->pause = FIRST_ROOM;
    for (int i = 0; i < GD_MAX_RANK; i++) t->shape.dims[i] = -1;
    return t->tensor;
}

static void drop(taking *t)
{
    gd_tensor_free(t->owned->tensor);
    t->owned->tensor = NULL;
}

/* Draws the key of the request when something is set aside for the first time. */
static bool make_room(wire_reader *reader)
{
    if (reader->aside) return true;
    wire_aside *aside = arena_alloc(&reader->arena, sizeof *aside, &reader->err);
    if (!aside) return false;
    gd_hash_key key = hash_key_random();
    snprintf(aside->key, sizeof aside->key, "%016llx%016llx", (unsigned long long)key.k0,
             (unsigned long long)key.k1);
    buffer_init(&aside->numbers, reader->arena.memory, SIZE_MAX / 2);
    reader->aside = aside;
    return true;
}

static bool set_aside(wire_reader *reader, const wire_numbers *numbers)
{
    if (!make_room(reader)) return false;
    gd_buffer *all = &reader->aside->numbers;
    buffer_add(all, numbers, sizeof *numbers);
    if (all->error.code) reader->err = all->error;
    return !reader->err.code;
}

const char *wire_set_base64_aside(wire_reader *reader, const char *at, const char *end)
{
    const char *after = wire_base64_end(at + 1, end);
    if (after == end || *after != '"' || after - at < WIRE_SHORT) return NULL;
    after++;
    wire_numbers text = {.text = at, .length = (size_t)(after - at), .base64 = true};
    return set_aside(reader, &text) ? after : NULL;
}

const char *wire_set_aside(wire_reader *reader, const char *at, const char *end, int64_t depth)
{
    taking t = {.reader = reader, .at = at, .end = end, .levels = (int)depth};
    if ((is_short(at, end) && !has_delicate(at, end)) || !begin(&t)) return NULL;
    bool sound = *at == '[' ? take_array(&t, 0) : take_one(&t);
    if (!sound) return drop(&t), NULL;
    if (t.count > reader->limits->tensor_elements) drop(&t);
    else if (!grow(&t, t.count)) return NULL;
    wire_numbers numbers = {
        .text = at, .length = (size_t)(t.at - at), .owned = t.owned, .shape = {.rank = t.rank}};
    memcpy(numbers.shape.dims, t.shape.dims, sizeof *t.shape.dims * (size_t)t.rank);
    return set_aside(reader, &numbers) ? t.at : NULL;
}

static wire_numbers *all_numbers(const wire_reader *reader, size_t *n)
{
    *n = reader->aside ? reader->aside->numbers.length / sizeof(wire_numbers) : 0;
    return *n ? (void *)reader->aside->numbers.data : NULL;
}

void wire_print_placeholder(const wire_reader *reader, char out[WIRE_PLACEHOLDER])
{
    size_t n;
    char text[WIRE_PLACEHOLDER + 1];
    all_numbers(reader, &n);
    snprintf(text, sizeof text, "%s%08x", reader->aside->key, (unsigned)(n - 1));
    memcpy(out, text, WIRE_PLACEHOLDER);
}

static wire_numbers *find(const wire_reader *reader, const json_t *json)
{
    size_t n;
    wire_numbers *numbers = all_numbers(reader, &n);
    const char *text = n ? json_string_value(json) : NULL;
    if (!text || json_string_length(json) != WIRE_PLACEHOLDER ||
        memcmp(text, reader->aside->key, WIRE_KEY) != 0)
        return NULL;
    unsigned long i = strtoul(text + WIRE_KEY, NULL, 16);
    return i < n ? &numbers[i] : NULL;
}

wire_numbers *wire_find_numbers(const wire_reader *reader, const json_t *json)
{
    wire_numbers *found = find(reader, json);
    return found && !found->base64 ? found : NULL;
}

wire_numbers *wire_find_base64(const wire_reader *reader, const json_t *json)
{
    wire_numbers *found = find(reader, json);
    return found && found->base64 ? found : NULL;
}

json_t *wire_expand(wire_reader *reader, json_t *json)
{
    const wire_numbers *numbers = find(reader, json);
    return numbers ? wire_load(reader, numbers->text, numbers->length) : json;
}

/* The elements of what was set aside, one after the other. */
typedef struct items {
    const char *at, *end; /* of the element */
    const char *limit;    /* of all */
} items;

static items items_of(const wire_numbers *numbers)
{
    return (items){.end = numbers->text, .limit = numbers->text + numbers->length};
}

/* There has to be a next one. */
static void next_item(items *item)
{
    const char *at = item->end;
    while (is_space(*at) || *at == ',' || *at == '[' || *at == ']') at++;
    item->at = at;
    while (at < item->limit && !is_space(*at) && *at != ',' && *at != ']') at++;
    item->end = at;
}

const json_t *wire_numbers_item(wire_reader *reader, const wire_numbers *numbers, int64_t i)
{
    items item = items_of(numbers);
    do {
        if (!wire_go_on(reader)) return NULL;
        next_item(&item);
    } while (i--);
    return wire_load(reader, item.at, (size_t)(item.end - item.at));
}

/* Whether doubles become floats as the texts would. Done in place, all of it in any case. */
static bool narrow(gd_tensor *tensor)
{
    bool delicate = false;
    for (int64_t i = 0; i < tensor->count; i++) {
        double value;
        memcpy(&value, tensor->data + i * (int64_t)sizeof value, sizeof value);
        float single = (float)value;
        memcpy(tensor->data + i * (int64_t)sizeof single, &single, sizeof single);
        delicate |= is_delicate(value);
    }
    return !delicate;
}

/* Least and greatest value of an integer dtype. */
void wire_integer_range(gd_dtype dtype, int64_t *least_value, int64_t *most)
{
    size_t bits = 8 * gd_dtype_size(dtype);
    *most = dtype == GD_UINT8 ? UINT8_MAX : (int64_t)(UINT64_MAX >> (65 - bits));
    *least_value = dtype == GD_UINT8 ? 0 : -*most - 1;
}

/* Whether doubles become integers as the texts would: they are integral, in range, and so small
 * that no other integer reads as the same double. As above. */
static bool round_to_integers(gd_tensor *tensor)
{
    const int64_t exact = INT64_C(1) << 53;
    int64_t low, high, whole = 1;
    wire_integer_range(tensor->type.dtype, &low, &high);
    if (low < 1 - exact) low = 1 - exact;
    if (high > exact - 1) high = exact - 1;
    for (int64_t i = 0; i < tensor->count; i++) {
        double value;
        memcpy(&value, tensor->data + i * (int64_t)sizeof value, sizeof value);
        bool fits = value >= (double)low && value <= (double)high;
        int64_t integer = fits ? (int64_t)value : 0;
        whole &= fits && (double)integer == value;
        gd_tensor_set_int(tensor, i, integer);
    }
    return whole;
}

/* Elements as the text spells them; false if one does not fit. */
static bool read_float(gd_tensor *tensor, int64_t i, const char *at, const char *end)
{
    float single;
    double value;
    if (*at == '"') return read_word(at, end, &value), gd_tensor_set(tensor, i, value), true;
    if (tensor->type.dtype == GD_FLOAT64)
        return decimal_read_double(at, end, &value), gd_tensor_set(tensor, i, value), true;
    decimal_read_float(at, end, &single);
    gd_tensor_set(tensor, i, (double)single);
    return !isinf(single);
}

static bool read_int(gd_tensor *tensor, int64_t i, const char *at, const char *end)
{
    int64_t low, high, integer;
    double value;
    wire_integer_range(tensor->type.dtype, &low, &high);
    if (!decimal_read_int(at, end, &integer)) {
        if (*at == '"') return false;
        decimal_read_double(at, end, &value);
        if (!(value >= -0x1p63 && value < 0x1p63 && value == trunc(value))) return false;
        integer = (int64_t)value;
    }
    gd_tensor_set_int(tensor, i, integer);
    return integer >= low && integer <= high;
}

static bool read_bool(gd_tensor *tensor, int64_t i, const char *at, const char *end)
{
    (void)tensor, (void)i, (void)at, (void)end;
    return false; /* only true and false are */
}

static bool (*const readers[])(gd_tensor *, int64_t, const char *, const char *) = {
    [GD_KIND_BOOL] = read_bool, [GD_KIND_INT] = read_int, [GD_KIND_FLOAT] = read_float};

/* Reads the text again. *bad as for wire_take_tensor; false with the error set, too. */
static bool read_again(wire_reader *reader, const wire_numbers *numbers, gd_tensor *tensor,
                       int64_t *bad)
{
    gd_kind kind = gd_dtype_kind(tensor->type.dtype);
    items item = items_of(numbers);
    for (int64_t i = 0; i < tensor->count; i++) {
        if (!wire_go_on(reader)) return false;
        next_item(&item);
        if (!readers[kind](tensor, i, item.at, item.end)) return *bad = i, false;
    }
    return true;
}

/* Whether the doubles in a tensor could be converted to its dtype. */
static bool convert(gd_tensor *tensor)
{
    if (tensor->type.dtype == GD_FLOAT64) return true;
    if (tensor->type.dtype == GD_FLOAT32) return narrow(tensor);
    return gd_dtype_kind(tensor->type.dtype) == GD_KIND_INT && round_to_integers(tensor);
}

gd_tensor *wire_take_tensor(wire_reader *reader, const wire_path *path, wire_numbers *numbers,
                            const gd_type *type, int64_t *bad)
{
    bool again = numbers->taken || !numbers->owned->tensor;
    *bad = -1;
    if (again && !(numbers->owned = wire_own_tensor(reader, path, type))) return NULL;
    gd_tensor *tensor = numbers->owned->tensor;
    numbers->taken = true;
    tensor->type = *type;
    if ((again || !convert(tensor)) && !read_again(reader, numbers, tensor, bad)) return NULL;
    tensor = gd_tensor_resize(reader->arena.memory, tensor, type, &reader->err);
    if (tensor) numbers->owned->tensor = tensor;
    return tensor;
}
