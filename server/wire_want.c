/* The keys that ask for derivatives and for the graph. */
#include "server/wire.h"

enum { OF_KEY, WRT_KEY, TANGENTS_KEY, COTANGENTS_KEY, DIRECTION_KEY, WANT_KEYS };

/* Every key that a derivative may have; each kind takes some of them. */
static const wire_key want_keys[WANT_KEYS] = {
    [OF_KEY] = {.name = "of"},                 /* the name of what is differentiated */
    [WRT_KEY] = {.name = "wrt"},               /* names of inputs */
    [TANGENTS_KEY] = {.name = "tangents"},     /* a tensor for each input that moves */
    [COTANGENTS_KEY] = {.name = "cotangents"}, /* a tensor of the shape of the output */
    [DIRECTION_KEY] = {.name = "direction"},   /* a tensor for each input that moves */
};

/* Which keys a kind takes, in the order of the list, and which of them it must have. */
static const struct {
    int keys[3], n_keys, needed; /* needed: a key, or -1 */
} forms[WIRE_WANTS] = {
    [GD_WANT_GRADIENT] = {{OF_KEY, WRT_KEY}, 2, -1},
    [GD_WANT_JACOBIAN] = {{OF_KEY, WRT_KEY}, 2, -1},
    [GD_WANT_HESSIAN] = {{OF_KEY, WRT_KEY}, 2, -1},
    [GD_WANT_JVP] = {{OF_KEY, TANGENTS_KEY}, 2, TANGENTS_KEY},
    [GD_WANT_VJP] = {{OF_KEY, WRT_KEY, COTANGENTS_KEY}, 3, COTANGENTS_KEY},
    [GD_WANT_HVP] = {{OF_KEY, WRT_KEY, DIRECTION_KEY}, 3, DIRECTION_KEY},
};

/* Whether `name` is an input; the error says which one it may have meant. */
static bool check_input(wire_request *request, const wire_path *path, const char *name)
{
    if (wire_find_binding(&request->inputs, name)) return true;
    wire_reader *reader = &request->reader;
    const gd_question *question = &request->question;
    wire_fail(reader, path, GD_UNKNOWN_NAME, "\"%.60s\" is not an input", name);
    const char **names =
        arena_alloc_array(&reader->arena, (size_t)question->n_inputs + 1, sizeof *names, NULL);
    if (!names || !question->n_inputs) return false;
    for (int i = 0; i < question->n_inputs; i++) names[i] = question->inputs[i].name;
    return gd_hint(&reader->err, "did you mean \"%.60s\"?",
                   wire_nearest(name, names, question->n_inputs));
}

static bool read_of(wire_request *request, const wire_path *up, const json_t *json, const char **of)
{
    if (json) *of = wire_read_name(&request->reader, &(wire_path){up, "of", 0}, json);
    return !json || *of;
}

static bool read_wrt(wire_request *request, const wire_path *up, const json_t *json, gd_want *want)
{
    want->n_wrt = -1;
    if (!json) return true;
    wire_path path = {up, "wrt", 0};
    want->wrt = wire_read_names(&request->reader, &path, json, &want->n_wrt);
    for (int i = 0; want->wrt && i < want->n_wrt; i++)
        if (!check_input(request, &(wire_path){&path, NULL, (size_t)i}, want->wrt[i])) return false;
    return want->wrt;
}

/* Tangents by the names of inputs, in whose dtype bare numbers are read. */
static bool read_directions(wire_request *request, const wire_path *up, const char *key,
                            const json_t *json, gd_want *want)
{
    if (!json) return true;
    const gd_question *question = &request->question;
    wire_path path = {up, key, 0};
    want->directions = wire_read_bindings(&request->reader, &path, json, question->dtype,
                                          &request->inputs, &want->n_directions);
    for (int i = 0; want->directions && i < want->n_directions; i++) {
        const char *name = want->directions[i].name;
        if (!check_input(request, &(wire_path){&path, name, 0}, name)) return false;
    }
    return want->directions;
}

static bool read_cotangent(wire_request *request, const wire_path *up, const json_t *json,
                           gd_want *want)
{
    if (!json) return true;
    wire_path path = {up, "cotangents", 0};
    wire_reader *reader = &request->reader;
    if (json_is_object(json_array_get(json, 0)))
        return wire_fail(reader, &path, GD_UNSUPPORTED, "several cotangents are not served yet");
    gd_tensor *tensor = wire_read_tensor(reader, &path, json, request->question.dtype);
    gd_binding *binding = arena_alloc(&reader->arena, sizeof *binding, &reader->err);
    if (!tensor || !binding) return false;
    *binding = (gd_binding){"", tensor};
    want->directions = binding;
    want->n_directions = 1;
    return true;
}

/* The members that this kind of derivative takes, at their places among all keys. */
static bool want_members(wire_request *request, const wire_path *path, const json_t *json,
                         gd_want_kind kind, json_t **members)
{
    wire_key taken[3] = {{.name = NULL}};
    json_t *found[3];
    int n = forms[kind].n_keys, needed = forms[kind].needed, tensor = -1;
    for (int i = 0; i < n; i++) {
        taken[i] = want_keys[forms[kind].keys[i]];
        if (forms[kind].keys[i] == COTANGENTS_KEY) tensor = i;
    }
    if (!wire_members_and_tensor(&request->reader, path, json, taken, n, tensor, found))
        return false;
    for (int i = 0; i < n; i++) members[forms[kind].keys[i]] = found[i];
    if (needed < 0 || members[needed]) return true;
    return wire_fail(&request->reader, path, GD_MISSING_KEY, "\"%s\" is missing",
                     want_keys[needed].name);
}

static bool read_want(wire_request *request, const wire_path *path, const json_t *json,
                      gd_want_kind kind)
{
    json_t *members[WANT_KEYS] = {NULL};
    gd_want want = {.kind = kind, .n_wrt = -1};
    if (json_is_false(json)) return true;
    bool bare = json_is_true(json) && forms[kind].needed < 0;
    if (!bare && !want_members(request, path, json, kind, members)) return false;
    if (!read_of(request, path, members[OF_KEY], &want.of) ||
        !read_wrt(request, path, members[WRT_KEY], &want) ||
        !read_directions(request, path, "tangents", members[TANGENTS_KEY], &want) ||
        !read_directions(request, path, "direction", members[DIRECTION_KEY], &want) ||
        !read_cotangent(request, path, members[COTANGENTS_KEY], &want))
        return false;
    request->wants[request->question.n_wants++] = want;
    return true;
}

bool wire_read_gradients(wire_request *request, const wire_path *path, const json_t *json)
{
    request->question.default_gradient = false;
    return read_want(request, path, json, GD_WANT_GRADIENT);
}

bool wire_read_jacobians(wire_request *request, const wire_path *path, const json_t *json)
{
    return read_want(request, path, json, GD_WANT_JACOBIAN);
}

bool wire_read_hessians(wire_request *request, const wire_path *path, const json_t *json)
{
    return read_want(request, path, json, GD_WANT_HESSIAN);
}

bool wire_read_jvp(wire_request *request, const wire_path *path, const json_t *json)
{
    return read_want(request, path, json, GD_WANT_JVP);
}

bool wire_read_vjp(wire_request *request, const wire_path *path, const json_t *json)
{
    return read_want(request, path, json, GD_WANT_VJP);
}

bool wire_read_hvp(wire_request *request, const wire_path *path, const json_t *json)
{
    return read_want(request, path, json, GD_WANT_HVP);
}

enum { GRAPH_OF, GRAPH_LEVEL, GRAPH_BACKWARD, GRAPH_FORMAT, GRAPH_KEYS };

static const wire_key graph_keys[GRAPH_KEYS] = {
    [GRAPH_OF] = {.name = "of"},             /* the name of an output; all of them */
    [GRAPH_LEVEL] = {.name = "level"},       /* surface or primitive */
    [GRAPH_BACKWARD] = {.name = "backward"}, /* whether to add the gradient's nodes */
    [GRAPH_FORMAT] = {.name = "format"},     /* json, text, dot or mermaid */
};

static bool read_level(wire_request *request, const wire_path *up, const json_t *json)
{
    static const char *const names[] = {
        [GD_GRAPH_SURFACE] = "surface", [GD_GRAPH_PRIMITIVE] = "primitive"};
    if (!json) return true;
    int choice = wire_read_choice(&request->reader, &(wire_path){up, "level", 0}, json, names, 2);
    request->question.graph_level = (gd_graph_level)choice;
    return choice >= 0;
}

static bool read_format(wire_request *request, const wire_path *up, const json_t *json)
{
    static const char *const names[] = {"json", "text", "dot", "mermaid", "latex"};
    static const gd_graph_format formats[] = {GD_GRAPH_VALUE, GD_GRAPH_TEXT, GD_GRAPH_DOT,
                                              GD_GRAPH_MERMAID};
    if (!json) return true;
    wire_path path = {up, "format", 0};
    int choice = wire_read_choice(&request->reader, &path, json, names, 5);
    if (choice == 4)
        return wire_fail(&request->reader, &path, GD_UNSUPPORTED, "\"latex\" is not served yet");
    if (choice >= 0) request->question.graph = formats[choice];
    return choice >= 0;
}

static bool read_backward(wire_request *request, const wire_path *up, const json_t *json)
{
    if (json && !json_is_boolean(json))
        return wire_fail(&request->reader, &(wire_path){up, "backward", 0}, GD_BAD_VALUE,
                         "true or false is needed, not %s", wire_type_name(json));
    request->question.graph_backward = json_is_true(json);
    return true;
}

bool wire_read_graph(wire_request *request, const wire_path *path, const json_t *json)
{
    json_t *members[GRAPH_KEYS] = {NULL};
    if (json_is_false(json)) return true;
    request->question.graph = GD_GRAPH_VALUE;
    if (json_is_true(json)) return true;
    return wire_members(&request->reader, path, json, graph_keys, GRAPH_KEYS, members) &&
           read_of(request, path, members[GRAPH_OF], &request->question.graph_of) &&
           read_level(request, path, members[GRAPH_LEVEL]) &&
           read_format(request, path, members[GRAPH_FORMAT]) &&
           read_backward(request, path, members[GRAPH_BACKWARD]);
}
