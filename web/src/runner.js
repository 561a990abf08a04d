// Running cells: one request each, the last one wins, and its outcome is told aloud.

import { indexOf } from "./model/notebook.js";
import { curlCommand, requestFor, signature } from "./model/program.js";
import { formatTensor, isTensor, shapeText } from "./model/tensor.js";
import { ask } from "./service.js";

/** @import { Answer, Problem, Run } from "./model/answer.js" */
/** @import { InputFault } from "./model/program.js" */
/** @import { Store } from "./state.js" */

/** @param {Store} store */
export function createRunner({ get, set }) {
    /** @param {string} id @param {Run} run */
    const record = (id, run) => set({ runs: { ...get().runs, [id]: run } });

    /** @param {string} id @param {string} text */
    const say = (id, text) => set({ spoken: `Cell ${indexOf(get().cells, id) + 1}: ${text}` });

    /** Stops a run, and brings back what was there before. @param {string} id */
    function stop(id) {
        const run = get().runs[id];
        if (run?.status !== "running") return;
        run.abort?.abort();
        const { [id]: _, ...others } = get().runs;
        set({ runs: run.before ? { ...others, [id]: run.before } : others });
    }

    /** @param {string} id @returns {Promise<boolean>} whether the run ended well */
    async function run(id) {
        stop(id);
        const { cells } = get();
        const request = requestFor(cells, id);
        const { program, faults } = request;
        const abort = new AbortController();
        const base = { signature: signature(cells, id), program, elapsed: 0 };
        record(id, { ...base, status: "running", abort, before: get().runs[id] });
        const start = performance.now();
        try {
            const outcome =
                faults.length > 0
                    ? { problem: inputProblem(faults) }
                    : await ask(request, abort.signal);
            const status = "problem" in outcome ? "failed" : "done";
            if (abort.signal.aborted) return false;
            record(id, { ...base, status, elapsed: performance.now() - start, ...outcome });
            say(
                id,
                "problem" in outcome
                    ? describeProblem(outcome.problem)
                    : describeAnswer(outcome.answer),
            );
            return status === "done";
        } catch (error) {
            if (abort.signal.aborted) return false;
            throw error;
        }
    }

    async function runAll() {
        const ended = await Promise.all(get().cells.map((cell) => run(cell.id)));
        const failed = ended.filter((well) => !well).length;
        set({
            spoken:
                failed === 0
                    ? `All ${ended.length} cells have run`
                    : `${failed} of ${ended.length} cells failed`,
        });
    }

    /** @param {string} id */
    function curl(id) {
        return curlCommand(requestFor(get().cells, id), new URL(".", location.href).href.replace(/\/$/, ""));
    }

    return { run, runAll, stop, curl };
}

/** @param {InputFault[]} faults @returns {Problem} */
function inputProblem(faults) {
    return {
        title: "An input cannot be sent",
        errors: faults.map(({ name, message }) => ({
            message: name ? `${name}: ${message}` : message,
        })),
    };
}

/** @param {Answer} answer */
function describeAnswer({ outputs, stdout, result }) {
    if (result !== undefined) return result ?? (stdout ? stdout.trimEnd() : "done");
    return Object.entries(outputs)
        .map(([name, value]) => {
            if (!isTensor(value)) return `${name} is ready`;
            if (value.shape.length > 0)
                return `${name} is ${value.dtype} of shape ${shapeText(value.shape)}`;
            return `${name} is ${formatTensor(value, { digits: "all" })[1].text}`;
        })
        .join(", ");
}

/** @param {Problem} problem */
function describeProblem({ title, detail, errors = [] }) {
    const [first] = errors;
    return `failed. ${first ? first.message : `${title}. ${detail ?? ""}`}`;
}
