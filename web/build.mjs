// Builds the page: `node build.mjs OUTDIR` writes the static files that the server embeds.
//
// The notebook is at /, the page about the interface at /docs, its document at /openapi.json.
// Everything is minified and stands alone: no source maps, no inline script or style, no request
// to another host. Names carry no hashes, because the server answers with an ETag.

import { build } from "esbuild";
import { copyFile, cp, mkdir, readFile, writeFile } from "node:fs/promises";
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
        "docs/page": join(source, "docs/page.js"),
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
for (const name of ["index.html", "favicon.svg", "openapi.json", "docs/index.html"]) {
    await copyFile(join(source, name), join(outdir, name));
}
await cp(join(source, "docs/clients"), join(outdir, "docs/clients"), { recursive: true });

// Swagger UI as it is published, with what its licences ask to be passed on.
const swagger = fileURLToPath(new URL("node_modules/swagger-ui-dist/", import.meta.url));
for (const name of ["swagger-ui-bundle.js", "swagger-ui.css"]) {
    await copyFile(join(swagger, name), join(outdir, "docs", name));
}
const terms = ["NOTICE", "LICENSE", "swagger-ui-bundle.js.LICENSE.txt"].map((name) =>
    readFile(join(swagger, name), "utf8"),
);
await writeFile(join(outdir, "docs/swagger-ui.txt"), (await Promise.all(terms)).join("\n"));
