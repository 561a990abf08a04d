// The keys, as in Jupyter. The same table drives the page and its help.

/** @import { Actions } from "./state.js" */

/** @typedef {{ id: string, index: number }} Target */
/** @typedef {(actions: Actions, cell: Target) => void} Act */
/** @typedef {{ keys: string[], does: string, act: Act }} Command */

/** In a cell that is selected but not being edited. @type {Command[]} */
export const COMMANDS = [
    { keys: ["Enter"], does: "Edit the code", act: (a, { id }) => a.focus(id, "editor") },
    { keys: ["m"], does: "Edit the text above the code", act: (a, { id }) => a.focus(id, "text") },
    { keys: ["ArrowUp", "k"], does: "Go to the cell above", act: (a, { id }) => a.step(id, -1) },
    { keys: ["ArrowDown", "j"], does: "Go to the cell below", act: (a, { id }) => a.step(id, 1) },
    { keys: ["a"], does: "Insert a cell above", act: (a, { index }) => a.insertAt(index) },
    { keys: ["b"], does: "Insert a cell below", act: (a, { index }) => a.insertAt(index + 1) },
    { keys: ["d d"], does: "Delete the cell", act: (a, { id }) => a.remove(id) },
    { keys: ["z"], does: "Undo a deletion", act: (a) => a.undo() },
];

/** Anywhere in a cell. @type {Command[]} */
export const RUN_COMMANDS = [
    {
        keys: ["Shift Enter"],
        does: "Run, and go to the next cell",
        act: (a, { id }) => a.runAndAdvance(id),
    },
    {
        keys: ["Ctrl Enter", "Meta Enter"],
        does: "Run",
        act: (a, { id }) => {
            a.run(id);
        },
    },
    {
        keys: ["Alt Enter"],
        does: "Run, and insert a cell below",
        act: (a, { id }) => a.runAndInsert(id),
    },
];

const PAIR_MILLISECONDS = 800;
let lastKey = "";
let lastTime = 0;

/** @param {KeyboardEvent} event */
function chord(event) {
    const mods = [
        event.ctrlKey && "Ctrl",
        event.metaKey && "Meta",
        event.altKey && "Alt",
        event.shiftKey && "Shift",
    ];
    return [...mods.filter(Boolean), event.key].join(" ");
}

/** A key pressed twice is a name of its own. @param {KeyboardEvent} event */
function pair(event) {
    const doubled =
        lastKey === event.key && !event.repeat && event.timeStamp - lastTime < PAIR_MILLISECONDS;
    lastKey = doubled ? "" : event.key;
    lastTime = event.timeStamp;
    return doubled ? `${event.key} ${event.key}` : event.key;
}

/**
 * @param {KeyboardEvent} event @param {string} name @param {Command[]} commands
 * @param {Actions} actions @param {Target} cell
 */
function obey(event, name, commands, actions, cell) {
    const command = commands.find(({ keys }) => keys.includes(name));
    if (!command) return;
    event.preventDefault();
    event.stopPropagation();
    command.act(actions, cell);
}

/** @param {KeyboardEvent} event @param {Actions} actions @param {Target} cell */
export function handleRunKey(event, actions, cell) {
    obey(event, chord(event), RUN_COMMANDS, actions, cell);
}

/** @param {KeyboardEvent} event @param {Actions} actions @param {Target} cell */
export function handleCommandKey(event, actions, cell) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    obey(event, pair(event), COMMANDS, actions, cell);
}
