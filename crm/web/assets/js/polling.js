// What keeps itself up to date: progress blocks, and the bell's number. Hidden tabs rest; a silent server is asked less often.

import htmx from "htmx.org";
import { onContent } from "./page.js";

const BELL_SECONDS = 60;
const SLOWEST_SECONDS = 60;

export function start() {
  onContent((part) => {
    for (const block of part.querySelectorAll("[data-poll]:not([data-polling])")) keep(block);
  });
  const bell = document.querySelector("[data-unread]");
  if (bell) setInterval(() => document.hidden || ring(bell), BELL_SECONDS * 1_000);
}

/** Replace the block by the server's answer until an answer comes without data-poll. */
function keep(block) {
  block.dataset.polling = "";
  let wait = Number(block.dataset.every) || 2;
  const next = () => setTimeout(ask, wait * 1_000);
  async function ask() {
    if (!block.isConnected) return;
    const answer = document.hidden ? null : await fetched(block.dataset.poll);
    if (answer === null) {
      if (!document.hidden) wait = Math.min(wait * 2, SLOWEST_SECONDS);
      next();
      return;
    }
    replace(block, answer);
  }
  next();
}

async function fetched(url) {
  try {
    const response = await fetch(url, { headers: { "HX-Request": "true", Accept: "text/html" } });
    const moved = response.headers.get("HX-Redirect") ?? (response.redirected ? response.url : null);
    if (moved) location.assign(moved);
    return response.ok && !moved ? await response.text() : null;
  } catch {
    return null;
  }
}

function replace(block, html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  const fresh = [...template.content.children];
  block.replaceWith(...fresh);
  for (const part of fresh) {
    htmx.process(part);
    if (part.matches("[data-poll]")) keep(part);
  }
}

async function ring(bell) {
  try {
    const response = await fetch(bell.dataset.unread, { headers: { Accept: "application/json" } });
    if (!response.ok || response.redirected) return;
    const { unread } = await response.json();
    bell.querySelector(".count").textContent = unread || "";
  } catch {
    // The next minute asks again.
  }
}
