/* A session is a trace without a graph, the texts of its cells' trees, and what the last cell
 * gave. */
#include "engine/gradd.h"

#include "engine/engine.h"
#include "engine/lang/object.h"
#include "engine/lang/parser.h"
#include "engine/lang/variable.h"
#include "engine/session.h"

#include <string.h>

struct gd_session {
    const gd_context *context;
    gd_arena trees; /* of all cells: functions refer to them */
    gd_trace *trace;
    gd_error error; /* of the last cell */
    gd_span traceback[TRACEBACK + 1];
    gd_buffer result;
    gd_arena values;       /* of the last cell's value */
    int64_t n_values;      /* in its lists and tuples */
    const gd_object *last; /* of the last cell; kept by the trace; or NULL */
    gd_tensor **tensors;
    int n_tensors, capacity;
};

gd_session *gd_session_new(gd_engine *engine, const gd_session_options *options,
                           const gd_context *context, gd_error *err)
{
    gd_session *session = memory_alloc(context->memory, sizeof *session, err);
    if (!session) return NULL;
    session->context = context;
    arena_init(&session->trees, context->memory);
    arena_init(&session->values, context->memory);
    buffer_init(&session->result, context->memory, (size_t)context->limits->output_bytes);
    session->trace =
        trace_new_eager(engine_library(engine), context, options->dtype, options->conventions, err);
    if (session->trace) {
        trace_seed(session->trace, options->seed);
        return session;
    }
    gd_session_free(session);
    return NULL;
}

static void forget(gd_session *session)
{
    for (int i = 0; i < session->n_tensors; i++) gd_tensor_free(session->tensors[i]);
    session->n_tensors = 0;
    session->n_values = 0;
    arena_close(&session->values);
    session->result.length = 0;
    session->last = NULL;
    session->error = (gd_error){0};
}

void gd_session_free(gd_session *session)
{
    if (!session) return;
    forget(session);
    memory_free(session->tensors);
    trace_free(session->trace);
    buffer_close(&session->result);
    arena_close(&session->trees);
    memory_free(session);
}

static bool keep_tensor(gd_session *session, const gd_object *object, gd_value *out)
{
    gd_error *err = &session->error;
    if (session->n_tensors == session->capacity) {
        int capacity = session->capacity ? 2 * session->capacity : 8;
        gd_tensor **grown = memory_resize(session->context->memory, session->tensors,
                                          (size_t)capacity * sizeof *grown, err);
        if (!grown) return false;
        session->tensors = grown;
        session->capacity = capacity;
    }
    gd_tensor *tensor = variable_tensor(session->trace, tensor_variable(object));
    if (!tensor) return false;
    out->kind = GD_VALUE_TENSOR;
    out->integer = session->n_tensors;
    session->tensors[session->n_tensors++] = tensor;
    return true;
}

static bool keep(gd_session *session, const gd_object *object, int depth, gd_value *out);

/* What is nested too deeply has no value; it may contain itself, and more than once. */
static bool keep_items(gd_session *session, const gd_object *object, int depth, gd_value *out)
{
    enum { MOST_LEVELS = 32 };
    const int64_t most = session->context->limits->sequence_items;
    if (depth == MOST_LEVELS || object->length > most - session->n_values) return true;
    session->n_values += object->length;
    gd_value *items =
        arena_alloc_array(&session->values, (size_t)object->length, sizeof *items, &session->error);
    if (!items) return false;
    out->kind = GD_VALUE_SEQUENCE;
    out->items = items;
    out->n_items = (int)object->length;
    for (int64_t i = 0; i < object->length; i++)
        if (!keep(session, object->items[i], depth + 1, &items[i])) return false;
    return true;
}

/* The value of an object; NONE for one that has no counterpart. */
static bool keep(gd_session *session, const gd_object *object, int depth, gd_value *out)
{
    switch (object->kind) {
    case GD_OBJECT_BOOL: out->kind = GD_VALUE_BOOL; break;
    case GD_OBJECT_INT: out->kind = GD_VALUE_INT; break;
    case GD_OBJECT_FLOAT: out->kind = GD_VALUE_FLOAT; break;
    case GD_OBJECT_STRING: out->kind = GD_VALUE_TEXT; break;
    case GD_OBJECT_TUPLE:
    case GD_OBJECT_LIST: return keep_items(session, object, depth, out);
    case GD_OBJECT_TENSOR: return keep_tensor(session, object, out);
    default: return true;
    }
    out->integer = object->integer;
    out->number = object->number;
    out->text = object->text;
    out->length = (size_t)object->length;
    return true;
}

static bool keep_value(gd_session *session, const gd_object *last, gd_outcome *outcome)
{
    gd_error *err = &session->error;
    if (!last || last->kind == GD_OBJECT_NONE) return true;
    if (!object_print(session->trace, last, PRINT_REPR, &session->result)) return false;
    if (session->result.error.code)
        return gd_fail(err, session->result.error.code, "%s", session->result.error.message);
    outcome->result = session->result.data;
    outcome->result_length = session->result.length;
    gd_value *value = arena_alloc(&session->values, sizeof *value, err);
    if (!value || !keep(session, last, 0, value)) return false;
    outcome->value = value->kind == GD_VALUE_NONE ? NULL : value;
    outcome->tensors = session->tensors;
    outcome->n_tensors = session->n_tensors;
    return true;
}

/* An error of the program: the calls that led there, then its own place. */
static void report(gd_session *session, const char *class, gd_outcome *outcome)
{
    int n;
    const gd_error *error = &session->error;
    const gd_span *calls = trace_traceback(session->trace, &n);
    if (n > TRACEBACK) n = TRACEBACK;
    memcpy(session->traceback, calls, (size_t)n * sizeof *calls);
    session->traceback[n] = error->span;
    outcome->error_type = class;
    outcome->error_message = error->message;
    outcome->error_message_length = strlen(error->message);
    outcome->error_hint = error->hint[0] ? error->hint : NULL;
    outcome->error_span = error->span;
    outcome->traceback = session->traceback;
    outcome->n_traceback = n + 1;
}

bool gd_session_run(gd_session *session, const char *source, size_t length, gd_printer printer,
                    void *user, gd_outcome *outcome, gd_error *err)
{
    forget(session);
    *outcome = (gd_outcome){0};
    gd_error *error = &session->error;
    const gd_object *last = NULL;
    const gd_tree *tree =
        parse_program(&session->trees, session->context->limits, source, length, error);
    trace_set_printer(session->trace, printer, user);
    bool done = tree && trace_run_cell(session->trace, tree, &last, error) &&
                keep_value(session, last, outcome);
    session->last = last;
    if (done) return true;
    const char *class = tree ? trace_error_class(session->trace) : gd_code_class(error->code);
    if (!class) {
        if (err && !err->code) *err = *error;
        return false;
    }
    report(session, class, outcome);
    return true;
}

const gd_value *gd_session_graph(gd_session *session, gd_error *err)
{
    const gd_object *last = session->last;
    if (!last || last->kind != GD_OBJECT_TENSOR) return NULL;
    return session_graph(session->trace, last, &session->values, err);
}
