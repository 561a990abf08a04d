// Ten thousand clients at once: all connect and stay, each asks a few times, every request is
// answered. Prints how long it took, exits 1 when an answer is wrong or does not come.
//
// In: GRADD_URL, of a server that allows as many connections, and SOAK_CROWD.
import net from "node:net";

const many = Number(process.env.SOAK_CROWD ?? 10000), rounds = 3;
const {hostname, port} = new URL(process.env.GRADD_URL);
const body = '{"expr": "x * 2", "inputs": {"x": 3}}';
const request = `POST /v1/evaluate HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
const statuses = new Map();

/** A connection that is open. */
function join() {
    return new Promise((resolve, reject) => {
        const socket = net.connect(Number(port), hostname, () => resolve(socket));
        socket.setNoDelay(true);
        socket.setEncoding("latin1");
        socket.once("error", reject);
    });
}

/** Asks once and waits for the whole answer; gives its status. */
function ask(socket) {
    return new Promise((resolve, reject) => {
        let text = "";
        const take = (piece) => {
            text += piece;
            const end = text.indexOf("\r\n\r\n");
            const length = Number(/content-length: (\d+)/i.exec(text)?.[1]);
            if (end < 0 || text.length < end + 4 + length) return;
            socket.off("data", take);
            const status = text.slice(9, 12);
            resolve(status !== "200" || text.includes('"data":6') ? status : "wrong");
        };
        socket.on("data", take);
        socket.once("close", () => reject(new Error("closed by the server")));
        socket.write(request);
    });
}

const start = Date.now();
const sockets = [];
for (let i = 0; i < many; i++) sockets.push(await join());
console.log(`${many} connections after ${Date.now() - start} ms`);
for (let round = 1; round <= rounds; round++) {
    const began = Date.now();
    for (const status of await Promise.all(sockets.map(ask)))
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
    console.log(`round ${round}: all answered after ${Date.now() - began} ms`);
}
console.log([...statuses].map(([status, n]) => `${status}: ${n}`).join(", "));
for (const socket of sockets) socket.removeAllListeners("close").destroy();
process.exit(statuses.get("200") === many * rounds ? 0 : 1);
