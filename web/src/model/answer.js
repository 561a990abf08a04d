// What the service answers, and how a run of a cell ends.

import { locate, signature } from "./program.js";

/** @import { Cell } from "./notebook.js" */
/** @import { Place, Program, Span } from "./program.js" */
/** @import { Tensor } from "./tensor.js" */

/** @typedef {Tensor | number | boolean | string | null | Tensor[]} Value */
/** @typedef {{ shape: number[], dtype: string }} NodeResult */
/**
 * @typedef {object} GraphNode
 * @property {number | string} id
 * @property {string} op
 * @property {string | null} [name]
 * @property {string | null} [grad_fn]
 * @property {[number | string, number][]} inputs
 * @property {NodeResult[]} results
 * @property {boolean} [requires_grad]
 * @property {boolean} [is_leaf]
 * @property {Span | null} [span]
 * @property {number | string | null} [derivative_of]
 */
/** @typedef {{ nodes: GraphNode[], outputs: Record<string, [number | string, number]> }} Graph */
/** @typedef {{ code: string, message: string, hint?: string, span?: Span | null }} Warning */
/**
 * @typedef {object} Answer
 * @property {Record<string, Value>} outputs
 * @property {Record<string, Value> | null} [gradients]
 * @property {Record<string, Value> | null} [jacobians]
 * @property {Record<string, Record<string, Value>> | null} [hessians]
 * @property {Graph} [graph]
 * @property {string} [stdout]
 * @property {string | null} [result]  of a program that was run: the repr of its last expression
 * @property {Warning[]} [warnings]
 */
/** @typedef {Partial<Span> & { pointer?: string, code?: string, message: string, hint?: string }} Fault */
/**
 * @typedef {object} Problem
 * @property {string} title
 * @property {number} [status]
 * @property {string} [detail]
 * @property {string} [instance]  the path that was asked
 * @property {Fault[]} [errors]
 */

/**
 * @typedef {object} Run  the last run of a cell
 * @property {"running" | "done" | "failed"} status
 * @property {string} signature  of the cell when it ran
 * @property {Program} program
 * @property {number} elapsed  milliseconds, the network included
 * @property {Answer} [answer]
 * @property {Problem} [problem]
 * @property {AbortController} [abort]  while it runs
 * @property {Run} [before]  what is shown while it runs
 */

/**
 * @typedef {object} RunCell  a cell of an answer of POST /v1/run
 * @property {string} stdout
 * @property {string | null} result
 * @property {(Partial<Span> & { type: string, message: string, hint?: string | null }) | null} error
 * @property {Graph | null} [graph]
 */

/**
 * How a run ended: as the last of its cells did, which is the one that failed if one did.
 * @param {{ cells: RunCell[] }} reply
 * @returns {{ answer: Answer } | { answer: Answer, problem: Problem }}
 */
export function outcomeOf({ cells }) {
    const { stdout, result, error, graph } = cells[cells.length - 1];
    const answer = { outputs: {}, stdout, result, graph: graph ?? undefined };
    if (!error) return { answer };
    const { type, message, hint, ...place } = error;
    const fault = { ...place, message, hint: hint ?? undefined };
    return { answer, problem: { title: type, errors: [fault] } };
}

/** @typedef {Place & { severity: "error" | "warning", message: string, hint?: string }} Mark */

/** @param {Cell[]} cells @param {string} id @param {Run | undefined} run */
export function isStale(cells, id, run) {
    return run !== undefined && run.signature !== signature(cells, id);
}

/**
 * What to underline where. Several cells may report one fault of an earlier cell: it is marked once.
 * A stale run marks nothing, because its places may have moved.
 * @param {Cell[]} cells @param {Record<string, Run>} runs
 * @returns {Map<string, Mark[]>}
 */
export function marksByCell(cells, runs) {
    /** @type {Map<string, Map<string, Mark>>} */
    const found = new Map();
    for (const cell of cells) {
        const run = runs[cell.id];
        if (!run || run.status === "running" || isStale(cells, cell.id, run)) continue;
        for (const mark of marksOf(run)) {
            const marks = found.get(mark.cellId) ?? new Map();
            found.set(mark.cellId, marks.set(JSON.stringify(mark), mark));
        }
    }
    return new Map([...found].map(([id, marks]) => [id, [...marks.values()]]));
}

/** @param {Run} run @returns {Mark[]} */
function marksOf({ program, problem, answer }) {
    const errors = (problem?.errors ?? []).map((e) => ({
        ...e,
        span: e,
        severity: /** @type {const} */ ("error"),
    }));
    const warnings = (answer?.warnings ?? []).map((w) => ({
        ...w,
        severity: /** @type {const} */ ("warning"),
    }));
    return [...errors, ...warnings].flatMap(({ span, severity, message, hint }) => {
        const place = span ? locate(program, span) : null;
        return place ? [{ ...place, severity, message, hint }] : [];
    });
}

/**
 * The grad_fn of an output, where the graph tells it.
 * @param {Answer} answer
 * @param {string} name
 */
export function gradFnOf({ graph }, name) {
    const at = graph?.outputs?.[name];
    return (at && graph.nodes.find((node) => node.id === at[0])?.grad_fn) || null;
}
