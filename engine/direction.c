/* Derivatives in directions that the question gives: jvp, vjp and hvp. */
#include "engine/answer.h"
#include "engine/derive/derive.h"

static bool require_type(preparation *p, const char *name, gd_edge given, gd_edge needed)
{
    const gd_type *is = edge_type(given), *should = edge_type(needed);
    char left[SHAPE_TEXT], right[SHAPE_TEXT];
    if (type_equal(is, should)) return true;
    gd_fail(p->err, GD_SHAPE, "the direction of %s is %s %s, but it must be %s %s", name,
            gd_dtype_name(is->dtype), shape_print(&is->shape, left), gd_dtype_name(should->dtype),
            shape_print(&should->shape, right));
    return gd_hint(p->err, "a tangent has the type of its input, a cotangent that of the output");
}

/* The inputs that the directions name; types must agree. */
static bool read_directions(preparation *p, const gd_want *want, const gd_edge *directions,
                            gd_edge *inputs)
{
    for (int i = 0; i < want->n_directions; i++) {
        const char *name = want->directions[i].name;
        target one = {.names = (const char *[1]){NULL}, .wrt = &inputs[i]};
        if (!answer_add_wrt(p, &one, name) || !require_type(p, name, directions[i], inputs[i]))
            return preparation_about(p, GD_PART_DIRECTION, i);
    }
    return true;
}

bool want_jvp(preparation *p, const gd_want *want, const gd_edge *directions, gd_value *out)
{
    target t = {0};
    gd_edge tangent = {NULL, 0};
    gd_value *items = preparation_values(p, 2);
    gd_edge *inputs =
        arena_alloc_array(&p->graph.arena, (size_t)want->n_directions, sizeof *inputs, p->err);
    if (!items || !inputs || !answer_of(p, want->of, &t) ||
        !read_directions(p, want, directions, inputs))
        return false;
    if (!derive_jvp(&p->graph, inputs, directions, want->n_directions, &t.of, 1, &tangent))
        return preparation_fail(p);
    if (edge_none(tangent))
        tangent = graph_expand(graph_scalar(&p->graph, edge_type(t.of)->dtype, 0),
                               &edge_type(t.of)->shape);
    items[0].name = "value";
    items[1].name = "tangent";
    *out = (gd_value){.kind = GD_VALUE_MAP, .name = out->name, .items = items, .n_items = 2};
    return preparation_add_tensor(p, t.of, &items[0]) &&
           preparation_add_tensor(p, tangent, &items[1]);
}

/* A cotangent of another floating dtype is cast: whoever writes bare numbers does not know which
 * one the output has. */
static gd_edge cast_cotangent(gd_edge given, gd_edge of)
{
    const gd_type *is = edge_type(given), *should = edge_type(of);
    bool floating = gd_dtype_kind(is->dtype) == GD_KIND_FLOAT;
    return floating && is->dtype != should->dtype ? graph_cast(given, should->dtype) : given;
}

bool want_vjp(preparation *p, const gd_want *want, const gd_edge *directions, gd_value *out)
{
    target t;
    if (!answer_target(p, want, &t)) return false;
    gd_edge cotangent = cast_cotangent(directions[0], t.of);
    if (edge_none(cotangent)) return preparation_fail(p);
    if (!require_type(p, "the output", cotangent, t.of))
        return preparation_about(p, GD_PART_DIRECTION, 0);
    gd_edge *gradients = arena_alloc_array(&p->graph.arena, (size_t)t.n, sizeof *gradients, p->err);
    if (!gradients || !derive_vjp(&p->graph, &t.of, &cotangent, 1, t.wrt, t.n, gradients))
        return preparation_fail(p);
    return answer_map(p, &t, gradients, out);
}

/* The gradient of Σ gradient·direction: its cotangent to each gradient is the direction itself. */
bool want_hvp(preparation *p, const gd_want *want, const gd_edge *directions, gd_value *out)
{
    target t;
    int n = want->n_directions;
    gd_edge *inputs = arena_alloc_array(&p->graph.arena, (size_t)n, sizeof *inputs, p->err);
    if (!inputs || !answer_target(p, want, &t) || !answer_require_scalar(p, want, t.of) ||
        !read_directions(p, want, directions, inputs))
        return false;
    gd_edge *first = answer_gradients(p, t.of, inputs, n);
    gd_edge *second = arena_alloc_array(&p->graph.arena, (size_t)t.n, sizeof *second, p->err);
    if (!first || !second) return false;
    if (!derive_vjp(&p->graph, first, directions, n, t.wrt, t.n, second))
        return preparation_fail(p);
    return answer_map(p, &t, second, out);
}
