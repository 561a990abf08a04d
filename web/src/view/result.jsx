// What a run of a cell gave: values, derivatives, printed text, warnings and the graph.

import { gradFnOf } from "../model/answer.js";
import { locate } from "../model/program.js";
import { GraphView } from "./graph.jsx";
import { ValueView } from "./tensor.jsx";

/** @import { Answer, GraphNode, Value, Warning } from "../model/answer.js" */
/** @import { Place, Program } from "../model/program.js" */

/** @param {{ over: string, under: string[] }} props */
function Partial({ over, under }) {
    const twice = under.length === 2;
    return (
        <span class="partial">
            <span>
                ∂{twice ? <sup>2</sup> : ""}
                {over}
            </span>
            <span>
                {twice && under[0] === under[1] ? (
                    <>
                        ∂{under[0]}
                        <sup>2</sup>
                    </>
                ) : (
                    under.map((name) => `∂${name}`).join(" ")
                )}
            </span>
        </span>
    );
}

/** @param {{ of: string, wrt: string[], value: Value, word: string }} props */
function Derivative({ of, wrt, value, word }) {
    const label = `${word} of ${of} with respect to ${wrt.join(" and ")}`;
    if (value !== null) {
        return (
            <ValueView
                kind="derivative"
                name={<Partial over={of} under={wrt} />}
                label={label}
                value={value}
            />
        );
    }
    return (
        <div class="entry entry--derivative">
            <div class="entry__name">
                <Partial over={of} under={wrt} />
            </div>
            <p class="entry__value">
                <code>None</code>{" "}
                <span class="note">
                    {of} does not depend on {wrt[wrt.length - 1]}
                </span>
            </p>
        </div>
    );
}

/** @param {{ answer: Answer }} props */
function Derivatives({ answer }) {
    const [of] = Object.keys(answer.outputs);
    return (
        <>
            {Object.entries(answer.gradients ?? {}).map(([x, value]) => (
                <Derivative key={`g ${x}`} of={of} wrt={[x]} value={value} word="Gradient" />
            ))}
            {Object.entries(answer.jacobians ?? {}).map(([x, value]) => (
                <Derivative key={`j ${x}`} of={of} wrt={[x]} value={value} word="Jacobian" />
            ))}
            {Object.entries(answer.hessians ?? {}).flatMap(([x, row]) =>
                Object.entries(row ?? {}).map(([y, value]) => (
                    <Derivative
                        key={`h ${x} ${y}`}
                        of={of}
                        wrt={[x, y]}
                        value={value}
                        word="Hessian"
                    />
                )),
            )}
        </>
    );
}

/** @param {{ warnings: Warning[] }} props */
function Warnings({ warnings }) {
    return (
        <ul class="warnings">
            {warnings.map(({ code, message, hint }, i) => (
                <li key={i} class={code === "not_scalar" ? "warning warning--calm" : "warning"}>
                    {message}
                    {hint && <span class="note"> {hint}</span>}
                </li>
            ))}
        </ul>
    );
}

/**
 * The first line of the code that a node came from.
 * @param {Program} program
 * @param {GraphNode} node
 */
function sourceOf(program, { span }) {
    if (!span || span.end_line !== span.line) return "";
    const line = program.text.split("\n")[span.line - 1] ?? "";
    return Array.from(line)
        .slice(span.column - 1, span.end_column - 1)
        .join("");
}

/**
 * @param {object} props
 * @param {Answer} props.answer
 * @param {Program} props.program
 * @param {(place: Place | null) => void} props.onHighlight
 */
export function ResultView({ answer, program, onHighlight }) {
    const { outputs, stdout, result, warnings = [], graph } = answer;
    return (
        <div class="result__body">
            {stdout && (
                <pre class="stdout" tabIndex={0} role="group" aria-label="Printed text">
                    {stdout}
                </pre>
            )}
            {result && (
                <pre class="echo" tabIndex={0} role="group" aria-label="Result">
                    {result}
                </pre>
            )}
            {Object.entries(outputs).map(([name, value]) => (
                <ValueView
                    key={name}
                    kind="value"
                    name={name}
                    label={name}
                    value={value}
                    gradFn={gradFnOf(answer, name)}
                />
            ))}
            <Derivatives answer={answer} />
            {warnings.length > 0 && <Warnings warnings={warnings} />}
            {graph && graph.nodes.length > 0 && (
                <GraphView
                    graph={graph}
                    sourceOf={(node) => sourceOf(program, node)}
                    onLook={(node) => onHighlight(node?.span ? locate(program, node.span) : null)}
                />
            )}
        </div>
    );
}
