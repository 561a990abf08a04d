// What the browser keeps between visits: the notebook without its results, and the theme.
//
// Storage may be full, forbidden or hold anything: failures leave the page working without it.

import { newCell } from "./notebook.js";

/** @import { Cell } from "./notebook.js" */

const NOTEBOOK = "gradd.notebook.1";
const THEME = "gradd.theme";

/** @param {string} key */
function read(key) {
    try {
        return localStorage.getItem(key);
    } catch {
        return null;
    }
}

/** @param {string} key @param {string} value */
function write(key, value) {
    try {
        localStorage.setItem(key, value);
    } catch {
        return;
    }
}

/** @param {Cell[]} cells */
export function saveNotebook(cells) {
    write(NOTEBOOK, JSON.stringify(cells));
}

/** @returns {Cell[] | null} */
export function loadNotebook() {
    try {
        const cells = JSON.parse(read(NOTEBOOK) ?? "null");
        return Array.isArray(cells) && cells.length > 0 ? cells.map(readCell) : null;
    } catch {
        return null;
    }
}

/** Takes the known fields, each only in its type. @param {any} stored @returns {Cell} */
function readCell(stored) {
    const { ask, inputs, ...blank } = newCell();
    const fields = /** @type {Cell} */ (pick(stored, blank));
    const rows = Array.isArray(stored.inputs) ? stored.inputs : inputs;
    return {
        ...fields,
        ask: pick(stored.ask, ask),
        inputs: rows.map((/** @type {any} */ row) => pick(row, { name: "", value: "" })),
    };
}

/** @template {Record<string, any>} T @param {any} stored @param {T} defaults @returns {T} */
function pick(stored, defaults) {
    const entries = Object.entries(defaults).map(([key, value]) => [
        key,
        typeof stored?.[key] === typeof value ? stored[key] : value,
    ]);
    return /** @type {T} */ (Object.fromEntries(entries));
}

/** @returns {"light" | "dark" | null} */
export function loadTheme() {
    const theme = read(THEME);
    return theme === "light" || theme === "dark" ? theme : null;
}

/** @param {"light" | "dark"} theme */
export function saveTheme(theme) {
    write(THEME, theme);
}
