/* What a rule of derivation says of one node. vjp.c and jvp.c read the same rules, one from the
 * results back, the other from the operands on. */
#ifndef GRADD_DERIVE_RULES_H
#define GRADD_DERIVE_RULES_H

#include "engine/graph/graph.h"

/* What a tangent or cotangent is multiplied by, and where: outside of `where` (null: everywhere)
 * nothing flows, not even NaN. */
typedef struct gd_factor {
    gd_edge factor; /* broadcasts to the node's operand or result; null: there is no derivative */
    gd_edge where;  /* bool */
    bool written;   /* by the rule, which thus may say 0, 1, 1/d or -p; else a value of the program,
                       which is multiplied by whatever it is */
} gd_factor;

/* ∂result/∂operand of a pointwise node, elementwise. A partial written WHERE(c, p, 0) is p where c,
 * WHERE(c, 0, p) is p where not c. */
gd_factor rule_partial(const gd_node *node, int operand);

/* For max and min over axes: the elementwise weight w of an operand's shape with
 * result tangent = Σ_axes w·tangent: 1/ties where an element is the result. */
gd_factor rule_weight(const gd_node *node);

/* Aᵀg for a node that is linear in that operand, result = A·operand; g may have another dtype than
 * the node (a support). */
gd_edge rule_transpose(const gd_node *node, int operand, gd_edge g);

/* Whether Aᵀ of such a node puts in zeros, because the node selects from its operand. */
bool rule_selects(const gd_node *node);

/* `edge`, whose shape lacks the axes that an axes-dropping `node` dropped, spread over the
 * operand's shape: the transpose of a sum. */
gd_edge rule_spread(const gd_node *node, gd_edge edge);

/* Whether the rule says that the derivative is 0, whatever is multiplied. */
bool rule_is_zero(gd_factor factor);

/* edge · factor, written as the quotient, negative or edge itself where the rule says 1/d, -p or 1;
 * `where` is the caller's to apply. */
gd_edge rule_scale(gd_edge edge, gd_factor factor);

/* Zeros of a type. */
gd_edge rule_zeros(gd_graph *graph, const gd_type *type);

#endif
