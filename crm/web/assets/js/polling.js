// Blocks that keep themselves up to date, such as progress. Hidden tabs rest; a silent server is asked less often.

import htmx from "htmx.org";
import { onContent } from "./page.js";

const SLOWEST_SECONDS = 60;

export function start() {
  onContent((part) => {
    for (const block of part.querySelectorAll("[data-poll]:not([data-polling])")) keep(block);
  });
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
