/* Numbers as text, and requests with and without arrays set aside. */
#include "server/wire_numbers.h"
#include "tests/fuzz/fuzz.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *skip_digits(const char *at)
{
    while (*at >= '0' && *at <= '9') at++;
    return at;
}

/* Where the number at `text` ends by RFC 8259, section 6; NULL if there is none. */
static const char *number_end(const char *text)
{
    const char *at = text + (*text == '-'), *digits = at;
    at = skip_digits(at);
    if (at == digits || (*digits == '0' && at > digits + 1)) return NULL;
    if (*at == '.') {
        digits = ++at;
        if ((at = skip_digits(at)) == digits) return NULL;
    }
    if (*at != 'e' && *at != 'E') return at;
    at++;
    at += *at == '+' || *at == '-';
    digits = at;
    return (at = skip_digits(at)) == digits ? NULL : at;
}

/* Reading, against the C library. */
static void check_number(const char *text, size_t size)
{
    const char *end = number_end(text), *limit = text + size;
    double value = 0;
    float single = 0;
    fuzz_check(decimal_read_double(text, limit, &value) == end);
    fuzz_check(decimal_read_float(text, limit, &single) == end);
    if (!end) return;
    double expected = strtod(text, NULL);
    float expected_single = strtof(text, NULL);
    if (strtod(text, NULL) == 0 && (text[1] == 'x' || text[1] == 'X')) return; /* hexadecimal */
    if (*text == '0' && (text[1] | 32) == 'x') return;
    fuzz_check(!memcmp(&value, &expected, sizeof value));
    fuzz_check(!memcmp(&single, &expected_single, sizeof single));
}

/* Printing, by reading back. */
static void check_bits(const uint8_t *data)
{
    char text[DECIMAL_ROOM];
    double value, back = 0;
    float single, single_back = 0;
    memcpy(&value, data, sizeof value);
    memcpy(&single, data, sizeof single);
    if (isfinite(value)) {
        size_t length = decimal_print_double(text, value);
        fuzz_check(decimal_read_double(text, text + length, &back) == text + length);
        fuzz_check(!memcmp(&value, &back, sizeof value));
    }
    if (!isfinite(single)) return;
    size_t length = decimal_print_float(text, single);
    fuzz_check(decimal_read_float(text, text + length, &single_back) == text + length);
    fuzz_check(!memcmp(&single, &single_back, sizeof single));
}

/* Of the naive way floats are rounded by way of doubles, so that they may be next to the right
 * one. */
static bool is_near(const gd_tensor *a, const gd_tensor *naive)
{
    size_t bytes = (size_t)a->count * gd_dtype_size(a->type.dtype);
    if (!type_equal(&a->type, &naive->type)) return false;
    if (a->type.dtype != GD_FLOAT32) return !memcmp(a->data, naive->data, bytes);
    for (int64_t i = 0; i < a->count; i++) {
        float x = (float)gd_tensor_get(a, i), y = (float)gd_tensor_get(naive, i);
        if (x != y && !(isnan(x) && isnan(y)) && nextafterf(x, y) != y) return false;
    }
    return true;
}

static void check_inputs(const gd_question *a, const gd_question *naive)
{
    fuzz_check(a->n_inputs == naive->n_inputs && a->n_wants == naive->n_wants);
    for (int i = 0; i < a->n_inputs; i++) {
        fuzz_check(!strcmp(a->inputs[i].name, naive->inputs[i].name));
        fuzz_check(is_near(a->inputs[i].tensor, naive->inputs[i].tensor));
    }
}

static bool is_same_text(const char *a, const char *b)
{
    return a == b || (a && b && !strcmp(a, b));
}

static void check_errors(const wire_reader *a, const wire_reader *naive)
{
    fuzz_check(a->err.code == naive->err.code);
    if (!a->err.code) return;
    fuzz_check(!strcmp(a->err.message, naive->err.message));
    fuzz_check(!strcmp(a->err.hint, naive->err.hint));
    fuzz_check(!memcmp(&a->err.span, &naive->err.span, sizeof a->err.span));
    fuzz_check(is_same_text(a->pointer, naive->pointer));
}

static bool read(wire_request *request, fuzz_bounds *bounds, const char *text, size_t size,
                 bool plain)
{
    memset(request, 0, sizeof *request);
    wire_reader_init(&request->reader, &bounds->context);
    request->reader.plain = plain;
    return wire_read_request(request, text, size);
}

/* Whether an error comes from bounds, which both ways reach at different times; or from the ends of
 * float32. */
static bool is_excused(const gd_error *err)
{
    return err->code == GD_MEMORY_LIMIT || err->code == GD_DEADLINE ||
           strstr(err->message, "float32");
}

static void check_request(const char *text, size_t size)
{
    fuzz_bounds bounds;
    wire_request request, naive;
    fuzz_open(&bounds);
    bool done = read(&request, &bounds, text, size, false);
    bool naively = read(&naive, &bounds, text, size, true);
    if (!is_excused(&request.reader.err) && !is_excused(&naive.reader.err)) {
        fuzz_check(done == naively);
        check_errors(&request.reader, &naive.reader);
        if (done) check_inputs(&request.question, &naive.question);
    }
    wire_reader_close(&request.reader);
    wire_reader_close(&naive.reader);
    fuzz_close(&bounds);
}

void fuzz_wire(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1);
    if (!text) return;
    if (size) memcpy(text, data, size);
    text[size] = 0;
    check_number(text, size);
    if (size >= sizeof(double)) check_bits(data);
    check_request(text, size);
    free(text);
}
