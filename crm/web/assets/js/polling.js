// Blocks that keep themselves up to date, such as progress. Hidden tabs rest; a silent server is asked less often.
// What came of the work is read out, and focus is where one goes on.

import htmx from "htmx.org";
import { onContent } from "./page.js";

const SLOWEST_SECONDS = 60;
const LONGEST_TOLD = 300;
const told = Object.assign(document.createElement("p"), { className: "sr", role: "status" });

export function start() {
  document.body.append(told);
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
  const held = block.contains(document.activeElement);
  const main = block.closest("main");
  block.replaceWith(...fresh);
  for (const part of fresh) {
    htmx.process(part);
    if (part.matches("[data-poll]")) keep(part);
  }
  const isDone = !fresh.some((part) => part.matches("[data-poll]"));
  if (isDone) told.textContent = words(fresh).slice(0, LONGEST_TOLD);
  if (held || (isDone && document.activeElement === document.body)) goOn(fresh, main, isDone);
}

/** Focus was on the block, or nowhere: the same button again while the work goes on, then the page's content. */
function goOn(fresh, main, isDone) {
  const button = isDone ? null : fresh.map((part) => part.querySelector("button")).find(Boolean);
  (button ?? main)?.focus({ preventScroll: true });
}

/** What stands first, without the buttons between. */
function words(fresh) {
  const plain = fresh.filter((part) => !part.querySelector("a, button"));
  const texts = [];
  for (const part of (plain.length ? plain : fresh).slice(0, 2)) {
    const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) texts.push(walker.currentNode.data.trim());
  }
  return texts.filter(Boolean).join(" ");
}
