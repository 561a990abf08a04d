// Mixed load for a while, and what the server makes of it: memory flat, no descriptor more than
// before, the counts of its metrics those of the clients: replies by status, streams, lines of
// batches, errors, streams that were left. Prints a table, exits 1 when a bound is broken.
//
// In: GRADD_URL and GRADD_ADMIN_URL (tests/serve.sh sets them), SOAK_SECONDS, SOAK_CLIENTS.
import assert from "node:assert/strict";
import http from "node:http";
import net from "node:net";
import {setTimeout as sleep} from "node:timers/promises";
import {gzipSync} from "node:zlib";

const seconds = Number(process.env.SOAK_SECONDS ?? 1800);
const clients = Number(process.env.SOAK_CLIENTS ?? 12);
const {hostname, port} = new URL(process.env.GRADD_URL);
const agent = new http.Agent({keepAlive: true, maxSockets: clients});

const counts = new Map(); // of replies that came, by status
const seen = {streams: 0, lines: 0, wrong: 0, left: 0}; // lines: of batches, and the wrong ones of them
const kinds = new Map(); // by what was asked
const slowest = {ms: 0, kind: ""};

/** Takes a whole reply, after each piece of which it rests if `pause` ms are given; gives its text. */
async function take(reply, pause) {
    const pieces = [];
    for await (const piece of reply) {
        pieces.push(piece);
        if (pause) await sleep(pause);
    }
    return Buffer.concat(pieces).toString("latin1");
}

/** Goes away in the middle of a reply that has no end of its own: in good order, or by a reset. */
async function leave(reply) {
    if (seen.left++ % 2) reply.socket.resetAndDestroy();
    else reply.destroy();
}

/** Sends a request and reads its whole reply, unless `read` is to take a stream; gives its status. */
function ask(method, path, body, headers = {}, read = take) {
    return new Promise((resolve, reject) => {
        const request = http.request({hostname, port, method, path, headers, agent}, (reply) => {
            const streams = reply.headers["content-type"] === lines.Accept;
            if (streams) seen.streams++;
            (streams ? read : take)(reply).then(() => resolve(reply.statusCode), reject);
        });
        request.on("error", (error) => { // the server may close a connection that idles as we reuse it
            if (request.reusedSocket && error.code === "ECONNRESET")
                resolve(ask(method, path, body, headers, read));
            else reject(error);
        });
        request.end(body);
    });
}

const post = (path, body, headers) => ask("POST", path, JSON.stringify(body), headers);
const lines = {Accept: "application/x-ndjson"};
const numbers = (n) => Array.from({length: n}, (_, i) => i / 7);

/** Sends a text on a socket of its own, byte by byte if `pause` ms are given, and then resets it. */
function abort(text, pause) {
    return new Promise((resolve) => {
        const socket = net.connect(Number(port), hostname);
        const end = () => { socket.resetAndDestroy(); resolve(0); };
        let at = 0;
        const step = () => {
            if (at >= text.length) return end();
            socket.write(text[at++]);
            setTimeout(step, pause);
        };
        socket.on("error", () => resolve(0));
        socket.on("connect", pause ? step : () => socket.write(text, () => setTimeout(end, 5)));
    });
}

const head = (length) =>
    `POST /v1/evaluate HTTP/1.1\r\nHost: a\r\nContent-Length: ${length}\r\n\r\n`;
const training = `import torch
w = torch.zeros(8, requires_grad=True)
o = torch.optim.SGD([w], lr=0.1)
for i in range(40):
    o.zero_grad()
    loss = ((w - torch.arange(8.0)) ** 2).sum()
    loss.backward()
    o.step()
print(loss.item())`;
const hoarding = "a = []\nwhile True: a.append('x' * 90000 + str(len(a)))";
const chatter = "x = torch.ones(100, 100)\nwhile True:\n    print(1)\n    for i in range(9): y = x @ x";
const talk = "for i in range(60): print('x' * 60000)"; // more than a socket holds
const long = numbers(20000);
const variants = 1000;
let variant = 0;

/** Runs a program whose events `read` takes: all of them, or until it leaves. */
const stream = (source, read) =>
    ask("POST", "/v1/run", JSON.stringify({cells: [{source}]}), lines, read);
const whole = (pause) => async (reply) =>
    assert.match(await take(reply, pause), /\n\{"event":"done"\}\n$/);

/** `n` copies of a request and a wrong one in a batch, of which each is answered. */
function batch(n, body, pause) {
    const text = `${JSON.stringify(body)}\n`.repeat(n) + '{"expr": "x +"}\n';
    return ask("POST", "/v1/batch", text, lines, async (reply) => {
        const answers = (await take(reply, pause)).matchAll(/^ *\{"id":\d+,.*?"status":(\d+)/gm);
        assert.deepEqual([...answers].map((answer) => answer[1]), [...Array(n).fill("200"), "422"]);
        seen.lines += n + 1;
        seen.wrong++;
    });
}

/** What clients do, each with how often. */
const load = [
    ["small", 40, () => post("/v1/evaluate", {expr: "(sin(x) + x**2) / log(x)", inputs: {x: 2}})],
    ["varied", 10, () => post("/v1/evaluate", {expr: `x * ${variant++ % variants}`, inputs: {x: 2}})],
    ["large", 4, () => post("/v1/evaluate", {expr: "(x * x).sum()", inputs: {x: long}})],
    ["jacobian", 2, () => post("/v1/evaluate", {expr: "sin(x) * x.sum()", inputs: {x: numbers(100)},
        jacobians: {}, gradients: false})],
    ["graph", 3, () => post("/v1/evaluate", {program: "y = x * 2\nz = y.sin()", inputs: {x: 1},
        graph: {backward: true}})],
    ["run", 6, () => post("/v1/run", {cells: [{source: training}]})],
    ["stream", 4, () => stream("for i in range(50): print(i)", whole())],
    ["slow stream", 1, () => stream(talk, whole(5))],
    ["left stream", 2, () => stream(chatter, leave)],
    ["batch", 4, () => batch(20, {expr: "x * x", inputs: {x: 3}})],
    ["slow batch", 1, () => batch(100, {expr: "torch.arange(3000.0) / 7"}, 5)],
    ["error", 4, () => post("/v1/run", {cells: [{source: "1 / 0"}]})],
    ["deadline", 1, () => post("/v1/run", {cells: [{source: "while True: x = [0] * 1000"}],
        timeout_ms: 100})],
    ["memory", 1, () => post("/v1/run", {cells: [{source: hoarding}]})],
    ["gzip", 4, () => ask("POST", "/v1/evaluate", gzipSync('{"expr": "1 + 1"}'),
        {"Content-Encoding": "gzip", "Accept-Encoding": "gzip"})],
    ["page", 2, () => ask("GET", "/")],
    ["limits", 2, () => ask("GET", "/v1/limits", undefined, {"Accept-Encoding": "gzip"})],
    ["missing", 3, () => ask("GET", "/v1/nothing")],
    ["malformed", 3, () => ask("POST", "/v1/evaluate", '{"expr": 1,}')],
    ["wrong", 3, () => post("/v1/evaluate", {expr: "x +"})],
    ["abort", 4, () => abort(head(1000) + '{"expr": ')],
    ["half a head", 2, () => abort("POST /v1/evaluate HT")],
    ["slow", 1, () => abort(head(40) + '{"expr": "1 + 1"}', 10)],
];
const wheel = load.flatMap(([name, weight, run]) => Array(weight).fill([name, run]));

async function client(goesOn, choose) {
    while (goesOn()) {
        const [name, run] = choose();
        const start = Date.now();
        const status = await run();
        const ms = Date.now() - start;
        if (ms > slowest.ms) Object.assign(slowest, {ms, kind: name});
        kinds.set(name, (kinds.get(name) ?? 0) + 1);
        if (status) counts.set(status, (counts.get(status) ?? 0) + 1);
    }
}

/** All clients until `goesOn` says no; what they do next `choose` says. */
const crowd = (goesOn, choose) =>
    Promise.all(Array.from({length: clients}, () => client(goesOn, choose)));

/** The samples of /metrics: "name{labels}" to number. */
async function metrics() {
    const text = await (await fetch(process.env.GRADD_ADMIN_URL + "/metrics")).text();
    const rows = text.split("\n").filter((row) => row && !row.startsWith("#"));
    return new Map(rows.map((row) => [row.slice(0, row.lastIndexOf(" ")),
        Number(row.slice(row.lastIndexOf(" ") + 1))]));
}

/** Requests of the public port, by status. */
function served(all) {
    const sums = new Map();
    for (const [name, value] of all) {
        const code = /^gradd_requests_total\{.*code="(\d+)"/.exec(name)?.[1];
        if (!code || /route="\/(livez|readyz|metrics)"/.test(name)) continue;
        sums.set(Number(code), (sums.get(Number(code)) ?? 0) + value);
    }
    return sums;
}

/** Of a counter with a label: the sum of its rows in which that fits. */
const sum = (all, rows) => [...all].reduce((n, [name, value]) => n + (rows.test(name) ? value : 0), 0);

const held = (all) => ({
    mib: all.get("process_resident_memory_bytes") / (1 << 20),
    files: all.get("process_open_fds"),
});
const spell = (x) => `${x.mib.toFixed(1).padStart(8)} MiB ${String(x.files).padStart(5)} files`;

/** Runs the load for `s` seconds; gives what the server holds in each, and tells it now and then. */
async function soak(s, tell) {
    const until = Date.now() + 1000 * s;
    const running = crowd(() => Date.now() < until, () => wheel[Math.floor(Math.random() * wheel.length)]);
    const samples = [];
    const told = Math.ceil(s / 30);
    while (Date.now() + 1000 < until) {
        await sleep(1000);
        if (samples.push(held(await metrics())) % told === 0 && tell)
            console.log(`${String(samples.length).padStart(4)} ${spell(samples.at(-1))}`);
    }
    await running;
    return samples;
}

/** What the server holds once all clients have left and it has seen that. */
async function rest() {
    agent.destroy();
    let all = await metrics();
    const busy = /^gradd_connections\{port="public"|^gradd_compute_running/;
    for (let i = 0; i < 100 && sum(all, busy); i++, all = await metrics()) await sleep(100);
    await sleep(1500);
    return metrics();
}

const failures = [];
const check = (holds, what) => { if (!holds) failures.push(what); };

const varied = wheel.find(([name]) => name === "varied");
await crowd(() => variant < 2 * variants, () => varied); // a plan is kept when it comes again
await soak(Math.max(3, Math.min(20, seconds / 10)), false);
const before = held(await rest());
console.log(`   0 ${spell(before)} after warming up`);
const samples = await soak(seconds, true);
const all = await rest();
const after = held(all);
console.log(` end ${spell(after)}`);

const theirs = served(all);
console.log("status  clients   server");
for (const status of [...new Set([...counts.keys(), ...theirs.keys()])].sort()) {
    const mine = counts.get(status) ?? 0, its = theirs.get(status) ?? 0;
    if (!mine && !its) continue;
    console.log(`${status} ${String(mine).padStart(11)} ${String(its).padStart(8)}`);
    check(mine === its, `${status}: ${mine} replies came, the server counts ${its}`);
}
const answered = [...counts].reduce((n, [status, replies]) => n + (status < 400 ? 0 : replies), 0);
const cut = sum(all, /^gradd_requests_total.*code="none"/);
for (const [what, mine, its] of [
    ["streams", seen.streams, all.get("gradd_streams_total")],
    ["lines of batches", seen.lines, all.get("gradd_batch_requests_total")],
    ["errors", answered + seen.wrong + seen.left, sum(all, /^gradd_errors_total/)],
    ["streams left", seen.left, all.get("gradd_requests_broken_off_total") - cut],
]) {
    console.log(`${what.padEnd(16)} ${String(mine).padStart(7)} ${String(its).padStart(8)}`);
    check(mine === its, `${what}: ${mine} for the clients, the server counts ${its}`);
}
console.log([...kinds].map(([name, n]) => `${name} ${n}`).join(", "));
console.log(`slowest: ${slowest.kind}, ${slowest.ms} ms`);

const median = (list) => list.map((x) => x.mib).sort((a, b) => a - b)[list.length >> 1];
const quarter = Math.ceil(samples.length / 4);
const early = median(samples.slice(0, quarter)), late = median(samples.slice(-quarter));
console.log(`median of ${quarter} samples: ${early.toFixed(1)} MiB at first, ${late.toFixed(1)} at last`);
check(after.mib < 2 * before.mib, `memory grew from ${before.mib} to ${after.mib} MiB`);
if (seconds >= 600) check(late < 1.2 * early, `memory grows under load: ${early} to ${late} MiB`);
check(after.files <= before.files, `${before.files} files became ${after.files}`);
check(!theirs.get(500), "an internal error");
for (const failure of failures) console.log(`FAILED: ${failure}`);
process.exit(failures.length ? 1 : 0);
