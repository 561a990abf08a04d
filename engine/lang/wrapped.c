/* Numbers that stand for tensors: in x * 2 PyTorch makes a tensor of the 2, which therefore has an
 * edge of its own (to nothing), and is saved where the derivative looks at it. */
#include "engine/lang/tape.h"

#include <string.h>

/* The text of the derivative by the first operand; NULL for an operator that is not binary. */
static const char *const partials[GD_OP_COUNT] = {
#define UNARY(...)
#define BINARY(NAME, name, kinds, forward, dx, ...) [GD_OP_##NAME] = #dx,
#define COMPARE(...)
#define SELECT(...)
#define LINEAR(...)
#define BILINEAR(...)
#define ORDER(...)
#define OPAQUE(...)
#include "engine/graph/ops.def"
#include "engine/graph/ops_end.h"
};

const gd_memo *tape_memo(const gd_tape_node *node)
{
    const gd_memo *memo = node->routine ? node->keep : NULL;
    return memo && memo->routine == node->routine ? memo : NULL;
}

/* Whether the argument is a number: one that is no operand, or a float that is. */
static bool is_number(const gd_tape_node *node, const gd_memo *memo, int i)
{
    const gd_object *value = memo->arguments[i];
    if (value) return object_is_number(value);
    const char *name = memo_parameter(&memo->callee, i);
    for (int k = 0; k < node->n_edges; k++)
        if (!strcmp(memo->names[k], name)) return node->operand_types[k].shape.rank < 0;
    return false;
}

/* With the number first, 2 - x, it is another operator in PyTorch, whose name says so. */
bool tape_wraps_number(const gd_tape_node *node)
{
    const gd_memo *memo = tape_memo(node);
    if (!memo || !strstr(node->name, "Backward0")) return false;
    int numbers = 0, operands = 0;
    for (int i = 0; i < memo->n_arguments; i++) {
        const char *name = memo_parameter(&memo->callee, i);
        if (strcmp(name, "input") && strcmp(name, "other")) continue;
        operands++;
        numbers += is_number(node, memo, i);
    }
    return operands == 2 && numbers == 1;
}

bool tape_saves_number(const gd_tape_node *node)
{
    const gd_memo *memo = tape_memo(node);
    if (!memo || !tape_wraps_number(node)) return false;
    const gd_closure *closure = memo->callee.closure;
    gd_op op = closure ? op_find(closure->surface->name) : memo->callee.op;
    return op < GD_OP_COUNT && partials[op] && strchr(partials[op], 'y');
}
