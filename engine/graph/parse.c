/* In: the text form of a graph. Out: the same graph, or the first thing that is wrong with the
 * text.
 *
 *     graph    = { comment | node } "return" [ result { "," result } ]
 *     node     = "%" number "=" what ":" type { "," type } [ "name=" string ] [ "grad_fn=" string ]
 *     what     = "input" string
 *              | "constant" ( value | "[" [ value { "," value } ] "]" )
 *              | "call" string "#" number { operand }           then the body, if the number is new
 *              | operator { operand } { name "=" "[" [ item { "," item } ] "]" }
 *     operand  = "%" number [ "." number ]
 *     result   = [ string "=" ] operand
 *     type     = dtype "[" [ size { "," size } ] "]"
 *     string   = '"', in which \" and \\ stand for themselves and \xHH for a byte, '"'
 *
 * A line ends each node and each return; a line that begins with # is a comment; a body is a graph,
 * whose inputs are the parameters. Nodes and functions are numbered from 0 in the order of their
 * lines, functions throughout the text. Bodies wait on a list of frames, nothing recurses. */
#include "engine/graph/listing.h"
#include "engine/graph/scan.h"

#include <string.h>

enum { MAX_ATTRIBUTES = 3 * GD_MAX_RANK, MAX_RESULTS = GD_MAX_INPUTS, WORD_ROOM = 48 };

/* A node as its line describes it. */
typedef struct line {
    const char *start;
    gd_op op;
    const char *name, *grad_fn;
    gd_tensor *value; /* CONSTANT: one reference */
    const gd_function *callee;
    bool opens_body;
    gd_edge *operands;
    gd_type *types;
    int n_operands, n_types, n_attributes;
    int64_t attributes[MAX_ATTRIBUTES];
} line;

/* A graph that is being read and, if it is a body, the call that waits for its end. */
typedef struct frame {
    struct frame *outer;
    gd_graph *graph;
    gd_function *function; /* NULL: the outermost */
    line call;
    int depth;
} frame;

typedef struct reader {
    scanner scan;
    gd_graph *graph; /* the outermost, in whose arena everything lives */
    frame *frame;
    gd_function **functions; /* by number */
    int n_functions, functions_room;
    gd_edge edges[GD_MAX_INPUTS]; /* of the line that is being read */
    gd_type types[MAX_RESULTS];
    const char *names[GD_MAX_INPUTS];
} reader;

/* A graph's own error becomes the reader's: a limit stays what it is, all else is a bad text. */
static bool fail_built(reader *r, const gd_graph *graph, const char *at)
{
    gd_code code = graph->error.code;
    bool limit = code == GD_MEMORY_LIMIT || code == GD_NODE_LIMIT || code == GD_TENSOR_TOO_LARGE ||
                 code == GD_RANK_LIMIT;
    return scan_fail_as(&r->scan, at, limit ? code : GD_BAD_GRAPH, graph->error.message);
}

static bool read_types(reader *r, line *l)
{
    if (!scan_expect(&r->scan, ":")) return false;
    l->types = r->types;
    do {
        if (l->n_types == MAX_RESULTS)
            return scan_fail(&r->scan, r->scan.at, "more than %d results", MAX_RESULTS);
        if (!scan_type(&r->scan, &l->types[l->n_types++])) return false;
    } while (scan_accept(&r->scan, ","));
    return true;
}

/* operand = "%" number [ "." number ] */
static bool read_operand(reader *r, gd_edge *edge)
{
    int64_t number, output = 0;
    const gd_graph *graph = r->frame->graph;
    scanner *s = &r->scan;
    const char *start = scan_spaces(s);
    if (!scan_expect(s, "%") || !scan_count(s, INT32_MAX, &number)) return false;
    if (scan_accept(s, ".") && !scan_count(s, INT32_MAX, &output)) return false;
    if (number >= graph->n_nodes)
        return scan_fail(s, start, "%%%lld is not known here", (long long)number);
    gd_node *node = graph->nodes[number];
    if (output >= node->n_results)
        return scan_fail(s, start, "%%%lld has no result %lld", (long long)number,
                         (long long)output);
    *edge = (gd_edge){node, (int32_t)output};
    return true;
}

static bool read_operands(reader *r, line *l)
{
    l->operands = r->edges;
    while (scan_spaces(&r->scan) < r->scan.end && *r->scan.at == '%') {
        if (l->n_operands == GD_MAX_INPUTS)
            return scan_fail(&r->scan, r->scan.at, "more than %d operands", GD_MAX_INPUTS);
        if (!read_operand(r, &l->operands[l->n_operands++])) return false;
    }
    return true;
}

/* Values stand before their type, so they are skipped first. Each but the only one of a scalar
 * takes two bytes with its comma or bracket: a short text cannot ask for much memory. */
static bool read_constant(reader *r, line *l)
{
    scanner *s = &r->scan;
    const char *values = scan_spaces(s);
    while (s->at < s->end && *s->at != ':' && *s->at != '\n') s->at++;
    const char *colon = s->at;
    if (!read_types(r, l)) return false;
    int64_t count = shape_count(&l->types[0].shape);
    if (l->n_types != 1 || count < 0 || count > colon - values)
        return scan_fail(s, colon, "a constant of another number of elements");
    const char *after = s->at;
    l->value = gd_tensor_new(r->graph->arena.memory, l->types, r->graph->limits->tensor_elements,
                             &s->error);
    s->at = values;
    if (!l->value || !scan_elements(s, l->value)) return false;
    if (scan_spaces(s) != colon) return scan_fail(s, s->at, "expected ':'");
    s->at = after;
    return true;
}

/* item: a dtype's name or an integer */
static bool read_item(reader *r, const listing_run *run, int64_t *item)
{
    gd_dtype dtype = GD_DTYPE_COUNT;
    if (!listing_run_is_dtype(run)) return scan_integer(&r->scan, item);
    bool ok = scan_dtype(&r->scan, &dtype);
    *item = dtype;
    return ok;
}

/* name "=" "[" [ item { "," item } ] "]" */
static bool read_run(reader *r, line *l, const listing_run *run)
{
    scanner *s = &r->scan;
    char name[WORD_ROOM];
    const char *start = scan_spaces(s);
    size_t length = scan_word(s, name, sizeof name), first = (size_t)l->n_attributes;
    if (length != (size_t)run->name_length || memcmp(name, run->name, length) != 0)
        return scan_fail(s, start, "expected %.*s=", run->name_length, run->name);
    if (!scan_expect(s, "=") || !scan_expect(s, "[")) return false;
    while (!scan_accept(s, "]")) {
        if ((size_t)l->n_attributes > first && !scan_expect(s, ",")) return false;
        if (l->n_attributes == MAX_ATTRIBUTES)
            return scan_fail(s, s->at, "more than %d attributes", MAX_ATTRIBUTES);
        if (!read_item(r, run, &l->attributes[l->n_attributes++])) return false;
    }
    return true;
}

/* The runs of the operator's row, in order. How long each must be is known at their end. */
static bool read_attributes(reader *r, line *l)
{
    listing_run runs[LISTING_RUNS];
    int ends[LISTING_RUNS], n = listing_runs(l->op, 0, runs);
    const char *start = scan_spaces(&r->scan);
    for (int i = 0; i < n; i++) {
        if (!read_run(r, l, &runs[i])) return false;
        ends[i] = l->n_attributes;
    }
    listing_runs(l->op, l->n_attributes, runs);
    for (int i = 0; i < n; i++)
        if (runs[i].start + runs[i].count != ends[i])
            return scan_fail(&r->scan, start, "%s: wrong number of attributes",
                             op_row(l->op)->name);
    return true;
}

static gd_function *add_function(reader *r, const char *name)
{
    if (r->n_functions == r->functions_room) {
        int room = r->functions_room ? 2 * r->functions_room : 16;
        gd_function **grown =
            arena_alloc_array(&r->graph->arena, (size_t)room, sizeof *grown, &r->scan.error);
        if (!grown) return NULL;
        for (int i = 0; i < r->n_functions; i++) grown[i] = r->functions[i];
        r->functions = grown;
        r->functions_room = room;
    }
    gd_function *function = graph_function(r->graph, name);
    if (function) r->functions[r->n_functions++] = function;
    else fail_built(r, r->graph, r->scan.at);
    return function;
}

static bool is_open(const reader *r, const gd_function *function)
{
    for (const frame *f = r->frame; f; f = f->outer)
        if (f->function == function) return true;
    return false;
}

/* string "#" number: one of the functions so far, or the next one, whose body then follows. */
static bool read_callee(reader *r, line *l)
{
    scanner *s = &r->scan;
    const char *name, *start = scan_spaces(s);
    int64_t number;
    if (!scan_string(s, &name) || !scan_expect(s, "#") || !scan_count(s, r->n_functions, &number))
        return false;
    l->opens_body = number == r->n_functions;
    l->callee = l->opens_body ? add_function(r, name) : r->functions[number];
    if (!l->callee) return false;
    if (strcmp(l->callee->name, name) != 0)
        return scan_fail(s, start, "#%lld is \"%s\"", (long long)number, l->callee->name);
    return !is_open(r, l->callee) || scan_fail(s, start, "a function that calls itself");
}

static bool read_what(reader *r, line *l)
{
    char word[WORD_ROOM];
    const char *start = scan_spaces(&r->scan);
    scan_word(&r->scan, word, sizeof word);
    l->op = op_find(word);
    switch (l->op) {
    case GD_OP_COUNT: return scan_fail(&r->scan, start, "there is no operator '%s'", word);
    case GD_OP_CONSTANT: return read_constant(r, l);
    case GD_OP_INPUT: return scan_string(&r->scan, &l->name) && read_types(r, l);
    case GD_OP_CALL: return read_callee(r, l) && read_operands(r, l) && read_types(r, l);
    default: return read_operands(r, l) && read_attributes(r, l) && read_types(r, l);
    }
}

static bool read_labels(reader *r, line *l)
{
    scanner *s = &r->scan;
    if (l->op != GD_OP_INPUT && scan_accept(s, "name=") && !scan_string(s, &l->name)) return false;
    if (scan_accept(s, "grad_fn=") && !scan_string(s, &l->grad_fn)) return false;
    return scan_at_line_end(s) || scan_fail(s, s->at, "expected the end of the line");
}

static bool call_fits(reader *r, const line *l)
{
    const gd_function *callee = l->callee;
    if (l->n_operands != callee->n_parameters)
        return scan_fail(&r->scan, l->start, "\"%s\" takes %d operands, not %d", callee->name,
                         callee->n_parameters, l->n_operands);
    for (int i = 0; i < l->n_operands; i++)
        if (!type_equal(edge_type(l->operands[i]), edge_type(callee->parameters[i])))
            return scan_fail(&r->scan, l->start, "\"%s\" takes another type as operand %d",
                             callee->name, i);
    return true;
}

static gd_edge build(gd_graph *graph, const line *l)
{
    switch (l->op) {
    case GD_OP_INPUT: return graph_input(graph, l->name, l->types);
    case GD_OP_CONSTANT: return graph_constant(graph, l->value);
    case GD_OP_CALL: return graph_call(graph, l->callee, l->operands, l->n_operands, l->grad_fn);
    default:
        return graph_add(graph, l->op, l->operands, l->n_operands, l->attributes, l->n_attributes);
    }
}

/* The node of a line whose operands and, for a call, body are there. */
static bool add_node(reader *r, const line *l)
{
    gd_graph *graph = r->frame->graph;
    if (l->op == GD_OP_CALL && !call_fits(r, l)) return false;
    gd_edge edge = build(graph, l);
    if (edge_none(edge)) return fail_built(r, graph, l->start);
    gd_node *node = edge.node;
    bool same = node->n_results == l->n_types;
    for (int i = 0; same && i < l->n_types; i++) same = type_equal(&node->results[i], &l->types[i]);
    if (!same) return scan_fail(&r->scan, l->start, "%s gives another type", op_row(l->op)->name);
    if (l->op != GD_OP_INPUT) node->name = l->name;
    node->grad_fn = l->grad_fn;
    return true;
}

/* Begins the body of the call on a line, which waits; what it points at is needed by other
 * lines. */
static bool open_body(reader *r, line *l)
{
    gd_arena *arena = &r->graph->arena;
    gd_error *err = &r->scan.error;
    if (r->frame->depth >= r->graph->limits->call_depth)
        return scan_fail_as(&r->scan, l->start, GD_NESTING_LIMIT, "calls are nested too deeply");
    gd_edge *operands = arena_alloc_array(arena, (size_t)l->n_operands, sizeof *operands, err);
    gd_type *types = arena_alloc_array(arena, (size_t)l->n_types, sizeof *types, err);
    frame *f = arena_alloc(arena, sizeof *f, err);
    if (!operands || !types || !f) return false;
    for (int i = 0; i < l->n_operands; i++) operands[i] = l->operands[i];
    for (int i = 0; i < l->n_types; i++) types[i] = l->types[i];
    *f = (frame){.outer = r->frame, .call = *l, .depth = r->frame->depth + 1};
    f->call.operands = operands;
    f->call.types = types;
    f->function = r->functions[r->n_functions - 1];
    f->graph = f->function->body;
    r->frame = f;
    return true;
}

/* "%" number "=" …, where the number is that of the next node */
static bool read_node(reader *r)
{
    line l = {.start = scan_spaces(&r->scan)};
    int64_t number;
    if (!scan_expect(&r->scan, "%") || !scan_count(&r->scan, INT32_MAX, &number)) return false;
    if (number != r->frame->graph->n_nodes)
        return scan_fail(&r->scan, l.start, "expected %%%d", r->frame->graph->n_nodes);
    bool ok = scan_expect(&r->scan, "=") && read_what(r, &l) && read_labels(r, &l) &&
              (l.opens_body ? open_body(r, &l) : add_node(r, &l));
    gd_tensor_free(l.value);
    return ok;
}

/* result = [ string "=" ] operand */
static bool read_result(reader *r, int i)
{
    scanner *s = &r->scan;
    r->names[i] = NULL;
    bool named = scan_spaces(s) < s->end && *s->at == '"';
    if (named && (!scan_string(s, &r->names[i]) || !scan_expect(s, "="))) return false;
    return read_operand(r, &r->edges[i]);
}

static bool read_results(reader *r, int *n)
{
    *n = 0;
    while (!scan_at_line_end(&r->scan)) {
        if (*n && !scan_expect(&r->scan, ",")) return false;
        if (*n == GD_MAX_INPUTS)
            return scan_fail(&r->scan, r->scan.at, "more than %d results", GD_MAX_INPUTS);
        if (!read_result(r, (*n)++)) return false;
    }
    return true;
}

/* The INPUT nodes of a body in order. */
static bool set_parameters(reader *r, gd_function *function)
{
    const gd_graph *body = function->body;
    function->parameters = arena_alloc_array(&r->graph->arena, (size_t)body->n_nodes,
                                             sizeof *function->parameters, &r->scan.error);
    if (!function->parameters) return false;
    for (int i = 0; i < body->n_nodes; i++)
        if (body->nodes[i]->op == GD_OP_INPUT)
            function->parameters[function->n_parameters++] = (gd_edge){body->nodes[i], 0};
    return true;
}

static gd_edge *copy_results(reader *r, int n)
{
    gd_edge *edges = arena_alloc_array(&r->graph->arena, (size_t)n, sizeof *edges, &r->scan.error);
    for (int i = 0; edges && i < n; i++) edges[i] = r->edges[i];
    return edges;
}

/* The end of a body: its function is whole, and the call that waited becomes a node. */
static bool close_body(reader *r)
{
    frame *f = r->frame;
    int n;
    if (!read_results(r, &n) || !set_parameters(r, f->function)) return false;
    f->function->results = copy_results(r, n);
    if (!f->function->results) return false;
    f->function->n_results = n;
    r->frame = f->outer;
    return add_node(r, &f->call);
}

/* Passes line ends and comments; whether more text comes. */
static bool next_line(scanner *s)
{
    while (scan_spaces(s) < s->end) {
        if (*s->at == '#')
            while (s->at < s->end && *s->at != '\n') s->at++;
        else if (*s->at == '\n') s->at++;
        else return true;
    }
    return false;
}

/* All up to the last return, whose results are then in `edges` and `names`. */
static bool read_graph(reader *r, int *n_outputs)
{
    while (next_line(&r->scan)) {
        bool returns = scan_accept(&r->scan, "return");
        if (returns && !r->frame->outer)
            return read_results(r, n_outputs) &&
                   (!next_line(&r->scan) || scan_fail(&r->scan, r->scan.at, "text after the end"));
        if (!(returns ? close_body(r) : read_node(r))) return false;
    }
    return scan_fail(&r->scan, r->scan.at, "expected 'return'");
}

static bool parse(reader *r, gd_edge **outputs, const char *const **names, int *n_outputs)
{
    frame outermost = {.graph = r->graph};
    r->frame = &outermost;
    if (!read_graph(r, n_outputs)) return false;
    const char **copies =
        arena_alloc_array(&r->graph->arena, (size_t)*n_outputs, sizeof *copies, &r->scan.error);
    gd_edge *edges = copy_results(r, *n_outputs);
    if (!copies || !edges) return false;
    for (int i = 0; i < *n_outputs; i++) copies[i] = r->names[i];
    *outputs = edges;
    *names = copies;
    return true;
}

bool graph_parse(gd_graph *graph, const char *text, size_t length, gd_edge **outputs,
                 const char *const **names, int *n_outputs, gd_error *err)
{
    reader *r = memory_alloc(graph->arena.memory, sizeof *r, err);
    if (!r) return false;
    r->graph = graph;
    r->scan = (scanner){.text = text, .at = text, .end = text + length, .arena = &graph->arena};
    bool ok = parse(r, outputs, names, n_outputs);
    if (!ok && err && !err->code) *err = r->scan.error;
    memory_free(r);
    return ok;
}
