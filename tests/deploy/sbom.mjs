// Checks the bill of materials of an image: `node tests/deploy/sbom.mjs ROOT`. It must name every
// package of Debian that a file came from and every package of the page, with version, licence and
// an address by which scanners know it, and the image must hold the text of each licence.

import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const root = process.argv[2];
const read = (path) => readFileSync(join(root, path), "utf8");
const sbom = JSON.parse(read("usr/share/doc/gradd/sbom.spdx.json"));
assert.equal(sbom.spdxVersion, "SPDX-2.3");

const byAddress = new Map();
for (const entry of sbom.packages) {
    assert.ok(entry.versionInfo, `${entry.name} has no version`);
    assert.notEqual(entry.licenseDeclared, "NOASSERTION", `${entry.name} has no licence`);
    for (const { referenceLocator } of entry.externalRefs ?? []) {
        byAddress.set(referenceLocator.replace(/@[^@]*$/, ""), entry);
    }
}
const texts = new Set(sbom.hasExtractedLicensingInfos.map((info) => info.licenseId));
for (const name of readdirSync(join(root, "var/lib/dpkg/status.d"))) {
    const entry = byAddress.get(`pkg:deb/debian/${name}`);
    assert.ok(entry, `${name} is not listed`);
    assert.ok(texts.has(entry.licenseDeclared), `the licence of ${name} is not explained`);
    assert.match(read(`var/lib/dpkg/status.d/${name}`), /^Status: install ok installed$/m);
    assert.ok(read(`usr/share/doc/${name}/copyright`).length > 200, `${name}: no licence`);
}
for (const name of ["libc6", "libmicrohttpd12", "libjansson4"]) {
    assert.ok(byAddress.has(`pkg:deb/debian/${name}`), `${name} is not listed`);
}
const page = JSON.parse(readFileSync("web/package.json", "utf8"));
for (const [name, version] of Object.entries(page.dependencies)) {
    assert.equal(byAddress.get(`pkg:npm/${name.replace("@", "%40")}`)?.versionInfo, version);
}
for (const entry of sbom.packages.filter(({ SPDXID }) => SPDXID.startsWith("SPDXRef-npm-"))) {
    const folder = join(root, "usr/share/doc/gradd/page", entry.name);
    assert.ok(existsSync(folder) && readdirSync(folder).length, `${entry.name}: no licence text`);
}
assert.ok(sbom.relationships.every(({ relatedSpdxElement }) =>
    sbom.packages.some(({ SPDXID }) => SPDXID === relatedSpdxElement)));
console.log(`bill of materials: ${sbom.packages.length} packages`);
