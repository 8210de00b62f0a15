// Lists in the reader's own order: entries are dragged by their grip; menus do the same without a mouse.

import Sortable from "sortablejs/modular/sortable.core.esm.js";
import { csrfToken, on, onContent } from "./page.js";
import { complain } from "./toasts.js";

const OPTIONS = { handle: "[data-grip]", animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 120, ghostClass: "ghosted" };

export function start() {
  on("click", "[data-arranged-rows] [data-move]", (button) => move(button));
  onContent((part) => {
    part.querySelectorAll("[data-arrange]:not([data-arranging])").forEach(arrange);
    part.querySelectorAll("[data-arranged-rows]:not([data-arranging])").forEach(arrangeRows);
  });
}

/** Entries that move within and between lists; the new order is kept at once. */
function arrange(block) {
  block.setAttribute("data-arranging", "");
  const group = block.dataset.arrange;
  for (const list of block.querySelectorAll("[data-arranged]")) {
    Sortable.create(list, { ...OPTIONS, group, draggable: "li", onEnd: () => keep(block) });
  }
}

async function keep(block) {
  const lists = [...block.querySelectorAll("[data-arranged]")];
  const layout = lists.map((list) => `${list.dataset.arranged}:${[...list.querySelectorAll("[data-grip]")].map((grip) => grip.dataset.grip)}`);
  try {
    const answer = await fetch(block.dataset.arrange, {
      method: "POST",
      headers: { "X-CSRFToken": csrfToken() },
      body: new URLSearchParams({ layout: layout.join(";") }),
    });
    if (!answer.ok || /\/sign-in/.test(answer.url)) throw new Error(String(answer.status));
    location.reload(); // menus know the places of their entries
  } catch {
    complain("failed");
  }
}

/** Rows of a form: their place is what is sent, once the form is. */
function arrangeRows(rows) {
  rows.setAttribute("data-arranging", "");
  Sortable.create(rows, { ...OPTIONS, draggable: "[data-row]", onEnd: () => number(rows) });
}

/** One place up or down, by a button; the focus stays on it. */
function move(button) {
  const row = button.closest("[data-row]");
  const other = button.dataset.move === "up" ? row.previousElementSibling : row.nextElementSibling;
  if (!other) return;
  if (button.dataset.move === "up") other.before(row);
  else other.after(row);
  number(row.parentElement);
  button.focus();
  row.scrollIntoView({ block: "nearest" });
}

function number(rows) {
  rows.querySelectorAll("[data-place]").forEach((place, at) => (place.value = at + 1));
  rows.closest("form")?.dispatchEvent(new Event("input", { bubbles: true }));
}
