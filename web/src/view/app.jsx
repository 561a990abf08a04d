// The page: head, cells with their dividers, and what is said aloud.

import { useEffect, useMemo, useState } from "preact/hooks";
import { isStale, marksByCell } from "../model/answer.js";
import { CellView } from "./cell.jsx";
import { Header } from "./header.jsx";
import { Icon } from "./icons.jsx";

/** @import { Actions, Notice, State, Store } from "../state.js" */

/** @type {never[]} */
const NO_MARKS = [];

/** @param {Store} store */
function useStore(store) {
    const [state, setState] = useState(store.get());
    useEffect(() => store.subscribe(() => setState(store.get())), [store]);
    return state;
}

/** @param {{ store: Store, actions: Actions }} props */
export function App({ store, actions }) {
    const state = useStore(store);
    return (
        <>
            <Header actions={actions} />
            <main>
                <Notebook state={state} actions={actions} />
                <div class="foot">
                    <button
                        class="quiet"
                        type="button"
                        onClick={() => actions.insertAt(state.cells.length)}
                    >
                        <Icon name="add" /> Cell
                    </button>
                    <button
                        class="quiet"
                        type="button"
                        onClick={() =>
                            actions.insertAt(state.cells.length, { startsProgram: true })
                        }
                    >
                        <Icon name="cut" /> New program
                    </button>
                    <p>
                        A run sends the program from its first cell to this one: with inputs, which
                        it is differentiated by, as <code>POST /v1/evaluate</code>, without any as{" "}
                        <code>POST /v1/run</code>. Nothing is kept in between.{" "}
                        <a href="docs">The interface, and clients to copy</a>.
                    </p>
                </div>
            </main>
            {state.notice && <NoticeView notice={state.notice} actions={actions} />}
            <div class="sr-only" role="status" aria-live="polite">
                {state.spoken}
            </div>
        </>
    );
}

/** @param {{ state: State, actions: Actions }} props */
function Notebook({ state, actions }) {
    const { cells, runs, selected, focus, highlight } = state;
    const marks = useMemo(() => marksByCell(cells, runs), [cells, runs]);
    return (
        <div class="notebook">
            {cells.map((cell, index) => (
                <div key={cell.id} class="notebook__item">
                    {cell.startsProgram && index > 0 && (
                        <div class="divider">
                            <span>new program</span>
                        </div>
                    )}
                    <CellView
                        cell={cell}
                        cells={cells}
                        index={index}
                        run={runs[cell.id]}
                        stale={isStale(cells, cell.id, runs[cell.id])}
                        selected={selected === cell.id}
                        focus={focus?.id === cell.id ? focus : null}
                        marks={marks.get(cell.id) ?? NO_MARKS}
                        highlight={highlight?.cellId === cell.id ? highlight.span : null}
                        actions={actions}
                    />
                </div>
            ))}
        </div>
    );
}

/** @param {{ notice: Notice, actions: Actions }} props */
function NoticeView({ notice, actions }) {
    return (
        <div class="notice" role="group" aria-label="Notice">
            <span>{notice.text}</span>
            {notice.back && (
                <button class="link" type="button" onClick={actions.undo}>
                    Undo
                </button>
            )}
            <button
                class="icon-button"
                type="button"
                aria-label="Dismiss"
                onClick={actions.dismiss}
            >
                <Icon name="close" />
            </button>
        </div>
    );
}
