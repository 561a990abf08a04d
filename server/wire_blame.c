/* Where in the request an error of the engine is. One in a text program has line and column; one in
 * a JSON program has the number of a JSON value; else it is about the question. */
#include "server/wire.h"

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

static const char *const direction_keys[WIRE_WANTS] = {
    [GD_WANT_JVP] = "tangents",
    [GD_WANT_VJP] = "cotangents",
    [GD_WANT_HVP] = "direction",
};

/* The name under which the request gives an input or a direction; a cotangent has none. */
static const char *subject_name(const gd_question *question, gd_subject subject)
{
    if (subject.part == GD_PART_INPUT) return question->inputs[subject.index].name;
    if (subject.part != GD_PART_DIRECTION) return NULL;
    return question->wants[subject.want].directions[subject.index].name;
}

/* Where the request says what an error of the engine is about. */
static void place_subject(wire_request *request, gd_subject subject)
{
    const gd_question *question = &request->question;
    const char *name = subject_name(question, subject);
    size_t index = (size_t)subject.index;
    gd_want_kind kind = subject.part >= GD_PART_WANT ? question->wants[subject.want].kind : 0;
    wire_path inputs = {NULL, "inputs", 0}, outputs = {NULL, "outputs", 0};
    wire_path graph = {NULL, "graph", 0}, want = {NULL, want_names[kind], 0};
    wire_path wrt = {&want, "wrt", 0}, directions = {&want, direction_keys[kind], 0};
    const wire_path places[] = {
        [GD_PART_INPUT] = {&inputs, name, 0},
        [GD_PART_OUTPUT] = {&outputs, NULL, index},
        [GD_PART_GRAPH] = {&graph, "of", 0},
        [GD_PART_WANT] = want,
        [GD_PART_OF] = {&want, "of", 0},
        [GD_PART_WRT] = {&wrt, NULL, index},
        [GD_PART_DIRECTION] = name && name[0] ? (wire_path){&directions, name, 0} : directions,
    };
    bool unsaid = subject.part == GD_PART_OUTPUT && !question->n_outputs;
    if (subject.part != GD_PART_NONE && !unsaid)
        wire_locate(&request->reader, &places[subject.part]);
}

void wire_place_error(wire_request *request)
{
    wire_reader *reader = &request->reader;
    gd_span span = reader->err.span;
    if (span.line > 0) return;
    if (span.column > 0) reader->pointer = wire_program_pointer(request, span.column);
    else place_subject(request, reader->err.subject);
    wire_locate(reader, &(wire_path){NULL, request->program_key, 0});
}
