// SPDX-License-Identifier: AGPL-3.0-or-later
// Debian's Firefox for tests/journeys/firefox.py, spoken to over WebDriver BiDi. One JSON line asks
// ({page, do, with}), one answers ({is} or {failed}). It ends, and its browser with it, when no more can come.

import { createInterface } from "node:readline";
import puppeteer from "puppeteer-core";

const [executablePath, downloads] = process.argv.slice(2);
const PATIENCE = 20_000;
const NOWHERE = 9; // the port "discard", where nothing listens: whatever Firefox asks of its makers ends there
const PREFERENCES = {
  "network.proxy.type": 1,
  "network.proxy.http": "127.0.0.1",
  "network.proxy.http_port": NOWHERE,
  "network.proxy.ssl": "127.0.0.1",
  "network.proxy.ssl_port": NOWHERE,
  "network.proxy.no_proxies_on": "localhost",
  "network.dns.disablePrefetch": true,
  "network.trr.mode": 5,
  "intl.accept_languages": "en-GB, en",
  "browser.download.folderList": 2,
  "browser.download.dir": downloads,
};

const browser = await puppeteer.launch({
  browser: "firefox",
  executablePath,
  headless: true,
  extraPrefsFirefox: PREFERENCES,
});
const pages = [];

const waitFor = async (what, sentence) => {
  const until = Date.now() + PATIENCE;
  for (;;) {
    const found = await what();
    if (found !== undefined) return found;
    if (Date.now() > until) throw new Error(sentence);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};

/** Firefox tells the policy's refusals to nobody outside, so each page says its own on the console. */
const tellRefusals = () =>
  document.addEventListener("securitypolicyviolation", (event) => console.error(`refused: ${event.violatedDirective} ${event.blockedURI}`));

async function open(viewport) {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  const said = [];
  page.setDefaultTimeout(PATIENCE);
  page.on("console", (message) => said.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => said.push(String(error)));
  await page.evaluateOnNewDocument(tellRefusals);
  await page.setViewport(viewport);
  return pages.push({ page, context, said }) - 1;
}

const ACTS = {
  goto: async ({ page }, address) => void (await page.goto(address)),
  back: async ({ page }) => void (await page.goBack({ waitUntil: [], timeout: 3_000 }).catch(() => null)),
  click: ({ page }, selector) => page.locator(selector).click(),
  type: async ({ page }, selector, text) => {
    await page.locator(selector).click();
    await page.keyboard.type(text);
  },
  choose: async ({ page }, selector, value) => (await page.waitForSelector(selector)).select(value),
  press: ({ page }, key) => page.keyboard.press(key),
  give: async ({ page }, selector, path) => (await page.waitForSelector(selector)).uploadFile(path),
  see: async ({ page }, selector) => void (await page.waitForSelector(selector, { visible: true })),
  count: async ({ page }, selector) => (await page.$$(selector)).length,
  texts: ({ page }, selector) => page.$$eval(selector, (all) => all.map((one) => one.innerText)),
  says: ({ page }, selector, text) =>
    waitFor(
      async () => (await page.$$eval(selector, (all) => all.map((one) => one.innerText)).catch(() => [])).find((one) => one.includes(text)),
      `${selector} never said “${text}”`,
    ),
  away: ({ page }, address) => waitFor(async () => (page.url() === address ? page.title() : undefined), `never at ${address}`),
  address: ({ page }) => page.evaluate(() => location.href),
  evaluate: ({ page }, expression) => page.evaluate(expression),
  cookies: async ({ context }) => (await context.cookies()).map(({ name, value }) => ({ name, value })),
  said: ({ said }) => said,
  close: async ({ context }) => context.close(),
};

for await (const line of createInterface({ input: process.stdin })) {
  const { page, do: act, with: given } = JSON.parse(line);
  let answer;
  try {
    answer = { is: (act === "open" ? await open(...given) : await ACTS[act](pages[page], ...given)) ?? null };
  } catch (error) {
    answer = { failed: `${act} ${JSON.stringify(given)}: ${error.message}` };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
await browser.close();
