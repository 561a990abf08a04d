// The page about the interface: Swagger UI over openapi.json, and the clients to copy.

import "./page.css";
import { copyText } from "../clipboard.js";
import { loadTheme } from "../model/storage.js";
import { plugins } from "./swagger.js";

/** Clients by language; the files stand beside this one and are served from docs/. */
const CLIENTS = [
    ["curl", "curl.sh"],
    ["Python", "client.py"],
    ["JavaScript", "client.mjs"],
    ["Go", "client.go"],
    ["Rust", "client.rs"],
    ["Java", "Client.java"],
    ["R", "client.R"],
    ["PHP", "client.php"],
    ["C", "client.c"],
];

/** The server that a client asks unless it is told another one. */
const DEFAULT_SERVER = "http://127.0.0.1:8080";

/** @template {Element} T @param {string} selector @returns {T} */
const find = (selector) => /** @type {T} */ (document.querySelector(selector));

function followTheme() {
    const dark = matchMedia("(prefers-color-scheme: dark)");
    const apply = () => {
        const theme = loadTheme() ?? (dark.matches ? "dark" : "light");
        document.documentElement.dataset.theme = theme;
        document.documentElement.classList.toggle("dark-mode", theme === "dark");
    };
    dark.addEventListener("change", apply);
    apply();
}

/** The text of a client, which asks the server of this page.
 * @param {string} file @returns {Promise<string>} */
async function loadClient(file) {
    const reply = await fetch(`docs/clients/${file}`);
    if (!reply.ok) throw new Error(`${file}: ${reply.status}`);
    const text = await reply.text();
    return text.replaceAll(DEFAULT_SERVER, location.origin);
}

/** @param {HTMLElement} tab @param {string} file */
async function show(tab, file) {
    for (const other of document.querySelectorAll("[role=tab]")) {
        other.setAttribute("aria-selected", String(other === tab));
        /** @type {HTMLElement} */ (other).tabIndex = other === tab ? 0 : -1;
    }
    const panel = /** @type {HTMLElement} */ (find("#client"));
    panel.setAttribute("aria-labelledby", tab.id);
    find("#client [role=status]").textContent = "";
    const link = /** @type {HTMLAnchorElement} */ (find("#client a"));
    link.href = `docs/clients/${file}`;
    link.textContent = file;
    try {
        const text = await loadClient(file);
        if (tab.ariaSelected === "true") find("#client code").textContent = text;
    } catch (error) {
        find("#client [role=status]").textContent = `Cannot be loaded: ${error}`;
    }
}

/** @param {string} name @param {string} file */
function newTab(name, file) {
    const tab = document.createElement("button");
    tab.type = "button";
    tab.id = `tab-${name}`;
    tab.className = "chip";
    tab.textContent = name;
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-controls", "client");
    tab.addEventListener("click", () => show(tab, file));
    return tab;
}

/** The arrow keys go from tab to tab. @param {KeyboardEvent} event */
function moveAmongTabs(event) {
    const steps = new Map([
        ["ArrowLeft", -1],
        ["ArrowRight", 1],
    ]);
    const step = steps.get(event.key);
    if (!step) return;
    const tabs = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[role=tab]")]);
    const at = tabs.findIndex((tab) => tab === document.activeElement);
    const next = tabs[(at + step + tabs.length) % tabs.length];
    next.focus();
    next.click();
    event.preventDefault();
}

function showClients() {
    const list = /** @type {HTMLElement} */ (find("[role=tablist]"));
    list.append(...CLIENTS.map(([name, file]) => newTab(name, file)));
    list.addEventListener("keydown", moveAmongTabs);
    find("#client button").addEventListener("click", async () => {
        const copied = await copyText(find("#client code").textContent ?? "");
        find("#client [role=status]").textContent = copied ? "Copied" : "Copying is not allowed";
    });
    void show(/** @type {HTMLElement} */ (list.firstElementChild), CLIENTS[0][1]);
}

function showInterface() {
    // @ts-expect-error: a global of the other script
    window.SwaggerUIBundle({
        url: "openapi.json",
        dom_id: "#api",
        deepLinking: true,
        defaultModelsExpandDepth: 0,
        displayRequestDuration: true,
        tryItOutEnabled: true,
        plugins,
        syntaxHighlight: { theme: "tomorrow-night" },
        validatorUrl: null, // nothing goes to another host
    });
}

followTheme();
showClients();
showInterface();
