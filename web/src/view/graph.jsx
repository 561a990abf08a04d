// The drawn graph. Tab enters it, the arrow keys walk along it, and the node that is looked at shows
// its source in the editor.

import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { LINE, boxesOf, drawingOf, linesOf, neighbour, pathOf } from "../graph/drawing.js";
import { layoutOf } from "../graph/layout.js";

/** @import { Graph, GraphNode } from "../model/answer.js" */
/** @import { Box } from "../graph/drawing.js" */
/** @import { Drawing, Layout, Point } from "../graph/worker.js" */

/** @typedef {{ boxes: Box[], drawing: Drawing, layout: Layout }} Placed */

const MOST_NODES = 400;
const WIDTH_STEP = 20;
const SMALLEST_SCALE = 0.8;

/** The width of an element, in steps so that a drag of the window does not lay out at every pixel. */
function useWidth() {
    const ref = useRef(/** @type {HTMLDivElement | null} */ (null));
    const [width, setWidth] = useState(0);
    useEffect(() => {
        const element = /** @type {HTMLDivElement} */ (ref.current);
        const measure = () => setWidth(Math.floor(element.clientWidth / WIDTH_STEP) * WIDTH_STEP);
        const observer = new ResizeObserver(measure);
        observer.observe(element);
        return () => observer.disconnect();
    }, []);
    return { ref, width };
}

/**
 * The boxes with their places, once known; until then the picture before stays.
 * @param {Box[]} boxes @param {number} width
 */
function usePlaced(boxes, width) {
    const [placed, setPlaced] = useState(/** @type {Placed | null} */ (null));
    useEffect(() => {
        if (width === 0) return undefined;
        let wanted = true;
        const drawing = drawingOf(boxes, width);
        layoutOf(drawing).then((layout) => wanted && setPlaced({ boxes, drawing, layout }));
        return () => {
            wanted = false;
        };
    }, [boxes, width]);
    return placed;
}

/**
 * @typedef {object} GraphProps
 * @property {Graph} graph
 * @property {(node: GraphNode) => string} sourceOf
 * @property {(node: GraphNode | null) => void} onLook
 */

/** @param {GraphProps} props */
export function GraphView(props) {
    const count = props.graph.nodes.length;
    if (count <= MOST_NODES) return <DrawnGraph {...props} />;
    return (
        <p class="note">
            The graph has {count} nodes; up to {MOST_NODES} are drawn.
        </p>
    );
}

/** @param {GraphProps} props */
function DrawnGraph({ graph, sourceOf, onLook }) {
    const { ref, width } = useWidth();
    const boxes = useMemo(() => boxesOf(graph, sourceOf), [graph]);
    const placed = usePlaced(boxes, width);
    return (
        <div class="graph" ref={ref}>
            {placed && <Picture {...placed} room={width} onLook={onLook} />}
        </div>
    );
}

/**
 * @param {object} props
 * @param {Box[]} props.boxes
 * @param {Drawing} props.drawing
 * @param {Layout} props.layout
 * @param {number} props.room  a picture that is a little too wide is made smaller, and then scrolls
 * @param {(node: GraphNode | null) => void} props.onLook
 */
function Picture({ boxes, drawing, layout, room, onLook }) {
    const svg = useRef(/** @type {SVGSVGElement | null} */ (null));
    const [chosen, choose] = useState(0);
    const current = Math.min(chosen, boxes.length - 1);

    /** @param {KeyboardEvent} event */
    function walk(event) {
        const next = neighbour(layout.centres, current, event.key);
        if (next < 0) return;
        event.preventDefault();
        /** @type {SVGGElement | undefined} */ (
            svg.current?.querySelectorAll(".node")[next]
        )?.focus();
    }

    const scale = Math.min(1, Math.max(SMALLEST_SCALE, room / layout.width));
    return (
        <svg
            class="graph__picture"
            ref={svg}
            role="group"
            aria-label={`Graph of ${boxes.length} nodes. Arrow keys walk along it.`}
            width={layout.width * scale}
            height={layout.height * scale}
            viewBox={`0 0 ${layout.width} ${layout.height}`}
            onKeyDown={walk}
        >
            {layout.curves.map((points, i) => (
                <Arrow
                    key={i}
                    points={points}
                    backward={boxes[drawing.arrows[i][1]].kind === "backward"}
                />
            ))}
            {boxes.map((box, i) => (
                <Node
                    key={i}
                    box={box}
                    size={drawing.boxes[i]}
                    centre={layout.centres[i]}
                    reachable={i === current}
                    onFocus={() => {
                        choose(i);
                        onLook(box.node);
                    }}
                    onBlur={() => onLook(null)}
                />
            ))}
        </svg>
    );
}

/** @param {{ points: Point[], backward: boolean }} props */
function Arrow({ points, backward }) {
    const [before, { x, y }] = points.slice(-2);
    const angle = (Math.atan2(y - before.y, x - before.x) * 180) / Math.PI;
    return (
        <g class={backward ? "arrow arrow--backward" : "arrow"} aria-hidden="true">
            <path d={pathOf(points)} />
            <path
                class="arrow__head"
                d="M0 0L-8 -4L-8 4z"
                transform={`translate(${x} ${y}) rotate(${angle})`}
            />
        </g>
    );
}

/**
 * @param {object} props
 * @param {Box} props.box
 * @param {{ width: number, height: number }} props.size
 * @param {{ x: number, y: number }} props.centre
 * @param {boolean} props.reachable  by Tab: one node of a graph is
 * @param {() => void} props.onFocus
 * @param {() => void} props.onBlur
 */
function Node({ box, size, centre, reachable, onFocus, onBlur }) {
    const lines = linesOf(box);
    const top = size.height / 2 - ((lines.length - 1) * LINE) / 2;
    return (
        <g
            class={`node node--${box.kind}`}
            tabIndex={reachable ? 0 : -1}
            role="img"
            aria-label={box.spoken}
            transform={`translate(${centre.x - size.width / 2} ${centre.y - size.height / 2})`}
            onFocus={onFocus}
            onBlur={onBlur}
        >
            <rect
                width={size.width}
                height={size.height}
                rx={box.kind === "forward" || box.kind === "backward" ? 8 : size.height / 2}
            />
            {lines.map((line, i) => (
                <text
                    key={i}
                    class={i === 0 ? "node__title" : "node__line"}
                    x={size.width / 2}
                    y={top + i * LINE}
                >
                    {line}
                </text>
            ))}
        </g>
    );
}
