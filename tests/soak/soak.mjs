// Mixed load for a while, and what the server makes of it: memory flat, no descriptor more than
// before, the counts of its metrics those of the clients. Prints a table, exits 1 when a bound is
// broken.
//
// In: GRADD_URL and GRADD_ADMIN_URL (tests/serve.sh sets them), SOAK_SECONDS, SOAK_CLIENTS.
import http from "node:http";
import net from "node:net";
import {gzipSync} from "node:zlib";

const seconds = Number(process.env.SOAK_SECONDS ?? 1800);
const clients = Number(process.env.SOAK_CLIENTS ?? 12);
const {hostname, port} = new URL(process.env.GRADD_URL);
const agent = new http.Agent({keepAlive: true, maxSockets: clients});

const counts = new Map(); // of replies that came whole, by status
const kinds = new Map(); // by what was asked
const slowest = {ms: 0, kind: ""};

/** Sends a request and reads its whole reply; gives its status. */
function ask(method, path, body, headers = {}) {
    return new Promise((resolve, reject) => {
        const request = http.request({hostname, port, method, path, headers, agent}, (reply) => {
            reply.on("error", reject);
            reply.on("end", () => resolve(reply.statusCode));
            reply.resume();
        });
        request.on("error", (error) => { // the server may close a connection that idles as we reuse it
            if (request.reusedSocket && error.code === "ECONNRESET")
                resolve(ask(method, path, body, headers));
            else reject(error);
        });
        request.end(body);
    });
}

const post = (path, body, headers) => ask("POST", path, JSON.stringify(body), headers);
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
const lines = {Accept: "application/x-ndjson"};
const long = numbers(20000);
let variant = 0;

/** What clients do, each with how often. */
const load = [
    ["small", 40, () => post("/v1/evaluate", {expr: "(sin(x) + x**2) / log(x)", inputs: {x: 2}})],
    ["varied", 10, () => post("/v1/evaluate", {expr: `x * ${variant++ % 5000}`, inputs: {x: 2}})],
    ["large", 4, () => post("/v1/evaluate", {expr: "(x * x).sum()", inputs: {x: long}})],
    ["jacobian", 2, () => post("/v1/evaluate", {expr: "sin(x) * x.sum()", inputs: {x: numbers(100)},
        jacobians: {}, gradients: false})],
    ["graph", 3, () => post("/v1/evaluate", {program: "y = x * 2\nz = y.sin()", inputs: {x: 1},
        graph: {backward: true}})],
    ["run", 6, () => post("/v1/run", {cells: [{source: training}]})],
    ["stream", 4, () => post("/v1/run", {cells: [{source: "for i in range(50): print(i)"}]}, lines)],
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

async function client(until) {
    while (Date.now() < until) {
        const [name, run] = wheel[Math.floor(Math.random() * wheel.length)];
        const start = Date.now();
        const status = await run();
        const ms = Date.now() - start;
        if (ms > slowest.ms) Object.assign(slowest, {ms, kind: name});
        kinds.set(name, (kinds.get(name) ?? 0) + 1);
        if (status) counts.set(status, (counts.get(status) ?? 0) + 1);
    }
}

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

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const held = (all) => ({
    mib: all.get("process_resident_memory_bytes") / (1 << 20),
    files: all.get("process_open_fds"),
});
const spell = (x) => `${x.mib.toFixed(1).padStart(8)} MiB ${String(x.files).padStart(5)} files`;

/** Runs the load for `s` seconds and tells, now and then, what the server holds. */
async function soak(s, tell) {
    const until = Date.now() + 1000 * s;
    const running = Promise.all(Array.from({length: clients}, () => client(until)));
    const samples = [];
    const every = Math.max(1, s / 30);
    while (Date.now() + 1000 * every < until) {
        await sleep(1000 * every);
        samples.push(held(await metrics()));
        if (tell) console.log(`${String(samples.length).padStart(4)} ${spell(samples.at(-1))}`);
    }
    await running;
    return samples;
}

/** What the server holds once all clients have left. */
async function rest() {
    agent.destroy();
    let all = await metrics();
    for (let i = 0; i < 100; i++, all = await metrics()) {
        let open = 0;
        for (const [name, n] of all) if (name.startsWith('gradd_connections{port="public"')) open += n;
        if (!open) break;
        await sleep(100);
    }
    return all;
}

const failures = [];
const check = (holds, what) => { if (!holds) failures.push(what); };

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
console.log([...kinds].map(([name, n]) => `${name} ${n}`).join(", "));
console.log(`slowest: ${slowest.kind}, ${slowest.ms} ms`);

const half = samples.slice(samples.length / 2);
const mean = (list) => list.reduce((sum, x) => sum + x.mib, 0) / list.length;
const early = half.slice(0, half.length / 2), late = half.slice(half.length / 2);
check(after.mib < 2 * before.mib, `memory grew from ${before.mib} to ${after.mib} MiB`);
if (seconds >= 600)
    check(mean(late) < 1.15 * mean(early), `memory still grows: ${mean(early)} to ${mean(late)} MiB`);
check(after.files <= before.files, `${before.files} files became ${after.files}`);
check(!theirs.get(500), "an internal error");
for (const failure of failures) console.log(`FAILED: ${failure}`);
process.exit(failures.length ? 1 : 0);
