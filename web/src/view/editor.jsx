// A code editor as a component: a shadow root with CodeMirror in it.

import { useLayoutEffect, useRef } from "preact/hooks";
import {
    createEditor,
    focusEditor,
    hideCompletion,
    showHighlight,
    showMarks,
    showSource,
} from "../editor/setup.js";

/** @import { EditorView } from "@codemirror/view" */
/** @import { Mark } from "../model/answer.js" */
/** @import { Span } from "../model/program.js" */
/** @import { Focus } from "../state.js" */

/**
 * @param {object} props
 * @param {string} props.label
 * @param {string} props.source
 * @param {Mark[]} props.marks
 * @param {Span | null} props.highlight
 * @param {Focus | null} props.focus
 * @param {boolean} props.running
 * @param {() => string[]} props.programNames
 * @param {(source: string) => void} props.onChange
 */
export function CodeEditor(props) {
    const { source, marks, highlight, focus, running } = props;
    const host = useRef(/** @type {HTMLDivElement | null} */ (null));
    const view = useRef(/** @type {EditorView | null} */ (null));
    const latest = useRef(props);
    latest.current = props;

    useLayoutEffect(() => {
        const root = /** @type {HTMLDivElement} */ (host.current).attachShadow({ mode: "open" });
        view.current = createEditor({
            root,
            source: latest.current.source,
            label: () => latest.current.label,
            programNames: () => latest.current.programNames(),
            onChange: (text) => latest.current.onChange(text),
        });
        return () => view.current?.destroy();
    }, []);
    useLayoutEffect(() => {
        if (view.current) showSource(view.current, source);
    }, [source]);
    const places = JSON.stringify(marks);
    useLayoutEffect(() => {
        if (view.current) showMarks(view.current, marks);
    }, [places]);
    useLayoutEffect(() => {
        if (view.current) showHighlight(view.current, highlight);
    }, [highlight]);
    useLayoutEffect(() => {
        if (focus?.part === "editor" && view.current) focusEditor(view.current, focus.span);
    }, [focus]);

    useLayoutEffect(() => {
        if (running && view.current) hideCompletion(view.current);
    }, [running]);

    return <div class="editor" ref={host} />;
}
