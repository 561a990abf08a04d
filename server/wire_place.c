/* What every part of the wire needs to speak of a request: JSON pointers, names, the members of
 * objects against the keys that they may have. */
#include "server/wire_numbers.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void wire_reader_init(wire_reader *reader, gd_context *context)
{
    *reader = (wire_reader){.context = context, .limits = context->limits};
    arena_init(&reader->arena, context->memory);
}

void wire_reader_close(wire_reader *reader)
{
    for (wire_owned *owned = reader->owned; owned; owned = owned->next)
        gd_tensor_free(owned->tensor);
    reader->owned = NULL;
    if (reader->aside) buffer_close(&reader->aside->numbers);
    reader->aside = NULL;
    arena_close(&reader->arena);
}

bool wire_go_on(wire_reader *reader)
{
    enum { WORK = 4096 }; /* items: some ten microseconds */
    return ++reader->work % WORK || context_check(reader->context, &reader->err);
}

/* RFC 6901: ~ and / within a key are ~0 and ~1. */
static void print_step(gd_buffer *out, const wire_path *path)
{
    if (!path->key) {
        buffer_print(out, "/%zu", path->index);
        return;
    }
    buffer_add(out, "/", 1);
    for (const char *c = path->key; *c; c++) {
        if (*c == '~') buffer_add(out, "~0", 2);
        else if (*c == '/') buffer_add(out, "~1", 2);
        else buffer_add(out, c, 1);
    }
}

enum { POINTER_MOST = 4096 }; /* bytes of a pointer; a longer one is not told */

const char *wire_pointer(wire_reader *reader, const wire_path *path)
{
    size_t depth = 0;
    for (const wire_path *step = path; step; step = step->up) depth++;
    const wire_path **steps = arena_alloc_array(&reader->arena, depth, sizeof *steps, NULL);
    if (!steps) return NULL;
    for (const wire_path *step = path; step; step = step->up) steps[--depth] = step;
    gd_buffer out;
    buffer_init(&out, reader->arena.memory, POINTER_MOST);
    buffer_add(&out, "", 0);
    for (const wire_path *step = path; step; step = step->up) print_step(&out, steps[depth++]);
    const char *pointer =
        out.error.code ? NULL : arena_copy(&reader->arena, out.data, out.length, NULL);
    buffer_close(&out);
    return pointer;
}

bool wire_fail(wire_reader *reader, const wire_path *path, gd_code code, const char *format, ...)
{
    if (reader->err.code) return false;
    char message[GD_MAX_MESSAGE];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    gd_fail(&reader->err, code, "%s", message);
    return wire_locate(reader, path);
}

bool wire_locate(wire_reader *reader, const wire_path *path)
{
    if (reader->err.code && !reader->pointer) reader->pointer = wire_pointer(reader, path);
    return false;
}

const char *wire_type_name(const json_t *json)
{
    static const char *const names[] = {
        [JSON_OBJECT] = "an object", [JSON_ARRAY] = "an array", [JSON_STRING] = "a string",
        [JSON_INTEGER] = "a number", [JSON_REAL] = "a number",  [JSON_TRUE] = "true",
        [JSON_FALSE] = "false",      [JSON_NULL] = "null",
    };
    return names[json_typeof(json)];
}

static int least(int a, int b)
{
    return a < b ? a : b;
}

/* Levenshtein's distance (Wagner and Fischer 1974) of the first 63 bytes, one row at a time. */
static int edit_distance(const char *a, const char *b)
{
    enum { MOST = 63 };
    int row[MOST + 1], n = (int)strnlen(b, MOST);
    for (int j = 0; j <= n; j++) row[j] = j;
    for (int i = 1; i <= MOST && a[i - 1]; i++) {
        int diagonal = row[0];
        row[0] = i;
        for (int j = 1; j <= n; j++) {
            int changed = diagonal + (a[i - 1] != b[j - 1]);
            diagonal = row[j];
            row[j] = least(changed, 1 + least(row[j], row[j - 1]));
        }
    }
    return row[n];
}

const char *wire_nearest(const char *name, const char *const *names, int n)
{
    const char *nearest = NULL;
    for (int i = 0, best = 0; i < n; i++) {
        int distance = edit_distance(name, names[i]);
        if (!nearest || distance < best) nearest = names[i], best = distance;
    }
    return nearest;
}

static bool hint_keys(wire_reader *reader, const wire_key *keys, int n)
{
    enum { READABLE = 8 };
    char list[GD_MAX_HINT] = "";
    if (n > READABLE) return gd_hint(&reader->err, "GET /docs tells its keys");
    size_t length = 0;
    for (int i = 0; i < n && length < sizeof list; i++)
        length += (size_t)snprintf(list + length, sizeof list - length, "%s%s", i ? ", " : "",
                                   keys[i].name);
    return gd_hint(&reader->err, "%s %s", n == 1 ? "its key is" : "its keys are", list);
}

/* A word that shares less than half of its letters with all keys is no misspelling of one. */
static bool fail_unknown_key(wire_reader *reader, const wire_path *path, const wire_key *keys,
                             int n)
{
    enum { MOST = 32 };
    const char *names[MOST];
    for (int i = 0; i < n && i < MOST; i++) names[i] = keys[i].name;
    wire_fail(reader, path, GD_UNKNOWN_KEY, "unknown key \"%.60s\"", path->key);
    const char *nearest = wire_nearest(path->key, names, least(n, MOST));
    if (2 * edit_distance(path->key, nearest) > (int)strlen(nearest))
        return hint_keys(reader, keys, n);
    return gd_hint(&reader->err, "did you mean \"%s\"?", nearest);
}

static int find_key(const wire_key *keys, int n, const char *name)
{
    for (int i = 0; i < n; i++)
        if (!strcmp(keys[i].name, name)) return i;
    return -1;
}

/* Puts the array that a placeholder stands for in its place. */
static bool expand_member(wire_reader *reader, json_t *object, const char *name, json_t **member)
{
    bool base64 = wire_find_base64(reader, *member); /* its only reader takes it as it is */
    json_t *value = *member && !base64 ? wire_expand(reader, *member) : *member;
    if (value == *member) return true;
    if (value) wire_replace_member(object, name, value);
    *member = value;
    return value;
}

bool wire_members(wire_reader *reader, const wire_path *path, const json_t *json,
                  const wire_key *keys, int n, json_t **members)
{
    return wire_members_and_tensor(reader, path, json, keys, n, -1, members);
}

bool wire_members_and_tensor(wire_reader *reader, const wire_path *path, const json_t *json,
                             const wire_key *keys, int n, int tensor, json_t **members)
{
    if (!json_is_object(json)) {
        wire_fail(reader, path, GD_BAD_VALUE, "an object is needed, not %s", wire_type_name(json));
        return hint_keys(reader, keys, n);
    }
    for (int i = 0; i < n; i++) members[i] = NULL;
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)json, name, value)
    {
        int i = find_key(keys, n, name);
        if (i < 0) return fail_unknown_key(reader, &(wire_path){path, name, 0}, keys, n);
        members[i] = json_is_null(value) ? NULL : value;
        if (i != tensor && !expand_member(reader, (json_t *)json, name, &members[i])) return false;
    }
    return true;
}

static bool is_name(const char *text)
{
    if (!*text || (*text >= '0' && *text <= '9')) return false;
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        bool letter = (c | 32) >= 'a' && (c | 32) <= 'z';
        if (!letter && c != '_' && !(c >= '0' && c <= '9') && c < 0x80) return false;
    }
    return true;
}

bool wire_check_name(wire_reader *reader, const wire_path *path, const char *text)
{
    if (is_name(text)) return true;
    wire_fail(reader, path, GD_BAD_VALUE, "\"%.60s\" is not a name", text);
    return gd_hint(&reader->err, "a name has letters, digits and _, and begins with no digit");
}

const char *wire_read_name(wire_reader *reader, const wire_path *path, const json_t *json)
{
    const char *text = json_string_value(json);
    if (text) return wire_check_name(reader, path, text) ? text : NULL;
    wire_fail(reader, path, GD_BAD_VALUE, "a name is needed, not %s", wire_type_name(json));
    return NULL;
}

bool wire_read_integer(wire_reader *reader, const wire_path *path, const json_t *json,
                       int64_t least_value, int64_t *value)
{
    double real = json_real_value(json);
    bool integral = json_is_real(json) && real == trunc(real) && fabs(real) < 0x1p63;
    *value = integral ? (int64_t)real : json_integer_value(json);
    if ((integral || json_is_integer(json)) && *value >= least_value) return true;
    return wire_fail(reader, path, GD_BAD_VALUE, "an integer from %lld up is needed",
                     (long long)least_value);
}

bool wire_check_count(wire_reader *reader, const wire_path *path, size_t n)
{
    int64_t most = reader->limits->names;
    if (n <= (size_t)most) return true;
    wire_fail(reader, path, GD_BAD_VALUE, "more than %lld names", (long long)most);
    return gd_hint(&reader->err, "put many numbers into one tensor; the limit is \"names\"");
}

static int compare_names(const void *a, const void *b)
{
    const char *const *left = *(const char *const *const *)a;
    const char *const *right = *(const char *const *const *)b;
    int order = strcmp(*left, *right);
    return order ? order : (left > right) - (left < right);
}

/* Whether all names differ; the error is at the first that repeats an earlier one. */
static bool check_repeated(wire_reader *reader, const wire_path *path, const char *const *names,
                           size_t n)
{
    const char *const **sorted =
        arena_alloc_array(&reader->arena, n + 1, sizeof *sorted, &reader->err);
    const char *const *repeated = NULL;
    if (!sorted) return false;
    for (size_t i = 0; i < n; i++) sorted[i] = &names[i];
    qsort(sorted, n, sizeof *sorted, compare_names);
    for (size_t i = 1; i < n; i++)
        if (!strcmp(*sorted[i - 1], *sorted[i]) && (!repeated || sorted[i] < repeated))
            repeated = sorted[i];
    if (!repeated) return true;
    return wire_fail(reader, &(wire_path){path, NULL, (size_t)(repeated - names)}, GD_BAD_VALUE,
                     "\"%.60s\" stands twice", *repeated);
}

const char *const *wire_read_names(wire_reader *reader, const wire_path *path, const json_t *json,
                                   int *n)
{
    if (!json_is_array(json)) {
        wire_fail(reader, path, GD_BAD_VALUE, "an array of names is needed, not %s",
                  wire_type_name(json));
        return NULL;
    }
    size_t size = json_array_size(json);
    if (!wire_check_count(reader, path, size)) return NULL;
    const char **names = arena_alloc_array(&reader->arena, size + 1, sizeof *names, &reader->err);
    for (size_t i = 0; names && i < size; i++) {
        names[i] = wire_read_name(reader, &(wire_path){path, NULL, i}, json_array_get(json, i));
        if (!names[i]) return NULL;
    }
    *n = (int)size;
    return names && check_repeated(reader, path, names, size) ? names : NULL;
}

int wire_read_choice(wire_reader *reader, const wire_path *path, const json_t *json,
                     const char *const *names, int n)
{
    const char *text = json_string_value(json);
    if (!text) {
        wire_fail(reader, path, GD_BAD_VALUE, "a string is needed, not %s", wire_type_name(json));
        return -1;
    }
    for (int i = 0; i < n; i++)
        if (!strcmp(names[i], text)) return i;
    wire_fail(reader, path, GD_BAD_VALUE, "\"%.40s\" is not a value of \"%s\"", text, path->key);
    gd_hint(&reader->err, "did you mean \"%s\"?", wire_nearest(text, names, n));
    return -1;
}
