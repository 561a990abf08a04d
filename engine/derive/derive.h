/* Derivatives as graph transforms: both take edges of a graph and write the derivative's nodes into
 * the same graph, so that a derivative can be derived again.
 *
 * A derivative that is identically absent is the null edge, never an array of zeros. */
#ifndef GRADD_DERIVE_DERIVE_H
#define GRADD_DERIVE_DERIVE_H

#include "engine/graph/graph.h"

/* Reverse mode. cotangents[i] has the type of outputs[i] (null: none); gradients[j] receives the
 * cotangent of wrt[j], Σᵢ (∂outputsᵢ/∂wrtⱼ)ᵀ cotangentsᵢ, of its type, or null where no output
 * depends on it. Dependence runs through everything: where one wrt depends on another, the latter's
 * gradient includes that path. Fails, with graph->error set, when a node on the way has no
 * derivative (GD_NO_DERIVATIVE) or at a limit. */
bool derive_vjp(gd_graph *graph, const gd_edge *outputs, const gd_edge *cotangents, int n_outputs,
                const gd_edge *wrt, int n_wrt, gd_edge *gradients);

/* Forward mode. tangents[j] has the type of inputs[j] (null: it does not move); results[i] receives
 * Σⱼ (∂outputsᵢ/∂inputsⱼ) tangentsⱼ of the type of outputs[i], or null. Fails as derive_vjp. */
bool derive_jvp(gd_graph *graph, const gd_edge *inputs, const gd_edge *tangents, int n_inputs,
                const gd_edge *outputs, int n_outputs, gd_edge *results);

#endif
