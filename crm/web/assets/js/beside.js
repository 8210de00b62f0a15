// A record opens beside its list where there is room; the address follows, and going back closes it.
// Shift Enter, or the panel's own link, opens it whole. Without room, or without script, rows are plain links.

import htmx from "htmx.org";
import { on } from "./page.js";

const ROOM = matchMedia("(min-width: 1200px)");
const LATE_MS = 300;

let panel, title, loaded, latest;

export function start() {
  panel = document.getElementById("beside");
  loaded = address();
  title = document.title;
  addEventListener("popstate", travelled);
  document.addEventListener("htmx:after:history:update", () => (loaded = address()));
  if (!panel || !list()) return;

  // Caught on its way down, before the row's own plain opening.
  document.addEventListener("click", clicked, true);
  on("click", "#beside [data-close]", () => history.back());
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented && isOpen() && !document.querySelector("dialog[open], :popover-open")) history.back();
    if (event.key === "Enter" && event.shiftKey) whole(event);
  });
}

/** The page is what was loaded, with or without its panel; any other address is loaded anew. */
function travelled({ state }) {
  if (state?.beside && list()) show(location.href);
  else if (address() !== loaded) location.reload();
  else if (panel && isOpen()) close();
}

const address = () => location.pathname + location.search;
const list = () => document.querySelector("[data-beside]");
const isOpen = () => panel.childElementCount > 0;

function clicked(event) {
  const row = event.target.closest?.("[data-beside] tr[data-href]");
  const inside = event.target.closest?.("a, button, input, label, select, form");
  const isPlain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  if (!row || !ROOM.matches || !isPlain || (inside && !inside.matches(".c-main a")) || getSelection().toString()) return;
  event.preventDefault();
  event.stopPropagation();
  mark(row);
  const url = new URL(row.dataset.href, location.href).href;
  if (url === location.href) return;
  if (isOpen()) history.replaceState({ beside: true }, "", url);
  else history.pushState({ beside: true }, "", url);
  show(url);
}

function whole(event) {
  const row = event.target.closest?.("[data-beside] tr[data-href]");
  if (!row) return;
  event.preventDefault();
  location.assign(row.dataset.href);
}

function mark(row) {
  row.closest("tbody").querySelector("[data-here]")?.removeAttribute("data-here");
  row.setAttribute("data-here", "");
}

/** Fetch the record's page and show its main part; a page that cannot be shown so is opened whole. */
async function show(url) {
  latest = url;
  const waiting = setTimeout(() => panel.setAttribute("aria-busy", "true"), LATE_MS);
  const page = await fetched(url);
  clearTimeout(waiting);
  panel.removeAttribute("aria-busy");
  if (latest !== url) return;
  const main = page?.getElementById("main");
  if (!main) {
    location.assign(url);
    return;
  }
  const head = document.getElementById("beside-head").content.cloneNode(true);
  head.querySelector("a").href = url;
  panel.replaceChildren(head, ...main.childNodes);
  panel.scrollTop = 0;
  document.title = page.title;
  htmx.process(panel);
}

async function fetched(url) {
  try {
    const response = await fetch(url, { headers: { Accept: "text/html" } });
    if (!response.ok || response.redirected) return null;
    return new DOMParser().parseFromString(await response.text(), "text/html");
  } catch {
    return null;
  }
}

function close() {
  latest = null;
  panel.replaceChildren();
  document.title = title;
  document.querySelector("[data-beside] tr[data-here] .c-main a")?.focus({ preventScroll: true });
}
