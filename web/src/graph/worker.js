// Lays out graphs with dagre, away from the page's own thread.
//
// In: {ticket, boxes: [{width, height}], arrows: [[from, to]], width}, boxes counted from 0.
// Out: {ticket, layout: {width, height, centres, curves}} in the order of boxes and arrows.

import { Graph, layout } from "@dagrejs/dagre";

/** @typedef {{ x: number, y: number }} Point */
/** @typedef {{ width: number, height: number }} Box */
/** @typedef {{ boxes: Box[], arrows: [number, number][], width: number }} Drawing */
/** @typedef {{ width: number, height: number, centres: Point[], curves: Point[][] }} Layout */

/** @param {Drawing} drawing @param {"LR" | "TB"} rankdir @returns {Layout} */
function arrange({ boxes, arrows }, rankdir) {
    const graph = new Graph({ multigraph: true });
    graph.setGraph({ rankdir, nodesep: 22, ranksep: 44, marginx: 6, marginy: 6 });
    boxes.forEach((box, i) => graph.setNode(String(i), { ...box }));
    arrows.forEach(([from, to], i) => graph.setEdge(String(from), String(to), {}, String(i)));
    layout(graph);
    const { width = 0, height = 0 } = graph.graph();
    return {
        width,
        height,
        centres: boxes.map((_, i) => pointOf(graph.node(String(i)))),
        curves: arrows.map(
            ([from, to], i) => graph.edge(String(from), String(to), String(i)).points ?? [],
        ),
    };
}

/** @param {{ x?: number, y?: number }} node @returns {Point} */
function pointOf({ x = 0, y = 0 }) {
    return { x, y };
}

self.onmessage = ({ data: { ticket, ...drawing } }) => {
    // Reads from left to right where there is room, else from top to bottom.
    const wide = arrange(drawing, "LR");
    self.postMessage({
        ticket,
        layout: wide.width <= drawing.width ? wide : arrange(drawing, "TB"),
    });
};
