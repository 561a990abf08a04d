// Three replicas behind deploy/haproxy.cfg: a rolling restart under load loses no request, a replica
// that is killed none that can be asked again, a program has its replica, and a client its limits.
//
//   GRADD                another gradd than build/gradd
//   GRADD_SOAK_SECONDS   restarts and kills go on for so long; else each happens once or twice
//
// A machine without haproxy skips this, and says so.

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import http from "node:http";
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { startLoad } from "./load.mjs";

const gradd = process.env.GRADD ?? "build/gradd";
const seconds = Number(process.env.GRADD_SOAK_SECONDS ?? 0);
const config = "deploy/haproxy.cfg";
const path = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` };
const found = spawnSync("haproxy", ["-v"], { env: path }).status === 0;
const skip = found ? false : "haproxy is not installed";

/** Ports that nobody listens on now, below those that the system gives to clients. */
async function freePorts(n) {
    const servers = [];
    while (servers.length < n) {
        const server = createServer().unref();
        server.listen(10000 + Math.floor(Math.random() * 20000), "127.0.0.1");
        if (await Promise.race([once(server, "listening"), once(server, "error")]).catch(() => null)) {
            if (server.listening) servers.push(server);
        }
    }
    const ports = servers.map((server) => server.address().port);
    await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
    return ports;
}

/** Asks until the address answers 200. */
async function ready(url, process) {
    for (const due = Date.now() + 30000; Date.now() < due; await sleep(20)) {
        if ((await fetch(url).catch(() => null))?.status === 200) return;
        assert.equal(process.exitCode, null, `${url}: the process ended`);
    }
    assert.fail(`${url} is not ready`);
}

class Replica {
    constructor(port, admin) {
        Object.assign(this, { port, admin });
    }

    async start() {
        this.process = spawn(gradd, [], {
            stdio: ["ignore", "inherit", "pipe"],
            env: {
                ...process.env, GRADD_LISTEN: `127.0.0.1:${this.port}`,
                GRADD_ADMIN: `127.0.0.1:${this.admin}`, GRADD_DRAIN_MS: "1500",
                GRADD_TRUSTED_PROXIES: "127.0.0.1", GRADD_TIMEOUT_MS: "120000",
            },
        });
        this.log = [];
        createInterface(this.process.stderr).on("line", (line) => this.log.push(line));
        this.ended = once(this.process, "exit");
        await ready(`http://127.0.0.1:${this.admin}/readyz`, this.process);
    }

    /** @returns what it ended with: [code, signal] */
    async end(signal) {
        this.process.kill(signal);
        return this.ended;
    }
}

let replicas, proxy, base, operators;
const log = [];

before(async () => {
    if (skip) return;
    const ports = await freePorts(8);
    replicas = [0, 1, 2].map((i) => new Replica(ports[i], ports[i + 3]));
    const env = { ...path, GRADD_PROXY: `127.0.0.1:${ports[6]}`, GRADD_PROXY_ADMIN: `127.0.0.1:${ports[7]}` };
    replicas.forEach((replica, i) => {
        env[`GRADD_REPLICA_${i + 1}`] = `127.0.0.1:${replica.port}`;
        env[`GRADD_REPLICA_${i + 1}_ADMIN`] = `${replica.admin}`;
    });
    await Promise.all(replicas.map((replica) => replica.start()));
    proxy = spawn("haproxy", ["-db", "-f", config], { env, stdio: ["ignore", "pipe", "pipe"] });
    for (const pipe of [proxy.stdout, proxy.stderr]) createInterface(pipe).on("line", (line) => log.push(line));
    [base, operators] = [`http://127.0.0.1:${ports[6]}`, `http://127.0.0.1:${ports[7]}`];
    await ready(`${operators}/livez`, proxy);
    await ready(`${base}/v1/limits`, proxy);
});

after(async () => {
    proxy?.kill("SIGKILL");
    replicas?.forEach((replica) => replica.process?.kill("SIGKILL"));
});

/** What the proxy counts of each replica. */
async function metric(name) {
    const text = await (await fetch(`${operators}/metrics`)).text();
    return [1, 2, 3].map((i) => Number(text.match(
        new RegExp(`^haproxy_server_${name}\\{proxy="replicas",server="replica${i}"[^}]*\\} (\\d+)`, "m"))[1]));
}

const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);

/** Until the proxy knows that all replicas are up. */
async function allUp() {
    const up = /^haproxy_server_status\{proxy="replicas",server="replica\d",state="UP"\} 1/gm;
    for (const due = Date.now() + 30000; Date.now() < due; await sleep(50)) {
        const text = await (await fetch(`${operators}/metrics`)).text();
        if ([...text.matchAll(up)].length === 3) return;
    }
    assert.fail("the proxy does not see three replicas");
}

async function rollingRestart() {
    for (const replica of replicas) {
        assert.deepEqual(await replica.end("SIGTERM"), [0, null], replica.log.join("\n"));
        await replica.start();
        await allUp();
    }
}

async function kill(replica) {
    assert.deepEqual(await replica.end("SIGKILL"), [null, "SIGKILL"]);
    await sleep(500); // the others have the load alone
    await replica.start();
    await allUp();
}

/** What clients see while `disturb` runs. */
async function underLoad(disturb) {
    const load = startLoad(base, 24);
    try {
        await sleep(500);
        await disturb();
        await sleep(500);
    } finally {
        await load.stop();
    }
    const { examples, ...counts } = load.counts;
    console.log(JSON.stringify(counts));
    const told = JSON.stringify(load.counts, null, 1) + "\n" + log.slice(-20).join("\n");
    assert.ok(counts.good > 100, told);
    assert.equal(counts.lost + counts.wrong, 0, told);
    return { counts, told };
}

/** Again and again as long as the soak lasts, at least `n` times. */
async function repeat(n, act) {
    const due = Date.now() + seconds * 1000 / 2;
    for (let i = 0; i < n || Date.now() < due; i++) await act(i);
}

test("the configuration has no error and no warning", { skip }, () => {
    const checked = spawnSync("haproxy", ["-c", "-dW", "-f", config], { env: path, encoding: "utf8" });
    assert.equal(checked.status, 0, checked.stderr);
});

test("a rolling restart under load loses no request", { skip }, async () => {
    const { counts, told } = await underLoad(() => repeat(1, rollingRestart));
    assert.equal(counts.cut + counts.large, 0, told);
});

test("a killed replica loses no request that can be asked again", { skip }, async () => {
    const was = sum(await metric("retry_warnings_total"));
    await underLoad(() => repeat(3, (i) => kill(replicas[i % 3])));
    assert.ok(sum(await metric("retry_warnings_total")) > was, "no kill hit a request");
});

async function post(body, headers = {}, path = "/v1/evaluate") {
    const answer = await fetch(base + path, {
        method: "POST", body: JSON.stringify(body),
        headers: { "content-type": "application/json", ...headers },
    });
    assert.equal(answer.status, 200, await answer.text());
}

/** How many of `n` requests each replica got. */
async function spread(n, act) {
    const was = await metric("sessions_total");
    for (let i = 0; i < n; i++) await act(i);
    const is = await metric("sessions_total");
    return is.map((count, i) => count - was[i]).sort((a, b) => a - b);
}

test("a program has its replica, and programs are spread", { skip }, async () => {
    await allUp();
    const inputs = { x: 2 };
    // Not all: to the proxy, a replica is busy still when its answer has just reached the client.
    const most = 34;
    for (let p = 0; p < 4; p++) {
        const same = await spread(40, (i) => post({ program: `out = x * ${p + 1}`, inputs: { x: i } }));
        assert.ok(same[2] >= most, `by the program in the body: ${same}`);
    }
    const named = await spread(40, (i) => post({ expr: `x + ${i}`, inputs }, { "Gradd-Program": "mine" }));
    assert.ok(named[2] >= most, `by the header: ${named}`);
    const [least] = await spread(90, (i) => post({ expr: `x + ${i}`, inputs }));
    assert.ok(least >= 10, `programs are spread: the least has ${least} of 90`);
    const [fewest] = await spread(30, () => post({ cells: [{ source: "1 + 1" }] }, {}, "/v1/run"));
    assert.ok(fewest >= 5, `cells go in turn: the least has ${fewest} of 30`);
});

/** Starts a program for a client at an address of its own, whatever it says of itself. */
function run(localAddress, source, headers = {}) {
    const options = { method: "POST", localAddress, headers, agent: false };
    const request = http.request(`${base}/v1/run`, options);
    const status = new Promise((resolve, reject) => {
        request.on("error", reject).on("response", (answer) => {
            answer.resume().on("error", reject).on("end", () => resolve(answer.statusCode));
        });
    });
    request.end(JSON.stringify({ cells: [{ source }] }));
    return { request, status };
}

test("a client that has all it may leaves the others theirs", { skip }, async () => {
    const loop = "n = 0\nfor i in range(100000):\n    n += i";
    let refused = 0, stopped = false;
    // More than three replicas take of one.
    const greedy = Array.from({ length: 120 }, async (_, i) => {
        while (!stopped) {
            const status = await run("127.0.0.2", loop, { "X-Forwarded-For": `192.0.2.${i}` }).status;
            if (status !== 429) assert.equal(status, 200);
            else if (++refused) await sleep(50);
        }
    });
    try {
        for (const due = Date.now() + 30000; refused < 50 && Date.now() < due;) await sleep(20);
        assert.ok(refused >= 50, "no limit holds for a client that names others");
        const modest = Array.from({ length: 12 }, () => run("127.0.0.3", loop).status);
        assert.deepEqual(await Promise.all(modest), Array(12).fill(200));
    } finally {
        stopped = true;
        await Promise.all(greedy);
    }
});

/** How many programs all replicas run. */
async function running() {
    const counts = await Promise.all(replicas.map(async ({ admin }) => {
        const text = await (await fetch(`http://127.0.0.1:${admin}/metrics`)).text();
        return Number(text.match(/^gradd_compute_running (\d+)/m)[1]);
    }));
    return sum(counts);
}

test("what a client has left is not computed", { skip }, async () => {
    const clients = Array.from({ length: 3 }, () => run("127.0.0.2", "while True: torch.ones(1000).sum()"));
    const left = Promise.allSettled(clients.map((client) => client.status));
    for (const due = Date.now() + 15000; await running() < 3; await sleep(20)) assert.ok(Date.now() < due);
    for (const { request } of clients) request.destroy();
    for (const due = Date.now() + 15000; await running(); await sleep(20)) assert.ok(Date.now() < due);
    await left;
});

test("the events of a stream come through as they are made", { skip }, async () => {
    const source = "print(1)\nwhile True:\n    torch.ones(1000).sum()";
    const answer = await fetch(`${base}/v1/run`, {
        method: "POST", headers: { "content-type": "application/json", accept: "application/x-ndjson" },
        body: JSON.stringify({ cells: [{ source }], timeout_ms: 3000 }),
    });
    let text = "", first;
    for await (const part of answer.body) {
        text += Buffer.from(part);
        if (!first && text.includes('"stdout"')) first = Date.now();
    }
    assert.match(text.trim().split("\n").at(-1), /"event": *"error"/);
    assert.ok(Date.now() - first > 500, "the first event came with the last one");
});

test("whom no replica answers, the proxy tells so as a problem", { skip }, async () => {
    await Promise.all(replicas.map((replica) => replica.end("SIGKILL")));
    const answer = await fetch(`${base}/v1/limits`);
    assert.equal(answer.status, 503);
    assert.equal(answer.headers.get("content-type"), "application/problem+json");
    assert.equal((await answer.json()).status, 503);
    await Promise.all(replicas.map((replica) => replica.start()));
    await allUp();
});
