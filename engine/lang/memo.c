#include "engine/lang/memo.h"

#include "engine/lang/variable.h"

#include <string.h>

/* Lists of a table; bodies that are kept at a time, and when half of the memory is in use; floats
 * of a call that may be operands. */
enum { BUCKETS = 256, MOST_MEMOS = 8192, FEW_MEMOS = 256, MOST_FLOATS = 64 };

/* A cell. */
typedef struct gd_memo_table {
    gd_memo *buckets[BUCKETS];
    int32_t n;
} gd_memo_table;

static void mark_table(gd_heap *heap, const void *data, size_t size)
{
    const gd_memo_table *table = data;
    (void)size;
    for (int i = 0; i < BUCKETS; i++) heap_mark(heap, table->buckets[i]);
}

static void mark_memo(gd_heap *heap, const void *data, size_t size)
{
    const gd_memo *memo = data;
    (void)size;
    heap_mark(heap, memo->next);
    heap_mark(heap, memo->key);
    heap_mark(heap, memo->arguments);
    heap_mark(heap, memo->result);
    heap_mark(heap, memo->names);
    heap_mark(heap, memo->own_name);
}

static void close_memo(void *data)
{
    routine_free(((gd_memo *)data)->routine);
}

static const gd_cell_class cell_table = {mark_table, NULL}, cell_memo = {mark_memo, close_memo};

/* Keys are text to compare and no more: they do without a final 0 where there is room already. */
static inline void key_add(gd_operands *all, const void *bytes, size_t size)
{
    gd_buffer *key = all->key;
    if (key->capacity - key->length <= size) {
        buffer_add(key, bytes, size);
        return;
    }
    if (size) memcpy(key->data + key->length, bytes, size);
    key->length += size;
}

static bool key_object(gd_trace *trace, const gd_object *object, gd_operands *all);

static bool key_items(gd_trace *trace, const gd_object *object, gd_operands *all)
{
    if (!trace_step(trace, object->length) || !trace_enter(trace)) return false;
    bool done = true;
    key_add(all, &object->length, sizeof object->length);
    for (int64_t i = 0; done && i < object->length; i++)
        done = key_object(trace, object->items[i], all);
    trace_leave(trace);
    return done;
}

static bool key_operand(gd_trace *trace, const gd_object *object, gd_operands *all)
{
    const int64_t few = sizeof all->few / sizeof *all->few;
    if (all->n == GD_MAX_INPUTS)
        return object_refuse(trace, GD_ARITY, "more than %d tensors in one call", GD_MAX_INPUTS);
    if (all->n < few) {
        all->few[all->n++] = object;
        return true;
    }
    for (int64_t i = 0; all->n == few && i < few; i++)
        if (!sequence_add(trace, &all->many, all->few[i])) return false;
    if (!sequence_add(trace, &all->many, object)) return false;
    all->all = all->many.items;
    all->n++;
    return true;
}

static bool key_tensor(gd_trace *trace, const gd_object *object, gd_operands *all)
{
    const gd_type *type = tensor_type(object);
    if (trace_is_eager(trace) && !tensor_variable(object))
        return object_refuse(trace, GD_UNSUPPORTED, "a tensor of a call that is under way");
    all->n_tensors++;
    const int32_t kind[2] = {(int32_t)type->dtype, type->shape.rank};
    key_add(all, kind, sizeof kind);
    if (type->shape.rank)
        key_add(all, type->shape.dims, (size_t)type->shape.rank * sizeof *type->shape.dims);
    return key_operand(trace, object, all);
}

/* Whether the place-th float of the arguments is an operand. */
static bool float_is_operand(const gd_trace *trace, const gd_operands *all, int place)
{
    return trace_is_eager(trace) && place < MOST_FLOATS && !(all->fixed >> place & 1);
}

static bool key_float(gd_trace *trace, const gd_object *object, gd_operands *all)
{
    if (float_is_operand(trace, all, all->n_floats++)) return key_operand(trace, object, all);
    double value = object_number(object);
    key_add(all, &value, sizeof value);
    return true;
}

/* Adds what distinguishes an argument; kinds come first, so that no two texts are confused. */
static bool key_object(gd_trace *trace, const gd_object *object, gd_operands *all)
{
    key_add(all, &object->kind, sizeof object->kind);
    switch (object->kind) {
    case GD_OBJECT_NONE:
    case GD_OBJECT_ELLIPSIS: return true;
    case GD_OBJECT_BOOL:
    case GD_OBJECT_INT:
    case GD_OBJECT_DTYPE: key_add(all, &object->integer, sizeof object->integer); return true;
    case GD_OBJECT_FLOAT: return key_float(trace, object, all);
    case GD_OBJECT_STRING:
        key_add(all, &object->length, sizeof object->length);
        key_add(all, object->text, (size_t)object->length);
        return true;
    case GD_OBJECT_TUPLE:
    case GD_OBJECT_LIST:
    case GD_OBJECT_SLICE: return key_items(trace, object, all);
    case GD_OBJECT_RANGE:
        for (int i = 0; i < 3; i++) key_object(trace, object->items[i], all);
        return true;
    case GD_OBJECT_TENSOR: return key_tensor(trace, object, all);
    default: all->unique = true; return true;
    }
}

static bool key_all(gd_trace *trace, const gd_callee *callee, const gd_object *const *values, int n,
                    gd_operands *all)
{
    int32_t which = callee->closure ? callee->closure->surface->index : -1 - (int32_t)callee->op;
    all->key = &trace->key_text;
    all->key->length = 0;
    all->all = all->few;
    all->n = all->many.n = 0;
    all->n_tensors = all->n_floats = 0;
    all->unique = false;
    const int64_t head[3] = {which, trace->dtype, (int64_t)all->fixed};
    key_add(all, head, sizeof head);
    for (int i = 0; i < n; i++)
        if (!key_object(trace, values[i], all)) return false;
    if (!all->key->error.code) return true;
    if (!trace->err->code) *trace->err = all->key->error;
    return false;
}

bool memo_operands(gd_trace *trace, const gd_callee *callee, const gd_object *const *values, int n,
                   gd_operands *operands)
{
    *operands = (gd_operands){0};
    return key_all(trace, callee, values, n, operands);
}

const gd_object *memo_fill(gd_trace *trace, const gd_object *result,
                           const gd_object *const **tensors)
{
    bool operand = result->kind == GD_OBJECT_FLOAT && !edge_none(result->edge);
    if (result->kind == GD_OBJECT_TENSOR || operand) return *(*tensors)++;
    if (!object_is_sequence(result)) return result;
    gd_object *copy = object_new(trace, result->kind);
    gd_sequence items = {0};
    if (!copy || !sequence_reserve(trace, &items, result->length)) return NULL;
    for (int64_t i = 0; i < result->length; i++)
        if (!sequence_add(trace, &items, memo_fill(trace, result->items[i], tensors))) return NULL;
    *copy = *result;
    copy->items = items.items;
    copy->integer = items.capacity;
    return copy;
}

/* A body that is being traced. */
typedef struct body {
    gd_graph *graph;
    gd_edge *parameters;
    const char **names;
    const gd_operands *operands;
    uint64_t *read; /* a cell: the floats whose value was looked at, by their place */
    int64_t n;      /* parameters so far */
    int n_floats;
} body;

static const gd_object *add_parameter(gd_trace *trace, body *it, const char *name,
                                      const gd_type *type)
{
    gd_edge edge = graph_input(it->graph, name, type);
    it->names[it->n] = name;
    it->parameters[it->n++] = edge;
    if (!edge_none(edge)) return object_tensor(trace, edge);
    if (!trace->err->code) *trace->err = it->graph->error;
    return NULL;
}

/* A float whose value is a parameter of the body. */
static const gd_object *float_parameter(gd_trace *trace, body *it, const char *name,
                                        const gd_object *number)
{
    int place = it->n_floats++;
    if (!float_is_operand(trace, it->operands, place))
        return edge_none(number->edge) ? number : object_float(trace, object_number(number));
    const gd_type type = {.dtype = GD_FLOAT64};
    const gd_object *parameter = add_parameter(trace, it, name, &type);
    gd_object *object = parameter ? object_new(trace, GD_OBJECT_FLOAT) : NULL;
    if (!object) return NULL;
    object->number = object_number(number);
    object->edge = parameter->edge;
    object->integer = place;
    object->detail = it->read;
    object->owns_detail = true;
    return object;
}

/* An argument as the body sees it: its operands are parameters. */
static const gd_object *inside(gd_trace *trace, body *it, const char *name, const gd_object *object)
{
    if (object->kind == GD_OBJECT_TENSOR)
        return add_parameter(trace, it, name, tensor_type(object));
    if (object->kind == GD_OBJECT_FLOAT) return float_parameter(trace, it, name, object);
    if (!object_is_sequence(object)) return object;
    gd_object *copy = object_new(trace, object->kind);
    gd_sequence items = {0};
    if (!copy || !sequence_reserve(trace, &items, object->length)) return NULL;
    for (int64_t i = 0; i < object->length; i++)
        if (!sequence_add(trace, &items, inside(trace, it, name, object->items[i]))) return NULL;
    *copy = *object;
    copy->items = items.items;
    copy->integer = items.capacity;
    return copy;
}

const char *memo_parameter(const gd_callee *callee, int i)
{
    if (callee->closure) return callee->closure->signature.parameters[i].name;
    bool pointwise = op_is_pointwise(callee->op);
    return pointwise ? promote_parameters(callee->op)[i].name : "input";
}

static const gd_object *run_callee(gd_trace *trace, const gd_callee *callee,
                                   const gd_object *const *values, int n)
{
    if (callee->closure) return function_run(trace, callee->closure, values);
    if (op_is_pointwise(callee->op)) return promote_call(trace, callee->op, values);
    const gd_arguments arguments = {.values = values, .n = n};
    return primitive_call(trace, callee->op, &arguments);
}

/* Runs what is called on the parameters, in the graph of the body. */
static const gd_object *run_body(gd_trace *trace, const gd_callee *callee,
                                 const gd_object *const *values, int n, body *it)
{
    const gd_object **arguments =
        heap_take_array(&trace->heap, &cell_array, (size_t)n + 1, sizeof *arguments, trace->err);
    for (int i = 0; arguments && i < n; i++)
        if (!(arguments[i] = inside(trace, it, memo_parameter(callee, i), values[i]))) return NULL;
    if (!arguments) return NULL;
    gd_graph *outside = trace->graph;
    trace->graph = it->graph;
    const gd_object *result = run_callee(trace, callee, arguments, n);
    trace->graph = outside;
    return result;
}

/* The results of a body: its tensors, and floats that are parameters. */
static bool collect_results(gd_trace *trace, const gd_object *object, gd_sequence *results)
{
    bool operand = object->kind == GD_OBJECT_FLOAT && !edge_none(object->edge);
    if (object->kind == GD_OBJECT_TENSOR || operand) return sequence_add(trace, results, object);
    bool done = true;
    for (int64_t i = 0; done && object_is_sequence(object) && i < object->length; i++)
        done = collect_results(trace, object->items[i], results);
    return done;
}

static gd_edge *results_of(gd_trace *trace, const gd_object *result, int64_t *n)
{
    gd_sequence tensors = {0};
    if (!collect_results(trace, result, &tensors)) return NULL;
    gd_edge *edges = heap_take_array(&trace->heap, &cell_bytes, (size_t)tensors.n + 1,
                                     sizeof *edges, trace->err);
    for (int64_t i = 0; edges && i < tensors.n; i++) edges[i] = tensors.items[i]->edge;
    *n = tensors.n;
    return edges;
}

static bool open_body(gd_trace *trace, body *it, const gd_operands *operands)
{
    size_t n = (size_t)operands->n + 1;
    it->operands = operands;
    it->parameters =
        heap_take_array(&trace->heap, &cell_bytes, n, sizeof *it->parameters, trace->err);
    it->names = heap_take_array(&trace->heap, &cell_bytes, n, sizeof *it->names, trace->err);
    it->read = heap_take(&trace->heap, &cell_bytes, sizeof *it->read, trace->err);
    return it->parameters && it->names && it->read;
}

/* Within a graph: a function of that graph. */
static bool trace_function(gd_trace *trace, const gd_callee *callee, const gd_object *const *values,
                           int n, gd_operands *operands, gd_memo *memo)
{
    body it = {0};
    gd_function *function = graph_function(trace->root, callee->closure->surface->name);
    if (!function && !trace->err->code) *trace->err = trace->root->error;
    if (!function || !open_body(trace, &it, operands)) return false;
    it.graph = function->body;
    memo->result = run_body(trace, callee, values, n, &it);
    int64_t n_results;
    gd_edge *results = memo->result ? results_of(trace, memo->result, &n_results) : NULL;
    if (!results) return false;
    size_t edge = sizeof *results;
    function->n_parameters = (int32_t)it.n;
    function->n_results = (int32_t)n_results;
    function->parameters =
        arena_alloc_array(trace_arena(trace), (size_t)it.n + 1, edge, trace->err);
    function->results =
        arena_alloc_array(trace_arena(trace), (size_t)n_results + 1, edge, trace->err);
    if (!function->parameters || !function->results) return false;
    memcpy(function->parameters, it.parameters, (size_t)it.n * edge);
    memcpy(function->results, results, (size_t)n_results * edge);
    memo->function = function;
    return surface_grad_fn(trace, callee->closure, values, &memo->grad_fn);
}

/* Names the node of the result as the def says. */
static bool name_result(gd_trace *trace, const gd_callee *callee, const gd_object *const *values,
                        const gd_object *result)
{
    if (!callee->closure) return true;
    if (result->kind == GD_OBJECT_TENSOR)
        return surface_name_node(trace, callee->closure, values, result->edge.node);
    for (int64_t i = 0; object_is_sequence(result) && i < result->length; i++)
        if (!name_result(trace, callee, values, result->items[i])) return false;
    return true;
}

/* A def that is no @inline, or that gives views, gives tensors of its own even where its body gives
 * back its operands. */
static bool name_own(gd_trace *trace, const gd_callee *callee, const gd_object *const *values,
                     gd_memo *memo)
{
    const char *name;
    const gd_surface *surface = callee->closure ? callee->closure->surface : NULL;
    bool written_out = surface && (surface->written_out || surface->inline_if);
    if (!surface || (written_out && !surface->view)) return true;
    if (!surface_grad_fn(trace, callee->closure, values, &name)) return false;
    memo->own_name = heap_copy(&trace->heap, name, strlen(name), trace->err);
    return memo->own_name;
}

/* With no graph around: a routine, traced into a graph of its own. */
static bool make_routine(gd_trace *trace, const gd_callee *callee, const gd_object *const *values,
                         int n, body *it, gd_memo *memo)
{
    int64_t n_results;
    memo->result = run_body(trace, callee, values, n, it);
    trace->graph = it->graph;
    bool named = memo->result && name_result(trace, callee, values, memo->result) &&
                 name_own(trace, callee, values, memo);
    trace->graph = NULL;
    gd_edge *results = named ? results_of(trace, memo->result, &n_results) : NULL;
    if (!results) return false;
    memo->names = it->names;
    memo->n_operands = (int32_t)it->n;
    gd_graph *graph = it->graph;
    it->graph = NULL;
    memo->routine = routine_new(trace->memory, trace->context->limits, graph, it->parameters,
                                (int)it->n, results, (int)n_results, trace->err);
    if (memo->routine) heap_charge(&trace->heap, routine_bytes(memo->routine));
    return memo->routine;
}

gd_memo_table *memo_table_new(gd_trace *trace)
{
    return heap_take(&trace->heap, &cell_table, sizeof(gd_memo_table), trace->err);
}

static bool trace_routine(gd_trace *trace, const gd_callee *callee, const gd_object *const *values,
                          int n, gd_operands *operands, gd_memo *memo)
{
    body it = {0};
    gd_memo_table *outside = trace->memos;
    if (!open_body(trace, &it, operands) || !heap_push(&trace->heap, outside, trace->err))
        return false;
    gd_graph *graph = graph_new(trace->memory, trace->context->limits, trace->err);
    if (!graph) return false;
    it.graph = graph;
    graph->context = trace->context;
    trace->root = graph;
    trace->memos = memo_table_new(trace);
    trace->around = outside;
    bool done = trace->memos && make_routine(trace, callee, values, n, &it, memo);
    trace->memos = outside;
    trace->around = NULL;
    trace->root = NULL;
    graph_free(it.graph);
    memo->fixed = *it.read;
    return done;
}

static gd_memo **bucket_of(gd_trace *trace, const gd_operands *all)
{
    uint64_t hash = hash_quickly(trace->key, all->key->data, all->key->length);
    return &trace->memos->buckets[hash % BUCKETS];
}

static gd_memo *find(gd_trace *trace, const gd_operands *all)
{
    if (all->unique) return NULL;
    for (gd_memo *memo = *bucket_of(trace, all); memo; memo = memo->next)
        if (memo->length == all->key->length &&
            !memcmp(memo->key, all->key->data, all->key->length))
            return memo;
    return NULL;
}

/* Whether new bodies should take the place of all those that are kept. */
static bool is_full(const gd_trace *trace)
{
    bool short_of_memory = trace->heap.live > (size_t)trace->context->limits->memory_bytes / 2;
    return trace->memos->n >= (short_of_memory ? FEW_MEMOS : MOST_MEMOS);
}

/* Enters a memo under the key that `all` has now. */
static bool enter(gd_trace *trace, gd_memo *memo, const gd_operands *all)
{
    if (all->unique) return true;
    if (trace_is_eager(trace) && is_full(trace)) {
        gd_memo_table *fresh = memo_table_new(trace);
        if (!fresh) return false;
        trace->memos = fresh;
    }
    memo->key = heap_copy(&trace->heap, all->key->data, all->key->length, trace->err);
    memo->length = all->key->length;
    if (!memo->key) return false;
    gd_memo **bucket = bucket_of(trace, all);
    memo->next = *bucket;
    trace->memos->n++;
    *bucket = memo;
    return true;
}

static gd_memo *new_memo(gd_trace *trace)
{
    return heap_take(&trace->heap, &cell_memo, sizeof(gd_memo), trace->err);
}

/* Says to later calls that the bodies of this one look at floats: a memo without a body. */
static bool enter_sign(gd_trace *trace, const gd_operands *all, uint64_t fixed)
{
    gd_memo *sign = new_memo(trace);
    if (!sign) return false;
    sign->fixed = fixed;
    return enter(trace, sign, all);
}

static bool is_sign(const gd_memo *memo)
{
    return memo->fixed;
}

static bool is_static(const gd_object *value)
{
    bool plain = object_is_integer(value) || value->kind == GD_OBJECT_NONE ||
                 value->kind == GD_OBJECT_STRING || value->kind == GD_OBJECT_DTYPE;
    for (int64_t i = 0; object_is_sequence(value) && i < value->length; i++)
        if (!is_static(value->items[i])) return false;
    return plain || object_is_sequence(value);
}

/* The arguments, for those who ask what a call was about. */
static bool keep_arguments(gd_trace *trace, const gd_callee *callee, const gd_object *const *values,
                           int n, gd_memo *memo)
{
    memo->callee = *callee;
    memo->arguments = heap_take_array(&trace->heap, &cell_array, (size_t)n + 1,
                                      sizeof *memo->arguments, trace->err);
    memo->n_arguments = memo->arguments ? n : 0;
    for (int i = 0; i < memo->n_arguments; i++)
        if (is_static(values[i])) memo->arguments[i] = values[i];
    return memo->arguments;
}

/* A new memo, or NULL without an error when its body looked at floats that are to be fixed. */
static gd_memo *make(gd_trace *trace, const gd_callee *callee, const gd_object *const *values,
                     int n, gd_operands *all, uint64_t *fixed)
{
    gd_memo *memo = new_memo(trace);
    if (!memo) return NULL;
    bool done = trace_is_eager(trace) ? trace_routine(trace, callee, values, n, all, memo)
                                      : trace_function(trace, callee, values, n, all, memo);
    if (!done || !key_all(trace, callee, values, n, all)) return NULL;
    if (trace_is_eager(trace) && !keep_arguments(trace, callee, values, n, memo)) return NULL;
    *fixed = memo->fixed;
    if (*fixed) return NULL;
    return enter(trace, memo, all) ? memo : NULL;
}

const gd_memo *memo_get(gd_trace *trace, const gd_callee *callee, const gd_object *const *values,
                        int n, gd_operands *all)
{
    for (;;) {
        uint64_t fixed = 0;
        gd_memo *memo = find(trace, all);
        if (!memo) memo = make(trace, callee, values, n, all, &fixed);
        if (memo && !is_sign(memo)) return memo;
        if (memo) fixed = memo->fixed;
        else if (!fixed || !enter_sign(trace, all, fixed)) return NULL;
        all->fixed |= fixed;
        if (!key_all(trace, callee, values, n, all)) return NULL;
    }
}

void memo_mark_all(gd_heap *heap, const gd_trace *trace)
{
    heap_mark(heap, trace->memos);
}
