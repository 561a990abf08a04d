/* Tensors as JSON, in and out: the wire's own code beside jansson, which reads the same body into a
 * tree and prints a tree of the same numbers.
 *
 * Prints a line for each case and round, separated by tabs: what, megabytes of text a second of
 * gradd and of jansson. What is timed of gradd is the whole reading of a request with that tensor,
 * and the whole writing of its value. */
#include "server/wire.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ELEMENTS = 1000000, MEMORY = 1 << 30 };

typedef struct functions {
    json_malloc_t take;
    json_free_t leave;
} functions;

/* A tensor, its body for gradd and its tree for jansson. */
typedef struct subject {
    const char *name;
    wire_encoding encoding;
    gd_tensor *tensor;
    gd_buffer body;
    json_t *tree;
} subject;

static const functions of_the_library = {malloc, free};
static gd_memory memory;
static gd_limits limits;

static void check(bool holds, const char *what)
{
    if (holds) return;
    fprintf(stderr, "tensors: %s\n", what);
    exit(1);
}

static double now(void) /* of processor time, which other programs disturb less */
{
    struct timespec time;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

/* jansson has one pair of functions, which the wire sets to its own at its first reading. */
static functions exchange(functions given)
{
    functions before;
    json_get_alloc_funcs(&before.take, &before.leave);
    json_set_alloc_funcs(given.take, given.leave);
    return before;
}

static double uniform(void) /* of [0, 1), by xorshift64* (Vigna 2016) */
{
    static uint64_t state = 88172645463325252;
    state ^= state >> 12, state ^= state << 25, state ^= state >> 27;
    return (double)(state * UINT64_C(0x2545F4914F6CDD1D) >> 11) * 0x1p-53;
}

static void write_tensor(gd_buffer *out, const subject *s)
{
    gd_tensor *tensors[] = {s->tensor};
    const gd_value value = {.kind = GD_VALUE_TENSOR};
    wire_write_value(out, &(gd_context){.memory = &memory}, &value, tensors, s->encoding);
}

static subject make(const char *name, gd_dtype dtype, double scale, wire_encoding encoding)
{
    subject s = {.name = name, .encoding = encoding};
    const gd_type type = {dtype, shape_of(1, (int64_t[]){ELEMENTS})};
    s.tensor = gd_tensor_new(&memory, &type, ELEMENTS, NULL);
    check(s.tensor, "no memory");
    for (int64_t i = 0; i < ELEMENTS; i++) gd_tensor_set(s.tensor, i, uniform() * scale);
    buffer_init(&s.body, &memory, MEMORY);
    buffer_add_text(&s.body, "{\"expr\":\"x\",\"inputs\":{\"x\":");
    write_tensor(&s.body, &s);
    buffer_add_text(&s.body, "}}");
    s.tree = json_loadb(s.body.data, s.body.length, 0, NULL);
    check(s.tree, "jansson cannot read the body");
    return s;
}

static double read_by_gradd(const subject *s)
{
    const gd_context context = {.memory = &memory, .limits = &limits};
    wire_request request = {0};
    double start = now();
    wire_reader_init(&request.reader, (gd_context *)(uintptr_t)&context);
    bool read = wire_read_request(&request, s->body.data, s->body.length);
    double elapsed = now() - start;
    check(read && !memcmp(request.question.inputs->tensor->data, s->tensor->data,
                          ELEMENTS * gd_dtype_size(s->tensor->type.dtype)),
          "gradd reads something else");
    start = now();
    wire_reader_close(&request.reader);
    return elapsed + now() - start;
}

static double read_by_jansson(const subject *s)
{
    double start = now();
    json_decref(json_loadb(s->body.data, s->body.length, JSON_REJECT_DUPLICATES, NULL));
    return now() - start;
}

static double write_by_gradd(const subject *s)
{
    gd_buffer out;
    double start = now();
    buffer_init(&out, &memory, MEMORY);
    write_tensor(&out, s);
    check(!out.error.code, "gradd cannot write");
    buffer_close(&out);
    return now() - start;
}

static double write_by_jansson(const subject *s)
{
    double start = now();
    free(json_dumps(s->tree, JSON_COMPACT));
    return now() - start;
}

static void report(const subject *s, const char *way, double ours, double theirs)
{
    double megabytes = (double)s->body.length / 1e6;
    printf("%s %s\t%.1f\t%.1f\n", s->name, way, megabytes / ours, megabytes / theirs);
}

static void measure(const subject *s, functions *other)
{
    double ours = read_by_gradd(s);
    *other = exchange(*other);
    double theirs = read_by_jansson(s);
    report(s, "in", ours, theirs);
    theirs = write_by_jansson(s);
    *other = exchange(*other);
    report(s, "out", write_by_gradd(s), theirs);
}

int main(int argc, char **argv)
{
    int rounds = argc > 1 ? atoi(argv[1]) : 1;
    gd_memory_init(&memory, MEMORY);
    gd_limits_init(&limits);
    subject subjects[] = {make("float64", GD_FLOAT64, 1, WIRE_NESTED),
                          make("float32", GD_FLOAT32, 1, WIRE_NESTED),
                          make("int64", GD_INT64, 1e9, WIRE_NESTED),
                          make("float64 as base64", GD_FLOAT64, 1, WIRE_BASE64)};
    enum { N = sizeof subjects / sizeof *subjects };
    functions other = of_the_library;
    for (int i = 0; i < N; i++)
        read_by_gradd(&subjects[i]); /* jansson's functions are the wire's */
    for (int round = 0; round < rounds; round++)
        for (int i = 0; i < N; i++) measure(&subjects[i], &other);
    exchange(of_the_library);
    for (int i = 0; i < N; i++) {
        json_decref(subjects[i].tree);
        buffer_close(&subjects[i].body);
        gd_tensor_free(subjects[i].tensor);
    }
    return 0;
}
