// The software bill of materials of the container image, in SPDX 2.3: `node deploy/sbom.mjs ROOT`.
//
// In: what deploy/rootfs.sh has laid out in ROOT (the entries of dpkg's database and the licences),
// the lockfile of the page, whose packages are bundled into the server, and the server's version.
// Out: ROOT/usr/share/doc/gradd/sbom.spdx.json, and beside it the licences of the page's packages.
//
// A Debian package has many licences, in words of its own: its declared one refers to its copyright
// file, with the names that stand there. SOURCE_DATE_EPOCH, if set, is the time of creation; all else
// depends on what is described alone.

import { createHash } from "node:crypto";
import { cp, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";

const root = process.argv[2];
if (!root) {
    console.error("usage: node deploy/sbom.mjs ROOT");
    process.exit(2);
}
const own = join(root, "usr/share/doc/gradd");

/** What the files of a copyright file are under: licence names, as Debian writes them. */
function licencesOf(copyright) {
    if (!/^Format: /m.test(copyright)) return [];
    const stanzas = copyright.split(/\n\s*\n/).filter((text) => /^Files:/m.test(text));
    const lines = stanzas.flatMap((text) => text.match(/^License: *(.+)$/m)?.[1] ?? []);
    return [...new Set(lines.flatMap((line) => line.split(/ (?:and|or|AND|OR) |, */)))].sort();
}

const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");
const id = (...parts) => `SPDXRef-${parts.join("-").replace(/[^A-Za-z0-9.-]/g, "-")}`;
const locator = (url) => [
    { referenceCategory: "PACKAGE-MANAGER", referenceType: "purl", referenceLocator: url },
];

async function debianPackage(name) {
    const status = await readFile(join(root, "var/lib/dpkg/status.d", name), "utf8");
    const field = (key) => status.match(new RegExp(`^${key}: (.*)$`, "m"))?.[1];
    const version = field("Version");
    return {
        SPDXID: id("deb", name),
        name,
        versionInfo: version,
        supplier: `Person: ${field("Maintainer")}`.replace(/ <(.*)>$/, " ($1)"),
        downloadLocation: "NOASSERTION",
        filesAnalyzed: false,
        licenseConcluded: "NOASSERTION",
        licenseDeclared: `LicenseRef-${name}`,
        copyrightText: "NOASSERTION",
        comment: `Source package: ${field("Source") ?? name}`,
        externalRefs: locator(`pkg:deb/debian/${name}@${encodeURIComponent(version)}` +
            `?arch=${field("Architecture")}&distro=debian-12`),
    };
}

async function debianLicence(name) {
    const path = `/usr/share/doc/${name}/copyright`;
    const licences = licencesOf(await readFile(join(root, path), "utf8"));
    return {
        licenseId: `LicenseRef-${name}`,
        name: `Licences of ${name}`,
        extractedText: `The text is ${path} in the image.`,
        ...(licences.length ? { comment: `Named there: ${licences.join(", ")}` } : {}),
    };
}

async function keepLicence(path, name) {
    const files = (await readdir(path)).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file));
    const to = join(own, "page", name);
    await mkdir(to, { recursive: true });
    for (const file of files) await cp(join(path, file), join(to, basename(file)));
}

async function pagePackage([path, entry]) {
    const name = path.replace(/^.*node_modules\//, "");
    await keepLicence(join("web", path), name);
    const digest = Buffer.from(entry.integrity.replace(/^sha512-/, ""), "base64").toString("hex");
    return {
        SPDXID: id("npm", name, entry.version),
        name,
        versionInfo: entry.version,
        downloadLocation: "NOASSERTION",
        filesAnalyzed: false,
        checksums: [{ algorithm: "SHA512", checksumValue: digest }],
        licenseConcluded: "NOASSERTION",
        licenseDeclared: entry.license ?? "NOASSERTION",
        copyrightText: "NOASSERTION",
        externalRefs: locator(`pkg:npm/${name.replace("@", "%40")}@${entry.version}`),
    };
}

async function server() {
    const header = await readFile("engine/gradd.h", "utf8");
    const version = header.match(/GD_VERSION "(.*)"/)[1];
    const bytes = await readFile(join(root, "usr/local/bin/gradd"));
    return {
        SPDXID: id("gradd"),
        name: "gradd",
        versionInfo: version,
        primaryPackagePurpose: "APPLICATION",
        downloadLocation: "NOASSERTION",
        filesAnalyzed: false,
        checksums: [{ algorithm: "SHA256", checksumValue: sha256(bytes) }],
        licenseConcluded: "NOASSERTION",
        licenseDeclared: "Apache-2.0",
        copyrightText: "NOASSERTION",
    };
}

const lock = JSON.parse(await readFile("web/package-lock.json", "utf8"));
const bundled = Object.entries(lock.packages)
    .filter(([path, entry]) => path && !entry.dev && !entry.optional);
const gradd = await server();
const installed = (await readdir(join(root, "var/lib/dpkg/status.d"))).sort();
const debian = await Promise.all(installed.map(debianPackage));
const page = await Promise.all(bundled.map(pagePackage));
const packages = [gradd, ...debian, ...page];
const epoch = process.env.SOURCE_DATE_EPOCH;
const time = epoch ? new Date(Number(epoch) * 1000) : new Date();
const relate = (from, kind, to) =>
    ({ spdxElementId: from, relationshipType: kind, relatedSpdxElement: to });

await writeFile(join(own, "sbom.spdx.json"), JSON.stringify({
    spdxVersion: "SPDX-2.3",
    dataLicense: "CC0-1.0",
    SPDXID: "SPDXRef-DOCUMENT",
    name: `gradd-${gradd.versionInfo}`,
    documentNamespace: `https://spdx.org/spdxdocs/gradd-${sha256(JSON.stringify(packages))}`,
    creationInfo: {
        created: time.toISOString().replace(/\.\d+Z$/, "Z"),
        creators: ["Tool: deploy/sbom.mjs of gradd"],
    },
    packages,
    hasExtractedLicensingInfos: await Promise.all(installed.map(debianLicence)),
    relationships: [
        relate("SPDXRef-DOCUMENT", "DESCRIBES", gradd.SPDXID),
        ...debian.map((entry) => relate(gradd.SPDXID, "DEPENDS_ON", entry.SPDXID)),
        ...page.map((entry) => relate(gradd.SPDXID, "CONTAINS", entry.SPDXID)),
    ],
}, null, 1) + "\n");
