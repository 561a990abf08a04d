/* Where in the request an error of the engine is. One in a text program has line and column; one in
 * a JSON program has the number of a JSON value; else it is about the question. */
#include "server/wire.h"

#include <string.h>

const char *wire_program_pointer(wire_request *request, int32_t tag)
{
    wire_path path = {NULL, request->program_key, 0};
    if (!request->program) return NULL;
    return wire_tree_pointer(&request->reader, &path, request->program, request->program_kind, tag);
}

static const char *const want_names[WIRE_WANTS] = {
    [GD_WANT_GRADIENT] = "gradients",
    [GD_WANT_JACOBIAN] = "jacobians",
    [GD_WANT_HESSIAN] = "hessians",
    [GD_WANT_JVP] = "jvp",
    [GD_WANT_VJP] = "vjp",
    [GD_WANT_HVP] = "hvp",
};

/* The engine knows names, not keys: an error about the question quotes the name that it is about,
 * and its place is where the request gives that name. */
static bool place_name(wire_request *request, const wire_path *path, const char *name)
{
    size_t length = name ? strlen(name) : 0;
    const char *at = length ? request->reader.err.message + 1 : NULL; /* after a quote */
    while (at && (at = strstr(at, name)) && (at[-1] != '\'' || at[length] != '\'')) at++;
    if (!at) return false;
    wire_locate(&request->reader, path);
    return true;
}

static bool place_in_list(wire_request *request, const wire_path *path, const char *const *names,
                          int n)
{
    for (int i = 0; names && i < n; i++)
        if (place_name(request, &(wire_path){path, NULL, (size_t)i}, names[i])) return true;
    return false;
}

static bool place_in_bindings(wire_request *request, const wire_path *path,
                              const gd_binding *bindings, int n)
{
    for (int i = 0; i < n; i++)
        if (place_name(request, &(wire_path){path, bindings[i].name, 0}, bindings[i].name))
            return true;
    return false;
}

static bool place_in_want(wire_request *request, const gd_want *want)
{
    wire_path path = {NULL, want_names[want->kind], 0};
    const char *directions = want->kind == GD_WANT_JVP ? "tangents" : "direction";
    return place_in_bindings(request, &(wire_path){&path, directions, 0}, want->directions,
                             want->n_directions) ||
           place_in_list(request, &(wire_path){&path, "wrt", 0}, want->wrt, want->n_wrt) ||
           place_name(request, &(wire_path){&path, "of", 0}, want->of);
}

/* Whether an error without a name can be about a derivative of this kind. */
static bool may_blame(gd_code code, gd_want_kind kind)
{
    switch (code) {
    case GD_NO_DERIVATIVE: return true;
    case GD_NOT_SCALAR:
        return kind == GD_WANT_GRADIENT || kind == GD_WANT_HESSIAN || kind == GD_WANT_HVP;
    case GD_SHAPE: return kind == GD_WANT_VJP;
    default: return false;
    }
}

/* Where no name is quoted: the first derivative that it can be about. */
static bool place_by_code(wire_request *request)
{
    for (int i = 0; i < request->question.n_wants; i++) {
        gd_want_kind kind = request->question.wants[i].kind;
        if (!may_blame(request->reader.err.code, kind)) continue;
        wire_path path = {NULL, want_names[kind], 0};
        bool cotangents = request->reader.err.code == GD_SHAPE;
        wire_locate(&request->reader, cotangents ? &(wire_path){&path, "cotangents", 0} : &path);
        return true;
    }
    return false;
}

static bool place_in_question(wire_request *request)
{
    const gd_question *question = &request->question;
    for (int i = 0; i < question->n_wants; i++)
        if (place_in_want(request, &question->wants[i])) return true;
    return place_in_list(request, &(wire_path){NULL, "outputs", 0}, question->outputs,
                         question->n_outputs) ||
           place_name(request, &(wire_path){&(wire_path){NULL, "graph", 0}, "of", 0},
                      question->graph_of) ||
           place_in_bindings(request, &(wire_path){NULL, "inputs", 0}, question->inputs,
                             question->n_inputs) ||
           place_by_code(request);
}

void wire_place_error(wire_request *request)
{
    wire_reader *reader = &request->reader;
    gd_span span = reader->err.span;
    if (span.line > 0) return;
    if (span.column > 0) reader->pointer = wire_program_pointer(request, span.column);
    else place_in_question(request);
    wire_locate(reader, &(wire_path){NULL, request->program_key, 0});
}
