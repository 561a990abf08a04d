// Tensors as PyTorch prints them: the rules of torch/_tensor_str.py with its default options.
//
// The text comes in pieces, so that a number whose digits were cut can carry all of them.

/** @typedef {number | boolean | string} Element  NaN and the infinities travel as strings */
/** @typedef {Element | any[]} NestedList  an array holds more of the same */
/** @typedef {{ dtype: string, shape: number[], data: NestedList }} Tensor */
/** @typedef {{ text: string, full?: string, suffix?: boolean }} Piece */
/** @typedef {(value: Element) => Piece} Formatter */

const PRECISION = 4;
const LINE_WIDTH = 80;
const EDGE_ITEMS = 3;
const THRESHOLD = 1000;
/** Printed without its name, as PyTorch does; the service computes in it unless told otherwise. */
const DEFAULT_DTYPE = "float64";
const INDENT = "tensor(".length;
const PRINTED_NON_FINITE = new Map([
    ["NaN", "nan"],
    ["Infinity", "inf"],
    ["-Infinity", "-inf"],
]);

/** @param {unknown} value @returns {value is Tensor} */
export function isTensor(value) {
    return typeof value === "object" && value !== null && "shape" in value && "data" in value;
}

/** @param {number[]} shape */
export function shapeText(shape) {
    return `[${shape.join(", ")}]`;
}

/** @param {number[]} shape */
export function elementCount(shape) {
    return shape.reduce((product, size) => product * size, 1);
}

/**
 * @param {Tensor} tensor
 * @param {{ digits: "short" | "all", gradFn?: string | null }} options
 * @returns {Piece[]}
 */
export function formatTensor(tensor, { digits, gradFn }) {
    const summarise = elementCount(tensor.shape) > THRESHOLD;
    const visible = flatten(summarise ? edges(tensor.data) : tensor.data);
    const format =
        digits === "all" ? exactFormatter(visible) : shortFormatter(visible, tensor.dtype);
    const body =
        elementCount(tensor.shape) === 0
            ? [{ text: "[]" }]
            : list(tensor.data, tensor.shape.length, INDENT, format, summarise);
    return withSuffixes([{ text: "tensor(" }, ...body], suffixes(tensor, gradFn));
}

/** @param {Tensor} tensor @param {string | null} [gradFn] */
function suffixes({ dtype, shape }, gradFn) {
    const all = [];
    const empty = elementCount(shape) === 0;
    // Elements tell integers and booleans from the default type; where there are none, the name does.
    const obvious = empty ? [DEFAULT_DTYPE] : [DEFAULT_DTYPE, "int64", "bool"];
    if (empty && shape.length > 1) all.push(`size=(${shape.join(", ")})`);
    if (!obvious.includes(dtype)) all.push(`dtype=torch.${dtype}`);
    if (gradFn) all.push(`grad_fn=<${gradFn}>`);
    return all;
}

/**
 * A suffix that does not fit its line starts a new one.
 * @param {Piece[]} pieces
 * @param {string[]} texts
 */
function withSuffixes(pieces, texts) {
    const printed = pieces.map((piece) => piece.text).join("");
    let width = printed.length - printed.lastIndexOf("\n") + 1;
    for (const text of texts) {
        const fits = width + text.length + 2 <= LINE_WIDTH;
        pieces.push({ text: (fits ? ", " : ",\n" + " ".repeat(INDENT)) + text, suffix: true });
        width = fits ? width + text.length + 2 : INDENT + text.length;
    }
    return [...pieces, { text: ")" }];
}

/**
 * @param {NestedList} data @param {number} rank @param {number} indent
 * @param {Formatter} format @param {boolean} summarise
 * @returns {Piece[]}
 */
function list(data, rank, indent, format, summarise) {
    if (!Array.isArray(data)) return [format(data)];
    if (rank === 1) return vector(data, indent, format, summarise);
    const gap = { text: "," + "\n".repeat(rank - 1) + " ".repeat(indent + 1) };
    const items = ends(data, summarise).map((item) =>
        item === null ? [{ text: "..." }] : list(item, rank - 1, indent + 1, format, summarise),
    );
    return [{ text: "[" }, ...join(items, gap), { text: "]" }];
}

/**
 * @param {NestedList[]} data @param {number} indent @param {Formatter} format @param {boolean} summarise
 * @returns {Piece[]}
 */
function vector(data, indent, format, summarise) {
    const items = ends(data, summarise).map((item) =>
        item === null ? { text: " ..." } : format(/** @type {Element} */ (item)),
    );
    const width = Math.max(0, ...items.map((item) => item.text.length)) + 2;
    const perLine = Math.max(1, Math.floor((LINE_WIDTH - indent) / width));
    const lines = [];
    for (let i = 0; i < items.length; i += perLine) {
        lines.push(
            join(
                items.slice(i, i + perLine).map((item) => [item]),
                { text: ", " },
            ),
        );
    }
    return [{ text: "[" }, ...join(lines, { text: ",\n" + " ".repeat(indent + 1) }), { text: "]" }];
}

/** @param {Piece[][]} items @param {Piece} gap */
function join(items, gap) {
    return items.flatMap((item, i) => (i === 0 ? item : [gap, ...item]));
}

/**
 * The first and last items with null for what lies between.
 * @template T
 * @param {T[]} items
 * @param {boolean} summarise
 */
function ends(items, summarise) {
    if (!summarise || items.length <= 2 * EDGE_ITEMS) return items;
    return [...items.slice(0, EDGE_ITEMS), null, ...items.slice(-EDGE_ITEMS)];
}

/** @param {NestedList} data @returns {NestedList} */
function edges(data) {
    if (!Array.isArray(data)) return data;
    return ends(data, true)
        .filter((item) => item !== null)
        .map(edges);
}

/** @param {NestedList} data @returns {Element[]} */
export function flatten(data) {
    return Array.isArray(data) ? /** @type {Element[]} */ (data.flat(Infinity)) : [data];
}

/** @param {Element[]} elements @returns {Formatter} */
function exactFormatter(elements) {
    return padded(elements, (value) => ({ text: exactText(value) }));
}

/** @param {Element[]} elements @param {string} dtype @returns {Formatter} */
function shortFormatter(elements, dtype) {
    if (!/^(float|complex|bfloat)/.test(dtype)) return exactFormatter(elements);
    // A float32 travels with the fewest digits that read back; its cut digits are those of its value.
    const exact = dtype === "float32" ? Math.fround : Number;
    const finite = elements
        .filter((v) => typeof v === "number" && v !== 0)
        .map((v) => exact(Number(v)));
    const print = floatPrinter(finite);
    /** @param {Element} value */
    const piece = (value) => {
        if (typeof value !== "number") return { text: exactText(value) };
        const text = print(exact(value));
        return Number(text) === value ? { text } : { text, full: exactText(value) };
    };
    return padded(finite, piece);
}

/** Chooses one notation for all elements. @param {number[]} finite  finite and not zero */
function floatPrinter(finite) {
    let low = Infinity;
    let high = 0;
    for (const value of finite) {
        low = Math.min(low, Math.abs(value));
        high = Math.max(high, Math.abs(value));
    }
    const whole = finite.every(Number.isInteger);
    if (finite.length > 0 && (high / low > 1000 || high > 1e8 || (!whole && low < 1e-4)))
        return scientific;
    return whole ? integral : fixed;
}

/**
 * Pads to the widest of the elements.
 * @param {Element[]} elements
 * @param {Formatter} piece
 * @returns {Formatter}
 */
function padded(elements, piece) {
    const width = elements.reduce(
        (/** @type {number} */ w, v) => Math.max(w, piece(v).text.length),
        1,
    );
    return (value) => {
        const { text, full } = piece(value);
        return { text: text.padStart(width), full };
    };
}

/** @param {Element} value */
function exactText(value) {
    if (typeof value === "boolean") return value ? "True" : "False";
    if (Object.is(value, -0)) return "-0";
    return PRINTED_NON_FINITE.get(String(value)) ?? String(value);
}

/** @param {number} value */
function integral(value) {
    return (Object.is(value, -0) ? "-0" : value.toFixed(0)) + ".";
}

/** @param {number} value */
function fixed(value) {
    return (
        (Object.is(value, -0) ? "-" : "") + halfToEven(value.toFixed(PRECISION), value.toFixed(60))
    );
}

/** @param {number} value */
function scientific(value) {
    const [digits, power] = value.toExponential(PRECISION).split("e");
    const [exact, exactPower] = value.toExponential(60).split("e");
    const rounded = power === exactPower ? halfToEven(digits, exact) : digits;
    const sign = Object.is(value, -0) ? "-" : "";
    return `${sign}${rounded}e${power[0]}${power.slice(1).padStart(2, "0")}`;
}

/**
 * JavaScript rounds an exact half away from zero, C and Python to the even digit.
 * @param {string} rounded  with PRECISION decimals
 * @param {string} exact  with enough decimals to be exact where it is a half
 */
function halfToEven(rounded, exact) {
    const cut = exact.indexOf(".") + 1 + PRECISION;
    const isHalf = /^50*$/.test(exact.slice(cut));
    const kept = exact.slice(0, cut);
    return isHalf && "02468".includes(kept[kept.length - 1]) ? kept : rounded;
}
