// One editor: its extensions, and the effects that the page sends to it.

import {
    autocompletion,
    closeCompletion,
    closeBrackets,
    closeBracketsKeymap,
    completionKeymap,
} from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import {
    bracketMatching,
    indentOnInput,
    indentUnit,
    syntaxHighlighting,
} from "@codemirror/language";
import { setDiagnostics } from "@codemirror/lint";
import { Annotation, EditorState, StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView, drawSelection, keymap, placeholder } from "@codemirror/view";
import { completionSources } from "./completion.js";
import { rangeOf } from "./places.js";
import { highlightStyle, theme } from "./theme.js";

/** @import { Mark } from "../model/answer.js" */
/** @import { Span } from "../model/program.js" */

/** @type {import("@codemirror/state").StateEffectType<Span | null>} */
const setSource = StateEffect.define();

/** The stretch of code that a node of the graph came from; typing moves it along. */
const sourceField = StateField.define({
    create: () => Decoration.none,
    update(marks, transaction) {
        let next = marks.map(transaction.changes);
        for (const effect of transaction.effects) {
            if (effect.is(setSource)) next = sourceMark(transaction.state, effect.value);
        }
        return next;
    },
    provide: (field) => EditorView.decorations.from(field),
});

/** @param {EditorState} state @param {Span | null} span */
function sourceMark(state, span) {
    if (!span) return Decoration.none;
    const { from, to } = rangeOf(state.doc, span);
    return from < to
        ? Decoration.set(Decoration.mark({ class: "cm-source" }).range(from, to))
        : Decoration.none;
}

/** Marks a change that the page made, which it need not be told of. */
const external = Annotation.define();

/**
 * @param {object} options
 * @param {ShadowRoot} options.root  a strict content security policy lets CodeMirror bring its style
 *     into a shadow root only
 * @param {string} options.source
 * @param {() => string} options.label
 * @param {() => string[]} options.programNames
 * @param {(source: string) => void} options.onChange
 */
export function createEditor({ root, source, label, programNames, onChange }) {
    const changed = EditorView.updateListener.of((update) => {
        const own = update.transactions.some((transaction) => transaction.annotation(external));
        if (update.docChanged && !own) onChange(update.state.doc.toString());
    });
    const state = EditorState.create({
        doc: source,
        extensions: [
            history(),
            drawSelection(),
            indentOnInput(),
            bracketMatching(),
            closeBrackets(),
            python(),
            indentUnit.of("    "),
            syntaxHighlighting(highlightStyle),
            theme,
            sourceField,
            autocompletion({ override: completionSources(programNames), icons: false }),
            keymap.of([
                ...closeBracketsKeymap,
                ...completionKeymap,
                ...historyKeymap,
                ...defaultKeymap,
                indentWithTab,
            ]),
            EditorView.lineWrapping,
            EditorView.contentAttributes.of(() => ({
                "aria-label": label(),
                autocapitalize: "off",
            })),
            placeholder("y = x + 2"),
            changed,
        ],
    });
    return new EditorView({ state, parent: root, root });
}

/** What runs is finished: no list lies over its result. @param {EditorView} view */
export function hideCompletion(view) {
    closeCompletion(view);
}

/** @param {EditorView} view @param {string} source */
export function showSource(view, source) {
    const { doc } = view.state;
    if (doc.toString() === source) return;
    view.dispatch({
        changes: { from: 0, to: doc.length, insert: source },
        annotations: external.of(true),
    });
}

/** @param {EditorView} view @param {Mark[]} marks */
export function showMarks(view, marks) {
    const diagnostics = marks.map(({ span, severity, message, hint }) => ({
        ...rangeOf(view.state.doc, span),
        severity,
        message: hint ? `${message}\n${hint}` : message,
    }));
    view.dispatch(setDiagnostics(view.state, diagnostics));
}

/** @param {EditorView} view @param {Span | null} span */
export function showHighlight(view, span) {
    view.dispatch({ effects: setSource.of(span) });
}

/** @param {EditorView} view @param {Span} [span]  where the cursor goes */
export function focusEditor(view, span) {
    if (span)
        view.dispatch({
            selection: { anchor: rangeOf(view.state.doc, span).from },
            scrollIntoView: true,
        });
    view.focus();
}
