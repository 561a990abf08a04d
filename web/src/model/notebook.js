// The notebook as a value: a list of cells, and the edits that turn one list into another.
//
// A cell that starts a new program cuts the list: running a cell runs the cells from the last cut
// down to that cell, so what a cell shows never depends on what was run before.

/** @typedef {{ name: string, value: string }} InputRow  the value is JSON as the user typed it */
/**
 * @typedef {object} Ask  what a run asks for beside the values
 * @property {boolean} gradient
 * @property {boolean} jacobian
 * @property {boolean} hessian
 * @property {boolean} backward  the graph includes the nodes of the gradient
 */
/**
 * @typedef {object} Cell
 * @property {string} id
 * @property {string} title
 * @property {string} prose  plain text; an empty line parts paragraphs, backquotes mark code
 * @property {string} source
 * @property {InputRow[]} inputs
 * @property {boolean} startsProgram
 * @property {Ask} ask
 */

/** @type {Ask} */
const DEFAULT_ASK = { gradient: true, jacobian: false, hessian: false, backward: false };

function freshId() {
    return "c" + crypto.getRandomValues(new Uint32Array(1))[0].toString(36);
}

/** @param {Partial<Cell>} [fields] @returns {Cell} */
export function newCell(fields = {}) {
    const blank = { title: "", prose: "", source: "", inputs: [], startsProgram: false };
    const id = fields.id ?? freshId();
    return { ...blank, ...fields, id, ask: { ...DEFAULT_ASK, ...fields.ask } };
}

/** @param {Cell[]} cells @param {string} id */
export function indexOf(cells, id) {
    return cells.findIndex((cell) => cell.id === id);
}

/** @param {Cell[]} cells @param {string} id @param {Partial<Cell>} patch */
export function edit(cells, id, patch) {
    return cells.map((cell) => (cell.id === id ? { ...cell, ...patch } : cell));
}

/** @param {Cell[]} cells @param {number} index @param {Cell} cell */
export function insert(cells, index, cell) {
    return cells.toSpliced(index, 0, cell);
}

/** A notebook keeps at least one cell. @param {Cell[]} cells @param {string} id */
export function remove(cells, id) {
    const rest = cells.filter((cell) => cell.id !== id);
    return rest.length > 0 ? rest : [newCell()];
}

/** @param {Cell[]} cells @param {string} id @param {-1 | 1} step */
export function move(cells, id, step) {
    const from = indexOf(cells, id);
    const to = from + step;
    if (to < 0 || to >= cells.length) return cells;
    return cells.toSpliced(from, 1).toSpliced(to, 0, cells[from]);
}

/**
 * The cells that run when this one does: from the last cut down to it.
 * @param {Cell[]} cells @param {string} id
 */
export function programCells(cells, id) {
    const end = indexOf(cells, id);
    let start = end;
    while (start > 0 && !cells[start].startsProgram) start--;
    return cells.slice(start, end + 1);
}
