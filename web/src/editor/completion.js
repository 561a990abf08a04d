// Completion: the operators of the service, the names of the program so far, and keywords.

import { localCompletionSource } from "@codemirror/lang-python";
import { operators } from "../service.js";

/** @import { Completion, CompletionContext, CompletionSource } from "@codemirror/autocomplete" */
/** @import { Operator } from "../service.js" */

const KEYWORDS = [
    "def",
    "return",
    "for",
    "in",
    "while",
    "if",
    "elif",
    "else",
    "lambda",
    "not",
    "and",
    "or",
    "True",
    "False",
    "None",
];

/** @type {Promise<Completion[]> | undefined} */
let catalogue;

/** @param {Operator} op @returns {Completion} */
function operatorCompletion({ name, signature, documentation, convention }) {
    return {
        label: name.slice(name.lastIndexOf(".") + 1),
        type: "function",
        detail: signature?.startsWith(name) ? signature.slice(name.length) : signature,
        info: [documentation, convention].filter(Boolean).join("\n\n") || undefined,
    };
}

/** Asked for once, when the first completion is. */
function operatorCompletions() {
    catalogue ??= operators().then((ops) => ops.map(operatorCompletion));
    return catalogue;
}

/** @param {() => string[]} programNames @returns {CompletionSource[]} */
export function completionSources(programNames) {
    /** @param {CompletionContext} context */
    async function operatorSource(context) {
        const word = context.matchBefore(/[\p{L}_][\p{L}\p{N}_]*/u);
        const afterDot = context.matchBefore(/\.\s*/);
        if (!word && !afterDot && !context.explicit) return null;
        return {
            from: word ? word.from : context.pos,
            options: await operatorCompletions(),
            validFor: /^\w*$/,
        };
    }

    /** @param {CompletionContext} context */
    function nameSource(context) {
        const word = context.matchBefore(/[\p{L}_][\p{L}\p{N}_]*/u);
        if (!word || context.state.sliceDoc(word.from - 1, word.from) === ".") return null;
        const names = programNames().map((label) => ({ label, type: "variable", boost: 1 }));
        const words = KEYWORDS.map((label) => ({ label, type: "keyword" }));
        return { from: word.from, options: [...names, ...words], validFor: /^\w*$/ };
    }

    return [nameSource, localCompletionSource, operatorSource];
}
