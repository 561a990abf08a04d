// The page prints tensors as PyTorch does. Each row: data, shape, dtype, what PyTorch prints when
// float64 is its default type.

import assert from "node:assert/strict";
import { test } from "node:test";
import { formatTensor } from "../../web/src/model/tensor.js";

const range = (/** @type {number} */ count) => Array.from({ length: count }, (_, i) => i);

/** @type {[string, any, number[], string, string][]} */
const ROWS = [
    [
        "whole numbers",
        [
            [3, 4],
            [5, 6],
        ],
        [2, 2],
        "float64",
        "tensor([[3., 4.],\n        [5., 6.]])",
    ],
    [
        "four decimals",
        [
            [4.5, 6],
            [7.5, 9],
        ],
        [2, 2],
        "float64",
        "tensor([[4.5000, 6.0000],\n        [7.5000, 9.0000]])",
    ],
    ["a scalar", 0.06137749482485241, [], "float64", "tensor(0.0614)"],
    ["exact halves round to even", [0.03125, 0.09375], [2], "float64", "tensor([0.0312, 0.0938])"],
    ["a wide range is scientific", [1e-5, 1], [2], "float64", "tensor([1.0000e-05, 1.0000e+00])"],
    ["signs line up", [-1, 10], [2], "float64", "tensor([-1., 10.])"],
    ["not finite", ["NaN", "-Infinity", 1], [3], "float64", "tensor([nan, -inf, 1.])"],
    ["negative zero", [-0, 1.5], [2], "float64", "tensor([-0.0000, 1.5000])"],
    ["integers", [1, 20], [2], "int64", "tensor([ 1, 20])"],
    ["booleans", [true, false], [2], "bool", "tensor([ True, False])"],
    ["another type is named", [1], [1], "float32", "tensor([1.], dtype=torch.float32)"],
    ["nothing", [], [0], "float64", "tensor([])"],
    ["no integers", [], [0], "int64", "tensor([], dtype=torch.int64)"],
    ["no rows", [[], []], [2, 0], "float64", "tensor([], size=(2, 0))"],
    [
        "a long vector is cut",
        range(1001),
        [1001],
        "int64",
        "tensor([   0,    1,    2,  ...,  998,  999, 1000])",
    ],
    ["planes are apart", [[[1]], [[2]]], [2, 1, 1], "int64", "tensor([[[1]],\n\n        [[2]]])"],
];

for (const [name, data, shape, dtype, printed] of ROWS) {
    test(name, () => {
        const pieces = formatTensor({ data, shape, dtype }, { digits: "short" });
        assert.equal(pieces.map((piece) => piece.text).join(""), printed);
    });
}

test("a cut number keeps all its digits", () => {
    const pieces = formatTensor(
        { data: 7.08261905193, shape: [], dtype: "float64" },
        { digits: "short", gradFn: "DivBackward0" },
    );
    assert.equal(
        pieces.map((piece) => piece.text).join(""),
        "tensor(7.0826, grad_fn=<DivBackward0>)",
    );
    assert.equal(pieces[1].full, "7.08261905193");
});
