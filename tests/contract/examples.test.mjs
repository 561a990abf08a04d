// Every example of the document is sent, and answered as the document says, to the last digit. Both
// are what their schemas describe, and nothing more.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
    SERVER, complaints, exchanges, follow, operations, send, unanswered,
} from "./document.mjs";

const LINES = "application/x-ndjson";

/** Text without what differs from one time to the next: durations, and a stream's signs of life. */
const steady = (text) =>
    text
        .replace(/\{"event": ?"heartbeat"\}\n/g, "")
        .replace(/("elapsed_us": ?)\d+/g, "$10");

const values = (text) => text.trimEnd().split("\n").map((line) => JSON.parse(line));

test("each example of a request has its answer, and each of an answer its request", () => {
    assert.deepEqual(unanswered, []);
    const asked = exchanges.filter(({ request }) => request);
    assert.deepEqual(exchanges.filter((e) => !asked.includes(e)).map(({ title }) => title), []);
    assert.ok(asked.length >= 25, `${asked.length} are few`);
});

test("the examples of requests are what their schemas allow", () => {
    for (const { operation } of operations) {
        for (const [type, media] of Object.entries(operation.requestBody?.content ?? {})) {
            const schema = type === LINES ? follow(media.schema).contentSchema : media.schema;
            for (const [name, { value }] of Object.entries(media.examples)) {
                for (const part of type === LINES ? values(value) : [value]) {
                    assert.deepEqual(complaints(schema, part), [], name);
                }
            }
        }
    }
});

describe("examples", { skip: SERVER ? false : "GRADD_URL is not set" }, () => {
    for (const { title, request, status, type, value, schema } of exchanges) {
        test(title, async () => {
            const reply = await send(request);
            const text = await reply.text();
            assert.equal(reply.status, status, text);
            assert.equal(reply.headers.get("content-type"), type);
            const said = type === LINES ? value : JSON.stringify(value);
            assert.deepEqual(values(steady(text)), values(steady(said)));
            const part = type === LINES ? follow(schema).contentSchema : schema;
            for (const answer of values(text)) assert.deepEqual(complaints(part, answer), []);
        });
    }
});
