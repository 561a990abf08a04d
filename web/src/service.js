// The calls of the service that the page makes. They never throw, except when aborted.

import { outcomeOf } from "./model/answer.js";

/** @import { Answer, Problem } from "./model/answer.js" */
/** @import { Request } from "./model/program.js" */

/**
 * @typedef {object} Operator
 * @property {string} name
 * @property {string} [signature]
 * @property {string} [documentation]
 * @property {string} [convention]
 */

const TOKEN = "gradd.token";
const JSON_TYPES = /^application\/(problem\+)?json/;

let token = "";
try {
    token = sessionStorage.getItem(TOKEN) ?? "";
} catch {
    // Forbidden: it is asked for again.
}

/** What the server is told from now on about who asks. @param {string} text */
export function setToken(text) {
    token = text;
    try {
        sessionStorage.setItem(TOKEN, text);
    } catch {
        return;
    }
}

/** @returns {Record<string, string>} */
function headers() {
    const types = { "Content-Type": "application/json", Accept: "application/json" };
    return token ? { ...types, Authorization: `Bearer ${token}` } : types;
}

/**
 * @param {Request} request @param {AbortSignal} signal
 * @returns {Promise<{ answer: Answer } | { problem: Problem, answer?: Answer }>}
 */
export async function ask({ path, body }, signal) {
    let response;
    let text;
    try {
        response = await fetch(path, {
            method: "POST",
            headers: headers(),
            body: JSON.stringify(body),
            signal,
        });
        text = await response.text();
    } catch (error) {
        if (signal.aborted) throw error;
        return { problem: unreachable() };
    }
    const reply = JSON_TYPES.test(response.headers.get("Content-Type") ?? "") ? parse(text) : null;
    if (reply && response.ok) return path === "v1/run" ? outcomeOf(reply) : { answer: reply };
    if (reply?.title) return { problem: reply };
    return { problem: unexpected(response) };
}

/** @param {string} text */
function parse(text) {
    try {
        return JSON.parse(text);
    } catch {
        return null;
    }
}

/** @returns {Problem} */
function unreachable() {
    return {
        title: "The server cannot be reached",
        detail: "Nothing was lost. Check that gradd is running, then run the cell again.",
    };
}

/** @param {Response} response @returns {Problem} */
function unexpected({ status, statusText }) {
    return {
        title: "The server gave an answer that this page cannot read",
        detail: `HTTP ${status} ${statusText}`.trim(),
        status,
    };
}

/** The catalogue for completion; the page works without it. @returns {Promise<Operator[]>} */
export async function operators() {
    try {
        const response = await fetch("v1/ops", { headers: { Accept: "application/json" } });
        const { ops } = await response.json();
        return Array.isArray(ops) ? ops.filter((op) => typeof op?.name === "string") : [];
    } catch {
        return [];
    }
}
