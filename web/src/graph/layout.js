// The page's side of the layout worker: one worker, started when the first graph is drawn.

/** @import { Drawing, Layout } from "./worker.js" */

/** @type {Worker | undefined} */
let worker;
let tickets = 0;
/** @type {Map<number, (layout: Layout) => void>} */
const waiting = new Map();

function start() {
    const started = new Worker(new URL("layout.js", import.meta.url), { type: "module" });
    started.onmessage = ({ data: { ticket, layout } }) => {
        waiting.get(ticket)?.(layout);
        waiting.delete(ticket);
    };
    return started;
}

/** @param {Drawing} drawing @returns {Promise<Layout>} */
export function layoutOf(drawing) {
    worker ??= start();
    const ticket = ++tickets;
    worker.postMessage({ ticket, ...drawing });
    return new Promise((resolve) => waiting.set(ticket, resolve));
}
