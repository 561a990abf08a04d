// Cells become one program and its inputs, and places in the program lead back to cells.

import assert from "node:assert/strict";
import { test } from "node:test";
import { newCell } from "../../web/src/model/notebook.js";
import { locate, readValue, requestFor, rowFault } from "../../web/src/model/program.js";

const cells = [
    newCell({ id: "a", source: "old = 1" }),
    newCell({
        id: "b",
        source: "y = x\n\n",
        startsProgram: true,
        inputs: [{ name: "x", value: "1" }],
    }),
    newCell({
        id: "c",
        source: "z = y",
        inputs: [
            { name: "x", value: "[2.]" },
            { name: "", value: "" },
        ],
    }),
    newCell({ id: "d", source: "never = z" }),
];

test("a run sends the cells from the last cut, and the last value of an input", () => {
    const { body, faults } = requestFor(cells, "c");
    assert.deepEqual(faults, []);
    assert.equal(body.program, "y = x\n\n\nz = y");
    assert.deepEqual(body.inputs, { x: [2] });
});

test("a line of the program lies in one cell", () => {
    const { program } = requestFor(cells, "c");
    const span = (line, end_line) => ({ line, column: 1, end_line, end_column: 2 });
    assert.equal(locate(program, span(3, 3)).cellId, "b");
    assert.deepEqual(locate(program, span(4, 4)), { cellId: "c", span: span(1, 1) });
    assert.equal(locate(program, span(1, 4)).span.end_line, 3);
    assert.equal(locate(program, {}), null);
});

test("values are JSON, or as Python writes them", () => {
    for (const [text, value] of [
        [
            "[[1, 2], [3, 4]]",
            [
                [1, 2],
                [3, 4],
            ],
        ],
        ["[1., .5, -2.5e3,]", [1, 0.5, -2500]],
        ["torch.tensor((1, 2))", [1, 2]],
        ["[nan, -inf, inf]", ["NaN", "-Infinity", "Infinity"]],
        ["[True, False]", [true, false]],
    ]) {
        assert.deepEqual(readValue(text), value, text);
    }
});

test("a row that cannot be sent says why", () => {
    assert.equal(rowFault({ name: "θ_1", value: "3" }), null);
    assert.match(rowFault({ name: "2x", value: "3" }), /name/);
    assert.match(rowFault({ name: "x", value: "[1" }), /Not a value/);
});
