#include "engine/lang/exception.h"

#include <string.h>

/* -- Classes -------------------------------------------------------------------------------- */

static const gd_object *run_text(gd_trace *trace, const gd_arguments *arguments,
                                 gd_print_style style)
{
    gd_buffer text;
    buffer_init(&text, trace->memory, (size_t)trace->context->limits->sequence_items);
    bool printed = exception_print(trace, arguments->values[0], style, &text);
    const gd_object *result = object_buffer(trace, &text);
    return printed ? result : NULL;
}

static const gd_object *run_str(gd_trace *trace, const gd_arguments *arguments)
{
    return run_text(trace, arguments, PRINT_STR);
}

static const gd_object *run_repr(gd_trace *trace, const gd_arguments *arguments)
{
    return run_text(trace, arguments, PRINT_REPR);
}

static const gd_object *run_init(gd_trace *trace, const gd_arguments *arguments)
{
    const gd_arguments rest = {.values = arguments->values + 1, .n = arguments->n - 1};
    return exception_take(trace, arguments->values[0], &rest) ? &object_none : NULL;
}

static const gd_object *run_with_traceback(gd_trace *trace, const gd_arguments *arguments)
{
    (void)trace;
    return arguments->values[0];
}

static const gd_builtin rows[] = {
    {"__init__", 1, -1, NULL, run_init, BUILTIN_PLAIN},
    {"__str__", 1, 1, NULL, run_str, BUILTIN_PLAIN},
    {"__repr__", 1, 1, NULL, run_repr, BUILTIN_PLAIN},
    {"with_traceback", 2, 2, NULL, run_with_traceback, BUILTIN_PLAIN},
};
static const gd_builtins methods = BUILTINS(rows);

#define type_object_of(name) class_of_##name
#define class_of_object type_object
#define EXCEPTION(name, of)                                                                        \
    static const gd_class detail_##name = {.base = &class_of_##of.object, .methods = &methods};    \
    static const STATIC_OBJECT(class_of_##name, .kind = GD_OBJECT_CLASS, .text = #name,            \
                               .detail = &detail_##name);
#include "engine/lang/exceptions.def"
#undef EXCEPTION

static const gd_object *const classes[] = {
#define EXCEPTION(name, of) &class_of_##name.object,
#include "engine/lang/exceptions.def"
#undef EXCEPTION
};

const gd_object *exception_class(const char *name)
{
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
        if (!strcmp(classes[i]->text, name)) return classes[i];
    return NULL;
}

bool exception_is(const gd_object *class)
{
    return class_derives(class, classes[0]);
}

/* The code of an exception's class, or of the nearest one that has a code. */
static gd_code code_of(const gd_object *class)
{
    const gd_object *at;
    for (int i = 0; (at = class_order(class, i)); i++)
        for (int code = 1; code < GD_CODE_COUNT; code++) {
            const char *name = gd_code_class((gd_code)code);
            if (name && exception_class(name) == at) return (gd_code)code;
        }
    return GD_EXCEPTION;
}

/* -- Objects -------------------------------------------------------------------------------- */

/* Where an exception that was caught came from; the text of its object. */
typedef struct origin {
    gd_error error;
    int n;
    gd_span traceback[TRACEBACK];
} origin;

static const gd_object *args_of(const gd_object *exception)
{
    const gd_object *args = table_find_name(exception->meta, name_of("args"));
    return args && args->kind == GD_OBJECT_TUPLE ? args : NULL;
}

bool exception_take(gd_trace *trace, const gd_object *exception, const gd_arguments *arguments)
{
    static const char *const links[] = {"__cause__", "__context__", "__traceback__"};
    gd_table *table = (gd_table *)(uintptr_t)exception->meta;
    const gd_object *args =
        object_tuple(trace, arguments->values, arguments->n - arguments->n_named);
    if (!args || !table_set_name(trace, table, name_of("args"), args)) return false;
    if (args->length && class_derives(exception->detail, &class_of_StopIteration.object) &&
        !table_set_name(trace, table, name_of("value"), args->items[0]))
        return false;
    for (int i = 0; i < 3; i++)
        if (!table_find_name(table, name_of(links[i])) &&
            !table_set_name(trace, table, name_of(links[i]), &object_none))
            return false;
    return true;
}

static const gd_object *make(gd_trace *trace, const gd_object *class, const gd_object *argument)
{
    const gd_arguments arguments = {.values = &argument, .n = argument != NULL};
    const gd_object *exception = class_instance(trace, class);
    return exception && exception_take(trace, exception, &arguments) ? exception : NULL;
}

static bool link_context(gd_trace *trace, const gd_object *exception)
{
    gd_table *table = (gd_table *)(uintptr_t)exception->meta;
    if (!trace->handled || trace->handled == exception) return true;
    return table_set_name(trace, table, name_of("__context__"), trace->handled);
}

bool exception_raise(gd_trace *trace, const gd_object *exception)
{
    if (!link_context(trace, exception)) return false;
    const origin *from =
        exception->owns_text ? (const origin *)(const void *)exception->text : NULL;
    if (from) {
        *trace->err = from->error;
        trace->n_traceback = from->n;
        memcpy(trace->traceback, from->traceback, sizeof trace->traceback);
    } else object_refuse(trace, code_of(exception->detail), "%s", "");
    trace->raised = exception;
    return false;
}

const gd_object *exception_fail(gd_trace *trace, const char *class, const gd_object *argument)
{
    const gd_object *exception = argument ? make(trace, exception_class(class), argument) : NULL;
    if (exception) exception_raise(trace, exception);
    return NULL;
}

static void forget(gd_trace *trace)
{
    *trace->err = (gd_error){0};
    if (trace->graph) trace->graph->error = (gd_error){0};
    if (trace->root) trace->root->error = (gd_error){0};
    trace->raised = NULL;
    trace->n_traceback = 0;
    trace->left = false;
}

static bool keep_origin(gd_trace *trace, const gd_object *exception, const gd_error *error)
{
    origin *from = heap_take(&trace->heap, &cell_bytes, sizeof *from, trace->err);
    if (!from) return false;
    from->error = *error;
    from->n = trace->n_traceback;
    memcpy(from->traceback, trace->traceback, sizeof from->traceback);
    ((gd_object *)exception)->text = (const char *)from;
    ((gd_object *)exception)->owns_text = true;
    return true;
}

const gd_object *exception_catch(gd_trace *trace)
{
    const char *name = gd_code_class(trace->err->code);
    const gd_object *exception = trace->raised;
    if (!trace->err->code || !name) return NULL;
    const gd_error error = *trace->err;
    int n = trace->n_traceback;
    forget(trace);
    trace->n_traceback = n;
    if (!exception) {
        const gd_object *message = error.message[0] ? object_text(trace, error.message) : NULL;
        exception = make(trace, exception_class(name), message);
    }
    bool kept = exception && heap_push(&trace->heap, exception, trace->err) &&
                keep_origin(trace, exception, &error);
    trace->n_traceback = 0;
    return kept ? exception : NULL;
}

bool exception_pending(const gd_trace *trace, const char *class)
{
    const char *name = gd_code_class(trace->err->code);
    if (!trace->err->code || !name) return false;
    const gd_object *of = trace->raised ? trace->raised->detail : exception_class(name);
    return class_derives(of, exception_class(class));
}

bool exception_catch_class(gd_trace *trace, const char *class)
{
    bool caught = exception_pending(trace, class);
    if (caught) forget(trace);
    return caught;
}

/* -- Printing ------------------------------------------------------------------------------- */

bool exception_print(gd_trace *trace, const gd_object *exception, gd_print_style style,
                     gd_buffer *out)
{
    const gd_object *args = args_of(exception), *class = exception->detail;
    int64_t n = args ? args->length : 0;
    bool key = class_derives(class, &class_of_KeyError.object);
    if (style == PRINT_STR && n == 0) return true;
    if (style == PRINT_STR && n == 1)
        return object_print(trace, args->items[0], key ? PRINT_REPR : PRINT_STR, out);
    if (style == PRINT_STR) return object_print(trace, args, PRINT_REPR, out);
    buffer_print(out, "%s(", class->text);
    for (int64_t i = 0; i < n; i++) {
        if (i) buffer_add_text(out, ", ");
        if (!object_print(trace, args->items[i], PRINT_REPR, out)) return false;
    }
    buffer_add_text(out, ")");
    return true;
}

/* The message may be the work of the program's own __str__, which may fail. */
void exception_report(gd_trace *trace)
{
    const gd_object *exception = trace->raised;
    gd_buffer text;
    if (!trace->err->code || !exception) return;
    const gd_error error = *trace->err;
    *trace->err = (gd_error){0};
    buffer_init(&text, trace->memory, SIZE_MAX / 2);
    bool printed = object_print(trace, exception, PRINT_STR, &text) && !text.error.code;
    *trace->err = (gd_error){0};
    gd_fail(trace->err, error.code, "%s",
            !printed    ? "<exception str() failed>"
            : text.data ? text.data
                        : "");
    trace->err->span = error.span;
    gd_hint(trace->err, "%s", error.hint);
    trace->raised = exception;
    buffer_close(&text);
}

const char *trace_error_class(const gd_trace *trace)
{
    if (trace->raised) return ((const gd_object *)trace->raised->detail)->text;
    return gd_code_class(trace->err->code);
}

/* -- Statements ----------------------------------------------------------------------------- */

/* Runs something while an error or a return is under way, which goes on after it. */
typedef struct pause {
    gd_flow flow;
    const gd_object *exception, *returned;
} pause;

static bool pause_begin(gd_trace *trace, gd_flow flow, pause *state)
{
    *state = (pause){.flow = flow, .returned = trace->returned};
    if (flow == FLOW_FAIL && !(state->exception = exception_catch(trace))) return false;
    trace->returned = NULL;
    return !state->returned || heap_push(&trace->heap, state->returned, trace->err);
}

static gd_flow pause_end(gd_trace *trace, const pause *state, gd_flow flow)
{
    if (flow != FLOW_NEXT) return flow;
    trace->returned = state->returned;
    if (state->exception) exception_raise(trace, state->exception);
    return state->flow;
}

static gd_flow execute_finally(gd_trace *trace, const gd_tree *block, gd_flow flow)
{
    pause state;
    if (!block) return flow;
    if (!pause_begin(trace, flow, &state)) return FLOW_FAIL;
    return pause_end(trace, &state, execute(trace, block));
}

/* Whether an exception is of a class, or of one in a tuple: 1, 0 or -1. */
static int matches(gd_trace *trace, const gd_object *exception, const gd_object *class)
{
    bool tuple = class->kind == GD_OBJECT_TUPLE, found = false;
    int64_t n = tuple ? class->length : 1;
    if (!trace_step(trace, n)) return -1;
    for (int64_t i = 0; i < n; i++) {
        const gd_object *one = tuple ? class->items[i] : class;
        if (one->kind != GD_OBJECT_CLASS || !exception_is(one)) {
            object_fail(trace, GD_TYPE,
                        "catching classes that do not inherit from BaseException is not allowed");
            return -1;
        }
        found = found || class_derives(exception->detail, one);
    }
    return found;
}

static int handles(gd_trace *trace, const gd_tree *handler, const gd_object *exception)
{
    if (!handler->parts[0]) return 1;
    const gd_object *class = evaluate(trace, handler->parts[0]);
    return class ? matches(trace, exception, class) : -1;
}

static gd_flow run_handler(gd_trace *trace, const gd_tree *handler, const gd_object *exception)
{
    const gd_object *outer = trace->handled;
    gd_name name = name_of_tree(handler);
    bool named = handler->text && handler->text[0];
    if (outer && !heap_push(&trace->heap, outer, trace->err)) return FLOW_FAIL;
    if (named && !scope_set(trace, trace->scope, name, exception)) return FLOW_FAIL;
    trace->handled = exception;
    gd_flow flow = execute(trace, handler->parts[1]);
    trace->handled = outer;
    if (named && !scope_set(trace, trace->scope, name, NULL)) return FLOW_FAIL;
    return flow;
}

static gd_flow handle(gd_trace *trace, const gd_tree *tree)
{
    const gd_object *exception = exception_catch(trace);
    for (int i = 3; exception && i < tree->n_parts; i++) {
        int found = handles(trace, tree->parts[i], exception);
        if (found < 0) return gd_locate(trace->err, tree->parts[i]->span), FLOW_FAIL;
        if (found) return run_handler(trace, tree->parts[i], exception);
    }
    if (exception) exception_raise(trace, exception);
    return FLOW_FAIL;
}

gd_flow execute_try(gd_trace *trace, const gd_tree *tree)
{
    gd_flow flow = execute(trace, tree->parts[0]);
    if (flow == FLOW_FAIL && tree->n_parts > 3) flow = handle(trace, tree);
    else if (flow == FLOW_NEXT && tree->parts[1]) flow = execute(trace, tree->parts[1]);
    return execute_finally(trace, tree->parts[2], flow);
}

static const gd_object *exception_from(gd_trace *trace, const gd_object *value)
{
    if (!value) return NULL;
    bool class = value->kind == GD_OBJECT_CLASS && exception_is(value);
    if (class) value = call_with(trace, value, NULL, 0);
    if (value && value->kind == GD_OBJECT_INSTANCE && exception_is(value->detail)) return value;
    return value ? object_fail(trace, GD_TYPE, "exceptions must derive from BaseException") : NULL;
}

static bool raise_again(gd_trace *trace)
{
    if (trace->handled) return exception_raise(trace, trace->handled);
    return object_refuse(trace, GD_RUNTIME, "No active exception to reraise");
}

gd_flow execute_raise(gd_trace *trace, const gd_tree *tree)
{
    if (!tree->parts[0]) return raise_again(trace), FLOW_FAIL;
    const gd_object *exception = exception_from(trace, evaluate(trace, tree->parts[0]));
    if (!exception) return FLOW_FAIL;
    if (tree->parts[1]) {
        const gd_object *cause = evaluate(trace, tree->parts[1]);
        if (cause && cause->kind != GD_OBJECT_NONE) cause = exception_from(trace, cause);
        gd_table *table = (gd_table *)(uintptr_t)exception->meta;
        if (!cause || !table_set_name(trace, table, name_of("__cause__"), cause)) return FLOW_FAIL;
    }
    exception_raise(trace, exception);
    return FLOW_FAIL;
}

gd_flow execute_assert(gd_trace *trace, const gd_tree *tree)
{
    const gd_object *condition = evaluate(trace, tree->parts[0]);
    int truth = condition ? object_truth(trace, condition) : -1;
    if (truth) return truth < 0 ? FLOW_FAIL : FLOW_NEXT;
    const gd_object *message = tree->parts[1] ? evaluate(trace, tree->parts[1]) : NULL;
    if (tree->parts[1] && !message) return FLOW_FAIL;
    const gd_object *exception = make(trace, &class_of_AssertionError.object, message);
    if (exception) exception_raise(trace, exception);
    gd_locate(trace->err, trace_in_library(trace) ? (gd_span){0} : tree->parts[0]->span);
    return FLOW_FAIL;
}

/* -- with ----------------------------------------------------------------------------------- */

static gd_flow leave(gd_trace *trace, const gd_object *exit, gd_flow flow)
{
    pause state;
    const gd_object *values[3] = {&object_none, &object_none, &object_none};
    if (!pause_begin(trace, flow, &state)) return FLOW_FAIL;
    if (state.exception) values[0] = state.exception->detail;
    if (state.exception) values[1] = state.exception;
    const gd_object *result = call_with(trace, exit, values, 3);
    int swallowed = result ? object_truth(trace, result) : -1;
    if (swallowed < 0) return FLOW_FAIL;
    return state.exception && swallowed ? FLOW_NEXT : pause_end(trace, &state, FLOW_NEXT);
}

static gd_flow enter(gd_trace *trace, const gd_tree *tree, int item)
{
    if (item >= tree->n_parts) return execute(trace, tree->parts[0]);
    const gd_tree *target = tree->parts[item + 1];
    const gd_object *manager = evaluate(trace, tree->parts[item]);
    bool instance = manager && manager->kind == GD_OBJECT_INSTANCE;
    const gd_object *enter_it = instance ? special_find(trace, manager, "__enter__") : NULL;
    const gd_object *exit_it = enter_it ? special_find(trace, manager, "__exit__") : NULL;
    if (manager && !exit_it) {
        object_fail(trace, GD_TYPE, "'%s' object does not support the context manager protocol",
                    object_type(manager));
        if (!trace_in_library(trace)) gd_locate(trace->err, tree->parts[item]->span);
    }
    const gd_object *value = exit_it ? call_with(trace, enter_it, NULL, 0) : NULL;
    if (!value) return FLOW_FAIL;
    bool bound = !target || execute_assign(trace, target, value);
    return leave(trace, exit_it, bound ? enter(trace, tree, item + 2) : FLOW_FAIL);
}

gd_flow execute_with(gd_trace *trace, const gd_tree *tree)
{
    return enter(trace, tree, 1);
}
