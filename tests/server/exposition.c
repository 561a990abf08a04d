#include "tests/server/exposition.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAME = 128, SERIES = 400, MOST = 4000 };

/* The family under way. */
typedef struct family {
    char name[NAME], type[16];
    char histogram[SERIES]; /* labels, without le, of the buckets under way; empty: none */
    double edge, count;     /* of its last bucket */
} family;

static void wrong(const char *why, const char *line)
{
    fail_msg("%s: %.*s", why, (int)strcspn(line, "\n"), line);
}

static bool is_name(const char *name)
{
    if (!isalpha((unsigned char)*name) && *name != '_' && *name != ':') return false;
    return name[strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_:")] ==
           0;
}

static bool ends_with(const char *text, const char *end)
{
    size_t length = strlen(text), tail = strlen(end);
    return length >= tail && strcmp(text + length - tail, end) == 0;
}

/* A sample, cut into its parts. */
typedef struct sample {
    char name[NAME], labels[SERIES], edge[64]; /* labels: without le, whose value is `edge` */
    double value;
} sample;

/* Reads name="value" pairs up to the brace. */
static const char *read_labels(const char *at, sample *s, const char *line)
{
    char name[NAME], value[SERIES];
    while (*at != '}') {
        int used = 0;
        if (sscanf(at, "%127[a-zA-Z0-9_]=\"%399[^\"\n\\]\"%n", name, value, &used) != 2 || !used)
            wrong("not a label", line);
        bool edge = strcmp(name, "le") == 0;
        size_t length = strlen(s->labels);
        if (strstr(s->labels, name)) wrong("a label twice", line);
        if (edge) snprintf(s->edge, sizeof s->edge, "%.63s", value);
        else snprintf(s->labels + length, SERIES - length, "%s=%s;", name, value);
        at += used;
        if (*at == ',') at++;
        else if (*at != '}') wrong("no comma", line);
    }
    return at + 1;
}

static void read_sample(const char *line, sample *s)
{
    size_t length = strcspn(line, "{ \n");
    char *end;
    *s = (sample){.value = 0};
    snprintf(s->name, sizeof s->name, "%.*s", (int)length, line);
    if (!is_name(s->name)) wrong("not a name", line);
    const char *at = line + length;
    if (*at == '{') at = read_labels(at + 1, s, line);
    if (*at++ != ' ') wrong("no value", line);
    s->value = strtod(at, &end);
    if (end == at || *end != '\n') wrong("not a number", line);
}

static void check_bucket(family *f, const sample *s, const char *line)
{
    double edge = strtod(s->edge, NULL);
    bool same = strcmp(f->histogram, s->labels) == 0;
    if (!*s->edge) wrong("a bucket without an end", line);
    if (same && !(edge > f->edge)) wrong("ends do not rise", line);
    if (same && s->value < f->count) wrong("counts are not cumulated", line);
    snprintf(f->histogram, sizeof f->histogram, "%s", s->labels);
    f->edge = edge;
    f->count = s->value;
}

static void check_histogram(family *f, const sample *s, const char *line)
{
    if (ends_with(s->name, "_bucket")) {
        check_bucket(f, s, line);
        return;
    }
    if (strcmp(f->histogram, s->labels) != 0 || !isinf(f->edge)) wrong("no bucket +Inf", line);
    if (ends_with(s->name, "_count") && s->value != f->count) wrong("not its last bucket", line);
    else if (!ends_with(s->name, "_count") && !ends_with(s->name, "_sum"))
        wrong("not of a histogram", line);
}

static void check_sample(family *f, const char *line)
{
    sample s;
    read_sample(line, &s);
    if (strncmp(s.name, f->name, strlen(f->name)) != 0) wrong("of another family", line);
    if (strcmp(f->type, "histogram") == 0) {
        check_histogram(f, &s, line);
        return;
    }
    bool counts = strcmp(f->type, "counter") == 0;
    if (strcmp(s.name, f->name) != 0 || *s.edge) wrong("of another family", line);
    if (counts != ends_with(s.name, "_total"))
        wrong("counters, and they alone, end in _total", line);
    if (counts && !(s.value >= 0)) wrong("a negative count", line);
}

static void open_family(family *f, const char *text, const char *line)
{
    char name[NAME], pattern[2 * NAME];
    if (sscanf(line, "# HELP %127s %*[^\n]", name) != 1 || !is_name(name)) wrong("no HELP", line);
    *f = (family){.count = 0};
    snprintf(f->name, sizeof f->name, "%s", name);
    snprintf(pattern, sizeof pattern, "# HELP %s ", name);
    const char *first = strstr(text, pattern);
    if (first != line || strstr(line + 1, pattern)) wrong("a family twice", line);
    const char *next = line + strcspn(line, "\n") + 1;
    snprintf(pattern, sizeof pattern, "# TYPE %s ", name);
    if (strncmp(next, pattern, strlen(pattern)) != 0) wrong("no TYPE", next);
    snprintf(f->type, sizeof f->type, "%.*s", (int)strcspn(next + strlen(pattern), "\n"),
             next + strlen(pattern));
    if (!strstr("counter gauge histogram", f->type)) wrong("no such type", next);
}

static int compare(const void *a, const void *b)
{
    const char *left = *(const char *const *)a, *right = *(const char *const *)b;
    size_t length = strcspn(left, " "), other = strcspn(right, " ");
    int order = strncmp(left, right, length < other ? length : other);
    return order ? order : (length > other) - (length < other);
}

void exposition_check(const char *text)
{
    static const char *series[MOST];
    size_t n = 0;
    family f = {.count = 0};
    for (const char *line = text; *line; line = strchr(line, '\n') + 1) {
        if (!strchr(line, '\n')) wrong("no newline", line);
        if (*line == '#') {
            open_family(&f, text, line);
            line += strcspn(line, "\n") + 1; /* its TYPE */
            continue;
        }
        check_sample(&f, line);
        assert_true(n < MOST);
        series[n++] = line;
    }
    qsort(series, n, sizeof *series, compare);
    for (size_t i = 1; i < n; i++)
        if (compare(&series[i - 1], &series[i]) == 0) wrong("a series twice", series[i]);
    assert_true(n > 100);
}

double exposition_value(const char *text, const char *series)
{
    size_t length = strlen(series);
    for (const char *line = text; *line; line = strchr(line, '\n') + 1)
        if (strncmp(line, series, length) == 0 && line[length] == ' ')
            return strtod(line + length, NULL);
    return NAN;
}

double exposition_sum(const char *text, const char *name)
{
    double sum = 0;
    size_t length = strlen(name);
    for (const char *line = text; *line; line = strchr(line, '\n') + 1)
        if (strncmp(line, name, length) == 0 && line[length] == '{')
            sum += strtod(strchr(line, '}') + 2, NULL);
    return sum;
}

char *exposition_read(const server_process *server)
{
    http_reply reply = http_ask(server->admin, "GET", "/metrics", NULL, NULL, 0);
    assert_int_equal(reply.status, 200);
    exposition_check(reply.body);
    free(reply.headers);
    return reply.body;
}

char *exposition_wait(const server_process *server, const char *series, double value)
{
    int64_t end = now_ms() + PATIENCE_MS;
    for (;;) {
        char *text = exposition_read(server);
        double found = exposition_value(text, series);
        if (found == value) return text;
        if (now_ms() > end) fail_msg("%s is %g, not %g", series, found, value);
        free(text);
    }
}
