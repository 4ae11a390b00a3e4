// SPDX-License-Identifier: AGPL-3.0-or-later
// Fetching a page of ours and taking parts of it over, without leaving this document. The browser parses it with
// scripts off (XMLHttpRequest has that built in), so no markup is ever made from text here.
import { Spoken } from "./desk_api.ts";
import { must, say } from "./desk_dom.ts";
import { section, show } from "./steps.ts";

function load(method: "GET" | "POST", path: string, body: URLSearchParams | null): Promise<Document> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const failed = (): void => reject(new Spoken(say("offline"), request.status));
    request.open(method, path);
    request.responseType = "document";
    request.onerror = failed;
    request.onload = () => {
      const page = request.responseXML;
      if (page === null || request.status >= 500) failed();
      else resolve(page);
    };
    request.send(body);
  });
}

/** The page that answers this form. */
export function postPage(path: string, fields: Readonly<Record<string, string>>): Promise<Document> {
  return load("POST", path, new URLSearchParams({ ...fields, csrfmiddlewaretoken: formToken() }));
}

export function formToken(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="form-token"]')?.content ?? "";
}

/** Copies what is inside `selector` of `page` into the same place here. */
export function takeOver(page: Document, selector: string): boolean {
  const found = page.querySelector(selector);
  if (found === null) return false;
  must(selector).replaceChildren(...[...found.childNodes].map((node) => document.importNode(node, true)));
  return true;
}

/** Help and explanations open inside this document: nothing typed is lost, and Back has nothing to go back to. */
async function openBeside(path: string): Promise<void> {
  const page = await load("GET", path, null);
  const main = page.querySelector("main");
  if (main === null) throw new Spoken(say("offline"), 0);
  must("[data-beside]").replaceChildren(...[...main.childNodes].map((node) => document.importNode(node, true)));
  const before = document.querySelector<HTMLElement>("[data-step][data-here]")?.dataset["step"] ?? "";
  if (before !== "beside") section("beside").dataset["from"] = before;
  show("beside");
}

const OUTSIDE = new Set(["/ask/", "/mine/", "/out/"]);

/** Makes links to our reading pages open beside, and gives the way back. */
export function keepInPlace(): void {
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (link === null || link.origin !== location.origin || link.target !== "" || event.ctrlKey || event.metaKey) return;
    if (link.hash !== "" && link.pathname === location.pathname) return;
    event.preventDefault();
    if (OUTSIDE.has(link.pathname)) location.replace(link.href);
    else void openBeside(link.pathname).catch(() => location.assign(link.href));
  });
  must('[data-step="beside"] [data-go-back]').addEventListener("click", () => show(section("beside").dataset["from"] ?? ""));
}
