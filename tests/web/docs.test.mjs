// The page about the interface in a real browser against a running server: nothing comes from another
// host or offends the policy, requests can be tried, clients can be copied.
//
// GRADD_URL is the server's address. GRADD_SCREENSHOTS, if set, is a folder for pictures of the page
// in light and wide, dark and narrow.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, afterEach, before, describe, test } from "node:test";

const require = createRequire(new URL("../../web/package.json", import.meta.url));
const { chromium } = require("playwright-core");

const SERVER = process.env.GRADD_URL;
const SCREENSHOTS = process.env.GRADD_SCREENSHOTS;
const CLIENTS = new URL("../../web/src/docs/clients/", import.meta.url);
const LOADED = 60_000; // for 2 MB of script on a busy machine

let browser;
let page;
let complaints;

async function open(options = {}) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    context.setDefaultTimeout(LOADED);
    page = await context.newPage();
    complaints = [];
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("request", (request) => {
        if (!request.url().startsWith(`${SERVER}/`)) complaints.push(request.url().slice(0, 80));
    });
    await page.goto(`${SERVER}/docs`);
    await page.locator(".opblock").first().waitFor();
}

const code = () => page.locator("#client code");

describe("the page about the interface", { skip: SERVER ? false : "GRADD_URL is not set" }, () => {
    before(async () => {
        browser = await chromium.launch({
            executablePath: "/usr/bin/chromium",
            args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        });
    });
    after(() => browser?.close());
    afterEach(async () => {
        await page.context().close();
        const foreign = complaints.filter((text) => !text.startsWith("data:"));
        assert.deepEqual(foreign, [], "the console is silent, and no other host is asked");
    });

    test("an example of each post is tried", async () => {
        await open();
        const posts = page.locator(".opblock-post");
        const count = await posts.count();
        assert.ok(count >= 2);
        for (let i = 0; i < count; i++) {
            await posts.nth(i).locator(".opblock-summary-control").click();
            await posts.nth(i).getByRole("button", { name: "Execute" }).click();
            const reply = posts.nth(i).locator(".live-responses-table .response");
            await reply.first().waitFor();
            const said = await reply.first().innerText();
            assert.match(said, /^200/);
            assert.match(said, /"outputs"|"cells"/, "the example is understood");
            assert.doesNotMatch(said, /can't parse/);
        }
    });

    test("lines are shown as they came", async () => {
        await open();
        const batch = page.locator("#operations-derivatives-batch");
        await batch.locator(".opblock-summary-control").click();
        const answer = page.waitForResponse(`${SERVER}/v1/batch`);
        await batch.getByRole("button", { name: "Execute" }).click();
        const text = await (await answer).text();
        assert.equal(text.trimEnd().split("\n").length, 2);
        const shown = batch.locator(".live-responses-table .highlight-code .microlight").first();
        await shown.getByText("unexpected EOF").first().waitFor();
        assert.equal(await shown.textContent(), text);
    });

    test("an error is a line, which a key opens", async () => {
        await open();
        const post = page.locator("#operations-derivatives-evaluate");
        await post.locator(".opblock-summary-control").click();
        const fold = post.getByRole("button", { name: /allows no form/ });
        assert.equal(await post.getByText('"/v1/limits#not_acceptable"').count(), 0);
        await fold.focus();
        await page.keyboard.press("Enter");
        await post.getByText('"/v1/limits#not_acceptable"').first().waitFor();
        assert.equal(await fold.getAttribute("aria-expanded"), "true");
        await page.keyboard.press("Enter");
        await post.getByText('"/v1/limits#not_acceptable"').first().waitFor({ state: "detached" });
    });

    test("each client is shown, asks this server, and can be reached by keys", async () => {
        await open();
        const tabs = page.getByRole("tab");
        assert.equal(await tabs.count(), readdirSync(CLIENTS).length);
        await tabs.first().focus();
        for (let i = 0; i < (await tabs.count()); i++) {
            assert.equal(await page.getByRole("tab", { selected: true }).count(), 1);
            const file = await page.locator("#client a").innerText();
            const text = readFileSync(new URL(file, CLIENTS), "utf8");
            const here = text.replaceAll("http://127.0.0.1:8080", SERVER);
            await page.waitForFunction(
                (said) => document.querySelector("#client code").textContent === said,
                here,
            );
            assert.notEqual(text, here);
            await page.keyboard.press("ArrowRight");
        }
    });

    test("a client is copied", async () => {
        await open({ permissions: ["clipboard-read", "clipboard-write"] });
        await page.getByRole("tab", { name: "Python" }).click();
        await code().getByText("urllib").first().waitFor();
        await page.getByRole("button", { name: "Copy", exact: true }).click();
        await page.getByText("Copied").waitFor();
        const copied = await page.evaluate(() => navigator.clipboard.readText());
        assert.equal(copied, await code().textContent());
    });

    for (const [colorScheme, width] of [
        ["light", 1280],
        ["dark", 390],
    ]) {
        test(`${colorScheme}, ${width} wide: in its colours, nothing to hold against it`, async () => {
            await open({ colorScheme, viewport: { width, height: 900 } });
            const post = page.locator(".opblock-post").first();
            await post.locator(".opblock-summary-control").click();
            await post.getByRole("button", { name: "Execute" }).click();
            await post.locator(".live-responses-table").waitFor();
            const dark = await page
                .locator("html")
                .evaluate((element) => element.classList.contains("dark-mode"));
            assert.equal(dark, colorScheme === "dark");
            const name = await page.locator(".opblock-tag a").first().boundingBox();
            const arrow = await page.locator(".opblock-tag .expand-operation").first().boundingBox();
            assert.ok(arrow.x > width / 2 && arrow.y < name.y + name.height, "an arrow is beside it");
            const fold = post.getByRole("button", { name: "The body is not JSON" });
            await fold.click();
            await post.getByText('"/v1/limits#malformed_json"').first().waitFor();
            assert.ok(
                await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth),
                "no sideways scrolling",
            );
            await page.evaluate(readFileSync(require.resolve("axe-core/axe.min.js"), "utf8"));
            const { violations } = await page.evaluate("axe.run()");
            assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes[0].html]), []);
            if (SCREENSHOTS) {
                const path = join(SCREENSHOTS, `docs-${colorScheme}-${width}.png`);
                await page.screenshot({ path });
                await post.scrollIntoViewIfNeeded();
                await page.screenshot({ path: path.replace(".png", "-tried.png") });
            }
        });
    }
});
