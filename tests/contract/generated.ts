// Uses the types that have been generated from the document: what compiles against them is what the
// server takes and gives.

import assert from "node:assert/strict";
import createClient from "openapi-fetch";
import type { components, paths } from "gradd";

type Tensor = components["schemas"]["Tensor"];
type Value = components["schemas"]["Value"];

const client = createClient<paths>({ baseUrl: process.env.GRADD_URL });

function tensor(value: Value | undefined): Tensor {
    assert.ok(value && typeof value === "object" && !Array.isArray(value));
    return value;
}

const first = await client.POST("/v1/evaluate", {
    body: { expr: "(sin(x) + x**2) / log(x)", inputs: { x: 2 } },
});
assert.equal(tensor(first.data?.outputs.out).data, 7.082619051930361);
assert.equal(first.data?.gradients?.x?.data, 0.06137749482484922);

const second = await client.POST("/v1/evaluate", {
    body: {
        program: [{ assign: "out", value: { op: "sum", args: [{ op: "pow", args: ["w", 3] }] } }],
        inputs: { w: { dtype: "float32", shape: [2], base64: "AACAPwAAAEA=" } },
        hessians: { of: "out", wrt: ["w"] },
        encoding: "flat",
        id: 2,
    },
});
const hessian: Tensor | null | undefined = second.data?.hessians?.w?.w;
assert.deepEqual(hessian?.shape, [2, 2]);
assert.deepEqual(hessian?.data, [6, 0, 0, 12]);
assert.equal(second.data?.id, 2);

const wrong = await client.POST("/v1/evaluate", {
    // @ts-expect-error: the types have no such encoding
    body: { expr: "x", inputs: { x: 1 }, encoding: "falt" },
});
const code: components["schemas"]["Code"] | undefined = wrong.error?.errors?.[0].code;
assert.equal(code, "bad_value");
assert.equal(wrong.error?.errors?.[0].hint, 'did you mean "flat"?');

const cells = [{ source: "x = torch.ones(2)\nprint(x)" }, { id: "sum", source: "x.sum()" }];
const run = await client.POST("/v1/run", { body: { cells, graph: true } });
assert.ok(run.data && typeof run.data !== "string"); // lines of JSON are text
assert.equal(run.data.cells[0].stdout, "tensor([1., 1.])\n");
assert.equal(run.data.cells[1].result, "tensor(2.)");
assert.equal(tensor(run.data.cells[1].value).dtype, "float32");

const stream = await client.POST("/v1/run", {
    body: { cells },
    headers: { Accept: "application/x-ndjson" },
    parseAs: "text",
});
type Event = components["schemas"]["RunEvent"];
const events: Event[] = String(stream.data)
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
assert.deepEqual(events.map(({ event }) => event), ["stdout", "cell", "cell", "done"]);
assert.equal(events[0].event === "stdout" && events[0].text, "tensor([1., 1.])\n");

const questions: components["schemas"]["EvaluateRequest"][] = [
    { expr: "x * x", inputs: { x: 3 }, id: "square" },
    { expr: "x *", inputs: { x: 4 } },
];
const batch = await client.POST("/v1/batch", {
    body: questions.map((question) => JSON.stringify(question)).join("\n"),
    bodySerializer: (lines) => lines,
    headers: { "Content-Type": "application/x-ndjson" },
    parseAs: "text",
});
type Line = components["schemas"]["BatchLine"];
const lines: Line[] = String(batch.data)
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
const [square, failed] = lines;
assert.ok(lines.length === 2 && "outputs" in square && "errors" in failed);
assert.deepEqual([square.id, tensor(square.outputs.out).data], ["square", 9]);
assert.deepEqual([failed.id, failed.status, failed.errors?.[0].code], [1, 422, "syntax"]);

const ops = await client.GET("/v1/ops");
assert.ok(ops.data?.ops.some(({ name }) => name === "matmul"));
const limits = await client.GET("/v1/limits");
assert.ok(limits.data?.limits.some(({ name, value }) => name === "timeout_ms" && value > 0));
console.log("generated TypeScript client: ok");
