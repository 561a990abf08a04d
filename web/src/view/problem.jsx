// A run that failed: what went wrong, where, the line itself, and what helps.

import { locate } from "../model/program.js";
import { TokenForm } from "./token.jsx";

/** @import { Fault, Problem } from "../model/answer.js" */
/** @import { Cell } from "../model/notebook.js" */
/** @import { Place, Program, Span } from "../model/program.js" */

/**
 * @param {object} props
 * @param {Problem} props.problem
 * @param {Program} props.program
 * @param {Cell[]} props.cells
 * @param {string} props.cellId  whose run it was
 * @param {(place: Place) => void} props.onGo
 * @param {() => void} props.onRetry
 * @param {() => void} props.onWithoutInputs
 */
export function ProblemView(props) {
    const { problem, program, cells, cellId, onGo, onRetry, onWithoutInputs } = props;
    const faults = problem.errors ?? [];
    const eager = needsNoInputs(problem);
    return (
        <div class="problem">
            <p class="problem__title">{problem.title}</p>
            {problem.detail && faults.length === 0 && <p>{problem.detail}</p>}
            {faults.map((fault, i) => (
                <FaultView
                    key={i}
                    fault={eager ? { ...fault, hint: undefined } : fault}
                    place={locate(program, fault)}
                    program={program}
                    cells={cells}
                    cellId={cellId}
                    onGo={onGo}
                />
            ))}
            {problem.status === 401 && <TokenForm onDone={onRetry} />}
            {eager && (
                <>
                    <p class="fault__hint">
                        Without inputs the program runs statement by statement, as in PyTorch:
                        remove them to print values, to decide by them or to call backward().
                    </p>
                    <button class="button" type="button" onClick={onWithoutInputs}>
                        Remove the inputs and run
                    </button>
                </>
            )}
        </div>
    );
}

const ONLY_WITHOUT_INPUTS = /traced|elements of a tensor|in-place/;

/**
 * With inputs a program is differentiated as a whole. What the dialect lacks, it lacks without
 * inputs too.
 * @param {Problem} problem
 */
function needsNoInputs({ instance, errors = [] }) {
    const eager = errors.some(
        ({ code, message }) => code === "unsupported" && ONLY_WITHOUT_INPUTS.test(message),
    );
    return instance === "/v1/evaluate" && eager;
}

/**
 * @param {object} props
 * @param {Fault} props.fault
 * @param {Place | null} props.place
 * @param {Program} props.program
 * @param {Cell[]} props.cells
 * @param {string} props.cellId
 * @param {(place: Place) => void} props.onGo
 */
function FaultView({ fault, place, program, cells, cellId, onGo }) {
    return (
        <div class="fault">
            <p class="fault__message">{fault.message}</p>
            {place && <PlaceLink place={place} cells={cells} cellId={cellId} onGo={onGo} />}
            {!place && fault.pointer && (
                <p class="fault__where">
                    at <code>{fault.pointer}</code>
                </p>
            )}
            {place && fault.line && (
                <Excerpt line={program.text.split("\n")[fault.line - 1] ?? ""} span={place.span} />
            )}
            {fault.hint && <p class="fault__hint">{fault.hint}</p>}
        </div>
    );
}

/** @param {{ place: Place, cells: Cell[], cellId: string, onGo: (place: Place) => void }} props */
function PlaceLink({ place, cells, cellId, onGo }) {
    const index = cells.findIndex((cell) => cell.id === place.cellId);
    const where = place.cellId === cellId ? "" : ` of cell ${index + 1}`;
    return (
        <p class="fault__where">
            <button class="link" type="button" disabled={index < 0} onClick={() => onGo(place)}>
                line {place.span.line}
                {where}, column {place.span.column}
            </button>
        </p>
    );
}

/** @param {{ line: string, span: Span }} props */
function Excerpt({ line, span }) {
    const characters = Array.from(line);
    const from = span.column - 1;
    const to =
        span.end_line > span.line ? characters.length : Math.max(from + 1, span.end_column - 1);
    const text = (/** @type {number} */ a, /** @type {number | undefined} */ b) =>
        characters.slice(a, b).join("");
    return (
        <pre class="excerpt" tabIndex={0} role="group" aria-label="The line">
            {text(0, from)}
            <mark>{text(from, to) || " "}</mark>
            {text(to, undefined)}
        </pre>
    );
}
