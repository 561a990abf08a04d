/* What the targets share. */
#include "tests/fuzz/fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { SECOND = 1000000000 };

const fuzz_target fuzz_targets[FUZZ_TARGETS] = {
    {"guard", fuzz_guard}, {"parser", fuzz_parser}, {"request", fuzz_request}, {"run", fuzz_run},
    {"trace", fuzz_trace}, {"tree", fuzz_tree},     {"wire", fuzz_wire}};

void fuzz_limit(gd_limits *limits)
{
    limits->program_bytes = 1 << 16;
    limits->program_nesting = 100;
    limits->call_depth = 50;
    limits->program_steps = limits->run_steps = 20000;
    limits->graph_nodes = 20000;
    limits->sequence_items = 20000;
    limits->tensor_elements = 100000;
    limits->memory_bytes = 1 << 26;
    limits->output_bytes = 1 << 16;
    limits->cache_bytes = 0;
}

void fuzz_open(fuzz_bounds *bounds)
{
    *bounds = (fuzz_bounds){0};
    gd_limits_init(&bounds->limits);
    fuzz_limit(&bounds->limits);
    gd_memory_init(&bounds->memory, (size_t)bounds->limits.memory_bytes);
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    bounds->context = (gd_context){.memory = &bounds->memory,
                                   .limits = &bounds->limits,
                                   .deadline_ns = ((int64_t)now.tv_sec + 1) * SECOND + now.tv_nsec};
}

void fuzz_close(fuzz_bounds *bounds)
{
    fuzz_check(bounds->memory.used == 0);
}

gd_engine *fuzz_engine(void)
{
    static gd_engine *engine;
    gd_limits limits;
    gd_limits_init(&limits);
    fuzz_limit(&limits);
    gd_error error = {0};
    if (!engine) engine = gd_engine_new(&limits, &error);
    fuzz_check(engine);
    return engine;
}

void fuzz_fail(const char *file, int line, const char *what)
{
    fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, what);
    abort();
}

/* Bytes of the character at `text`; 0 if there is none. */
static size_t character(const unsigned char *text, size_t length)
{
    static const struct {
        unsigned least, mask, mark;
    } forms[] = {{0, 0x80, 0}, {0x80, 0xe0, 0xc0}, {0x800, 0xf0, 0xe0}, {0x10000, 0xf8, 0xf0}};
    for (size_t n = 1; n <= 4 && n <= length; n++) {
        if ((text[0] & forms[n - 1].mask) != forms[n - 1].mark) continue;
        unsigned code = text[0] & ~forms[n - 1].mask;
        for (size_t i = 1; i < n; i++) {
            if ((text[i] & 0xc0) != 0x80) return 0;
            code = code << 6 | (text[i] & 0x3f);
        }
        bool surrogate = code >= 0xd800 && code < 0xe000;
        return code >= forms[n - 1].least && code < 0x110000 && !surrogate ? n : 0;
    }
    return 0;
}

void fuzz_check_text(const char *text, size_t length)
{
    for (size_t n; length > 0; text += n, length -= n) {
        n = character((const unsigned char *)text, length);
        fuzz_check(n);
    }
}
