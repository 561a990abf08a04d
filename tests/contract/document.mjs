// What the tests of the contract share: the document that the server serves, its parts by reference,
// its examples as exchanges to be made, and a validator of its schemas.
//
// An exchange is a request with the answer that the document promises. A response's example answers
// the example of the same name of the operation's request, or its own `x-request` where that is none
// that a schema allows: {path, headers, body}, each optional. One with a path is a POST there, and
// stands for all operations that share the response.

import Ajv from "ajv/dist/2020.js";
import { readFileSync } from "node:fs";

export const ROOT = new URL("../../", import.meta.url);
export const SERVER = process.env.GRADD_URL ?? "";
export const DOCUMENT = new URL("web/src/openapi.json", ROOT);
export const document = JSON.parse(readFileSync(DOCUMENT, "utf8"));

export const source = (path) => readFileSync(new URL(path, ROOT), "utf8");

/** What a value of the document is, once its references are followed. */
export function follow(value) {
    while (value?.$ref) {
        const steps = value.$ref.slice(2).split("/");
        value = steps.reduce((at, step) => at[step.replace(/~1/g, "/")], document);
    }
    return value;
}

/** Every operation: {path, method, operation}. */
export const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
);

export const operationOf = (id) =>
    operations.find(({ operation }) => operation.operationId === id).operation;

const requestExamples = (operation) =>
    Object.values(operation.requestBody?.content ?? {}).flatMap(({ examples }) =>
        Object.entries(examples ?? {}),
    );

function* responseExamples(operation) {
    for (const [status, response] of Object.entries(operation.responses)) {
        for (const [type, media] of Object.entries(follow(response).content ?? {})) {
            for (const [name, example] of Object.entries(media.examples ?? {})) {
                yield { status: Number(status), type, name, example, schema: media.schema };
            }
        }
    }
}

const asText = (value) => (typeof value === "string" ? value : JSON.stringify(value));

/** The request of an example of a response; undefined if the document has none. */
function requestFor({ path, method, operation }, { type, name, example }) {
    const own = example["x-request"];
    const [, paired] = requestExamples(operation).find(([other]) => other === name) ?? [];
    if (!own && !paired) return undefined;
    const lines = type === "application/x-ndjson" ? type : undefined;
    const sent = Object.keys(operation.requestBody?.content ?? {})[0];
    return {
        url: own?.path ?? path,
        method: own?.path ? "POST" : method.toUpperCase(),
        body: own?.body ?? (paired && asText(paired.value)),
        headers: {
            Accept: lines ?? "application/json",
            ...(sent && { "Content-Type": sent }),
            ...own?.headers,
        },
    };
}

/** Every promise of the document: {title, request, status, type, value, schema}. */
export const exchanges = operations
    .flatMap((at) => [...responseExamples(at.operation)].map((promise) => ({ at, ...promise })))
    .filter(({ example }, i, all) => all.findIndex((other) => other.example === example) === i)
    .map(({ at, ...promise }) => ({
        title: `${at.operation.operationId}: ${promise.name} ${promise.status} ${promise.type}`,
        request: requestFor(at, promise),
        status: promise.status,
        type: promise.type,
        value: promise.example.value,
        schema: promise.schema,
    }));

/** Names of examples of requests that no example of a response answers. */
export const unanswered = operations.flatMap(({ operation }) => {
    const answered = new Set([...responseExamples(operation)].map(({ name }) => name));
    return requestExamples(operation)
        .map(([name]) => `${operation.operationId}: ${name}`)
        .filter((title) => !answered.has(title.split(": ")[1]));
});

export async function send({ url, method, body, headers }) {
    return fetch(SERVER + url, { method, body, headers });
}

/** A schema with every object closed that lists its properties: an answer has no key that is not
 * described. A client may meet more keys in a later version, so the document leaves them open. */
function closed(value) {
    if (Array.isArray(value)) return value.map(closed);
    if (!value || typeof value !== "object") return value;
    const members = Object.entries(value).map(([key, part]) => [key, closed(part)]);
    const copy = Object.fromEntries(members);
    if (value.allOf) {
        copy.allOf = value.allOf.map((part) => closed(follow(part)));
        for (const part of copy.allOf) delete part.additionalProperties;
        copy.unevaluatedProperties = false;
    } else if (value.type === "object" && value.properties) {
        copy.additionalProperties ??= false;
    }
    return copy;
}

const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
ajv.addSchema({ $id: "document", ...closed({ components: document.components }) });

/** The complaints about a value as what a schema, {$ref}, describes. */
export function complaints({ $ref }, value) {
    const valid = ajv.compile({ $ref: `document${$ref}` });
    if (valid(value)) return [];
    return valid.errors.map(({ instancePath, message }) => `${instancePath} ${message}`);
}
