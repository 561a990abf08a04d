// From cells to one request, and from places in its program back to cells. A program with inputs is
// a function that POST /v1/evaluate differentiates; one without is run statement by statement, as
// PyTorch would, by POST /v1/run.

import { programCells } from "./notebook.js";

/** @import { Cell } from "./notebook.js" */

/** @typedef {{ line: number, column: number, end_line: number, end_column: number }} Span */
/** @typedef {{ cellId: string, firstLine: number, lineCount: number }} Part */
/** @typedef {{ text: string, parts: Part[] }} Program */
/** @typedef {{ cellId: string, span: Span }} Place  a span counted inside one cell */
/** @typedef {{ cellId: string, name: string, message: string }} InputFault */
/** @typedef {{ path: "v1/evaluate" | "v1/run", body: object, program: Program, faults: InputFault[] }} Request */

/** @param {Cell[]} cells @returns {Program} */
export function joinProgram(cells) {
    let firstLine = 1;
    const parts = cells.map((cell) => {
        const part = { cellId: cell.id, firstLine, lineCount: cell.source.split("\n").length };
        firstLine += part.lineCount;
        return part;
    });
    return { text: cells.map((cell) => cell.source).join("\n"), parts };
}

/**
 * Which cell a span of the program lies in. A span that runs past its cell is cut at the end of it.
 * @param {Program} program @param {Partial<Span>} span @returns {Place | null}
 */
export function locate(program, span) {
    const { line, column = 1, end_line = line, end_column = column + 1 } = span;
    if (line === undefined || end_line === undefined) return null;
    const part = program.parts.findLast((p) => p.firstLine <= line);
    if (!part) return null;
    const shift = part.firstLine - 1;
    const cut = end_line - shift > part.lineCount;
    return {
        cellId: part.cellId,
        span: {
            line: line - shift,
            column,
            end_line: cut ? part.lineCount : end_line - shift,
            end_column: cut ? Number.MAX_SAFE_INTEGER : end_column,
        },
    };
}

/**
 * The value of an input row. Beside JSON it takes what people paste from Python: `1.` and `.5`,
 * parentheses for tuples, True and False, nan and inf.
 * @param {string} text
 * @returns {unknown}
 */
export function readValue(text) {
    try {
        return JSON.parse(text);
    } catch {
        return JSON.parse(pythonToJson(text));
    }
}

/** @param {string} text */
function pythonToJson(text) {
    return text
        .replace(/^\s*torch\.tensor\((.*)\)\s*$/s, "$1")
        .replaceAll("(", "[")
        .replaceAll(")", "]")
        .replace(/,(\s*\])/g, "$1")
        .replace(/(\d)\.(?!\d)/g, "$1.0")
        .replace(/(^|[^\d])\.(\d)/g, "$10.$2")
        .replace(/\bTrue\b/g, "true")
        .replace(/\bFalse\b/g, "false")
        .replace(/\bnan\b/g, '"NaN"')
        .replace(/-inf\b/g, '"-Infinity"')
        .replace(/\binf\b/g, '"Infinity"');
}

/** Why a row cannot be sent, or null. @param {{ name: string, value: string }} row */
export function rowFault(row) {
    if (row.name === "" && row.value === "") return null;
    if (!/^[\p{L}_][\p{L}\p{N}_]*$/u.test(row.name)) return "An input needs a name, such as x.";
    try {
        readValue(row.value);
        return null;
    } catch {
        return "Not a value: write a number or nested lists of numbers, such as [[1, 2], [3, 4]].";
    }
}

/**
 * The inputs of the cells, the later row of a name winning.
 * @param {Cell[]} cells
 */
function mergeInputs(cells) {
    /** @type {Map<string, unknown>} */
    const inputs = new Map();
    /** @type {InputFault[]} */
    const faults = [];
    for (const cell of cells) {
        for (const row of cell.inputs) {
            const message = rowFault(row);
            if (message) faults.push({ cellId: cell.id, name: row.name, message });
            else if (row.name !== "") inputs.set(row.name, readValue(row.value));
        }
    }
    return { inputs: Object.fromEntries(inputs), faults };
}

/**
 * Each cell starts at its line of the program, so that places in answers are places in the program.
 * @param {Cell[]} cells @param {Program} program
 */
function runBody(cells, program) {
    return {
        cells: cells.map((cell, i) => ({
            id: cell.id,
            source: "\n".repeat(program.parts[i].firstLine - 1) + cell.source,
        })),
        graph: true,
    };
}

/** @param {Cell[]} cells @param {string} id @returns {Request} */
export function requestFor(cells, id) {
    const run = programCells(cells, id);
    const { ask } = run[run.length - 1];
    const program = joinProgram(run);
    const { inputs, faults } = mergeInputs(run);
    if (faults.length === 0 && Object.keys(inputs).length === 0)
        return { path: "v1/run", body: runBody(run, program), program, faults };
    const body = {
        program: program.text,
        inputs,
        ...(ask.gradient ? {} : { gradients: false }),
        ...(ask.jacobian ? { jacobians: {} } : {}),
        ...(ask.hessian ? { hessians: {} } : {}),
        graph: { level: "surface", backward: ask.backward, format: "json" },
    };
    return { path: "v1/evaluate", body, program, faults };
}

/**
 * Equal exactly when a run would send the same request: a result whose signature differs from its
 * cell's is stale.
 * @param {Cell[]} cells @param {string} id
 */
export function signature(cells, id) {
    const run = programCells(cells, id);
    return JSON.stringify([run.map((c) => [c.source, c.inputs]), run[run.length - 1].ask]);
}

/** @param {Request} request @param {string} origin */
export function curlCommand({ path, body }, origin) {
    const json = JSON.stringify(body).replaceAll("'", "'\\''");
    return `curl -s ${origin}/${path} -H 'Content-Type: application/json' -d '${json}'`;
}
