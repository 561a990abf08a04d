// The notebook in a real browser against a running server.
//
// GRADD_URL is the server's address. GRADD_SCREENSHOTS, if set, is a folder for pictures of the page
// in light and dark, wide and narrow.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";

const require = createRequire(new URL("../../web/package.json", import.meta.url));
const { chromium } = require("playwright-core");

const URL_OF_PAGE = process.env.GRADD_URL;
const SCREENSHOTS = process.env.GRADD_SCREENSHOTS;
const QUIET_BROWSER = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];
/** A failed request is what some tests ask for, and the browser reports it on the console. */
const EXPECTED_COMPLAINT =
    /^Failed to load resource: (the server responded with a status of (401|422)|net::ERR_)/;

let browser;
let axe;
let page;
let complaints;

async function open(options = {}) {
    const context = await browser.newContext({
        viewport: { width: 1280, height: 900 },
        colorScheme: "light",
        ...options,
    });
    page = await context.newPage();
    complaints = [];
    page.on("console", (message) => {
        const bad =
            ["error", "warning"].includes(message.type()) &&
            !EXPECTED_COMPLAINT.test(message.text());
        if (bad) complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(String(error)));
    await page.goto(URL_OF_PAGE);
    await page.locator(".cm-content").first().waitFor();
}

const cell = (number) => page.locator("section.cell").nth(number - 1);
const result = (number) => cell(number).locator(".result");
const editor = (number) => cell(number).locator(".cm-content");
const status = () => page.locator("[role=status]");
const entry = (number, name) => result(number).getByRole("group", { name, exact: true });

async function runAll() {
    await page.getByRole("button", { name: "Run all" }).click();
    await page.getByText("All 4 cells have run").waitFor({ state: "attached" });
    await result(4).locator(".node").first().waitFor();
}

/** Replaces the code of a cell. */
async function write(number, source) {
    await editor(number).click();
    await page.keyboard.press("Control+a");
    await page.keyboard.insertText(source);
}

async function violations() {
    // A string, because a strict policy allows no script tag.
    await page.evaluate(axe);
    const { violations: found } = await page.evaluate("axe.run()");
    return found.map(
        ({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`,
    );
}

describe("the notebook", { skip: URL_OF_PAGE ? false : "GRADD_URL is not set" }, () => {
    before(async () => {
        browser = await chromium.launch({
            executablePath: "/usr/bin/chromium",
            args: QUIET_BROWSER,
        });
        axe = await readFile(require.resolve("axe-core/axe.min.js"), "utf8");
    });
    after(() => browser?.close());
    beforeEach(() => open());
    afterEach(async () => {
        await page.context().close();
        assert.deepEqual(complaints, [], "the console stays silent");
    });

    test("the tutorial's values, gradients and grad_fn names", async () => {
        await runAll();
        assert.match(
            await entry(1, "y").innerText(),
            /tensor\(\[\[3\., 4\.\],\s+\[5\., 6\.\]\], grad_fn=<AddBackward0>\)/,
        );
        assert.match(
            await entry(2, "z").innerText(),
            /\[ 27\.,  48\.\],\s+\[ 75\., 108\.\].*grad_fn=<MulBackward0>/s,
        );
        assert.match(
            await entry(3, "out").innerText(),
            /tensor\(64\.5000, grad_fn=<MeanBackward0>\)/,
        );
        const gradient = entry(3, "Gradient of out with respect to x");
        assert.match(await gradient.innerText(), /\[4\.5000, 6\.0000\],\s+\[7\.5000, 9\.0000\]/);
    });

    test("the derivative of the quotient is the right number", async () => {
        await runAll();
        const gradient = entry(4, "Gradient of out with respect to x");
        assert.equal(await gradient.innerText(), "tensor(0.0614)");
        assert.doesNotMatch(await result(4).innerText(), /1\.4236/);
        await result(4).getByRole("button", { name: "all digits of out" }).click();
        assert.match(await entry(4, "out").innerText(), /7\.0826190519/);
        await result(4).getByRole("button", { name: "all digits of Gradient" }).click();
        assert.match(await gradient.innerText(), /0\.0613774948/);
    });

    test("the graph is drawn, and a node shows its source", async () => {
        await runAll();
        const names = await result(3)
            .locator(".node")
            .evaluateAll((nodes) => nodes.map((node) => node.getAttribute("aria-label")));
        for (const name of ["AddBackward0", "MulBackward0", "MeanBackward0"]) {
            assert.ok(
                names.some((text) => text.includes(name)),
                `${name} among ${names.join("; ")}`,
            );
        }
        await result(3).locator(".node", { hasText: "AddBackward0" }).first().click();
        assert.match(await cell(1).locator(".cm-source").innerText(), /x \+ 2/);
    });

    test("the backward graph and other derivatives are a choice", async () => {
        await runAll();
        const forward = await result(3).locator(".node").count();
        await cell(3)
            .getByRole("button", { name: /^Derivatives of cell 3/ })
            .click();
        await cell(3).getByRole("combobox").selectOption("both");
        await page.waitForFunction(
            (n) =>
                document.querySelectorAll("section.cell")[2].querySelectorAll(".node").length > n,
            forward,
        );
        assert.ok((await result(3).locator(".node--backward").count()) > 0);
        await cell(3).getByLabel("Hessian").check();
        await entry(3, "Hessian of out with respect to x and x").waitFor();
    });

    test("an error is underlined where it is, also in a cell above", async () => {
        await write(2, "z = y * nope");
        await cell(3).getByRole("button", { name: "Run cell 3" }).click();
        await result(3).locator(".problem").waitFor();
        assert.equal(await cell(2).locator(".cm-lintRange-error").innerText(), "nope");
        await result(3)
            .getByRole("button", { name: /line 1 of cell 2/ })
            .click();
        assert.ok(
            await editor(2).evaluate((element) => element.getRootNode().activeElement === element),
        );
        assert.match(await status().innerText(), /Cell 3: failed/);
    });

    test("a program with inputs that needs values says how to get them", async () => {
        await write(2, "z = y * y * 3\nprint(z)");
        await cell(2).getByRole("button", { name: "Run cell 2" }).click();
        await result(2)
            .getByText(/Without inputs the program runs statement by statement/)
            .waitFor();
    });

    test("a program pasted over one with inputs runs once these are removed", async () => {
        await write(1, "x = torch.ones(2, requires_grad=True)\n(x * 3).sum().backward()\nprint(x.grad)");
        await cell(1).getByRole("button", { name: "Run cell 1" }).click();
        await result(1).getByRole("button", { name: "Remove the inputs and run" }).click();
        await result(1).getByText("tensor([3., 3.])").waitFor();
        assert.equal(await cell(1).getByLabel("Inputs of cell 1").getByRole("textbox").count(), 0);
        assert.ok(await cell(1).evaluate((element) => element === document.activeElement));
        await page.getByRole("button", { name: "Undo" }).click();
        await cell(1).getByLabel("Inputs of cell 1").getByRole("textbox").first().waitFor();
    });

    test("removing inputs is offered where it helps, and says so once", async () => {
        await write(1, "a = 1\nprint(torch.randn(2))");
        await cell(1).getByRole("button", { name: "Run cell 1" }).click();
        await result(1).getByRole("button", { name: "Remove the inputs and run" }).waitFor();
        assert.equal(await result(1).locator(".fault__hint").count(), 1);
        assert.doesNotMatch(await result(1).innerText(), /\/v1\/run/);
        await write(1, "a = 1\nmatch x:\n    case 1: y = 2");
        await cell(1).getByRole("button", { name: "Run cell 1" }).click();
        await result(1).getByText("use if and elif").waitFor();
        assert.equal(await result(1).getByRole("button", { name: /^Remove the/ }).count(), 0);
    });

    test("undoing brings back what was taken, and leaves what was written since", async () => {
        await write(1, "a = torch.randn(2)\nprint(a.shape)");
        await cell(1).getByRole("button", { name: "Run cell 1" }).click();
        await result(1).getByRole("button", { name: "Remove the inputs and run" }).click();
        await write(1, "y = x + 40");
        await page.getByRole("button", { name: "Undo" }).click();
        await cell(1).getByLabel("Inputs of cell 1").getByRole("textbox").first().waitFor();
        assert.equal(await editor(1).innerText(), "y = x + 40");
        await cell(2).getByRole("button", { name: "Delete cell 2" }).click();
        await write(1, "y = x + 41");
        await page.getByRole("button", { name: "Undo" }).click();
        await cell(2).getByText("Every step is recorded").waitFor();
        assert.equal(await editor(1).innerText(), "y = x + 41");
    });

    test("a list of names that comes up late is not left over the result", async () => {
        await editor(1).click();
        await page.keyboard.press("Control+a");
        await page.keyboard.type("y = x + 2\nx.su");
        await cell(1).locator(".cm-tooltip-autocomplete").waitFor();
        await page.keyboard.press("Control+Enter");
        await result(1).waitFor();
        await cell(1).locator(".cm-tooltip-autocomplete").waitFor({ state: "detached" });
    });

    test("a program without inputs runs as in PyTorch", async () => {
        await editor(1).click();
        await page.keyboard.press("Escape");
        await page.keyboard.press("b");
        await write(
            2,
            "x = torch.ones(2, 2, requires_grad=True)\nout = (x * 3).mean()\n" +
                "out.backward()\nprint(x.grad)\nout",
        );
        await cell(2).getByRole("button", { name: "Start a new program at cell 2" }).click();
        await cell(2).getByRole("button", { name: /^Run/ }).click();
        const printed = result(2).getByRole("group", { name: "Printed text" });
        assert.equal(
            (await printed.innerText()).trimEnd(),
            "tensor([[0.7500, 0.7500],\n        [0.7500, 0.7500]])",
        );
        const echo = result(2).getByRole("group", { name: "Result" });
        assert.equal(await echo.innerText(), "tensor(3., grad_fn=<MeanBackward0>)");
        await result(2).locator(".node").first().waitFor();
    });

    test("a changed cell and those after it are stale", async () => {
        await runAll();
        await write(2, "z = y * y * 4");
        const stale = await page
            .locator("section.cell")
            .evaluateAll((cells) => cells.map((c) => c.classList.contains("cell--stale")));
        assert.deepEqual(stale, [false, true, true, false]);
    });

    test("an input that is not a value is not sent", async () => {
        await cell(1).getByLabel("Value of input 1 of cell 1").fill("[[1, 2], [3");
        await page.keyboard.press("Control+Enter");
        assert.match(await result(1).locator(".problem").innerText(), /x: Not a value/);
    });

    test("a server that is away is said clearly", async () => {
        await page.route("**/v1/evaluate", (route) => route.abort());
        await cell(1).getByRole("button", { name: "Run cell 1" }).click();
        await result(1).getByText("The server cannot be reached").waitFor();
    });

    test("a server that asks for a token gets it, and is told it from then on", async () => {
        await page.route("**/v1/evaluate", (route) =>
            route.request().headers()["authorization"] === "Bearer abba"
                ? route.continue()
                : route.fulfill({
                      status: 401,
                      contentType: "application/problem+json",
                      body: '{"title": "Token required", "status": 401, "errors": []}',
                  }),
        );
        await cell(1).getByRole("button", { name: "Run cell 1" }).click();
        await result(1).getByLabel("Token").focus();
        await page.keyboard.type("abba");
        await page.keyboard.press("Enter");
        await entry(1, "y").waitFor();
        assert.equal(await page.locator("section.cell").count(), 4, "the letters are no commands");
        await page.reload();
        await cell(2).getByRole("button", { name: "Run cell 2" }).click();
        await entry(2, "z").waitFor();
    });

    test("the keys of Jupyter", async () => {
        const count = () => page.locator("section.cell").count();
        await cell(1).focus();
        await page.keyboard.press("Enter");
        assert.ok(
            await editor(1).evaluate((element) => element.getRootNode().activeElement === element),
        );
        await page.keyboard.press("Shift+Enter");
        await entry(1, "y").waitFor();
        await page.waitForFunction(
            () => document.activeElement === document.querySelectorAll("section.cell")[1],
        );
        await page.keyboard.press("b");
        assert.equal(await count(), 5);
        await page.keyboard.press("Escape");
        await page.keyboard.press("d");
        await page.keyboard.press("d");
        assert.equal(await count(), 4);
        await page.keyboard.press("z");
        assert.equal(await count(), 5);
        assert.ok(await cell(3).evaluate((element) => element === document.activeElement));
        await page.keyboard.press("j");
        await page.keyboard.press("Control+Enter");
        await result(4).locator(".entry").first().waitFor();
    });

    test("the notebook and the theme outlast a reload", async () => {
        await write(1, "y = x + 3");
        await page.getByRole("button", { name: "Use the dark theme" }).click();
        await page.reload();
        await editor(1).waitFor();
        assert.equal(await editor(1).innerText(), "y = x + 3");
        assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), "dark");
        await page.getByRole("button", { name: "Reset to tutorial" }).click();
        assert.equal(await editor(1).innerText(), "y = x + 2");
    });

    for (const colorScheme of ["light", "dark"]) {
        test(`${colorScheme}: what is stale, wrong or open is accessible too`, async () => {
            await page.context().close();
            await open({ colorScheme });
            await runAll();
            await write(2, "z = y * nope");
            await cell(3).getByRole("button", { name: "Run cell 3" }).click();
            await result(3).locator(".problem").waitFor();
            await cell(3)
                .getByRole("button", { name: /^Derivatives of cell 3/ })
                .click();
            assert.deepEqual(await violations(), []);
            await page.getByRole("button", { name: "Keys" }).click();
            assert.deepEqual(await violations(), []);
        });

        for (const [shape, width] of [
            ["wide", 1280],
            ["narrow", 390],
        ]) {
            test(`${colorScheme} and ${shape}: nothing to hold against it`, async () => {
                await page.context().close();
                await open({ colorScheme, viewport: { width, height: 900 } });
                await runAll();
                assert.deepEqual(await violations(), []);
                assert.ok(
                    await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth),
                    "no sideways scrolling",
                );
                if (SCREENSHOTS) {
                    await page.screenshot({
                        path: join(SCREENSHOTS, `${colorScheme}-${shape}.png`),
                        fullPage: true,
                    });
                }
            });
        }
    }
});
