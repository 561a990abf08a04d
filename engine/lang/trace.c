#include "engine/lang/trace.h"

#include "engine/lang/constant.h"
#include "engine/lang/exception.h"
#include "engine/lang/memo.h"

#include <string.h>

/* What stays however little of the stack of roots is left. */
static void mark_roots(gd_heap *heap, void *owner)
{
    const gd_trace *trace = owner;
    heap_mark(heap, trace->globals);
    heap_mark(heap, trace->library_scope);
    heap_mark(heap, trace->scope);
    heap_mark(heap, trace->returned);
    heap_mark(heap, trace->last_value);
    heap_mark(heap, trace->known[0]);
    heap_mark(heap, trace->known[1]);
    heap_mark(heap, trace->loaded);
    found_mark(heap, trace->found);
    heap_mark(heap, trace->raised);
    heap_mark(heap, trace->handled);
    for (int i = 0; trace->surfaces && i < library_count(trace->library); i++)
        heap_mark(heap, trace->surfaces[i]);
    memo_mark_all(heap, trace);
}

static bool set_up(gd_trace *trace)
{
    trace->globals = scope_new(trace, NULL, SCOPE_PROGRAM, SCOPE_MODULE);
    trace->library_scope = scope_new(trace, NULL, SCOPE_LIBRARY, SCOPE_MODULE);
    trace->surfaces = memory_alloc_array(trace->memory, (size_t)library_count(trace->library),
                                         sizeof *trace->surfaces, trace->err);
    trace->scope = trace->globals;
    trace->memos = memo_table_new(trace);
    trace->known[0] = table_new(trace);
    trace->known[1] = table_new(trace);
    trace->loaded = table_new(trace);
    heap_drop(&trace->heap, 0);
    return trace->globals && trace->library_scope && trace->surfaces && trace->memos &&
           trace->known[0] && trace->known[1] && trace->loaded;
}

/* The error of a run that may be given none. */
static void set_error(gd_trace *trace, gd_error *err)
{
    trace->stack = (intptr_t)__builtin_frame_address(0);
    trace->spare = (gd_error){0};
    trace->err = err ? err : &trace->spare;
    trace->raised = NULL;
    trace->n_traceback = 0;
    trace->left = false;
}

static gd_trace *new_trace(gd_graph *graph, const gd_library *library, const gd_context *context,
                           gd_dtype dtype, gd_error *err)
{
    gd_trace *trace = memory_alloc(context->memory, sizeof *trace, err);
    if (!trace) return NULL;
    trace->memory = context->memory;
    trace->root = trace->graph = graph;
    trace->library = library;
    trace->context = context;
    trace->dtype = dtype;
    trace->key = hash_key_random();
    trace->most_steps = context->limits->program_steps;
    trace_seed(trace, 0);
    trace->grad_enabled = true;
    trace->tensor_options.mode = REPR_AUTO;
    repr_apply_profile(&trace->tensor_options, "default");
    heap_init(&trace->heap, trace->memory, mark_roots, trace);
    buffer_init(&trace->key_text, trace->memory, SIZE_MAX / 2);
    buffer_init(&trace->output, trace->memory, (size_t)context->limits->output_bytes);
    set_error(trace, err);
    if (set_up(trace)) return trace;
    trace_free(trace);
    return NULL;
}

gd_trace *trace_new(gd_graph *graph, const gd_library *library, const gd_context *context,
                    gd_dtype dtype, gd_error *err)
{
    return new_trace(graph, library, context, dtype, err);
}

gd_trace *trace_new_eager(const gd_library *library, const gd_context *context, gd_dtype dtype,
                          gd_conventions conventions, gd_error *err)
{
    gd_trace *trace = new_trace(NULL, library, context, dtype, err);
    if (!trace) return NULL;
    trace->conventions = conventions;
    trace->most_steps = context->limits->run_steps;
    return trace;
}

void trace_seed(gd_trace *trace, uint64_t seed)
{
    generator_seed(&trace->generator, seed);
}

void trace_free(gd_trace *trace)
{
    if (!trace) return;
    heap_close(&trace->heap);
    buffer_close(&trace->output);
    buffer_close(&trace->key_text);
    memory_free(trace->surfaces);
    memory_free(trace);
}

/* A name that lives as long as the graph, whose nodes may keep it. */
static const char *copy_name(gd_trace *trace, const char *name)
{
    if (trace_is_eager(trace)) return heap_copy(&trace->heap, name, strlen(name), trace->err);
    return arena_copy(trace_arena(trace), name, strlen(name), trace->err);
}

bool trace_bind(gd_trace *trace, const char *name, gd_edge edge, gd_error *err)
{
    set_error(trace, err);
    const gd_object *tensor = object_tensor(trace, edge);
    const char *copy = tensor ? copy_name(trace, name) : NULL;
    return copy && scope_set(trace, trace->globals, name_of(copy), tensor);
}

/* The error of a run as its reader wants it. Returns false. */
static bool report(gd_trace *trace)
{
    exception_report(trace);
    for (int i = 0, j = trace->n_traceback - 1; i < j; i++, j--) {
        gd_span swap = trace->traceback[i];
        trace->traceback[i] = trace->traceback[j];
        trace->traceback[j] = swap;
    }
    return false;
}

bool trace_run(gd_trace *trace, const gd_tree *block, gd_error *err)
{
    set_error(trace, err);
    return execute(trace, block) != FLOW_FAIL || report(trace);
}

bool trace_run_cell(gd_trace *trace, const gd_tree *block, const gd_object **last, gd_error *err)
{
    set_error(trace, err);
    *last = NULL;
    trace->last_value = NULL;
    heap_drop(&trace->heap, 0);
    for (int i = 0; i < block->n_parts; i++) {
        const gd_tree *statement = block->parts[i];
        bool echoed = i + 1 == block->n_parts && statement->kind == GD_TREE_EXPRESSION;
        if (echoed) trace->last_value = evaluate(trace, statement->parts[0]);
        if (echoed ? !trace->last_value : execute(trace, statement) == FLOW_FAIL)
            return report(trace);
    }
    *last = trace->last_value;
    return true;
}

bool trace_assign(gd_trace *trace, const char *name, const gd_tree *expression, gd_error *err)
{
    set_error(trace, err);
    const gd_object *value = constant_settle(trace, evaluate(trace, expression));
    const char *copy = value ? copy_name(trace, name) : NULL;
    const gd_tree target = {
        .kind = GD_TREE_NAME, .text = copy, .span = expression->span, .hash = name_of(name).hash};
    return (copy && execute_assign(trace, &target, value)) || report(trace);
}

const gd_object *trace_find(const gd_trace *trace, const char *name)
{
    const gd_slot *slot = scope_find(trace->globals, name_of(name));
    return slot ? slot->value : NULL;
}

const char *trace_name_of(const gd_trace *trace, const gd_object *object)
{
    const gd_scope *scope = trace->globals;
    for (int32_t i = 0; i < scope->capacity; i++)
        if (scope->slots[i].name.text && scope->slots[i].value == object)
            return scope->slots[i].name.text;
    return NULL;
}

const char *trace_last(const gd_trace *trace)
{
    return trace->last;
}

bool trace_used(const gd_trace *trace, const char *name)
{
    const gd_slot *slot = scope_find(trace->globals, name_of(name));
    return slot && slot->used;
}

const gd_span *trace_traceback(const gd_trace *trace, int *count)
{
    *count = trace->n_traceback;
    return trace->traceback;
}

/* Of a chain over several lines the link that failed: an attribute, or its call, from its name
 * on. */
static gd_span place_of(const gd_tree *tree)
{
    const gd_tree *link = tree->kind == GD_TREE_CALL ? tree->parts[0] : tree;
    gd_span place = tree->span;
    if (link->kind != GD_TREE_ATTRIBUTE || link->span.end_line == place.line) return place;
    place.line = link->span.end_line;
    place.column = link->span.end_column;
    for (const char *c = link->text; *c; c++) place.column -= (*c & 0xC0) != 0x80;
    return place;
}

void trace_failed(gd_trace *trace, const gd_tree *tree)
{
    if (trace_in_library(trace)) return;
    gd_span place = place_of(tree);
    gd_locate(trace->err, place);
    if (!trace->left) return;
    trace->left = false;
    int at = trace->n_traceback;
    if (at == TRACEBACK) { /* the middle goes */
        at = TRACEBACK - 1;
        memmove(trace->traceback + TRACEBACK / 2, trace->traceback + TRACEBACK / 2 + 1,
                (TRACEBACK / 2 - 1) * sizeof *trace->traceback);
    }
    trace->traceback[at] = place;
    trace->n_traceback = at + 1;
}

void trace_output(const gd_trace *trace, gd_buffer *out)
{
    buffer_add(out, trace->output.data, trace->output.length);
}

void trace_set_printer(gd_trace *trace, bool (*printer)(void *, const char *, size_t), void *user)
{
    trace->printer = printer;
    trace->printer_user = user;
}

bool trace_write(gd_trace *trace, const char *text, size_t length)
{
    if (trace->printer)
        return trace->printer(trace->printer_user, text, length) ||
               object_refuse(trace, GD_CANCELLED, "cancelled");
    buffer_add(&trace->output, text, length);
    if (!trace->output.error.code) return true;
    if (!trace->err->code) *trace->err = trace->output.error;
    return false;
}

/* Powers of 2. Between two looks at the clock few steps may pass: one may take a millisecond. */
enum { SIXTEENTHS = 16, BETWEEN_CHECKS = 256 * SIXTEENTHS };

bool trace_step_with_checks(gd_trace *trace, int64_t steps)
{
    const int64_t most = trace->most_steps * SIXTEENTHS;
    const int weight = trace_in_library(trace) ? 0 : 4; /* as a power of 2 */
    int64_t before = trace->sixteenths;
    if (steps > (most - before) >> weight)
        return object_refuse(trace, GD_STEP_LIMIT, "the program takes more than %lld steps",
                             (long long)trace->most_steps);
    trace->sixteenths += steps << weight;
    int64_t next = (trace->sixteenths | (BETWEEN_CHECKS - 1)) + 1;
    trace->check_at = next <= most ? next : most + 1;
    bool due = (before ^ trace->sixteenths) >= BETWEEN_CHECKS;
    return !due || context_check(trace->context, trace->err);
}

bool trace_refuse_depth(gd_trace *trace)
{
    return object_refuse(trace, GD_NESTING_LIMIT, "maximum recursion depth exceeded");
}

void trace_mark(gd_trace *trace, const gd_tree *tree)
{
    if (trace_in_library(trace)) return;
    trace->here = tree->span;
    if (trace->root) trace->root->span = tree->span;
}
