// What a request costs, for deploy/capacity.md: `node tests/bench/capacity.mjs` measures build/gradd
// with wrk, on one processor and on all, and prints its tables.
//
// Processor time (µs) for each request is the server's own; it depends less on what else the machine
// does than requests a second do, of which the clients take a share besides. Every figure is the
// median of GRADD_BENCH_ROUNDS (3) rounds of GRADD_BENCH_SECONDS (3) or more. Then, if HAProxy is
// there, many programs through it to three replicas of which none has a cache for all of them: routed
// by program, and in turn (this alone with the argument `routing`).

import { execFileSync, spawn, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { cpus } from "node:os";

const gradd = process.env.GRADD ?? "build/gradd";
const rounds = Number(process.env.GRADD_BENCH_ROUNDS ?? 3);
const seconds = Number(process.env.GRADD_BENCH_SECONDS ?? 3);
const price = 0.04; // of an hour of one core; assumed
const out = "build/bench";
const path = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` };
mkdirSync(out, { recursive: true });

const median = (numbers) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1];
const matrix = (rows, columns) => Array.from({ length: rows }, () =>
    Array.from({ length: columns }, () => Math.fround(Math.random() - 0.5)));
const doubles = (n) => Float64Array.from({ length: n }, () => 2 + Math.random());
const base64 = (numbers) => Buffer.from(numbers.buffer).toString("base64");
const f = "((sin(x) + x**2) / log(x)).sum()";
const tensor = (n) => ({
    expr: f, encoding: "base64",
    inputs: { x: { dtype: "float64", shape: [n], base64: base64(doubles(n)) } },
});
const source = (path) => readFileSync(`tests/bench/${path}`, "utf8");

const point = { expr: "(sin(x) + x**2) / log(x)", inputs: { x: 2 } };
const lines = 1000; // of the batch

/** What is asked: [name, route, body, connections of wrk, requests in one]; 0 connections: it takes so
 *  long that each is waited for. */
const requests = [
    ["value and gradient of f at one point", "/v1/evaluate", point, 32],
    [`the same as a line of ${lines} under \`/v1/batch\``, "/v1/batch",
        `${JSON.stringify(point)}\n`.repeat(lines), 4, lines],
    ["gradient of a small network: 32 samples, 16-32-1, JSON", "/v1/evaluate", {
        program: "h = torch.tanh(X @ W1 + b1)\np = h @ W2 + b2\nloss = ((p - Y) ** 2).mean()",
        inputs: {
            X: matrix(32, 16), Y: matrix(32, 1),
            W1: matrix(16, 32), b1: matrix(1, 32)[0], W2: matrix(32, 1), b2: [0],
        },
        gradients: { of: "loss", wrt: ["W1", "b1", "W2", "b2"] }, dtype: "float32", encoding: "flat",
    }, 32],
    ["tutorial program under `/v1/run`", "/v1/run",
        { cells: [{ source: source("request.py") }] }, 32],
    ["training, 100 steps (xor.py, shortened) under `/v1/run`", "/v1/run",
        { cells: [{ source: source("programs/xor.py").replace("range(1000)", "range(100)") }] }, 0],
    ["f at 1e5 points, JSON", "/v1/evaluate",
        { expr: f, inputs: { x: [...doubles(1e5)] }, encoding: "flat" }, 0],
    ["f at 1e5 points, base64", "/v1/evaluate", tensor(1e5), 0],
    ["f at 1e6 points, base64", "/v1/evaluate", tensor(1e6), 0],
];

/** Starts a program whose log's first line tells its addresses. */
async function start(command, env) {
    const child = spawn(command[0], command.slice(1), {
        env: { ...process.env, GRADD_LISTEN: "127.0.0.1:0", GRADD_ADMIN: "127.0.0.1:0", ...env },
        stdio: ["ignore", "ignore", "pipe"],
    });
    const line = await new Promise((resolve, reject) => {
        createInterface(child.stderr).on("line", resolve).on("close", () => reject(new Error("it ended")));
    });
    return { child, ...JSON.parse(line) };
}

async function stop(server) {
    server.child.kill("SIGKILL");
    await new Promise((done) => server.child.once("exit", done));
}

async function metrics(server) {
    const text = await (await fetch(`http://${server.admin}/metrics`)).text();
    return (name) => Number(text.match(new RegExp(`^${name} (\\S+)`, "m"))[1]);
}

/** Processor seconds of a process. */
function used(pid) {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").replace(/^.*\) /, "").split(" ");
    return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** @returns how many requests a run of wrk made */
async function load(url, connections, duration, script = "tests/bench/request.lua") {
    const flags = ["-t", "1", "-c", `${connections}`, "-d", `${duration}s`, "-s", script];
    const wrk = spawn("wrk", [...flags, url],
        { env: { ...process.env, GRADD_BENCH_BODY: `@${out}/body.json` } });
    let text = "";
    wrk.stdout.on("data", (part) => { text += part; });
    await new Promise((done) => wrk.once("exit", done));
    const [, count, failed] = text.match(/^run\t(\d+)\t(\d+)/m) ?? [];
    if (!(count > 0) || failed > 0) throw new Error(`wrk: ${text}`);
    return { count: Number(count) };
}

/** Asks from as many clients as there are cores, at least thrice each, and waits for all answers. */
async function askEach(url, cores) {
    const body = readFileSync(`${out}/body.json`);
    const headers = { "content-type": "application/json", "accept-encoding": "identity" };
    const due = Date.now() + seconds * 1000;
    let count = 0;
    await Promise.all(Array.from({ length: cores }, async () => {
        for (let i = 0; i < 3 || Date.now() < due; i++, count++) {
            const answer = await fetch(url, { method: "POST", headers, body });
            if (answer.status !== 200) throw new Error(await answer.text());
            await answer.arrayBuffer();
        }
    }));
    return { count };
}

/** Processor time of one request in µs, and the most memory in bytes. */
async function measure(route, connections, cores) {
    const pin = cores === 1 ? ["taskset", "-c", "0"] : [];
    const settings = { GRADD_COMPUTE_THREADS: `${cores}`, GRADD_TIMEOUT_MS: "60000" };
    const server = await start([...pin, gradd], settings);
    const url = `http://${server.listen}${route}`;
    const ask = connections ? () => load(url, connections, seconds) : () => askEach(url, cores);
    await ask();
    const before = (await metrics(server))("process_cpu_seconds_total");
    const { count } = await ask();
    const cost = ((await metrics(server))("process_cpu_seconds_total") - before) * 1e6 / count;
    const status = readFileSync(`/proc/${server.child.pid}/status`, "utf8");
    await stop(server);
    return { cost, peak: Number(status.match(/^VmHWM:\s+(\d+)/m)[1]) * 1024 };
}

const short = (number) => number >= 100 ? Math.round(number).toLocaleString("en") : number.toPrecision(2);

async function table() {
    const all = cpus().length;
    console.log(`| request | bytes in | µs, 1 core | µs, ${all} cores | a second and core | ` +
        "core hours a million | $ a million | peak MiB |");
    console.log("|---|---|---|---|---|---|---|---|");
    for (const [name, route, body, connections, parts = 1] of requests) {
        const text = typeof body === "string" ? body : JSON.stringify(body);
        writeFileSync(`${out}/body.json`, text);
        const one = [], many = [];
        for (let round = 0; round < rounds; round++) {
            one.push(await measure(route, connections, 1));
            many.push(await measure(route, connections, all));
        }
        const of = (list, key) => median(list.map((entry) => entry[key]));
        const cost = of(one, "cost") / parts, hours = cost / 3600;
        console.log(`| ${[name, short(text.length / parts), short(cost), short(of(many, "cost") / parts),
            short(1e6 / cost), hours.toPrecision(2), (hours * price).toPrecision(2),
            Math.round(of(many, "peak") / 2 ** 20)].join(" | ")} |`);
    }
}

/** One way to balance: processor time of all for each request, and the part found in the caches. */
async function balanced(balance) {
    const replicas = [];
    const settings = { GRADD_CACHE_BYTES: "6291456", GRADD_COMPUTE_THREADS: "1" };
    for (let i = 0; i < 3; i++) replicas.push(await start([gradd], settings));
    const port = 20000 + Math.floor(Math.random() * 10000);
    const env = { ...path, GRADD_PROXY: `127.0.0.1:${port}`, GRADD_PROXY_ADMIN: `127.0.0.1:${port + 1}` };
    replicas.forEach((replica, i) => {
        env[`GRADD_REPLICA_${i + 1}`] = replica.listen;
        env[`GRADD_REPLICA_${i + 1}_ADMIN`] = replica.admin.split(":").pop();
    });
    const config = readFileSync("deploy/haproxy.cfg", "utf8").replace("balance hash var(txn.program)", balance);
    writeFileSync(`${out}/haproxy.cfg`, config);
    const proxy = spawn("haproxy", ["-db", "-f", `${out}/haproxy.cfg`], { env, stdio: "ignore" });
    await sleep(1500);
    const url = `http://127.0.0.1:${port}/v1/evaluate`;
    await load(url, 16, 3, "tests/bench/programs.lua");
    const counts = async () => {
        const read = await Promise.all(replicas.map(metrics));
        const sum = (name) => read.reduce((total, get) => total + get(name), 0);
        return [...["process_cpu_seconds_total", "gradd_cache_hits_total", "gradd_cache_misses_total"].map(sum),
            used(proxy.pid)];
    };
    const before = await counts();
    const { count } = await load(url, 16, seconds, "tests/bench/programs.lua");
    const [cpu, hits, misses, proxied] = (await counts()).map((value, i) => value - before[i]);
    proxy.kill("SIGKILL");
    await Promise.all(replicas.map(stop));
    return { cost: cpu * 1e6 / count, hits: hits / (hits + misses), proxied: proxied * 1e6 / count };
}

async function routing() {
    console.log("\n| replicas chosen | found in the cache | µs of a replica | µs of HAProxy |");
    console.log("|---|---|---|---|");
    const ways = { "by program": "balance hash var(txn.program)", "in turn": "balance roundrobin" };
    for (const [name, balance] of Object.entries(ways)) {
        const all = [];
        for (let round = 0; round < rounds; round++) all.push(await balanced(balance));
        const of = (key) => median(all.map((entry) => entry[key]));
        const found = (100 * of("hits")).toFixed(0);
        console.log(`| ${name} | ${found} % | ${short(of("cost"))} | ${short(of("proxied"))} |`);
    }
}

const version = execFileSync(gradd, ["--version"], { encoding: "utf8" }).trim();
console.log(`${new Date().toISOString().slice(0, 10)}; ${cpus()[0].model}; ${cpus().length} processors; ` +
    `${version}; median of ${rounds} rounds of ${seconds} s\n`);
if (process.argv[2] !== "routing") await table();
if (spawnSync("haproxy", ["-v"], { env: path }).status === 0) await routing();
else console.log("\nno haproxy: routing is not measured");
