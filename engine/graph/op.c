#include "engine/graph/op.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

static const gd_op_row rows[] = {
    [GD_OP_INPUT] = {.name = "input", .class = GD_CLASS_SOURCE, .kinds = GD_ALL, .attributes = ""},
    [GD_OP_CONSTANT] = {.name = "constant",
                        .class = GD_CLASS_SOURCE,
                        .kinds = GD_ALL,
                        .attributes = ""},
    [GD_OP_CALL] =
        {.name = "call", .class = GD_CLASS_CALL, .kinds = GD_ALL, .operands = -1, .attributes = ""},
#define POINTWISE(NAME, op, in, count, formula, from, to, tex, words)                              \
    {                                                                                              \
        .name = #op, .class = GD_CLASS_##NAME, .kinds = GD_##in, .operands = count,                \
        .attributes = "", .latex = tex, .forward = #formula, .text = words, .low = from,           \
        .high = to                                                                                 \
    }
#define UNARY(NAME, name, kinds, forward, partial, low, high, latex, text)                         \
    [GD_OP_##NAME] = POINTWISE(UNARY, name, kinds, 1, forward, low, high, latex, text),
#define BINARY(NAME, name, kinds, forward, dx, dy, low, high, latex, text)                         \
    [GD_OP_##NAME] = POINTWISE(BINARY, name, kinds, 2, forward, low, high, latex, text),
#define COMPARE(NAME, name, kinds, forward, latex, text)                                           \
    [GD_OP_##NAME] = POINTWISE(COMPARE, name, kinds, 2, forward, -3, 3, latex, text),
#define SELECT(NAME, name, kinds, forward, dy, dz, latex, text)                                    \
    [GD_OP_##NAME] = POINTWISE(SELECT, name, kinds, 3, forward, -3, 3, latex, text),
#define STRUCTURAL(NAME, op, in, count, names, shapes, words)                                      \
    {                                                                                              \
        .name = #op, .class = GD_CLASS_##NAME, .kinds = GD_##in, .operands = count,                \
        .attributes = names, .sample = shapes, .text = words                                       \
    }
#define LINEAR(NAME, name, kinds, operands, attributes, sample, text)                              \
    [GD_OP_##NAME] = STRUCTURAL(LINEAR, name, kinds, operands, attributes, sample, text),
#define BILINEAR(NAME, name, kinds, sample, text)                                                  \
    [GD_OP_##NAME] = STRUCTURAL(BILINEAR, name, kinds, 2, "", sample, text),
#define ORDER(NAME, name, kinds, attributes, sample, text)                                         \
    [GD_OP_##NAME] = STRUCTURAL(ORDER, name, kinds, 1, attributes, sample, text),
#define OPAQUE(NAME, name, kinds, operands, attributes, sample, text)                              \
    [GD_OP_##NAME] = STRUCTURAL(OPAQUE, name, kinds, operands, attributes, sample, text),
#include "engine/graph/ops.def"
#include "engine/graph/ops_end.h"
};

const gd_op_row *op_row(gd_op op)
{
    return &rows[op];
}

gd_op op_find(const char *name)
{
    int op = 0;
    while (op < GD_OP_COUNT && (rows[op].name[0] != name[0] || strcmp(rows[op].name, name))) op++;
    return (gd_op)op;
}

bool op_is_pointwise(gd_op op)
{
    return rows[op].class >= GD_CLASS_UNARY && rows[op].class <= GD_CLASS_SELECT;
}

bool op_takes(gd_op op, gd_dtype dtype)
{
    return rows[op].kinds >> gd_dtype_kind(dtype) & 1;
}

char *op_grad_fn(const char *name, char text[OP_GRAD_FN])
{
    size_t at = 0;
    bool start = true;
    for (; *name && at + 10 < OP_GRAD_FN; name++) {
        if (*name != '_') text[at++] = (char)(start ? toupper((unsigned char)*name) : *name);
        start = !isalpha((unsigned char)*name);
    }
    snprintf(text + at, OP_GRAD_FN - at, "Backward0");
    return text;
}
