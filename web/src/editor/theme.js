// The editor's looks. Colours come from the page's custom properties, which reach into the shadow
// root, so light and dark need no second theme.

import { HighlightStyle } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

export const highlightStyle = HighlightStyle.define([
    { tag: [tags.keyword, tags.bool, tags.null], color: "var(--code-keyword)" },
    { tag: [tags.number, tags.string], color: "var(--code-literal)" },
    { tag: tags.comment, color: "var(--muted)", fontStyle: "italic" },
    {
        tag: [tags.function(tags.variableName), tags.function(tags.propertyName)],
        color: "var(--code-function)",
    },
]);

export const theme = EditorView.theme({
    "&": { color: "var(--ink)", backgroundColor: "transparent", fontSize: "0.9375rem" },
    "&.cm-focused": { outline: "none" },
    ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.6" },
    ".cm-content": { padding: "0.75rem 0", caretColor: "var(--accent)" },
    ".cm-line": { padding: "0 0.9rem" },
    ".cm-cursor": { borderLeftColor: "var(--accent)", borderLeftWidth: "2px" },
    "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground":
        { backgroundColor: "var(--selection)" },
    ".cm-matchingBracket, &.cm-focused .cm-matchingBracket": {
        backgroundColor: "var(--selection)",
        outline: "1px solid var(--line-strong)",
    },
    ".cm-placeholder": { color: "var(--muted)" },
    ".cm-source": {
        backgroundColor: "var(--highlight)",
        borderRadius: "3px",
        boxShadow: "0 0 0 2px var(--highlight)",
    },
    ".cm-lintRange": {
        backgroundImage: "none",
        textDecoration: "underline wavy 1.5px",
        textUnderlineOffset: "4px",
    },
    ".cm-lintRange-error": {
        textDecorationColor: "var(--error)",
        backgroundColor: "var(--error-soft)",
    },
    ".cm-lintRange-warning": { textDecorationColor: "var(--warning)" },
    ".cm-tooltip": {
        backgroundColor: "var(--surface)",
        color: "var(--ink)",
        border: "1px solid var(--line-strong)",
        borderRadius: "8px",
        boxShadow: "var(--shadow)",
        overflow: "hidden",
    },
    ".cm-tooltip.cm-tooltip-autocomplete > ul": {
        fontFamily: "var(--mono)",
        fontSize: "0.875rem",
        maxHeight: "14rem",
    },
    ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "0.2rem 0.6rem" },
    ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": {
        backgroundColor: "var(--accent)",
        color: "var(--on-accent)",
    },
    ".cm-completionDetail": { color: "inherit", opacity: "0.75", fontStyle: "normal" },
    /* Beside the list there is no room on a phone, and over it, it hides the names. */
    "@media (max-width: 40rem)": { ".cm-tooltip.cm-completionInfo": { display: "none" } },
    ".cm-completionInfo": { maxWidth: "22rem", padding: "0.5rem 0.75rem", whiteSpace: "pre-line" },
    ".cm-diagnostic": { padding: "0.4rem 0.75rem", maxWidth: "30rem", whiteSpace: "pre-line" },
    ".cm-diagnostic-error": { borderLeft: "4px solid var(--error)" },
    ".cm-diagnostic-warning": { borderLeft: "4px solid var(--warning)" },
});
