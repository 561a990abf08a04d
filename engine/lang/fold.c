#include "engine/lang/fold.h"

#include "engine/exec/scalar.h"
#include "engine/lang/interpreter.h"

/* The formulas on double, but those of integers alone on int64_t. */
#define ON_DOUBLE(NAME, formula) FOLD(NAME, formula, double, object_number(operands[0]))
#define FOLD(NAME, formula, type, first)                                                           \
    static double fold_##NAME(const gd_object *const *operands)                                    \
    {                                                                                              \
        bool ignored, *fault = &ignored;                                                           \
        type x = first;                                                                            \
        double y = number_at(operands, 1), z = number_at(operands, 2);                             \
        (void)fault, (void)x, (void)y, (void)z;                                                    \
        return (double)(formula);                                                                  \
    }
#define ON_INTEGER(NAME, formula)                                                                  \
    static double fold_##NAME(const gd_object *const *operands)                                    \
    {                                                                                              \
        int64_t x = operands[0]->integer, y = operands[1] ? operands[1]->integer : 0;              \
        (void)x, (void)y;                                                                          \
        return (double)(formula);                                                                  \
    }
#define ON_FLOATS ON_DOUBLE
#define ON_NUMBERS ON_DOUBLE
#define ON_ALL ON_DOUBLE
#define ON_INTEGRAL ON_INTEGER

static double number_at(const gd_object *const *operands, int i)
{
    return operands[i] ? object_number(operands[i]) : 0;
}

#define UNARY(NAME, name, kinds, forward, ...) ON_##kinds(NAME, forward)
#define BINARY UNARY
#define COMPARE UNARY
#define SELECT(NAME, name, kinds, forward, ...) FOLD(NAME, forward, bool, operands[0]->integer != 0)
#define LINEAR(...)
#define BILINEAR(...)
#define ORDER(...)
#define OPAQUE(...)
#include "engine/graph/ops.def"
#include "engine/graph/ops_end.h"

static double (*const folds[GD_OP_COUNT])(const gd_object *const *) = {
#define UNARY(NAME, ...) [GD_OP_##NAME] = fold_##NAME,
#define BINARY UNARY
#define COMPARE UNARY
#define SELECT UNARY
#define LINEAR(...)
#define BILINEAR(...)
#define ORDER(...)
#define OPAQUE(...)
#include "engine/graph/ops.def"
#include "engine/graph/ops_end.h"
};

static bool all_integers(const gd_object *const *operands, int n)
{
    for (int i = 0; i < n; i++)
        if (!object_is_integer(operands[i])) return false;
    return true;
}

static const gd_object *integer_result(gd_trace *trace, double value)
{
    const double exact = 9007199254740992; /* beyond 2^53 a double is not every integer */
    if (!(fabs(value) < exact))
        return object_fail(trace, GD_INT_OVERFLOW, "integer overflow: the result is not exact");
    return object_int(trace, (int64_t)value);
}

const gd_object *fold_call(gd_trace *trace, gd_op op, const gd_object *const *operands)
{
    const gd_op_row *row = op_row(op);
    const gd_object *padded[3] = {0};
    for (int i = 0; i < row->operands; i++) padded[i] = operands[i];
    bool integers = all_integers(padded, row->operands);
    if (row->kinds == GD_INTEGRAL && !integers)
        return object_fail(trace, GD_TYPE, "%s() takes integers only", row->name);
    double value = folds[op](padded);
    if (row->class == GD_CLASS_COMPARE) return object_bool(value != 0);
    bool whole = integers && row->kinds != GD_FLOATS;
    return whole ? integer_result(trace, value) : object_float(trace, value);
}
