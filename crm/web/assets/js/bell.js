// The bell and the numbers beside the navigation keep themselves up to date: one small question to the server for all of
// them. A hidden tab rests and asks when it is looked at again; a silent server is asked less often.

import htmx from "htmx.org";
import { csrfToken, on } from "./page.js";

const SECONDS = 20;
const SLOWEST_SECONDS = 160;
const FRESH_SECONDS = 5;
const kept = () => `pulse-${document.body.dataset.person}`;

const NOTHING = { counts: {}, newest: null, at: 0 };

let wait = SECONDS;
let asked = 0;
let newest = null;
let timer = 0;

export function start() {
  on("click", "[data-reads] a", (link) => markRead(link.closest("[data-reads]")));
  const bell = document.querySelector("[data-unread]");
  if (!bell) return;
  const { counts, newest: known, at } = remembered();
  newest = known;
  showCounts(counts);
  showTitle(bell.querySelector(".count").textContent);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && Date.now() - asked > FRESH_SECONDS * 1_000) ask(bell);
  });
  plan(bell, Date.now() - at > FRESH_SECONDS * 1_000 ? 1 : wait);
}

function plan(bell, seconds) {
  clearTimeout(timer);
  timer = setTimeout(() => (document.hidden ? plan(bell, wait) : ask(bell)), seconds * 1_000);
}

async function ask(bell) {
  asked = Date.now();
  const answer = await answered(bell.dataset.unread);
  wait = answer ? SECONDS : Math.min(wait * 2, SLOWEST_SECONDS);
  if (answer) show(bell, answer);
  plan(bell, wait);
}

async function answered(url) {
  try {
    const response = await fetch(url, { headers: { Accept: "application/json" } });
    return response.ok && !response.redirected ? await response.json() : null;
  } catch {
    return null;
  }
}

function show(bell, { unread, newest: last, counts }) {
  bell.querySelector(".count").textContent = unread || "";
  showTitle(unread);
  showCounts(counts ?? {});
  if (newest !== null && last > newest) ring(bell);
  newest = last;
  remember({ counts: counts ?? {}, newest, at: Date.now() });
}

/** Somebody did something just now: say it, and bring it into the sheet if that is open. */
function ring(bell) {
  document.getElementById("bell-news").textContent = bell.dataset.news;
  const sheet = document.getElementById(bell.getAttribute("popovertarget"));
  if (sheet.matches(":popover-open")) htmx.ajax("GET", bell.getAttribute("hx-get"), { target: sheet });
}

function showTitle(unread) {
  const title = document.title.replace(/^\(\d+\+?\) /, "");
  document.title = Number(unread) ? `(${unread > 99 ? "99+" : unread}) ${title}` : title;
}

function showCounts(counts) {
  for (const [key, text] of Object.entries(counts)) {
    for (const count of document.querySelectorAll(`[data-nav-count="${CSS.escape(key)}"]`)) {
      count.textContent = text;
      count.hidden = !text;
    }
  }
}

/** What is opened from the bell is read. */
function markRead(line) {
  fetch(line.dataset.reads, { method: "POST", headers: { "X-CSRFToken": csrfToken() }, keepalive: true, redirect: "manual" }).catch(() => {});
}

function remember(pulse) {
  sessionStorage.setItem(kept(), JSON.stringify(pulse));
}

function remembered() {
  try {
    return JSON.parse(sessionStorage.getItem(kept())) ?? NOTHING;
  } catch {
    return NOTHING;
  }
}
