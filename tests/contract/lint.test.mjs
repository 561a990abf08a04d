// The document against the rules of the specification and of good style.

import { createConfig, lint } from "@redocly/openapi-core";
import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { DOCUMENT, SERVER, source } from "./document.mjs";

test("the document has no faults", async () => {
    const config = await createConfig({
        extends: ["recommended-strict"],
        rules: {
            // Conditions on which keys stand together are lost on the rule's own idea of closed
            // objects; examples.test.mjs closes them and looks.
            "no-invalid-media-type-examples": { severity: "error", allowAdditionalProperties: true },
            "operation-operationId-unique": "error",
            "operation-description": "error",
            "parameter-description": "error",
            "tag-description": "error",
            "no-http-verbs-in-paths": "error",
            "paths-kebab-case": "off", // /openapi.json
        },
    });
    const faults = await lint({ ref: fileURLToPath(DOCUMENT), config });
    assert.deepEqual(
        faults.map(({ ruleId, message, location }) => `${ruleId}: ${message} ${location[0].pointer}`),
        [],
    );
});

test("the server serves it", { skip: SERVER ? false : "GRADD_URL is not set" }, async () => {
    const reply = await fetch(`${SERVER}/openapi.json`);
    assert.equal(reply.status, 200);
    assert.equal(reply.headers.get("content-type"), "application/json");
    assert.equal(await reply.text(), source("web/src/openapi.json"));
});
