/* A session is a trace without a graph, the texts of its cells' trees, and what the last cell gave. */
#include "engine/gradd.h"

#include "engine/engine.h"
#include "engine/lang/object.h"
#include "engine/lang/parser.h"
#include "engine/lang/variable.h"

#include <string.h>

struct gd_session {
    const gd_context *context;
    gd_arena trees; /* of all cells: functions refer to them */
    gd_trace *trace;
    gd_error error; /* of the last cell */
    gd_buffer result;
    gd_arena values; /* of the last cell's value */
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
    buffer_init(&session->result, context->memory, context->memory->limit);
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
    arena_close(&session->values);
    session->result.length = 0;
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

/* Errors that end the run, whatever the program would do about them. */
static bool ends_run(gd_code code)
{
    return code == GD_DEADLINE || code == GD_CANCELLED || code == GD_STEP_LIMIT ||
           code == GD_MEMORY_LIMIT || code == GD_INTERNAL;
}

static const char *class_of(gd_code code)
{
    static const char *const classes[GD_CODE_COUNT] = {
        [GD_SYNTAX] = "SyntaxError",
        [GD_UNKNOWN_NAME] = "NameError",
        [GD_ARITY] = "TypeError",
        [GD_TYPE] = "TypeError",
        [GD_VALUE] = "ValueError",
        [GD_INDEX] = "IndexError",
        [GD_INT_OVERFLOW] = "OverflowError",
        [GD_ZERO_DIVISION] = "ZeroDivisionError",
        [GD_NESTING_LIMIT] = "RecursionError",
    };
    return classes[code] ? classes[code] : "RuntimeError";
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

/* What is nested too deeply has no value; it may contain itself. */
static bool keep_items(gd_session *session, const gd_object *object, int depth, gd_value *out)
{
    enum { MOST_LEVELS = 32 };
    if (depth == MOST_LEVELS) return true;
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
    if (done) return true;
    if (ends_run(error->code)) {
        if (err && !err->code) *err = *error;
        return false;
    }
    outcome->error_type = class_of(error->code);
    outcome->error_message = error->message;
    outcome->error_message_length = strlen(error->message);
    outcome->error_hint = error->hint[0] ? error->hint : NULL;
    outcome->error_span = error->span;
    outcome->traceback = &session->error.span;
    outcome->n_traceback = 1;
    return true;
}

const gd_value *gd_session_graph(gd_session *session, gd_error *err)
{
    (void)session;
    gd_fail(err, GD_UNSUPPORTED, "the graph of a program that runs eagerly");
    return NULL;
}
