// Small line drawings for buttons. They say nothing to a screen reader: their buttons do.

const PATHS = {
    run: "M5 3.5v9l7.5-4.5z",
    stop: "M4.5 4.5h7v7h-7z",
    up: "M8 13V3.5M3.5 7.5 8 3l4.5 4.5",
    down: "M8 3v9.5M3.5 8.5 8 13l4.5-4.5",
    add: "M8 3v10M3 8h10",
    remove: "M3 4.5h10M6.5 4.5V3h3v1.5M4.5 4.5l.6 8.5h5.8l.6-8.5",
    copy: "M5.5 5.5V3H13v7.5h-2.5M3 5.5h7.5V13H3z",
    text: "M3 4h10M3 8h10M3 12h6",
    more: "M4 6l4 4 4-4",
    cut: "M2 8h2.5M6.8 8h2.4M11.5 8H14M5 3.5h6M5 12.5h6",
    close: "M4 4l8 8M12 4l-8 8",
    moon: "M13 9.5A5.5 5.5 0 0 1 6.5 3a5.5 5.5 0 1 0 6.5 6.5z",
    sun: "M8 5.2a2.8 2.8 0 1 0 0 5.6a2.8 2.8 0 1 0 0-5.6zM8 1.5v1.2M8 13.3v1.2M1.5 8h1.2M13.3 8h1.2M3.4 3.4l.9.9M11.7 11.7l.9.9M3.4 12.6l.9-.9M11.7 4.3l.9-.9",
    runAll: "M2.5 3.5v9l5.5-4.5zM8.5 3.5v9l5.5-4.5z",
    reset: "M3.5 3v3.5H7M3.7 6.3a5 5 0 1 1-.4 3.2",
    keys: "M2 4.5h12v7H2zM4.5 7h.01M8 7h.01M11.5 7h.01M5 9.5h6",
};

/** @param {{ name: keyof typeof PATHS }} props */
export function Icon({ name }) {
    return (
        <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
            <path d={PATHS[name]} />
        </svg>
    );
}
