// The state of the page and the actions on it: the only place that changes either.

import { edit, indexOf, insert, move, newCell, programCells, remove } from "./model/notebook.js";
import { tutorial } from "./model/tutorial.js";
import { loadNotebook, saveNotebook } from "./model/storage.js";
import { createRunner } from "./runner.js";

/** @import { Cell } from "./model/notebook.js" */
/** @import { Run } from "./model/answer.js" */
/** @import { Place, Span } from "./model/program.js" */

/** @typedef {"cell" | "editor" | "text"} Part */
/** @typedef {{ id: string, part: Part, span?: Span }} Focus  a wish; a new object is a new wish */
/** @typedef {(cells: Cell[]) => Cell[]} Back  undoes one change, and leaves what came after it */
/** @typedef {{ text: string, back: Back | null }} Notice */
/**
 * @typedef {object} State
 * @property {Cell[]} cells
 * @property {Record<string, Run>} runs
 * @property {string} selected
 * @property {Focus | null} focus
 * @property {Place | null} highlight  the source of the node that is looked at
 * @property {Notice | null} notice
 * @property {string} spoken  what a screen reader is told
 */
/**
 * @typedef {object} Store
 * @property {() => State} get
 * @property {(patch: Partial<State>) => void} set
 * @property {(listener: () => void) => () => void} subscribe  gives the way to unsubscribe
 */
/** @typedef {ReturnType<typeof createActions>} Actions */

/** @returns {Store} */
export function createStore() {
    const cells = loadNotebook() ?? tutorial();
    /** @type {State} */
    let state = {
        cells,
        runs: {},
        selected: cells[0].id,
        focus: null,
        highlight: null,
        notice: null,
        spoken: "",
    };
    /** @type {Set<() => void>} */
    const listeners = new Set();
    return {
        get: () => state,
        set(patch) {
            state = { ...state, ...patch };
            if (patch.cells) saveNotebook(patch.cells);
            listeners.forEach((listener) => listener());
        },
        subscribe(listener) {
            listeners.add(listener);
            return () => listeners.delete(listener);
        },
    };
}

/** @param {Store} store */
export function createActions(store) {
    const { get, set } = store;
    const runner = createRunner(store);

    /** @param {string} id @param {Part} part @param {Span} [span] */
    function focus(id, part, span) {
        set({ selected: id, focus: { id, part, span } });
    }

    /** @param {number} index @param {Partial<Cell>} [fields] */
    function insertAt(index, fields) {
        const cell = newCell(fields);
        set({ cells: insert(get().cells, index, cell), spoken: "Cell added" });
        focus(cell.id, "editor");
    }

    /**
     * Puts other cells in place, and offers the way back.
     * @param {Cell[]} cells
     * @param {string} text
     * @param {Back} back
     */
    function replace(cells, text, back) {
        set({
            cells,
            notice: { text, back },
            spoken: `${text}. Undo is at the end of the page.`,
        });
    }

    return {
        ...runner,
        focus,
        insertAt,
        /** @param {string} id @param {Partial<Cell>} patch */
        edit: (id, patch) => set({ cells: edit(get().cells, id, patch) }),
        /** @param {string} id */
        select: (id) => get().selected !== id && set({ selected: id }),
        /** @param {Place | null} highlight */
        highlight: (highlight) => set({ highlight }),
        /** @param {string} text */
        notify: (text) => set({ notice: { text, back: null }, spoken: text }),
        dismiss: () => set({ notice: null }),

        /** @param {string} id @param {-1 | 1} step */
        move(id, step) {
            const cells = move(get().cells, id, step);
            set({ cells, spoken: `Moved to place ${indexOf(cells, id) + 1} of ${cells.length}` });
        },
        /** @param {string} id */
        remove(id) {
            const before = get().cells;
            const index = indexOf(before, id);
            runner.stop(id);
            replace(remove(before, id), "Cell deleted", (cells) =>
                before.length > 1 ? insert(cells, index, before[index]) : before,
            );
            const { cells } = get();
            focus(cells[Math.min(index, cells.length - 1)].id, "cell");
        },
        reset() {
            const { cells } = get();
            cells.forEach((cell) => runner.stop(cell.id));
            replace(tutorial(), "The tutorial is back", () => cells);
            focus(get().cells[0].id, "cell");
        },
        undo() {
            const back = get().notice?.back;
            if (!back) return;
            const { cells: before, selected } = get();
            const cells = back(before);
            const returned = cells.find(({ id }) => indexOf(before, id) < 0);
            set({ cells, notice: null, spoken: "Undone" });
            focus(returned?.id ?? selected, "cell");
        },
        /** Selects a neighbour, if there is one. @param {string} id @param {-1 | 1} step */
        step(id, step) {
            const { cells } = get();
            const next = cells[indexOf(cells, id) + step];
            if (next) focus(next.id, "cell");
        },
        /** Takes the inputs from the program up to a cell, and runs it. @param {string} id */
        runWithoutInputs(id) {
            const program = programCells(get().cells, id);
            const bare = program.reduce(
                (cells, cell) => edit(cells, cell.id, { inputs: [] }),
                get().cells,
            );
            replace(bare, "Inputs removed", (cells) =>
                program.reduce((all, { id, inputs }) => edit(all, id, { inputs }), cells),
            );
            runner.run(id);
            focus(id, "cell");
        },
        /** Runs and goes to the next cell, which is made when there is none. @param {string} id */
        runAndAdvance(id) {
            runner.run(id);
            const index = indexOf(get().cells, id) + 1;
            const next = get().cells[index];
            if (next) focus(next.id, "cell");
            else insertAt(index);
        },
        /** @param {string} id */
        runAndInsert(id) {
            runner.run(id);
            insertAt(indexOf(get().cells, id) + 1);
        },
    };
}
