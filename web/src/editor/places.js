// From places as the service counts them (lines and columns from 1, in code points) to offsets in
// an editor's text, which counts UTF-16 units.

/** @import { Text } from "@codemirror/state" */
/** @import { Span } from "../model/program.js" */

/** @param {Text} doc @param {number} line @param {number} column */
function offset(doc, line, column) {
    const at = doc.line(Math.min(Math.max(line, 1), doc.lines));
    const before = Array.from(at.text)
        .slice(0, column - 1)
        .join("");
    return at.from + before.length;
}

/**
 * An empty span is widened to one character, so that it can be seen.
 * @param {Text} doc @param {Span} span
 */
export function rangeOf(doc, span) {
    const from = offset(doc, span.line, span.column);
    const to = Math.max(from, offset(doc, span.end_line, span.end_column));
    if (to > from) return { from, to };
    const line = doc.lineAt(from);
    return from < line.to
        ? { from, to: from + 1 }
        : { from: Math.max(line.from, from - 1), to: from };
}
