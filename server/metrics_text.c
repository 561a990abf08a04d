/* The metrics as text: for each row of metrics.def its help, its type and its samples. */
#include "server/metrics.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#if defined(__clang__)
#define COMPILER "clang " __clang_version__
#else
#define COMPILER "gcc " __VERSION__
#endif

typedef struct printer {
    gd_buffer *out;
    const metrics_totals *totals;
    const metrics_state *state;
} printer;

static double seconds(int64_t ns)
{
    return (double)ns * 1e-9;
}

/* Counts exactly, everything else to the nanosecond; what is not known is negative. */
static void print_number(gd_buffer *out, double value)
{
    if (value < 0) buffer_add_text(out, "NaN\n");
    else if (value == rint(value) && fabs(value) < 1e15) buffer_print(out, "%.0f\n", value);
    else buffer_print(out, "%.9f\n", value);
}

static void print_head(const printer *p, const char *name, const char *type, const char *text)
{
    buffer_print(p->out, "# HELP %s %s\n# TYPE %s %s\n", name, text, name, type);
}

static void print_build(const printer *p, const char *name)
{
    buffer_print(p->out, "%s{version=\"%s\",compiler=\"%s\"} 1\n", name, GD_VERSION, COMPILER);
}

/* The two labels of a route. */
static const char *route_labels(int route, char text[128])
{
    const gd_route *row = route < ROUTES ? route_at(route) : NULL;
    snprintf(text, 128, "method=\"%s\",route=\"%s\"",
             row ? route_method_name(row->method) : "other", row ? row->path : "other");
    return text;
}

static void print_requests(const printer *p, const char *name)
{
    char labels[128];
    for (int route = 0; route < METRICS_ROUTES; route++) {
        route_labels(route, labels);
        for (int status = 0; status < METRICS_STATUSES; status++) {
            int64_t n = p->totals->requests[route][status];
            /* One series of each route is there from the start: a rate needs a first value. */
            if (!n && status != 200) continue;
            buffer_print(p->out, "%s{%s,code=\"", name, labels);
            if (status) buffer_print(p->out, "%d\"} %lld\n", status, (long long)n);
            else buffer_print(p->out, "none\"} %lld\n", (long long)n);
        }
    }
}

static void print_histogram(const printer *p, const char *name, const char *labels,
                            const metrics_histogram *histogram)
{
    int64_t count = 0;
    for (int i = 0; i < METRICS_BUCKETS; i++) {
        count += histogram->counts[i];
        buffer_print(p->out, "%s_bucket{%s,le=\"%g\"} %lld\n", name, labels,
                     seconds(metrics_bounds[i]), (long long)count);
    }
    count += histogram->counts[METRICS_BUCKETS];
    buffer_print(p->out, "%s_bucket{%s,le=\"+Inf\"} %lld\n%s_sum{%s} %.9f\n%s_count{%s} %lld\n",
                 name, labels, (long long)count, name, labels, seconds(histogram->sum), name,
                 labels, (long long)count);
}

static void print_durations(const printer *p, const char *name)
{
    char labels[128];
    for (int route = 0; route < METRICS_ROUTES; route++)
        print_histogram(p, name, route_labels(route, labels), &p->totals->durations[route]);
}

static void print_phases(const printer *p, const char *name)
{
    char labels[64];
    for (int i = 0; i < TIMING_PHASES; i++) {
        snprintf(labels, sizeof labels, "phase=\"%s\"", timing_name((timing_phase)i));
        print_histogram(p, name, labels, &p->totals->phases[i]);
    }
}

static void print_errors(const printer *p, const char *name)
{
    for (gd_code code = GD_OK + 1; code < GD_CODE_COUNT; code++)
        buffer_print(p->out, "%s{code=\"%s\"} %lld\n", name, gd_code_slug(code),
                     (long long)p->totals->errors[code]);
}

static void print_connections(const printer *p, const char *name)
{
    static const char *const ports[] = {[ROUTE_PUBLIC] = "public", [ROUTE_ADMIN] = "admin"};
    static const char *const states[] = {
#define NAME(name) name,
        METRICS_STATES(NAME)
#undef NAME
    };
    for (int port = 0; port < 2; port++)
        for (int i = 0; i < METRICS_N_STATES; i++)
            buffer_print(p->out, "%s{port=\"%s\",state=\"%s\"} %lld\n", name, ports[port],
                         states[i], (long long)p->state->connections[port][i]);
}

static void print_count(const printer *p, const char *name, metrics_counter counter)
{
    buffer_print(p->out, "%s %lld\n", name, (long long)p->totals->counters[counter]);
}

static const char phases_text[] = "Time of the phases that a request went through:"
#define PHASE(id, name, told, text) " " name ", " text ";"
#include "server/phases.def"
#undef PHASE
    ;

void metrics_print(gd_buffer *out, const metrics_totals *totals, const metrics_state *s)
{
    const printer p = {out, totals, s};
#define COUNT(name, text)                                                                          \
    print_head(&p, #name, "counter", text);                                                        \
    print_count(&p, #name, METRIC_##name);
#define VALUE(name, type, expression, text)                                                        \
    print_head(&p, #name, #type, text);                                                            \
    buffer_print(out, "%s ", #name);                                                               \
    print_number(out, (double)(expression));
#define FAMILY(name, type, print, text)                                                            \
    print_head(&p, #name, #type, text);                                                            \
    print(&p, #name);
#include "server/metrics.def"
#undef COUNT
#undef VALUE
#undef FAMILY
}
