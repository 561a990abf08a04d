// Clients that ask without a pause over connections that they keep, check each answer, and tell
// apart how a request can fail:
//   lost   no answer, or one that says no: never right while a replica is left
//   wrong  an answer to something else
//   cut    an answer that broke off after it had begun: nobody can ask again in the client's place
// The last is owed to a replica that died; so is whatever becomes of a request of kind `large`.

import http from "node:http";

/** The kinds of requests: how often they come, what is sent, and whether an answer is right. */
const kinds = {
    small: {
        share: 60,
        make(x) { return ["/v1/evaluate", { expr: "x**2 + 3*x", inputs: { x } }]; },
        right: (answer, x) => answer.outputs.out.data === x * x + 3 * x &&
            answer.gradients.x.data === 2 * x + 3,
    },
    tensor: {
        share: 20,
        make(x) {
            return ["/v1/evaluate", {
                program: "y = sin(x) * x\nout = y.sum()",
                inputs: { x: Array.from({ length: 1000 }, (_, i) => x + i / 8) }, encoding: "flat",
            }];
        },
        right(answer, x) {
            const got = answer.gradients.x.data;
            return got.length === 1000 && got.every((value, i) => {
                const at = x + i / 8;
                return Math.abs(value - (Math.sin(at) + at * Math.cos(at))) < 1e-9 * (1 + at);
            });
        },
    },
    large: { // does not fit in the proxy's buffer
        share: 2,
        make(x) {
            return ["/v1/evaluate", {
                expr: "(x * 2).sum()", outputs: ["out"], encoding: "flat",
                inputs: { x: Array.from({ length: 20000 }, (_, i) => x + i / 8) },
            }];
        },
        right: (answer) => answer.gradients.x.data.length === 20000 &&
            answer.gradients.x.data.every((value) => value === 2),
    },
    run: { // waits for a compute thread and holds it for some milliseconds
        share: 8,
        make(x) {
            return ["/v1/run", { cells: [{ source: `n = 0\nfor i in range(3000):\n    n += i\nn + ${x}` }] }];
        },
        right: (answer, x) => answer.cells[0].value === 4498500 + x,
    },
    stream: {
        share: 5,
        accept: "application/x-ndjson",
        make(x) {
            return ["/v1/run", { cells: [{ source: `for i in range(200):\n    print(i, ${x})` }] }];
        },
        right(lines, x) {
            const text = lines.filter((line) => line.event === "stdout").map((line) => line.text).join("");
            return lines.at(-1).event === "done" && text.endsWith(`199 ${x}\n`);
        },
    },
    get: {
        share: 5,
        make: () => ["/v1/limits", null],
        right: (answer) => answer.limits.length > 10,
    },
};
const draw = Object.entries(kinds).flatMap(([name, kind]) => Array(kind.share).fill(name));

/** @returns {Promise<{status: number, text: string}>} rejected with `begun` if it had begun */
function ask(agent, base, path, body, accept = "application/json") {
    const text = body && JSON.stringify(body);
    const type = { "content-type": "application/json", "content-length": text && Buffer.byteLength(text) };
    return new Promise((resolve, reject) => {
        let begun = false;
        const fail = (error) => reject(Object.assign(error, { begun }));
        const request = http.request(base + path, {
            agent, method: body ? "POST" : "GET", timeout: 30000,
            headers: { accept, ...(body ? type : {}) },
        }, (response) => {
            let got = "";
            begun = true;
            response.setEncoding("utf8").on("data", (part) => { got += part; }).on("error", fail)
                .on("close", () => response.complete ? resolve({ status: response.statusCode, text: got })
                    : fail(new Error("the answer breaks off")));
        });
        request.on("timeout", () => request.destroy(new Error("no answer in 30 s"))).on("error", fail);
        request.end(text || undefined);
    });
}

function isRight(kind, text, x) {
    try {
        const lines = (kind.accept ? text.trim().split("\n") : [text]).map((line) => JSON.parse(line));
        return kind.right(kind.accept ? lines : lines[0], x);
    } catch {
        return false;
    }
}

/** `n` clients, until stop() is awaited, which gives the counts. */
export function startLoad(base, n) {
    const agent = new http.Agent({ keepAlive: true, maxSockets: n });
    const counts = { good: 0, lost: 0, wrong: 0, cut: 0, large: 0, examples: [] };
    let stopped = false;
    const note = (what, name, detail) => {
        counts[what]++;
        if (counts.examples.length < 5) counts.examples.push(`${what} ${name}: ${detail}`);
    };
    const once = async () => {
        const name = draw[Math.floor(Math.random() * draw.length)], kind = kinds[name];
        const x = Math.floor(Math.random() * 1000);
        const failed = (what) => (name === "large" ? "large" : what);
        try {
            const { status, text } = await ask(agent, base, ...kind.make(x), kind.accept);
            if (status !== 200) note(failed("lost"), name, `${status} ${text}`.slice(0, 300));
            else if (!isRight(kind, text, x)) note("wrong", name, text.slice(0, 300));
            else counts.good++;
        } catch (error) {
            note(failed(error.begun ? "cut" : "lost"), name, error.message);
        }
    };
    const client = async () => {
        while (!stopped) await once();
    };
    const clients = Array.from({ length: n }, client);
    return {
        counts,
        async stop() {
            stopped = true;
            await Promise.all(clients);
            agent.destroy();
            return counts;
        },
    };
}
