// Value and derivative of a formula at a point: node client.mjs "x**2 / log(x)" 2
// GRADD_URL: the server; GRADD_TOKEN: a token, where it asks for one. In a page, leave out the
// lines with `process`; the server lists the page's origin in --cors-origin.

const { GRADD_URL = "http://127.0.0.1:8080", GRADD_TOKEN } = process.env;
const [expr = "(sin(x) + x**2) / log(x)", x = "2"] = process.argv.slice(2);

/** Posts a question such as {expr: "x*y", inputs: {x: 2, y: 3}}; throws the problem of a refusal. */
async function evaluate(question) {
    const reply = await fetch(`${GRADD_URL}/v1/evaluate`, {
        method: "POST",
        headers: {
            "Content-Type": "application/json",
            ...(GRADD_TOKEN && { Authorization: `Bearer ${GRADD_TOKEN}` }),
        },
        body: JSON.stringify(question),
        signal: AbortSignal.timeout(30_000),
    });
    const answer = await reply.json();
    if (!reply.ok) throw answer;
    return answer;
}

/** The numbers of a tensor as text; what is no tensor is itself, null is "none". */
const text = (value) => (value == null ? "none" : JSON.stringify(value.data ?? value));

try {
    const answer = await evaluate({ expr, inputs: { x: Number(x) } });
    console.log("value   ", text(answer.outputs.out));
    console.log("gradient", text(answer.gradients?.x));
} catch (problem) {
    console.error("error   ", problem.detail ?? problem.cause?.message ?? problem.message);
    console.error("hint    ", problem.errors?.[0].hint ?? "");
    process.exitCode = 1;
}
