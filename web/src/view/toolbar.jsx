// The controls of one cell: run, what to derive, and the edits of the notebook.

import { Disclosure } from "./disclosure.jsx";
import { Icon } from "./icons.jsx";

/** @import { Ask, Cell } from "../model/notebook.js" */
/** @import { Actions } from "../state.js" */

/** @param {{ label: string, checked: boolean, onChange: (checked: boolean) => void }} props */
function Check({ label, checked, onChange }) {
    return (
        <label class="check">
            <input
                type="checkbox"
                checked={checked}
                onChange={(event) => onChange(event.currentTarget.checked)}
            />
            {label}
        </label>
    );
}

/** @param {{ ask: Ask, cellName: string, onChange: (ask: Ask) => void }} props */
function Derivatives({ ask, cellName, onChange }) {
    const asked = [
        ask.gradient && "gradient",
        ask.jacobian && "jacobian",
        ask.hessian && "hessian",
    ].filter(Boolean);
    return (
        <Disclosure
            name={`Derivatives of ${cellName}: ${asked.join(", ") || "none"}`}
            label={
                <>
                    {asked.length > 0 ? asked.join(", ") : "no derivatives"} <Icon name="more" />
                </>
            }
        >
            <fieldset>
                <legend>Derivatives</legend>
                <Check
                    label="Gradient"
                    checked={ask.gradient}
                    onChange={(gradient) => onChange({ ...ask, gradient })}
                />
                <Check
                    label="Jacobian"
                    checked={ask.jacobian}
                    onChange={(jacobian) => onChange({ ...ask, jacobian })}
                />
                <Check
                    label="Hessian"
                    checked={ask.hessian}
                    onChange={(hessian) => onChange({ ...ask, hessian })}
                />
            </fieldset>
            <label class="select">
                Graph
                <select
                    value={ask.backward ? "both" : "forward"}
                    onChange={(event) =>
                        onChange({ ...ask, backward: event.currentTarget.value === "both" })
                    }
                >
                    <option value="forward">forward</option>
                    <option value="both">forward and backward</option>
                </select>
            </label>
        </Disclosure>
    );
}

/**
 * @param {object} props
 * @param {Parameters<typeof Icon>[0]["name"]} props.icon
 * @param {string} props.label
 * @param {boolean} [props.disabled]
 * @param {() => void} props.onClick
 */
function Tool({ icon, label, disabled, onClick }) {
    return (
        <button
            class="icon-button"
            type="button"
            title={label}
            aria-label={label}
            disabled={disabled}
            onClick={onClick}
        >
            <Icon name={icon} />
        </button>
    );
}

/**
 * @param {object} props
 * @param {Cell} props.cell
 * @param {number} props.index
 * @param {number} props.count
 * @param {boolean} props.running
 * @param {Actions} props.actions
 * @param {(ask: Ask) => void} props.onAsk
 * @param {() => void} props.onCopy
 */
export function Toolbar({ cell, index, count, running, actions, onAsk, onCopy }) {
    const name = `cell ${index + 1}`;
    return (
        <div class="toolbar" role="group" aria-label={`Controls of ${name}`}>
            <button
                class="button button--run"
                type="button"
                onClick={() => (running ? actions.stop(cell.id) : void actions.run(cell.id))}
            >
                <Icon name={running ? "stop" : "run"} /> {running ? "Stop" : "Run"}
                <span class="sr-only"> {name}</span>
            </button>
            <Derivatives ask={cell.ask} cellName={name} onChange={onAsk} />
            <span class="toolbar__gap" />
            <Tool icon="copy" label={`Copy ${name} as curl`} onClick={onCopy} />
            <Tool
                icon="text"
                label={`Edit the text of ${name}`}
                onClick={() => actions.focus(cell.id, "text")}
            />
            <Tool
                icon="cut"
                label={
                    cell.startsProgram
                        ? `Join ${name} to the program above`
                        : `Start a new program at ${name}`
                }
                disabled={index === 0}
                onClick={() => actions.edit(cell.id, { startsProgram: !cell.startsProgram })}
            />
            <Tool
                icon="up"
                label={`Move ${name} up`}
                disabled={index === 0}
                onClick={() => actions.move(cell.id, -1)}
            />
            <Tool
                icon="down"
                label={`Move ${name} down`}
                disabled={index === count - 1}
                onClick={() => actions.move(cell.id, 1)}
            />
            <Tool
                icon="add"
                label={`Add a cell below ${name}`}
                onClick={() => actions.insertAt(index + 1)}
            />
            <Tool icon="remove" label={`Delete ${name}`} onClick={() => actions.remove(cell.id)} />
        </div>
    );
}
