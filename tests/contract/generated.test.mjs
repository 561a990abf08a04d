// Clients that generators make from the document as it is served: made, compiled, and used against
// the server. They are left in build/contract/.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { ROOT, SERVER } from "./document.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const made = fileURLToPath(new URL("build/contract/generated/", ROOT));
const python = fileURLToPath(new URL("build/contract/venv/bin/", ROOT));
const execute = promisify(execFile);

async function run(command, args, env = {}) {
    const options = { cwd: here, timeout: 240_000, env: { ...process.env, ...env } };
    try {
        const { stdout, stderr } = await execute(command, args, options);
        return stdout + stderr;
    } catch (error) {
        assert.fail(`${command} ${args.join(" ")}: ${error.message}\n${error.stdout}`);
    }
}

const COMPILER = {
    target: "es2022",
    module: "nodenext",
    strict: true,
    noUncheckedIndexedAccess: false,
    skipLibCheck: true,
    types: ["node"],
    rootDir: here,
    outDir: made,
    baseUrl: made,
    paths: { gradd: ["gradd.d.ts"] },
};

/** Lines of JSON are bytes to it; nothing is laid out. */
const GENERATOR = {
    content_type_overrides: { "application/x-ndjson": "application/octet-stream" },
    post_hooks: [],
};

describe("a generated client", { skip: SERVER ? false : "GRADD_URL is not set" }, () => {
    before(async () => {
        rmSync(made, { recursive: true, force: true });
        mkdirSync(made, { recursive: true });
        const reply = await fetch(`${SERVER}/openapi.json`);
        writeFileSync(`${made}openapi.json`, await reply.text());
    });

    test("in TypeScript", async () => {
        const tools = `${here}node_modules/.bin/`;
        await run(`${tools}openapi-typescript`, [`${made}openapi.json`, "-o", `${made}gradd.d.ts`]);
        const files = [`${here}generated.ts`];
        writeFileSync(`${made}tsconfig.json`, JSON.stringify({ compilerOptions: COMPILER, files }));
        writeFileSync(`${made}package.json`, '{"type": "module"}');
        symlinkSync(`${here}node_modules`, `${made}node_modules`);
        await run(`${tools}tsc`, ["-p", made]);
        assert.match(await run("node", [`${made}generated.js`]), /ok/);
    });

    test("in Python", async () => {
        assert.ok(existsSync(python), "build/contract/venv is made by `make test`");
        // The generator's warnings are parts that it has left out.
        writeFileSync(`${made}python.json`, JSON.stringify(GENERATOR));
        const told = await run(`${python}openapi-python-client`, [
            "generate",
            ...["--path", `${made}openapi.json`, "--config", `${made}python.json`],
            ...["--meta", "none", "--output-path", `${made}python/gradd_client`, "--fail-on-warning"],
        ]);
        assert.doesNotMatch(told, /warning/i);
        const path = { PYTHONPATH: `${made}python`, NO_PROXY: "*", PYTHONDONTWRITEBYTECODE: "1" };
        assert.match(await run(`${python}python`, ["generated.py"], path), /ok/);
    });
});
