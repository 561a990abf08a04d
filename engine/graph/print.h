/* Graphs as text. All printers number nodes by a walk from the outputs, in topological order, so
 * the same program always prints the same; a node that several others use is printed once. */
#ifndef GRADD_GRAPH_PRINT_H
#define GRADD_GRAPH_PRINT_H

#include "engine/base/buffer.h"
#include "engine/graph/graph.h"

/* What to print: the nodes that `edges`, all of one graph, need; names[i] labels edges[i]. Null
 * edges are left out; names, or any of them, may be NULL. */
typedef struct gd_listing {
    const gd_edge *edges;
    const char *const *names;
    int n;
} gd_listing;

/* The nodes that a listing needs, in the order in which they were written; ids as printed are
 * indices of it. Lives in `arena`; NULL with the error set. */
const gd_node **listing_nodes(const gd_listing *listing, gd_arena *arena, int *count,
                              gd_error *err);

/* What goes wrong in a printer, GD_MEMORY_LIMIT or the buffer's own limit, is left in
 * out->error. */

/* The text form, one node a line, which graph_parse reads back to an equal graph (but for spans and
 * derivative_of); its grammar stands in parse.c:
 *
 *     %0 = input "x" : float64[2, 2]
 *     %1 = constant 2 : float64[]
 *     %2 = add %0 %1 : float64[2, 2] name="y"
 *     %3 = call "norm"#0 %2 : float64[] grad_fn="NormBackward0"
 *         %0 = input "a" : float64[2, 2]
 *         %1 = sum %0 axes=[0, 1] : float64[]
 *         return %1
 *     return "out"=%3
 *
 * A function's body, indented, follows its first call; later calls give its number alone. */
void print_text(const gd_listing *listing, gd_buffer *out);

/* Graphviz and Mermaid: inputs, constants, operators with their grad_fn if it is a name of their
 * own, types; nodes of derivatives dashed, named outputs marked. Nothing in a name can end its
 * label. */
void print_dot(const gd_listing *listing, gd_buffer *out);
void print_mermaid(const gd_listing *listing, gd_buffer *out);

/* The formula of one edge in LaTeX mathematics by the patterns of the operator table. A node that
 * is used more than once and is neither input nor constant is named and follows after "where", so
 * that the text is no longer than the graph. */
void print_latex(gd_edge edge, gd_buffer *out);

/* Reads the text form into `graph` (empty); outputs and names (both in the graph's arena; a name
 * may be NULL) receive what `return` gives. Errors, with line and column: GD_BAD_GRAPH; limits and
 * lack of memory keep their codes. After a failure the graph is of no use but to be closed. */
bool graph_parse(gd_graph *graph, const char *text, size_t length, gd_edge **outputs,
                 const char *const **names, int *n_outputs, gd_error *err);

#endif
