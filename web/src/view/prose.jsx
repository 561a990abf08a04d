// The text above a cell: a title and plain paragraphs, or the two fields that edit them.

import { useEffect, useRef } from "preact/hooks";

/** @import { Cell } from "../model/notebook.js" */

/** Backquotes mark code; nothing else is special. @param {{ text: string }} props */
function Paragraph({ text }) {
    return (
        <p>
            {text.split("`").map((part, i) => (i % 2 === 1 ? <code key={i}>{part}</code> : part))}
        </p>
    );
}

/** @param {{ cell: Cell, number: number }} props */
export function Prose({ cell, number }) {
    return (
        <div class="prose">
            <h2 class={cell.title ? "" : "sr-only"}>{cell.title || `Cell ${number}`}</h2>
            {cell.prose
                .split(/\n\s*\n/)
                .filter(Boolean)
                .map((text, i) => (
                    <Paragraph key={i} text={text} />
                ))}
        </div>
    );
}

/**
 * @param {object} props
 * @param {Cell} props.cell
 * @param {(patch: Partial<Cell>) => void} props.onChange
 * @param {() => void} props.onDone
 */
export function ProseEditor({ cell, onChange, onDone }) {
    const first = useRef(/** @type {HTMLInputElement | null} */ (null));
    useEffect(() => first.current?.focus(), []);
    return (
        <div class="prose prose--edit">
            <input
                ref={first}
                class="prose__title"
                value={cell.title}
                placeholder="Title"
                aria-label="Title of the cell"
                onInput={(event) => onChange({ title: event.currentTarget.value })}
            />
            <textarea
                rows={4}
                value={cell.prose}
                placeholder="Text: an empty line starts a paragraph, `backquotes` mark code"
                aria-label="Text above the cell"
                onInput={(event) => onChange({ prose: event.currentTarget.value })}
            />
            <button class="button" type="button" onClick={onDone}>
                Done
            </button>
        </div>
    );
}
