// The notebook that a first visitor sees.

import { newCell } from "./notebook.js";

/** @import { Cell } from "./notebook.js" */

/** @type {Partial<Cell>[]} */
const CELLS = [
    {
        title: "A program and its input",
        prose:
            "A program is written as in PyTorch. Its inputs stand below it: `x` is a 2 × 2 matrix. " +
            "The result `y` remembers how it was made: its grad_fn is `AddBackward0`.",
        source: "y = x + 2",
        inputs: [{ name: "x", value: "[[1, 2], [3, 4]]" }],
        startsProgram: true,
    },
    {
        title: "Every step is recorded",
        prose:
            "`z` takes two multiplications, and the last of them is what it remembers: `MulBackward0`. " +
            "The graph shows the whole way from `x`. Choose a node to see where it comes from.",
        source: "z = y * y * 3",
    },
    {
        title: "The gradient",
        prose:
            "The mean is a single number, so it has a gradient. out = ¼ Σ 3 (x + 2)², and therefore " +
            "∂out/∂x = 6 (x + 2) / 4, which is 4.5, 6, 7.5 and 9 here.",
        source: "out = z.mean()",
    },
    {
        title: "The derivative of a function",
        prose:
            "By the quotient rule f′(x) = (cos x + 2x) / ln x − (sin x + x²) / (x ln² x). " +
            "At x = 2 that is 5.1704 − 5.1090 = 0.0614.\n\n" +
            "A well-known tutorial prints 1.4236 here. That number is wrong: it is not the value of " +
            "the formula, and (f(2.001) − f(1.999)) / 0.002 gives 0.0614 too.",
        source: "def f(x):\n    return (sin(x) + x**2) / log(x)\n\nout = f(x)",
        inputs: [{ name: "x", value: "2" }],
        startsProgram: true,
    },
];

/** @returns {Cell[]} */
export function tutorial() {
    return CELLS.map((fields) => newCell(fields));
}
