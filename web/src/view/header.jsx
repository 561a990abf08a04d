// The head of the page: the name, what concerns the whole notebook, and the help for the keys.

import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { COMMANDS, RUN_COMMANDS } from "../keys.js";
import { loadTheme, saveTheme } from "../model/storage.js";
import { Icon } from "./icons.jsx";

/** @import { Actions } from "../state.js" */

const SYMBOLS = new Map([
    ["ArrowUp", "↑"],
    ["ArrowDown", "↓"],
    ["Meta", "⌘"],
]);

/** @param {{ actions: Actions }} props */
export function Header({ actions }) {
    const help = useRef(/** @type {HTMLDialogElement | null} */ (null));
    return (
        <header class="head">
            <div class="head__name">
                <svg viewBox="0 0 32 32" aria-hidden="true">
                    <path d="M3.5 6h25L16 28z" />
                    <circle cx="16" cy="13.5" r="3" />
                </svg>
                <h1>gradd</h1>
                <p>derivatives over HTTP</p>
            </div>
            <div class="head__tools">
                <button class="button button--run" type="button" onClick={actions.runAll}>
                    <Icon name="runAll" /> Run all
                </button>
                <button
                    class="quiet"
                    type="button"
                    onClick={actions.reset}
                    title="Reset to the tutorial"
                >
                    <Icon name="reset" /> <span class="wide-only">Reset to tutorial</span>
                    <span class="sr-only narrow-only">Reset to tutorial</span>
                </button>
                <a class="quiet wide-only" href="docs" title="The HTTP interface, and clients">
                    API
                </a>
                <button
                    class="icon-button"
                    type="button"
                    title="Keys"
                    aria-label="Keys"
                    onClick={() => help.current?.showModal()}
                >
                    <Icon name="keys" />
                </button>
                <ThemeButton />
            </div>
            <dialog class="help" ref={help} aria-labelledby="help-title">
                <KeyHelp onClose={() => help.current?.close()} />
            </dialog>
        </header>
    );
}

function ThemeButton() {
    const [theme, setTheme] = useState(
        () =>
            loadTheme() ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"),
    );
    const other = theme === "dark" ? "light" : "dark";

    useLayoutEffect(() => {
        document.documentElement.dataset.theme = theme;
    }, [theme]);

    // Follows the system until the user has chosen.
    useEffect(() => {
        const query = matchMedia("(prefers-color-scheme: dark)");
        const follow = () => loadTheme() ?? setTheme(query.matches ? "dark" : "light");
        query.addEventListener("change", follow);
        return () => query.removeEventListener("change", follow);
    }, []);

    function toggle() {
        saveTheme(other);
        setTheme(other);
    }
    return (
        <button
            class="icon-button"
            type="button"
            title={`Use the ${other} theme`}
            aria-label={`Use the ${other} theme`}
            onClick={toggle}
        >
            <Icon name={theme === "dark" ? "sun" : "moon"} />
        </button>
    );
}

/** @param {{ onClose: () => void }} props */
function KeyHelp({ onClose }) {
    const sections = [
        { title: "Anywhere in a cell", commands: RUN_COMMANDS },
        { title: "In a selected cell (Escape leaves the editor)", commands: COMMANDS },
    ];
    return (
        <>
            <h2 id="help-title">Keys</h2>
            {sections.map(({ title, commands }) => (
                <div key={title}>
                    <h3>{title}</h3>
                    <dl>
                        {commands.map(({ keys, does }) => (
                            <div key={does}>
                                <dt>
                                    {keys.map((key, i) => (
                                        <Keys key={key} names={key} first={i === 0} />
                                    ))}
                                </dt>
                                <dd>{does}</dd>
                            </div>
                        ))}
                    </dl>
                </div>
            ))}
            <button class="button" type="button" onClick={onClose}>
                Close
            </button>
        </>
    );
}

/** @param {{ names: string, first: boolean }} props */
function Keys({ names, first }) {
    return (
        <>
            {!first && " or "}
            {names.split(" ").map((name, i) => (
                <kbd key={i}>{SYMBOLS.get(name) ?? name}</kbd>
            ))}
        </>
    );
}
