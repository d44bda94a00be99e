// Opens a page in a real browser and reports what it finds as JSON: node check.mjs PAGE [DIRECTORY OF PICTURES]
//
// Needs `playwright-core` (found through NODE_PATH or beside this file) and a Chromium: $CHROMIUM, or one on the path.
import { createRequire } from "node:module";
import { execFileSync } from "node:child_process";
import { pathToFileURL } from "node:url";
import path from "node:path";

const [page_path, pictures] = process.argv.slice(2);
const require = createRequire(path.join(process.env.BROWSER_MODULES ?? process.cwd(), "check.cjs"));
const { chromium } = require("playwright-core");

function browserPath() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  for (const name of ["chromium", "chromium-browser", "google-chrome"]) {
    try {
      return execFileSync("sh", ["-c", `command -v ${name}`]).toString().trim();
    } catch { /* the next name */ }
  }
  throw new Error("no Chromium");
}

const url = pathToFileURL(path.resolve(page_path)).href;
const found = { requests: [], errors: [], views: {} };
const browser = await chromium.launch({ executablePath: browserPath(), args: ["--no-sandbox"] });

async function open(width, height, options = {}) {
  const context = await browser.newContext({ viewport: { width, height }, ...options });
  const page = await context.newPage();
  page.on("request", (request) => {
    const wanted = request.url();
    if (wanted !== url && !wanted.startsWith("data:") && !wanted.startsWith("blob:")) found.requests.push(wanted);
  });
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") found.errors.push(message.text());
  });
  page.on("pageerror", (error) => found.errors.push(String(error)));
  await page.goto(url, { waitUntil: "load" });
  return page;
}

// What each chart shows: marks, texts, size, and whether it runs over the edge.
const charts = () => [...document.querySelectorAll("figure.chart")].map((figure) => {
  const live = figure.querySelector(".live");
  const box = live.getBoundingClientRect();
  const marks = [...live.querySelectorAll(".scatterlayer path")].filter((mark) => (mark.getAttribute("d") ?? "").length > 3);
  return {
    id: figure.id,
    failed: figure.classList.contains("failed"),
    width: box.width,
    height: box.height,
    marks: marks.length,
    ticks: [...live.querySelectorAll(".xtick text, .ytick text")].map((text) => text.textContent),
    axes: [...live.querySelectorAll(".xtitle, .ytitle")].map((text) => text.textContent),
    label: live.getAttribute("aria-label") ?? "",
    files: [...figure.querySelectorAll(".files a")].map((link) => link.getAttribute("href")),
    still: figure.querySelectorAll(".still svg").length,
  };
});

for (const [name, width, height] of [["desktop", 1280, 900], ["phone", 390, 844]]) {
  const page = await open(width, height);
  await page.waitForTimeout(300);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  found.views[name] = { overflow, charts: await page.evaluate(charts) };
  if (pictures) {
    await page.screenshot({ path: path.join(pictures, `${name}-first.png`) });
    await page.screenshot({ path: path.join(pictures, `${name}.png`), fullPage: true });
  }
  if (name === "desktop") {
    const first = await page.evaluate(() => [...document.querySelectorAll("h1, .state, .sentence, .certainty, .sure")]
      .filter((part) => part.getBoundingClientRect().top < window.innerHeight).map((part) => part.className || part.tagName.toLowerCase()));
    found.first_screen = first;
    const arrivals = page.locator("#chart-arrivals .live");
    if (await arrivals.count()) {
      await arrivals.scrollIntoViewIfNeeded();
      const box = await arrivals.boundingBox();
      await page.mouse.move(box.x + box.width * 0.6, box.y + box.height * 0.3);
      await page.waitForTimeout(400);
      found.hover = await page.locator("#chart-arrivals .hoverlayer text").allTextContents();
      const range = () => page.evaluate(() => document.querySelector("#chart-arrivals .live").layout.xaxis.range.join());
      const before = await range();
      const buttons = page.locator("#chart-arrivals .views button");
      if (await buttons.count()) {
        await buttons.last().click();
        await page.waitForTimeout(300);
      }
      found.zoomed = before !== (await range());
      const hidden = () => page.evaluate(() => document.querySelector("#chart-arrivals .live").data.filter((trace) => trace.visible === "legendonly").length);
      await page.locator("#chart-arrivals .legendtoggle").first().click();
      await page.waitForTimeout(700);
      found.hidden_by_legend = await hidden();
    }
  }
  await page.context().close();
}

const paper = await open(1000, 1000);
await paper.emulateMedia({ media: "print" });
found.print = {
  live: await paper.evaluate(() => [...document.querySelectorAll(".live")].filter((part) => part.getBoundingClientRect().height > 0).length),
  still: await paper.evaluate(() => [...document.querySelectorAll(".still")].filter((part) => part.getBoundingClientRect().height > 50).length),
};
const pdf = await paper.pdf({ format: "A4", printBackground: true, path: pictures ? path.join(pictures, "page.pdf") : undefined });
found.print.bytes = pdf.length;
found.print.pages = (pdf.toString("latin1").match(/\/Type\s*\/Page\b/g) ?? []).length;
await paper.context().close();

const plain = await open(1000, 1000, { javaScriptEnabled: false });
found.without_scripts = { still: await plain.locator(".still:visible").count() };
await browser.close();
console.log(JSON.stringify(found));
