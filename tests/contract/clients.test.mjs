// The clients to copy, each by its own interpreter or compiler where that is on the machine: they give
// the README's value and gradient to the last digit, tell what is no number as it is, and say what the
// server holds against a request, or that there is none.

import assert from "node:assert/strict";
import { execFile, spawnSync } from "node:child_process";
import { mkdirSync, readdirSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { ROOT, SERVER } from "./document.mjs";

const run = promisify(execFile);
const folder = fileURLToPath(new URL("web/src/docs/clients/", ROOT));
const made = fileURLToPath(new URL("build/contract/clients/", ROOT));

/** By file: how it is run; what is to be made first; a command that fails where something lacks. */
const CLIENTS = {
    "curl.sh": { run: ["sh", "curl.sh"], needs: ["curl", "--version"] },
    "client.py": { run: ["python3", "client.py"] },
    "client.mjs": { run: ["node", "client.mjs"] },
    "client.go": { run: ["go", "run", "client.go"], needs: ["go", "version"] },
    "client.rs": {
        make: ["rustc", "--edition=2021", "-Dwarnings", "-o", `${made}rust`, "client.rs"],
        run: [`${made}rust`],
    },
    "Client.java": { run: ["java", "Client.java"] },
    "client.R": {
        run: ["Rscript", "client.R"],
        needs: ["Rscript", "-e", "library(curl); library(jsonlite)"],
    },
    "client.php": { run: ["php", "client.php"] },
    "client.c": {
        make: ["cc", "-Wall", "-Wextra", "-Werror", "-o", `${made}c`, "client.c", "-lcurl", "-ljansson"],
        run: [`${made}c`],
    },
};

/** An address where no server is: a port that is reserved. */
const NOBODY = "http://127.0.0.1:29";

const options = {
    cwd: folder,
    timeout: 120_000,
    env: { ...process.env, GRADD_URL: SERVER, GOCACHE: `${made}go`, NO_PROXY: "*", no_proxy: "*" },
};

function isThere({ needs, make, run: command }) {
    const [name, ...args] = needs ?? [(make ?? command)[0], "--version"];
    return spawnSync(name, args, { timeout: 60_000 }).status === 0;
}

const present = Object.keys(CLIENTS).filter((file) => isThere(CLIENTS[file]));
const missing = Object.keys(CLIENTS).filter((file) => !present.includes(file));

/** Runs a client; an object among the arguments is environment. */
async function start(file, ...args) {
    const [command, ...first] = CLIENTS[file].run;
    const words = args.filter((arg) => typeof arg === "string");
    const env = Object.assign({}, options.env, ...args.filter((arg) => typeof arg === "object"));
    return run(command, [...first, ...words], { ...options, env });
}

/** The words after a label at the beginning of a line. */
const labelled = (text, label) => text.match(new RegExp(`^${label} +(.*?) *$`, "m"))?.[1];

test("each client is known here", () => {
    assert.deepEqual(readdirSync(folder).sort(), Object.keys(CLIENTS).sort());
});

describe("clients", { skip: SERVER ? false : "GRADD_URL is not set" }, () => {
    before(() => mkdirSync(made, { recursive: true }));
    after(() => {
        const lacking = missing.length ? ` (not on this machine: ${missing.join(", ")})` : "";
        console.log(`clients run: ${present.length} of ${Object.keys(CLIENTS).length}${lacking}`);
    });

    for (const file of present) {
        test(file, async () => {
            const { make } = CLIENTS[file];
            if (make) await run(make[0], make.slice(1), options);

            const { stdout } = await start(file);
            assert.equal(Number(labelled(stdout, "value")), 7.082619051930361, stdout);
            assert.equal(Number(labelled(stdout, "gradient")), 0.06137749482484922, stdout);

            const other = await start(file, "x**2 + 'a\"b\\n'.count('a')", "-1.5");
            assert.equal(Number(labelled(other.stdout, "value")), 3.25, other.stdout);
            assert.equal(Number(labelled(other.stdout, "gradient")), -3, other.stdout);

            const exact = await start(file, "x", "0.30000000000000004");
            assert.equal(labelled(exact.stdout, "value"), "0.30000000000000004", exact.stdout);

            const several = await start(file, "log(x) * ones(2)", "0");
            assert.match(labelled(several.stdout, "value"), /-Infinity\W+-Infinity/);
            assert.match(labelled(several.stdout, "gradient"), /^none$/i, "none of two elements");

            const number = await start(file, "3");
            assert.equal(labelled(number.stdout, "value"), "3", "what is no tensor");

            await assert.rejects(start(file, "sine(x)"), ({ code, stderr }) => {
                assert.equal(code, 1, stderr);
                assert.equal(labelled(stderr, "error"), "name 'sine' is not defined", stderr);
                assert.equal(labelled(stderr, "hint"), "did you mean 'sin'?", stderr);
                return true;
            });

            await assert.rejects(start(file, { GRADD_URL: NOBODY }), ({ code, stderr }) => {
                assert.equal(code, 1, stderr);
                assert.match(stderr, /refused|connect/i);
                assert.doesNotMatch(stderr, /Traceback|panicked|\bat .*:\d+/);
                return true;
            });
        });
    }
});
