/* Random uses of operators. A value is drawn again until it is far enough from every place where
 * some row may have a kink; the distances leave room for the steps of finite differences. */
#include "tests/engine/sampling.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

static const double MARGIN = .01, QUOTIENT_MARGIN = .03;

enum { MOST_VALUES = 512, DRAWS = 4000, RESTARTS = 200 };

static uint64_t state, seed;

void random_start(void)
{
    const char *text = getenv("GRADD_SEED");
    state = seed = (text ? strtoull(text, NULL, 0) : (uint64_t)time(NULL)) | 1;
    print_message("seed %llu\n", (unsigned long long)seed);
}

uint64_t random_seed(void)
{
    return seed;
}

uint64_t random_state(void)
{
    return state;
}

void random_resume(uint64_t from)
{
    state = from;
}

uint64_t random_bits(void) /* xorshift64* (Vigna 2016) */
{
    state ^= state >> 12;
    state ^= state << 25;
    state ^= state >> 27;
    return state * UINT64_C(0x2545F4914F6CDD1D);
}

int64_t random_below(int64_t n)
{
    return (int64_t)((random_bits() >> 1) % (uint64_t)n);
}

double random_between(double low, double high)
{
    double unit = (double)(random_bits() >> 11) * 0x1p-53;
    return (float)(low + (high - low) * unit);
}

/* Reads "2,3" up to a semicolon, a bar or the end, returns the count of numbers and moves *at. */
static int read_numbers(const char **at, int64_t *numbers)
{
    int n = 0;
    for (*at += strspn(*at, " ,"); **at && !strchr(";|", **at); *at += strspn(*at, " ,")) {
        char *stop;
        numbers[n++] = strtoll(*at, &stop, 10);
        assert_true(stop > *at);
        *at = stop;
    }
    return n;
}

static void read_operand(sample *s, const char **at, gd_dtype dtype)
{
    assert_in_range(s->n_operands, 0, SAMPLE_OPERANDS - 1);
    gd_type *type = &s->operands[s->n_operands++];
    *at += strspn(*at, " ");
    type->dtype = **at == 'i' ? GD_INT64 : dtype;
    *at += **at == 'i';
    type->shape.rank = read_numbers(at, type->shape.dims);
    *at += **at == ';';
}

void sample_init(sample *s, gd_op op, gd_dtype dtype, const char *text)
{
    const gd_op_row *row = op_row(op);
    *s = (sample){.op = op};
    do read_operand(s, &text, dtype);
    while (row->operands > 0 ? s->n_operands < row->operands : *text && *text != '|');
    if (*text == '|') {
        text++;
        s->n_attributes = read_numbers(&text, s->attributes);
    }
    if (row->class == GD_CLASS_SELECT) s->operands[0].dtype = GD_BOOL;
}

bool sample_moves(const sample *s, int i)
{
    return gd_dtype_kind(s->operands[i].dtype) == GD_KIND_FLOAT;
}

/* An index goes along the axis that is the operator's first attribute, through a shape if that
 * follows, else through the first operand. */
static int64_t index_bound(const sample *s)
{
    int64_t axis = s->attributes[0];
    assert_memory_equal(op_row(s->op)->attributes, "axis", 4);
    return s->n_attributes > 1 ? s->attributes[1 + axis] : s->operands[0].shape.dims[axis];
}

static bool is_near_integer(double value, double margin)
{
    return fabs(value - rint(value)) < margin;
}

/* Whether `value` keeps its distances; `taken` are those of this operand and, before `others`, of
 * earlier ones, which may be paired with it. */
static bool is_apart(double value, const double *taken, int n, int others)
{
    if (is_near_integer(2 * value, 2 * MARGIN)) return false;
    for (int i = 0; i < n; i++) {
        if (fabs(value - taken[i]) < MARGIN) return false;
        if (i < others && (is_near_integer(value / taken[i], QUOTIENT_MARGIN) ||
                           is_near_integer(taken[i] / value, QUOTIENT_MARGIN)))
            return false;
    }
    return true;
}

static bool draw(double low, double high, double *taken, int n, int others)
{
    for (int i = 0; i < DRAWS; i++) {
        taken[n] = random_between(low, high);
        if (is_apart(taken[n], taken, n, others)) return true;
    }
    return false;
}

/* Values for all moving operands, one after the other; false in a dead end. */
static bool draw_all(const sample *s, double taken[MOST_VALUES])
{
    const gd_op_row *row = op_row(s->op);
    bool domain = row->low < row->high;
    int n = 0;
    for (int k = 0; k < s->n_operands; k++) {
        int others = s->n_operands > 1 && domain ? n : 0;
        int64_t count = sample_moves(s, k) ? shape_count(&s->operands[k].shape) : 0;
        assert_true(n + count <= MOST_VALUES);
        for (int64_t i = 0; i < count; i++, n++)
            if (!draw(domain ? row->low : -3, domain ? row->high : 3, taken, n, others))
                return false;
    }
    return true;
}

/* Conditions, indices, and small integers. */
static void fill_fixed(const sample *s, int k, gd_tensor *tensor)
{
    bool index = k > 0 && s->operands[k].dtype == GD_INT64 && op_row(s->op)->sample;
    int64_t most = index                                               ? index_bound(s)
                   : gd_dtype_kind(tensor->type.dtype) == GD_KIND_BOOL ? 2
                                                                       : 5;
    for (int64_t i = 0; i < tensor->count; i++) gd_tensor_set_int(tensor, i, random_below(most));
}

void sample_values(const sample *s, gd_memory *memory, gd_tensor *values[SAMPLE_OPERANDS])
{
    double taken[MOST_VALUES];
    int restarts = 0, n = 0;
    while (!draw_all(s, taken))
        if (++restarts == RESTARTS) fail_msg("%s: no smooth place found", op_row(s->op)->name);
    for (int k = 0; k < s->n_operands; k++) {
        values[k] = gd_tensor_new(memory, &s->operands[k], INT64_MAX, NULL);
        assert_non_null(values[k]);
        if (!sample_moves(s, k)) fill_fixed(s, k, values[k]);
        for (int64_t i = 0; sample_moves(s, k) && i < values[k]->count; i++)
            gd_tensor_set(values[k], i, taken[n++]);
    }
}
