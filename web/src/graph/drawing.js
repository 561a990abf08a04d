// What is drawn of a graph: a box with a few words for each node, an arrow for each use of a value.

import { shapeText } from "../model/tensor.js";

/** @import { Graph, GraphNode } from "../model/answer.js" */
/** @import { Drawing, Point } from "./worker.js" */

/** @typedef {"input" | "constant" | "forward" | "backward"} Kind */
/**
 * @typedef {object} Box
 * @property {GraphNode} node
 * @property {Kind} kind
 * @property {string} title
 * @property {string} detail
 * @property {string} type
 * @property {string | null} output  the name under which the result has it
 * @property {string} spoken
 */

const CHARACTER = 7.3;
const TITLE_CHARACTER = 8.6;
export const LINE = 17;
const PADDING = 12;
const LONGEST_CONSTANT = 12;

/**
 * @param {Graph} graph
 * @param {(node: GraphNode) => string} sourceOf  the code a node came from
 * @returns {Box[]}
 */
export function boxesOf(graph, sourceOf) {
    const names = new Map(Object.entries(graph.outputs ?? {}).map(([name, [id]]) => [id, name]));
    return graph.nodes.map((node) => {
        const kind = kindOf(node);
        const title = titleOf(node, kind, sourceOf);
        const detail =
            kind === "constant" ? "" : (node.grad_fn ?? (kind === "input" && node.name ? "input" : ""));
        const type = node.results
            .map(({ dtype, shape }) => `${dtype} ${shapeText(shape)}`)
            .join(", ");
        const name = names.get(node.id) ?? null;
        const output = name === title ? null : name;
        const words = [title, output && `gives ${output}`, detail, type, kind];
        const spoken = words.filter(Boolean).join(", ");
        return { node, kind, title, detail, type, output, spoken };
    });
}

/** @param {GraphNode} node @returns {Kind} */
function kindOf(node) {
    if (node.derivative_of !== undefined && node.derivative_of !== null) return "backward";
    if (node.inputs.length > 0) return "forward";
    return node.requires_grad || node.op === "input" ? "input" : "constant";
}

/**
 * A constant is shown as it was written.
 * @param {GraphNode} node
 * @param {Kind} kind
 * @param {(node: GraphNode) => string} sourceOf
 */
function titleOf(node, kind, sourceOf) {
    if (kind !== "constant") return (kind === "input" && node.name) || node.op;
    const source = sourceOf(node);
    return node.name || (source.length > 0 && source.length <= LONGEST_CONSTANT ? source : node.op);
}

/** @param {Box} box */
export function linesOf({ title, output, detail, type }) {
    return [output ? `${title} → ${output}` : title, detail, type].filter(Boolean);
}

/** @param {Box[]} boxes @param {number} width @returns {Drawing} */
export function drawingOf(boxes, width) {
    const place = new Map(boxes.map(({ node }, i) => [node.id, i]));
    return {
        width,
        boxes: boxes.map(sizeOf),
        arrows: boxes.flatMap(({ node }, to) =>
            node.inputs.flatMap(([id]) => {
                const from = place.get(id);
                return from === undefined ? [] : [/** @type {[number, number]} */ ([from, to])];
            }),
        ),
    };
}

/** @param {Box} box */
function sizeOf(box) {
    const [title, ...rest] = linesOf(box);
    const widest = Math.max(
        title.length * TITLE_CHARACTER,
        ...rest.map((line) => line.length * CHARACTER),
    );
    return {
        width: Math.max(44, widest + 2 * PADDING),
        height: (1 + rest.length) * LINE + PADDING,
    };
}

/**
 * A smooth way through the points, ending in a straight piece for the arrow's head.
 * @param {Point[]} points
 */
export function pathOf(points) {
    const [first, ...rest] = points;
    const middle = rest.slice(0, -1).map((p, i) => {
        const next = rest[i + 1];
        return `Q${p.x} ${p.y} ${(p.x + next.x) / 2} ${(p.y + next.y) / 2}`;
    });
    const last = rest[rest.length - 1];
    return `M${first.x} ${first.y}${middle.join("")}L${last.x} ${last.y}`;
}

const DIRECTIONS = new Map([
    ["ArrowLeft", [-1, 0]],
    ["ArrowRight", [1, 0]],
    ["ArrowUp", [0, -1]],
    ["ArrowDown", [0, 1]],
]);

/**
 * The node that an arrow key leads to: the nearest that lies that way, or -1.
 * @param {Point[]} centres @param {number} from @param {string} key
 */
export function neighbour(centres, from, key) {
    const direction = DIRECTIONS.get(key);
    if (!direction) return -1;
    const [dx, dy] = direction;
    let best = -1;
    let bestCost = Infinity;
    centres.forEach(({ x, y }, i) => {
        const along = (x - centres[from].x) * dx + (y - centres[from].y) * dy;
        const across = Math.abs((x - centres[from].x) * dy) + Math.abs((y - centres[from].y) * dx);
        const cost = along + 2 * across;
        if (along > 1 && cost < bestCost) [best, bestCost] = [i, cost];
    });
    return best;
}
