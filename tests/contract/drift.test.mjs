// What the document lists is what the server has, both ways: its endpoints, error codes, statuses and
// element types, and the keys of every object that a request may hold. The sources' own tables are
// read, for the server tells its keys to nobody.

import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { describe, test } from "node:test";
import { ROOT, SERVER, complaints, document, operations, send, source } from "./document.mjs";

const { schemas } = document.components;
const sorted = (names) => [...new Set(names)].sort();
const keysOf = (schema) => Object.keys(schema.properties);
const rows = (file, pattern) => [...source(file).matchAll(pattern)].map(([, ...parts]) => parts);

/** The objects that a request may hold, by the table of their keys in server/wire_*.c. */
const TABLES = {
    "wire_request.c keys": keysOf(schemas.EvaluateRequest),
    "wire_cells.c keys": keysOf(schemas.RunRequest),
    "wire_cells.c cell_keys": keysOf(schemas.Cell),
    "wire_tensor.c tensor_keys": keysOf(schemas.TypedTensor),
    "wire_tree.c call_keys": keysOf(schemas.Call),
    "wire_tree.c statement_keys": keysOf(schemas.Statement),
    "wire_want.c want_keys": ["Derivative", "Jvp", "Vjp", "Hvp"].flatMap((n) => keysOf(schemas[n])),
    "wire_want.c graph_keys": keysOf(schemas.GraphOptions),
};

/** The tables of keys in the sources: {"wire_cells.c keys": ["id", …]}; keys of later are left out. */
function tablesOfKeys() {
    const found = {};
    for (const file of readdirSync(new URL("server/", ROOT)).filter((n) => /^wire.*\.c$/.test(n))) {
        const tables = source(`server/${file}`).matchAll(
            /wire_key (\w+)\[\w*\] = \{(.*?)\};\n/gs,
        );
        for (const [, name, body] of tables) {
            const keys = body.matchAll(/\{(?:\.name = )?"(\w+)"(?!, *read_later)/g);
            const names = [...keys].map(([, key]) => key);
            if (names.length) found[`${file} ${name}`] = names;
        }
    }
    return found;
}

test("the keys of requests", () => {
    const tables = tablesOfKeys();
    assert.deepEqual(sorted(Object.keys(tables)), sorted(Object.keys(TABLES)));
    for (const [table, keys] of Object.entries(tables)) {
        assert.deepEqual(sorted(keys), sorted(TABLES[table]), table);
    }
});

test("the endpoints of the public port", () => {
    const routes = rows("server/routes.def", /^ROUTE\((\w+), *"([^"]+)", *PUBLIC/gm);
    const files = ["GET /docs", "GET /openapi.json"];
    assert.deepEqual(
        sorted(operations.map(({ path, method }) => `${method.toUpperCase()} ${path}`)),
        sorted([...routes.map(([method, path]) => `${method} ${path}`), ...files]),
    );
});

test("the element types", () => {
    const types = rows("engine/tensor/dtype.def", /^DTYPE\(\w+, *"(\w+)"/gm).flat();
    assert.deepEqual(sorted(schemas.Dtype.enum), sorted(types));
});

test("the version", () => {
    const [[version]] = rows("engine/gradd.h", /GD_VERSION "([^"]+)"/g);
    assert.equal(document.info.version, version);
});

test("the classes of warnings", () => {
    const codes = ["engine/prepare.c", "engine/answer.c"].flatMap((file) =>
        rows(file, /(?:preparation_warn\(p, |\.code = )"(\w+)"/g).flat(),
    );
    for (const code of codes) assert.ok(schemas.Warning.properties.code.enum.includes(code), code);
    assert.ok(codes.length >= 2);
});

describe("the server", { skip: SERVER ? false : "GRADD_URL is not set" }, () => {
    const get = async (path) => (await fetch(SERVER + path)).json();

    test("has the error codes and their statuses", async () => {
        const { errors } = await get("/v1/limits");
        assert.deepEqual(sorted(schemas.Code.enum), sorted(errors.map(({ code }) => code)));
        // A path or method that is not described has no place for its answer.
        const statuses = errors.map(({ status }) => status).filter((s) => s !== 404 && s !== 405);
        for (const id of ["/v1/evaluate", "/v1/run"]) {
            const described = Object.keys(document.paths[id].post.responses);
            assert.deepEqual(sorted(described), sorted(["200", ...statuses.map(String)]), id);
        }
    });

    test("answers GETs as described", async () => {
        const ref = (name) => ({ $ref: `#/components/schemas/${name}` });
        assert.deepEqual(complaints(ref("Ops"), await get("/v1/ops")), []);
        assert.deepEqual(complaints(ref("Limits"), await get("/v1/limits")), []);
        for (const { path, operation } of operations.filter(({ method }) => method === "get")) {
            const reply = await fetch(SERVER + path, { headers: { Accept: "*/*" } });
            await reply.text();
            const [type] = Object.keys(operation.responses[200].content);
            assert.equal(reply.status, 200, path);
            assert.equal(reply.headers.get("content-type").split(";")[0], type, path);
            for (const name of Object.keys(operation.responses[200].headers)) {
                assert.ok(reply.headers.get(name), `${path} has ${name}`);
            }
        }
    });

    test("refuses what is not described, and says where", async () => {
        const whole = { expr: "x", inputs: { x: 1 } };
        const bodies = {
            "/wrong": { ...whole, wrong: 1 },
            "/inputs/x/wrong": { ...whole, inputs: { x: { data: 1, wrong: 1 } } },
            "/hessians/wrong": { ...whole, hessians: { wrong: 1 } },
            "/jvp/wrong": { ...whole, jvp: { tangents: { x: 1 }, wrong: 1 } },
            "/graph/wrong": { ...whole, graph: { wrong: 1 } },
            "/expr/wrong": { ...whole, expr: { op: "sin", args: ["x"], wrong: 1 } },
        };
        for (const [place, body] of Object.entries(bodies)) {
            assert.notDeepEqual(complaints({ $ref: "#/components/schemas/EvaluateRequest" }, body), []);
            const reply = await send({
                url: "/v1/evaluate",
                method: "POST",
                body: JSON.stringify(body),
                headers: { "Content-Type": "application/json" },
            });
            const { errors } = await reply.json();
            assert.deepEqual([errors[0].code, errors[0].pointer], ["unknown_key", place]);
        }
    });

    test("names requests, refuses encodings and methods as described", async () => {
        const post = (headers) => {
            const sent = { "Content-Type": "application/json", ...headers };
            return send({ url: "/v1/evaluate", method: "POST", body: '{"expr":"1"}', headers: sent });
        };
        const { maxLength } = document.components.parameters["X-Request-Id"].schema;
        for (const [id, kept] of [
            ["a".repeat(maxLength), true],
            ["a".repeat(maxLength + 1), false],
            ["a b", false],
        ]) {
            const reply = await post({ "X-Request-Id": id });
            assert.equal(reply.headers.get("x-request-id") === id, kept, id);
        }
        const coded = await post({ "Content-Encoding": "br" });
        assert.equal(coded.status, 415);
        for (const name of Object.keys(document.components.responses.MediaType.headers)) {
            assert.ok(coded.headers.get(name), name);
        }
        const wrong = await fetch(`${SERVER}/v1/evaluate`);
        assert.deepEqual([wrong.status, wrong.headers.get("allow")], [405, "POST, OPTIONS"]);
        assert.equal((await fetch(`${SERVER}/v1/nothing`)).status, 404);
    });

    test("answers posts with the headers that are described", async () => {
        for (const { path, operation } of operations.filter(({ method }) => method === "post")) {
            const [type, { examples }] = Object.entries(operation.requestBody.content)[0];
            const { value } = Object.values(examples)[0];
            const body = typeof value === "string" ? value : JSON.stringify(value);
            const reply = await send({
                url: path,
                method: "POST",
                body,
                headers: { "Content-Type": type, "X-Request-Id": "one" },
            });
            await reply.text();
            assert.equal(reply.headers.get("x-request-id"), "one");
            for (const name of Object.keys(operation.responses[200].headers)) {
                assert.ok(reply.headers.get(name), `${path} has ${name}`);
            }
        }
    });
});
