/* Runs the programs whose names come in, one a line, each in a fresh interpreter. Answers each with
 * its nanoseconds and what it printed. What is timed is the run of the text as one cell: parsing
 * and tracing of operators included, the making of the interpreter not. */
#include "engine/gradd.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { NAME = 4096, TEXT = 65536, MEMORY = 1 << 29 };

typedef struct printed {
    char text[TEXT];
    size_t length;
} printed;

static bool print(void *user, const char *text, size_t length)
{
    printed *out = user;
    if (length > sizeof out->text - out->length) return false;
    for (size_t i = 0; i < length; i++) out->text[out->length++] = text[i] == '\n' ? ' ' : text[i];
    return true;
}

static size_t read_file(const char *name, char text[TEXT])
{
    FILE *file = fopen(name, "r");
    size_t length = file ? fread(text, 1, TEXT, file) : 0;
    if (file) fclose(file);
    return length;
}

static int64_t now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static bool run(gd_engine *engine, const gd_limits *limits, const char *name)
{
    static char text[TEXT];
    printed out = {.length = 0};
    gd_memory memory;
    gd_memory_init(&memory, MEMORY);
    const gd_context context = {.memory = &memory, .limits = limits};
    const gd_session_options options = {.dtype = GD_FLOAT32};
    gd_outcome outcome = {0};
    gd_error error = {0};
    size_t length = read_file(name, text);
    gd_session *session = gd_session_new(engine, &options, &context, &error);
    int64_t start = now();
    bool done = session && gd_session_run(session, text, length, print, &out, &outcome, &error);
    int64_t elapsed = now() - start;
    if (done && !outcome.error_type)
        printf("%lld %.*s\n", (long long)elapsed, (int)out.length, out.text);
    else fprintf(stderr, "%s: %s\n", name, done ? outcome.error_message : error.message);
    fflush(stdout);
    gd_session_free(session);
    return done && !outcome.error_type;
}

int main(void)
{
    char name[NAME];
    gd_limits limits;
    gd_limits_init(&limits);
    limits.run_steps = INT64_MAX / 1024; /* the loops are there to take long */
    gd_engine *engine = gd_engine_new(&limits, NULL);
    while (engine && fgets(name, sizeof name, stdin)) {
        name[strcspn(name, "\n")] = 0;
        if (!run(engine, &limits, name)) return 1;
    }
    gd_engine_free(engine);
    return engine ? 0 : 1;
}
