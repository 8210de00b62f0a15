// Lists by keyboard: j and k move, Enter opens, x selects, d does the first thing that can be done with a line. What is selected is kept by the server: see selection.js.

import { isCovered, isTyping, on } from "./page.js";
import { latinKey } from "./layouts.js";

export function start() {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event.target) || isCovered()) return;
    const deed = { j: () => move(1), k: () => move(-1), x: select, d: act, Enter: () => open(event) }[latinKey(event)];
    if (deed?.()) event.preventDefault();
  });
  on("click", "tr[data-href]", openByClick);
}

const rows = () => [...document.querySelectorAll("[data-list] tbody tr, [data-works] > li")];
const here = () => document.querySelector("[data-list] tr[data-here], [data-works] > li[data-here]");

function move(by) {
  const all = rows();
  if (!all.length) return false;
  const at = all.indexOf(here());
  const next = all[Math.max(0, Math.min(all.length - 1, at < 0 ? 0 : at + by))];
  here()?.removeAttribute("data-here");
  next.setAttribute("data-here", "");
  (next.querySelector("td.c-main a") ?? next.querySelector("a, input"))?.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
  return true;
}

function select() {
  const box = here()?.querySelector("[data-select]");
  if (!box) return false;
  box.click();
  return true;
}

function act() {
  const button = here()?.querySelector(".btns form button");
  button?.click();
  return Boolean(button);
}

function open(event) {
  if (event.target.closest("a, button, summary, label") || !here()?.dataset.href) return false;
  location.assign(here().dataset.href);
  return true;
}

/** A row is one large link; what can be pressed inside it, and text being selected, go first. */
function openByClick(row, event) {
  if (event.target.closest("a, button, input, label, select, form") || getSelection().toString()) return;
  if (event.ctrlKey || event.metaKey) window.open(row.dataset.href, "_blank", "noopener");
  else location.assign(row.dataset.href);
}
