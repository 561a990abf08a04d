// The inputs of a cell: rows of a name and a value.

import { useId, useRef } from "preact/hooks";
import { rowFault } from "../model/program.js";
import { Icon } from "./icons.jsx";

/** @import { InputRow } from "../model/notebook.js" */

/**
 * @param {object} props
 * @param {InputRow[]} props.rows
 * @param {string[]} props.inherited  names that come from cells above
 * @param {string} props.cellName
 * @param {(rows: InputRow[]) => void} props.onChange
 */
export function Inputs({ rows, inherited, cellName, onChange }) {
    const list = useRef(/** @type {HTMLUListElement | null} */ (null));

    function add() {
        onChange([...rows, { name: "", value: "" }]);
        // The new row exists after the next drawing.
        requestAnimationFrame(() =>
            requestAnimationFrame(() => {
                /** @type {HTMLInputElement | null | undefined} */ (
                    list.current?.querySelector("li:last-child input")
                )?.focus();
            }),
        );
    }

    const names = rows
        .map((row) => row.name)
        .filter(Boolean)
        .join(", ");
    return (
        <details class="inputs" open={rows.length > 0}>
            <summary>
                Inputs<span class="sr-only"> of {cellName}</span> <code>{names}</code>
                {inherited.length > 0 && (
                    <span class="note"> {inherited.join(", ")} from above</span>
                )}
            </summary>
            {rows.length > 0 && (
                <ul ref={list} aria-label={`Inputs of ${cellName}`}>
                    {rows.map((row, i) => (
                        <Row
                            key={i}
                            row={row}
                            place={`${i + 1} of ${cellName}`}
                            onChange={(next) => onChange(rows.with(i, next))}
                            onRemove={() => onChange(rows.toSpliced(i, 1))}
                        />
                    ))}
                </ul>
            )}
            <button class="quiet" type="button" onClick={add}>
                <Icon name="add" /> Input<span class="sr-only"> for {cellName}</span>
            </button>
        </details>
    );
}

/**
 * @param {object} props
 * @param {InputRow} props.row
 * @param {string} props.place
 * @param {(row: InputRow) => void} props.onChange
 * @param {() => void} props.onRemove
 */
function Row({ row, place, onChange, onRemove }) {
    const faultId = useId();
    const fault = rowFault(row);
    const described = {
        "aria-invalid": fault !== null,
        "aria-describedby": fault ? faultId : undefined,
    };
    const plain = {
        spellcheck: false,
        autocomplete: "off",
        autocapitalize: /** @type {const} */ ("off"),
    };
    return (
        <li class="input-row">
            <input
                class="input-row__name"
                {...plain}
                {...described}
                placeholder="x"
                value={row.name}
                aria-label={`Name of input ${place}`}
                onInput={(event) => onChange({ ...row, name: event.currentTarget.value.trim() })}
            />
            <span aria-hidden="true">=</span>
            <input
                class="input-row__value"
                {...plain}
                {...described}
                placeholder="[[1, 2], [3, 4]]"
                value={row.value}
                aria-label={`Value of input ${place}`}
                onInput={(event) => onChange({ ...row, value: event.currentTarget.value })}
            />
            <button
                class="icon-button"
                type="button"
                title="Remove the input"
                aria-label={`Remove input ${place}`}
                onClick={onRemove}
            >
                <Icon name="close" />
            </button>
            {fault && (
                <p class="input-row__fault" id={faultId}>
                    {fault}
                </p>
            )}
        </li>
    );
}
