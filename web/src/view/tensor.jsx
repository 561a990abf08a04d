// A value as PyTorch prints it. Cut numbers show all their digits on hover, or all at once.

import { useState } from "preact/hooks";
import { formatTensor, isTensor, shapeText } from "../model/tensor.js";

/** @import { Value } from "../model/answer.js" */
/** @import { Piece } from "../model/tensor.js" */

/**
 * @param {Value} value
 * @param {"short" | "all"} digits
 * @param {string | null} gradFn
 * @returns {Piece[]}
 */
function piecesOf(value, digits, gradFn) {
    if (isTensor(value)) return formatTensor(value, { digits, gradFn });
    if (Array.isArray(value)) {
        const items = value.map((item) => piecesOf(item, digits, gradFn));
        return [
            { text: "(" },
            ...items.flatMap((item, i) => (i ? [{ text: ",\n " }, ...item] : item)),
            { text: ")" },
        ];
    }
    if (value === null) return [{ text: "None" }];
    if (typeof value === "boolean") return [{ text: value ? "True" : "False" }];
    return [{ text: String(value) }];
}

/** @param {{ piece: Piece }} props */
function PieceView({ piece: { text, full, suffix } }) {
    if (suffix) return <span class="suffix">{text}</span>;
    return full ? (
        <span class="digits" title={full}>
            {text}
        </span>
    ) : (
        text
    );
}

/**
 * @param {object} props
 * @param {preact.ComponentChildren} props.name
 * @param {string} props.label  what a screen reader calls it
 * @param {Value} props.value
 * @param {"value" | "derivative"} props.kind
 * @param {string | null} [props.gradFn]
 */
export function ValueView({ name, label, value, kind, gradFn = null }) {
    const [digits, setDigits] = useState(/** @type {"short" | "all"} */ ("short"));
    const pieces = piecesOf(value, digits, gradFn);
    const cut = digits === "all" || pieces.some((piece) => piece.full);
    return (
        <div class={`entry entry--${kind}`}>
            <div class="entry__name">{name}</div>
            <div class="entry__value">
                <pre tabIndex={0} role="group" aria-label={label}>
                    {pieces.map((piece, i) => (
                        <PieceView key={i} piece={piece} />
                    ))}
                </pre>
                <div class="entry__side">
                    {isTensor(value) && (
                        <span class="note">
                            {value.dtype} {shapeText(value.shape)}
                        </span>
                    )}
                    {cut && (
                        <button
                            class="chip"
                            type="button"
                            aria-pressed={digits === "all"}
                            onClick={() => setDigits(digits === "all" ? "short" : "all")}
                        >
                            all digits<span class="sr-only"> of {label}</span>
                        </button>
                    )}
                </div>
            </div>
        </div>
    );
}
