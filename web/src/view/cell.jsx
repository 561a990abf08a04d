// One cell: its place on the rail, its text, code and inputs, and what its run gave.

import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { handleCommandKey, handleRunKey } from "../keys.js";
import { programCells } from "../model/notebook.js";
import { copyText } from "../clipboard.js";
import { CodeEditor } from "./editor.jsx";
import { Inputs } from "./inputs.jsx";
import { ProblemView } from "./problem.jsx";
import { Prose, ProseEditor } from "./prose.jsx";
import { ResultView } from "./result.jsx";
import { Toolbar } from "./toolbar.jsx";

/** @import { Mark, Run } from "../model/answer.js" */
/** @import { Cell } from "../model/notebook.js" */
/** @import { Span } from "../model/program.js" */
/** @import { Actions, Focus } from "../state.js" */

const STATUS = {
    fresh: "not run yet",
    running: "running",
    done: "up to date",
    failed: "failed",
    stale: "changed since it ran",
};

/**
 * @typedef {object} CellProps
 * @property {Cell} cell
 * @property {Cell[]} cells
 * @property {number} index
 * @property {Run | undefined} run
 * @property {boolean} stale
 * @property {boolean} selected
 * @property {Focus | null} focus
 * @property {Mark[]} marks
 * @property {Span | null} highlight
 * @property {Actions} actions
 */

/** @param {CellProps} props */
export function CellView(props) {
    const { cell, index, run, stale, selected, focus, actions } = props;
    const section = useRef(/** @type {HTMLElement | null} */ (null));
    const [editingText, setEditingText] = useState(false);
    const status = stale && run?.status !== "running" ? "stale" : (run?.status ?? "fresh");
    const target = { id: cell.id, index };

    // Before the next key arrives, which may come at once.
    useLayoutEffect(() => {
        if (focus?.part === "cell") section.current?.focus();
        setEditingText(focus?.part === "text");
    }, [focus]);

    /** Before the editor sees the key. @param {KeyboardEvent} event */
    const onRunKey = (event) => handleRunKey(event, actions, target);

    /** After the editor had no use for it. @param {KeyboardEvent} event */
    function onKey(event) {
        if (event.target === section.current) {
            handleCommandKey(event, actions, target);
        } else if (event.key === "Escape" && !event.defaultPrevented) {
            actions.focus(cell.id, "cell");
        }
    }

    return (
        <section
            class={`cell cell--${status}${selected ? " cell--selected" : ""}`}
            ref={section}
            tabIndex={selected ? 0 : -1}
            aria-label={`Cell ${index + 1}${cell.title && `: ${cell.title}`}, ${STATUS[status]}`}
            onFocusIn={() => actions.select(cell.id)}
            onKeyDownCapture={onRunKey}
            onKeyDown={onKey}
        >
            <div class="cell__rail" aria-hidden="true">
                <span class="cell__dot" title={STATUS[status]}>
                    {index + 1}
                </span>
            </div>
            <div class="cell__main">
                {editingText ? (
                    <ProseEditor
                        cell={cell}
                        onChange={(patch) => actions.edit(cell.id, patch)}
                        onDone={() => actions.focus(cell.id, "cell")}
                    />
                ) : (
                    <Prose cell={cell} number={index + 1} />
                )}
                <Card {...props} status={status} />
            </div>
        </section>
    );
}

/** The names that cells above have given, for completion. @param {Cell[]} cells */
function namesOf(cells) {
    const assigned = cells.flatMap((c) =>
        [...c.source.matchAll(/^(?:def )?([\p{L}_][\p{L}\p{N}_]*)\s*[=(]/gmu)].map((m) => m[1]),
    );
    const inputs = cells.flatMap((c) => c.inputs.map((row) => row.name));
    return [...new Set([...inputs, ...assigned])].filter(Boolean);
}

/** Inputs that cells above give to this one. @param {Cell[]} cells @param {Cell} cell */
function inheritedNames(cells, cell) {
    const own = cell.inputs.map((row) => row.name);
    const above = programCells(cells, cell.id)
        .slice(0, -1)
        .flatMap((c) => c.inputs.map((row) => row.name));
    return [...new Set(above)].filter((name) => name && !own.includes(name));
}

/** @param {CellProps & { status: keyof typeof STATUS }} props */
function Card({ cell, cells, index, run, status, focus, marks, highlight, actions }) {
    const name = `cell ${index + 1}`;

    /** A change of what is asked shows at once where there is a result. @param {Cell["ask"]} ask */
    function onAsk(ask) {
        actions.edit(cell.id, { ask });
        if (run) actions.run(cell.id);
    }

    async function onCopy() {
        const copied = await copyText(actions.curl(cell.id));
        actions.notify(
            copied ? `The curl command of ${name} is copied` : "The browser did not allow copying",
        );
    }

    return (
        <div class="card">
            <div class="card__code">
                <CodeEditor
                    label={`Code of ${name}. Escape leaves the editor.`}
                    source={cell.source}
                    marks={marks}
                    highlight={highlight}
                    focus={focus}
                    running={run?.status === "running"}
                    programNames={() => namesOf(programCells(cells, cell.id))}
                    onChange={(source) => actions.edit(cell.id, { source })}
                />
            </div>
            <Inputs
                rows={cell.inputs}
                inherited={inheritedNames(cells, cell)}
                cellName={name}
                onChange={(inputs) => actions.edit(cell.id, { inputs })}
            />
            <Toolbar
                cell={cell}
                index={index}
                count={cells.length}
                running={run?.status === "running"}
                actions={actions}
                onAsk={onAsk}
                onCopy={onCopy}
            />
            {run && (
                <Outcome run={run} cell={cell} cells={cells} status={status} actions={actions} />
            )}
        </div>
    );
}

/**
 * @param {{ run: Run, cell: Cell, cells: Cell[], status: keyof typeof STATUS, actions: Actions }} props
 */
function Outcome({ run, cell, cells, status, actions }) {
    const { answer, problem, program } = (run.status === "running" ? run.before : run) ?? {};
    // Typing elsewhere must not draw every graph anew.
    const result = useMemo(
        () =>
            answer &&
            program && (
                <ResultView answer={answer} program={program} onHighlight={actions.highlight} />
            ),
        [answer],
    );
    return (
        <div class={`result result--${status}`}>
            {status === "stale" && (
                <p class="result__stale">
                    Changed since it ran. Run it again to bring this up to date.
                </p>
            )}
            {status === "running" && <p class="result__running">Running…</p>}
            {result}
            {problem && program && (
                <ProblemView
                    problem={problem}
                    program={program}
                    cells={cells}
                    cellId={cell.id}
                    onGo={({ cellId, span }) => actions.focus(cellId, "editor", span)}
                    onRetry={() => actions.run(cell.id)}
                    onWithoutInputs={() => actions.runWithoutInputs(cell.id)}
                />
            )}
            {status === "done" && (
                <p class="result__time">{Math.max(1, Math.round(run.elapsed))} ms</p>
            )}
        </div>
    );
}
