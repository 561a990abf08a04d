// Builds the page: `node build.mjs OUTDIR` writes the static files that the server embeds.
//
// Everything is minified and stands alone: no source maps, no inline script or style, no request
// to another host. Names carry no hashes, because the server answers with an ETag.

import { build } from "esbuild";
import { copyFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const source = fileURLToPath(new URL("src/", import.meta.url));
const outdir = process.argv[2];
if (!outdir) {
    console.error("usage: node build.mjs OUTDIR");
    process.exit(2);
}

await mkdir(outdir, { recursive: true });
await build({
    entryPoints: {
        app: join(source, "main.jsx"),
        layout: join(source, "graph/worker.js"),
    },
    outdir,
    bundle: true,
    minify: true,
    format: "esm",
    target: ["es2022"],
    jsx: "automatic",
    jsxImportSource: "preact",
    legalComments: "none",
    logLevel: "warning",
});
for (const name of ["index.html", "favicon.svg"]) {
    await copyFile(join(source, name), join(outdir, name));
}
