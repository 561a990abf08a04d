// A button that opens a small panel. Escape and leaving it close it.

import { useEffect, useId, useRef, useState } from "preact/hooks";

/**
 * @param {object} props
 * @param {preact.ComponentChildren} props.label
 * @param {string} props.name  what a screen reader calls the button
 * @param {preact.ComponentChildren} props.children
 */
export function Disclosure({ label, name, children }) {
    const [open, setOpen] = useState(false);
    const id = useId();
    const box = useRef(/** @type {HTMLDivElement | null} */ (null));
    const button = useRef(/** @type {HTMLButtonElement | null} */ (null));

    useEffect(() => {
        if (!open) return undefined;
        /** @param {Event} event */
        const leave = (event) => {
            if (!event.composedPath().includes(/** @type {HTMLDivElement} */ (box.current)))
                setOpen(false);
        };
        document.addEventListener("pointerdown", leave);
        document.addEventListener("focusin", leave);
        return () => {
            document.removeEventListener("pointerdown", leave);
            document.removeEventListener("focusin", leave);
        };
    }, [open]);

    /** @param {KeyboardEvent} event */
    function escape(event) {
        if (event.key !== "Escape" || !open) return;
        event.stopPropagation();
        setOpen(false);
        button.current?.focus();
    }

    return (
        <div class="disclosure" ref={box} onKeyDown={escape}>
            <button
                class="quiet"
                type="button"
                ref={button}
                aria-label={name}
                aria-expanded={open}
                aria-controls={id}
                onClick={() => setOpen(!open)}
            >
                {label}
            </button>
            <div class="panel" id={id} hidden={!open}>
                {children}
            </div>
        </div>
    );
}
