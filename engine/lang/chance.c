/* What the library reaches of the random streams, as members of `prim`. Every draw makes a tensor
 * of its own, which the library then may write into another one. */
#include "engine/lang/chance.h"

#include "engine/lang/constant.h"
#include "engine/lang/variable.h"
#include "engine/tensor/random.h"

#include <string.h>

/* Errors of the streams are of the classes that PyTorch raises. */
static bool hand_on(gd_trace *trace, const gd_error *err)
{
    gd_code code = err->code == GD_VALUE   ? GD_RUNTIME
                   : err->code == GD_DTYPE ? GD_UNSUPPORTED
                                           : err->code;
    object_refuse(trace, code, "%s", err->message);
    return err->hint[0] && gd_hint(trace->err, "%s", err->hint);
}

/* -- Generators ----------------------------------------------------------------------------- */

/* The state of a generator: where its bytes are. */
static gd_tensor *bytes_of(const gd_object *state)
{
    return tensor_variable(state)->storage->data;
}

static bool is_state(const gd_object *object)
{
    if (object->kind != GD_OBJECT_TENSOR || !tensor_variable(object)) return false;
    const gd_tensor *bytes = bytes_of(object);
    return bytes->type.dtype == GD_UINT8 && bytes->count == GENERATOR_BYTES;
}

static void refuse_traced(gd_trace *trace)
{
    object_fail(trace, GD_UNSUPPORTED, "random numbers while a program is traced");
    gd_hint(trace->err, "POST /v1/run runs programs eagerly");
}

/* The stream to draw from: the trace's own, or a copy in `room` of the one that is given. */
static gd_generator *open_stream(gd_trace *trace, const gd_object *state, gd_generator *room)
{
    gd_error err = {0};
    if (!trace_is_eager(trace)) {
        refuse_traced(trace);
        return NULL;
    }
    if (state->kind == GD_OBJECT_NONE) return &trace->generator;
    if (!is_state(state)) {
        object_fail(trace, GD_TYPE, "expected a torch.Generator, not %s", object_type(state));
        return NULL;
    }
    if (generator_load(room, bytes_of(state), &err)) return room;
    hand_on(trace, &err);
    return NULL;
}

static void close_stream(const gd_object *state, const gd_generator *generator)
{
    if (state->kind != GD_OBJECT_NONE) generator_save(generator, bytes_of(state));
}

static const gd_object *new_state(gd_trace *trace, const gd_generator *generator)
{
    void *data;
    const int64_t size = GENERATOR_BYTES;
    const gd_type type = {GD_UINT8, shape_of(1, &size)};
    const gd_object *state = tensor_new(trace, &type, &data);
    if (state) generator_save(generator, bytes_of(state));
    return state;
}

/* generator(): the state of a new torch.Generator. */
static const gd_object *run_generator(gd_trace *trace, const gd_arguments *arguments)
{
    gd_generator generator;
    (void)arguments;
    generator_seed(&generator, GENERATOR_SEED);
    return new_state(trace, &generator);
}

/* seed(generator, integer); without an integer one is chosen by chance, and returned. */
static const gd_object *run_seed(gd_trace *trace, const gd_arguments *arguments)
{
    gd_generator room;
    gd_generator *generator = open_stream(trace, arguments->values[0], &room);
    bool chosen = arguments->n == 1;
    if (!generator) return NULL;
    uint64_t seed = chosen ? hash_bytes(hash_key_random(), "", 0) >> 1
                           : (uint64_t)arguments->values[1]->integer;
    generator_seed(generator, seed);
    close_stream(arguments->values[0], generator);
    return object_int(trace, (int64_t)seed);
}

static const gd_object *run_initial_seed(gd_trace *trace, const gd_arguments *arguments)
{
    gd_generator room;
    const gd_generator *generator = open_stream(trace, arguments->values[0], &room);
    return generator ? object_int(trace, (int64_t)generator->seed) : NULL;
}

static const gd_object *run_state(gd_trace *trace, const gd_arguments *arguments)
{
    gd_generator room;
    const gd_generator *generator = open_stream(trace, arguments->values[0], &room);
    return generator ? new_state(trace, generator) : NULL;
}

/* set_state(generator, bytes) */
static const gd_object *run_set_state(gd_trace *trace, const gd_arguments *arguments)
{
    gd_generator room;
    gd_error err = {0};
    const gd_object *from = arguments->values[1];
    gd_generator *generator = open_stream(trace, arguments->values[0], &room);
    gd_tensor *bytes =
        generator && tensor_variable(from) ? variable_tensor(trace, tensor_variable(from)) : NULL;
    if (!bytes) return NULL;
    bool done = generator_load(generator, bytes, &err);
    gd_tensor_free(bytes);
    if (!done) hand_on(trace, &err);
    else close_stream(arguments->values[0], generator);
    return done ? &object_none : NULL;
}

/* -- Filling -------------------------------------------------------------------------------- */

/* The order of a view's dimensions in memory, the slowest one first, as PyTorch's iterator finds it
 * for a tensor that is written to. */
static void order_of_memory(const gd_view *view, int64_t order[GD_MAX_RANK])
{
    for (int i = 0; i < view->shape.rank; i++) {
        int at = i;
        for (; at > 0 && view->shape.dims[i] > 1; at--) {
            int64_t before = order[at - 1];
            if (view->strides[before] >= view->strides[i] || view->shape.dims[before] <= 1) break;
            order[at] = before;
        }
        order[at] = i;
    }
}

/* A tensor to be filled: its elements lie in the order in which they are drawn. */
typedef struct target {
    gd_tensor *data;
    gd_view view; /* what of it the result is */
    bool singly;  /* the tensor that it is like is not contiguous */
} target;

static bool target_like(gd_trace *trace, const gd_variable *like, gd_dtype dtype, target *out)
{
    int64_t order[GD_MAX_RANK], back[GD_MAX_RANK], dims[GD_MAX_RANK];
    int rank = like->type.shape.rank;
    order_of_memory(&like->view, order);
    for (int i = 0; i < rank; i++) back[order[i]] = i;
    for (int i = 0; i < rank; i++) dims[i] = like->type.shape.dims[order[i]];
    const gd_type type = {dtype, shape_of(rank, dims)};
    out->data =
        gd_tensor_take(trace->memory, &type, trace->context->limits->tensor_elements, trace->err);
    out->view = view_of(&type.shape);
    out->singly = !view_is_contiguous(&like->view);
    return out->data && view_permute(&out->view, back, rank, &out->view);
}

static bool target_of_size(gd_trace *trace, const gd_object *sizes, gd_dtype dtype, target *out)
{
    gd_type type = {dtype, {0}};
    if (!constant_shape(trace, sizes, &type.shape)) return false;
    out->data =
        gd_tensor_take(trace->memory, &type, trace->context->limits->tensor_elements, trace->err);
    out->view = view_of(&type.shape);
    return out->data;
}

/* For the arguments `like` and `dtype`. */
static bool open_target(gd_trace *trace, const gd_object *like, const gd_object *dtype, target *out)
{
    *out = (target){0};
    bool given = dtype->kind == GD_OBJECT_DTYPE;
    gd_dtype kind = given ? (gd_dtype)dtype->integer : trace->dtype;
    if (object_is_sequence(like)) return target_of_size(trace, like, kind, out);
    const gd_variable *variable = like->kind == GD_OBJECT_TENSOR ? tensor_variable(like) : NULL;
    if (!variable)
        return object_refuse(trace, GD_TYPE, "expected a Tensor or a size, not %s",
                             object_type(like));
    return target_like(trace, variable, given ? kind : variable->type.dtype, out);
}

/* The filled tensor, or NULL where it was not. */
static const gd_object *close_target(gd_trace *trace, target *it, bool filled, const gd_error *err)
{
    if (!filled) {
        gd_tensor_free(it->data);
        hand_on(trace, err);
        return NULL;
    }
    const gd_object *tensor = tensor_wrap(trace, it->data);
    if (!tensor) return NULL;
    tensor_variable(tensor)->view = it->view;
    tensor_variable(tensor)->type.shape = it->view.shape;
    return tensor;
}

/* How elements are drawn. */
typedef struct draw {
    bool (*fill)(gd_generator *generator, gd_tensor *out, const struct draw *how, gd_error *err);
    const gd_tensor *parameters[2]; /* of as many elements as are drawn, or NULL */
    bool (*numbers)(gd_generator *generator, gd_tensor *out, double a, double b, gd_error *err);
    double a, b;
    const gd_object *low, *high;
} draw;

/* Elements [at, at + n) in a tensor of their own. */
static gd_tensor *copy_piece(gd_trace *trace, const gd_tensor *from, int64_t at, int64_t n,
                             gd_error *err)
{
    size_t size = gd_dtype_size(from->type.dtype);
    const gd_type type = {from->type.dtype, shape_of(1, &n)};
    gd_tensor *piece = gd_tensor_take(trace->memory, &type, n, err);
    if (piece) memcpy(piece->data, from->data + (size_t)at * size, (size_t)n * size);
    return piece;
}

static bool fill_piece(gd_trace *trace, gd_generator *generator, gd_tensor *out, const draw *how,
                       int64_t at, int64_t n, gd_error *err)
{
    size_t size = gd_dtype_size(out->type.dtype);
    gd_tensor *piece = copy_piece(trace, out, at, n, err), *own[2] = {NULL, NULL};
    draw part = *how;
    bool made = piece;
    for (int i = 0; i < 2 && made; i++) {
        if (!how->parameters[i]) continue;
        part.parameters[i] = own[i] = copy_piece(trace, how->parameters[i], at, n, err);
        made = own[i];
    }
    bool filled = made && how->fill(generator, piece, &part, err);
    if (filled) memcpy(out->data + (size_t)at * size, piece->data, (size_t)n * size);
    gd_tensor_free(piece);
    for (int i = 0; i < 2; i++) gd_tensor_free(own[i]);
    return filled && context_check(trace->context, err);
}

/* Many elements are drawn by pieces, so that the deadline is kept: of a size that normal numbers,
 * which are drawn by sixteens and at the end overlap, do not notice. On failure nothing was
 * drawn. */
static bool fill_all(gd_trace *trace, gd_generator *generator, gd_tensor *out, const draw *how,
                     gd_error *err)
{
    enum { PIECE = 1 << 18 };
    int64_t n, left = out->count;
    if (left < 2 * PIECE) return how->fill(generator, out, how, err);
    gd_generator before = *generator;
    for (; left > 0; left -= n) {
        n = left < 2 * PIECE ? left : PIECE;
        if (fill_piece(trace, generator, out, how, out->count - left, n, err)) continue;
        *generator = before;
        return false;
    }
    return true;
}

static bool draw_numbers(gd_generator *generator, gd_tensor *out, const draw *how, gd_error *err)
{
    return how->numbers(generator, out, how->a, how->b, err);
}

static bool fill_bernoulli(gd_generator *generator, gd_tensor *out, double p, double none,
                           gd_error *err)
{
    (void)none;
    return random_bernoulli(generator, out, p, err);
}

static bool fill_dropout(gd_generator *generator, gd_tensor *out, double p, double none,
                         gd_error *err)
{
    (void)none;
    return random_dropout(generator, out, p, err);
}

static bool fill_exponential(gd_generator *generator, gd_tensor *out, double rate, double none,
                             gd_error *err)
{
    (void)none;
    return random_exponential(generator, out, rate, err);
}

static bool fill_geometric(gd_generator *generator, gd_tensor *out, double p, double none,
                           gd_error *err)
{
    (void)none;
    return random_geometric(generator, out, p, err);
}

typedef bool fill_numbers(gd_generator *generator, gd_tensor *out, double a, double b,
                          gd_error *err);

static const struct {
    const char *name;
    fill_numbers *fill,
        *singly; /* the latter of what is not contiguous, if that is drawn otherwise */
} distributions[] = {
    {"uniform", random_uniform, NULL},       {"normal", random_normal, random_normal_singly},
    {"bernoulli", fill_bernoulli, NULL},     {"dropout", fill_dropout, NULL},
    {"exponential", fill_exponential, NULL}, {"log_normal", random_log_normal, NULL},
    {"cauchy", random_cauchy, NULL},         {"geometric", fill_geometric, NULL},
};
enum { N_DISTRIBUTIONS = sizeof distributions / sizeof *distributions };

/* draw(distribution, like, dtype, generator, a, b) */
static const gd_object *run_draw(gd_trace *trace, const gd_arguments *arguments)
{
    const gd_object *const *values = arguments->values;
    gd_generator room;
    gd_error err = {0};
    target out;
    int i = 0;
    while (i < N_DISTRIBUTIONS && strcmp(distributions[i].name, values[0]->text)) i++;
    if (i == N_DISTRIBUTIONS) return object_fail(trace, GD_INTERNAL, "no such distribution");
    gd_generator *generator = open_stream(trace, values[3], &room);
    if (!generator || !open_target(trace, values[1], values[2], &out)) return NULL;
    draw how = {.fill = draw_numbers, .a = object_number(values[4]), .b = object_number(values[5])};
    how.numbers =
        out.singly && distributions[i].singly ? distributions[i].singly : distributions[i].fill;
    bool filled = fill_all(trace, generator, out.data, &how, &err);
    if (filled) close_stream(values[3], generator);
    return close_target(trace, &out, filled, &err);
}

static bool draw_integers(gd_generator *generator, gd_tensor *out, const draw *how, gd_error *err)
{
    if (how->high->kind != GD_OBJECT_NONE)
        return random_integer(generator, out, how->low->integer, how->high->integer, err);
    if (how->low->kind != GD_OBJECT_NONE)
        return random_integer_from(generator, out, how->low->integer, err);
    random_natural(generator, out);
    return true;
}

/* draw_integers(like, dtype, generator, low or None, high or None) */
static const gd_object *run_draw_integers(gd_trace *trace, const gd_arguments *arguments)
{
    const gd_object *const *values = arguments->values;
    const draw how = {.fill = draw_integers, .low = values[3], .high = values[4]};
    gd_generator room;
    gd_error err = {0};
    target out;
    gd_generator *generator = open_stream(trace, values[2], &room);
    if (!generator || !open_target(trace, values[0], values[1], &out)) return NULL;
    bool filled = fill_all(trace, generator, out.data, &how, &err);
    if (filled) close_stream(values[2], generator);
    return close_target(trace, &out, filled, &err);
}

/* draw_permutation(n, dtype, generator) */
static const gd_object *run_draw_permutation(gd_trace *trace, const gd_arguments *arguments)
{
    const gd_object *const *values = arguments->values;
    gd_generator room;
    gd_error err = {0};
    target out;
    gd_generator *generator = open_stream(trace, values[2], &room);
    const gd_object *size = object_tuple(trace, values, 1);
    if (!generator || !size || !open_target(trace, size, values[1], &out)) return NULL;
    bool filled = random_permutation(generator, out.data, trace->context, &err);
    if (filled) close_stream(values[2], generator);
    return close_target(trace, &out, filled, &err);
}

/* -- With a tensor of parameters ------------------------------------------------------------ */

/* Tensors of parameters, contiguous, and what is drawn. */
typedef struct drawing {
    gd_generator room, *generator;
    gd_tensor *parameters[2];
    target out;
} drawing;

static gd_tensor *parameter_of(gd_trace *trace, const gd_object *object)
{
    if (object->kind != GD_OBJECT_TENSOR) return NULL;
    const gd_variable *variable = tensor_variable(object);
    if (!variable) refuse_traced(trace);
    return variable ? variable_tensor(trace, variable) : NULL;
}

static const gd_object *finish(gd_trace *trace, drawing *it, const gd_object *state, bool filled,
                               const gd_error *err)
{
    for (int i = 0; i < 2; i++) gd_tensor_free(it->parameters[i]);
    if (!it->out.data) return NULL;
    if (filled) close_stream(state, it->generator);
    return close_target(trace, &it->out, filled, err);
}

/* Everything for a draw of `type`; false on failure, for `finish` all the same. */
static bool prepare(gd_trace *trace, drawing *it, const gd_object *state, const gd_type *type)
{
    it->generator = open_stream(trace, state, &it->room);
    if (!it->generator) return false;
    it->out.view = view_of(&type->shape);
    it->out.data =
        gd_tensor_take(trace->memory, type, trace->context->limits->tensor_elements, trace->err);
    return it->out.data;
}

static bool draw_normal_each(gd_generator *generator, gd_tensor *out, const draw *how,
                             gd_error *err)
{
    return random_normal_each(generator, out, how->parameters[0], how->parameters[1], err);
}

static bool draw_normal_around(gd_generator *generator, gd_tensor *out, const draw *how,
                               gd_error *err)
{
    return random_normal_around(generator, out, how->parameters[0], how->b, err);
}

static bool draw_bernoulli(gd_generator *generator, gd_tensor *out, const draw *how, gd_error *err)
{
    return random_bernoulli_each(generator, out, how->parameters[0], err);
}

static bool draw_poisson(gd_generator *generator, gd_tensor *out, const draw *how, gd_error *err)
{
    return random_poisson(generator, out, how->parameters[0], err);
}

/* draw_normal(mean, std, generator): a tensor of means and a number or a tensor of its shape. */
static const gd_object *run_draw_normal(gd_trace *trace, const gd_arguments *arguments)
{
    const gd_object *const *values = arguments->values;
    bool each = values[1]->kind == GD_OBJECT_TENSOR, filled = false;
    gd_error err = {0};
    drawing it = {.parameters = {parameter_of(trace, values[0]), parameter_of(trace, values[1])}};
    const gd_tensor *mean = it.parameters[0], *std = it.parameters[1];
    const draw how = {each ? draw_normal_each : draw_normal_around,
                      {mean, std},
                      .b = each ? 0 : object_number(values[1])};
    if (mean && (std || !each) && prepare(trace, &it, values[2], &mean->type))
        filled = fill_all(trace, it.generator, it.out.data, &how, &err);
    return finish(trace, &it, values[2], filled, &err);
}

/* draw_bernoulli(p, dtype, generator) */
static const gd_object *run_draw_bernoulli(gd_trace *trace, const gd_arguments *arguments)
{
    const gd_object *const *values = arguments->values;
    bool filled = false;
    gd_error err = {0};
    drawing it = {.parameters = {parameter_of(trace, values[0])}};
    const gd_tensor *p = it.parameters[0];
    gd_type type = p ? p->type : (gd_type){0};
    type.dtype = (gd_dtype)values[1]->integer;
    const draw how = {.fill = draw_bernoulli, .parameters = {p}};
    if (p && prepare(trace, &it, values[2], &type))
        filled = fill_all(trace, it.generator, it.out.data, &how, &err);
    return finish(trace, &it, values[2], filled, &err);
}

/* draw_poisson(rates, generator) */
static const gd_object *run_draw_poisson(gd_trace *trace, const gd_arguments *arguments)
{
    const gd_object *const *values = arguments->values;
    bool filled = false;
    gd_error err = {0};
    drawing it = {.parameters = {parameter_of(trace, values[0])}};
    const gd_tensor *rates = it.parameters[0];
    const draw how = {.fill = draw_poisson, .parameters = {rates}};
    if (rates && prepare(trace, &it, values[1], &rates->type))
        filled = fill_all(trace, it.generator, it.out.data, &how, &err);
    return finish(trace, &it, values[1], filled, &err);
}

/* draw_multinomial(weights, k, replacement, generator) */
static const gd_object *run_draw_multinomial(gd_trace *trace, const gd_arguments *arguments)
{
    const gd_object *const *values = arguments->values;
    gd_replacement replacement = values[2]->integer ? GD_WITH_REPLACEMENT : GD_WITHOUT_REPLACEMENT;
    bool filled = false;
    gd_error err = {0};
    drawing it = {.parameters = {parameter_of(trace, values[0])}};
    const gd_tensor *weights = it.parameters[0];
    if (!weights) return NULL;
    gd_type type = {GD_INT64, weights->type.shape};
    if (!random_multinomial_allows(&weights->type, values[1]->integer, replacement, &err))
        hand_on(trace, &err);
    else {
        type.shape.dims[type.shape.rank - 1] = values[1]->integer;
        if (prepare(trace, &it, values[3], &type))
            filled = random_multinomial(it.generator, it.out.data, weights, replacement,
                                        trace->context, &err);
    }
    return finish(trace, &it, values[3], filled, &err);
}

const gd_builtin chance_functions[] = {
    {"generator", 0, 0, NULL, run_generator, BUILTIN_PLAIN},
    {"seed", 1, 2, ".i", run_seed, BUILTIN_PLAIN},
    {"initial_seed", 1, 1, NULL, run_initial_seed, BUILTIN_PLAIN},
    {"random_state", 1, 1, NULL, run_state, BUILTIN_PLAIN},
    {"set_random_state", 2, 2, ".t", run_set_state, BUILTIN_PLAIN},
    {"draw", 6, 6, "s...nn", run_draw, BUILTIN_PLAIN},
    {"draw_integers", 5, 5, NULL, run_draw_integers, BUILTIN_PLAIN},
    {"draw_permutation", 3, 3, "id.", run_draw_permutation, BUILTIN_PLAIN},
    {"draw_normal", 3, 3, "t..", run_draw_normal, BUILTIN_PLAIN},
    {"draw_bernoulli", 3, 3, "td.", run_draw_bernoulli, BUILTIN_PLAIN},
    {"draw_poisson", 2, 2, "t.", run_draw_poisson, BUILTIN_PLAIN},
    {"draw_multinomial", 4, 4, "tii.", run_draw_multinomial, BUILTIN_PLAIN},
    {NULL, 0, 0, NULL, NULL, BUILTIN_PLAIN},
};
