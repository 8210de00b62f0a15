// Rows that repeat (e-mails, phones): add, remove, one of them the main one.

import { on } from "./page.js";

export function start() {
  on("click", "[data-rows] [data-add]", (button) => add(button.closest("[data-rows]")));
  on("click", "[data-rows] [data-remove]", (button) => remove(button.closest("[data-row]")));
  on("change", "[data-rows] [data-primary]", (box) => {
    for (const other of box.closest("[data-rows]").querySelectorAll("[data-primary]")) other.checked = other === box;
  });
}

function add(block) {
  addRow(block)?.querySelector("input.input, select.input").focus();
}

/** One more row: the spare one, if it was out of sight, else a new one. Null when there are enough. */
export function addRow(block) {
  const rows = block.querySelector("[data-list-of-rows]");
  const spare = rows.querySelector("[data-spare]");
  const wasHidden = spare && !spare.checkVisibility();
  spare?.removeAttribute("data-spare");
  if (wasHidden) return spare;
  if (rows.children.length >= Number(block.dataset.max)) return null;
  rows.append(fresh(block));
  return rows.lastElementChild;
}

function fresh(block) {
  const index = Number(block.dataset.next);
  block.dataset.next = index + 1;
  const row = block.querySelector("template").content.cloneNode(true);
  for (const element of row.querySelectorAll("[name], [id], [for]")) {
    for (const name of ["name", "id", "for"]) {
      const value = element.getAttribute(name);
      if (value) element.setAttribute(name, value.replace("-N-", `-${index}-`));
    }
  }
  return row;
}

function remove(row) {
  const block = row.closest("[data-rows]");
  const rows = row.parentElement;
  const wasPrimary = row.querySelector("[data-primary]")?.checked;
  row.remove();
  if (!rows.children.length) rows.append(fresh(block));
  const heir = rows.querySelector("[data-primary]");
  if (wasPrimary && heir) heir.checked = true;
  block.closest("form")?.dispatchEvent(new Event("input", { bubbles: true }));
  rows.querySelector("[data-row]:not([data-spare]) input.input, input.input").focus();
}
