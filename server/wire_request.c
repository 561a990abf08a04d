/* The keys of a request to /v1/evaluate → a question to the engine; and those that every request
 * has.
 *
 * The table below is the one list of its keys. A request is read in the order of the table, not in
 * its own, because rows use what earlier ones have read: tensors need the dtype, and the names of
 * derivatives the inputs. */
#include "server/wire.h"

static bool fail_type(wire_request *request, const wire_path *path, const char *needed,
                      const json_t *json)
{
    return wire_fail(&request->reader, path, GD_BAD_VALUE, "%s is needed, not %s", needed,
                     wire_type_name(json));
}

bool wire_read_dtype(wire_request *request, const wire_path *path, const json_t *json)
{
    static const char *const names[] = {"float64", "float32"};
    int choice = wire_read_choice(&request->reader, path, json, names, 2);
    request->question.dtype = choice == 1 ? GD_FLOAT32 : GD_FLOAT64;
    return choice >= 0;
}

bool wire_read_encoding(wire_request *request, const wire_path *path, const json_t *json)
{
    static const char *const names[] = {
        [WIRE_NESTED] = "nested", [WIRE_FLAT] = "flat", [WIRE_BASE64] = "base64"};
    int choice = wire_read_choice(&request->reader, path, json, names, 3);
    request->encoding = (wire_encoding)choice;
    return choice >= 0;
}

bool wire_read_conventions(wire_request *request, const wire_path *path, const json_t *json)
{
    static const char *const names[] = {
        [GD_CONVENTIONS_EXACT] = "exact", [GD_CONVENTIONS_TORCH] = "torch"};
    int choice = wire_read_choice(&request->reader, path, json, names, 2);
    request->question.conventions = (gd_conventions)choice;
    return choice >= 0;
}

bool wire_read_seed(wire_request *request, const wire_path *path, const json_t *json)
{
    int64_t seed;
    if (!wire_read_integer(&request->reader, path, json, 0, &seed)) return false;
    request->seed = (uint64_t)seed;
    return true;
}

/* Brings the deadline forward to the request's own. */
bool wire_read_timeout(wire_request *request, const wire_path *path, const json_t *json)
{
    gd_context *context = request->reader.context;
    int64_t timeout_ms;
    if (!wire_read_integer(&request->reader, path, json, 1, &timeout_ms)) return false;
    int64_t less_ms = context->limits->timeout_ms - timeout_ms;
    if (less_ms > 0 && context->deadline_ns) context->deadline_ns -= less_ms * 1000000;
    return context_check(context, &request->reader.err);
}

/* Answers and problems repeat it, so it must not be a body of its own. */
static bool is_short(const json_t *json)
{
    return json_string_length(json) <= WIRE_ID_BYTES;
}

static bool is_id(const json_t *json)
{
    return (json_is_string(json) && is_short(json)) || json_is_integer(json) || json_is_null(json);
}

/* Once it is known to be one, it has been taken already. */
bool wire_read_id(wire_request *request, const wire_path *path, const json_t *json)
{
    if (is_id(json)) return true;
    if (json_is_string(json))
        return wire_fail(&request->reader, path, GD_BAD_VALUE, "an id has at most %d bytes",
                         WIRE_ID_BYTES);
    wire_fail(&request->reader, path, GD_BAD_VALUE, "an id is a string or an integer of 64 bits");
    return gd_hint(&request->reader.err, "any other id can be sent as a string");
}

static bool take_program(wire_request *request, const wire_path *path, const json_t *json,
                         gd_tree_kind kind)
{
    if (request->program_key) {
        wire_fail(&request->reader, path, GD_BAD_VALUE, "\"program\" and \"expr\" stand together");
        return gd_hint(&request->reader.err, "a request has one of them");
    }
    request->program_key = path->key;
    request->program_kind = kind;
    request->question.program = json_string_value(json);
    request->question.length = json_string_length(json);
    if (request->question.program) return true;
    request->program = json;
    request->question.tree = wire_read_tree(&request->reader, path, json, kind);
    return request->question.tree;
}

static bool read_program(wire_request *request, const wire_path *path, const json_t *json)
{
    if (!json_is_string(json) && !json_is_array(json))
        return fail_type(request, path, "text or a list of statements", json);
    return take_program(request, path, json, GD_TREE_BLOCK);
}

static bool read_expr(wire_request *request, const wire_path *path, const json_t *json)
{
    request->question.expression = true;
    return take_program(request, path, json, GD_TREE_EXPRESSION);
}

static bool read_inputs(wire_request *request, const wire_path *path, const json_t *json)
{
    gd_question *question = &request->question;
    question->inputs = wire_read_bindings(&request->reader, path, json, question->dtype, NULL,
                                          &question->n_inputs);
    return question->inputs && wire_index_bindings(&request->reader, question->inputs,
                                                   question->n_inputs, &request->inputs);
}

static bool read_outputs(wire_request *request, const wire_path *path, const json_t *json)
{
    gd_question *question = &request->question;
    question->outputs = wire_read_names(&request->reader, path, json, &question->n_outputs);
    if (question->outputs && !question->n_outputs)
        return wire_fail(&request->reader, path, GD_BAD_VALUE, "no output is named");
    return question->outputs;
}

static bool read_later(wire_request *request, const wire_path *path, const json_t *json)
{
    if (json_is_false(json)) return true;
    return wire_fail(&request->reader, path, GD_UNSUPPORTED, "\"%s\" is not served yet", path->key);
}

/* clang-format off */
static const wire_key keys[] = {
    {"id",          wire_read_id},          /* a string or number that the answer repeats */
    {"dtype",       wire_read_dtype},       /* of numbers that do not say: float64 or float32 */
    {"seed",        wire_read_seed},        /* of random numbers: an integer from 0 up */
    {"conventions", wire_read_conventions}, /* at kinks: exact or torch */
    {"encoding",    wire_read_encoding},    /* of tensors in the answer: nested, flat or base64 */
    {"timeout_ms",  wire_read_timeout},     /* time for the answer, at most that of the limits */
    {"program",     read_program},          /* text, or a list of JSON statements */
    {"expr",        read_expr},             /* one expression, text or JSON, whose value is named "out" */
    {"inputs",      read_inputs},           /* tensors by name */
    {"outputs",     read_outputs},          /* names of values to answer; the last one assigned */
    {"gradients",   wire_read_gradients},   /* {of, wrt}; false: none */
    {"jacobians",   wire_read_jacobians},   /* {of, wrt} */
    {"hessians",    wire_read_hessians},    /* {of, wrt} */
    {"jvp",         wire_read_jvp},         /* {of, tangents} */
    {"vjp",         wire_read_vjp},         /* {of, cotangents, wrt} */
    {"hvp",         wire_read_hvp},         /* {of, wrt, direction} */
    {"graph",       wire_read_graph},       /* true, or {of, level, backward, format} */
    {"taylor",      read_later},
    {"vmap",        read_later},
    {"explain",     read_later},
    {"check",       read_later},
};
/* clang-format on */

static bool read_members(wire_request *request, const wire_key *known, int n,
                         json_t *const *members)
{
    for (int i = 0; i < n; i++) {
        wire_path path = {NULL, known[i].name, 0};
        if (members[i] && !known[i].read(request, &path, members[i]))
            return wire_locate(&request->reader, &path);
    }
    return true;
}

bool wire_read_keys(wire_request *request, const char *text, size_t length, const wire_key *known,
                    int n)
{
    wire_reader *reader = &request->reader;
    json_t *json = wire_read_json(reader, text, length);
    json_t **members = arena_alloc_array(&reader->arena, (size_t)n, sizeof *members, &reader->err);
    json_t *id = json_object_get(json, "id");
    if (id) id = wire_expand(reader, id);  /* an integer may have been set aside, too */
    if (id && is_id(id)) request->id = id; /* before all else, so that any problem repeats it */
    return json && members && wire_members(reader, NULL, json, known, n, members) &&
           read_members(request, known, n, members) && wire_check_cut(reader);
}

bool wire_read_request(wire_request *request, const char *text, size_t length)
{
    gd_question *question = &request->question;
    question->dtype = GD_FLOAT64;
    question->default_gradient = true;
    question->wants = request->wants;
    if (!wire_read_keys(request, text, length, keys, sizeof keys / sizeof *keys)) return false;
    if (request->program_key) return true;
    wire_fail(&request->reader, NULL, GD_MISSING_KEY, "\"program\" or \"expr\" is missing");
    return gd_hint(&request->reader.err, "the smallest request is {\"expr\": \"1 + 1\"}");
}
