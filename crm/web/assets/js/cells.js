// Cells of a list are edited where they stand: by "e" on a row, or by the pencil of the cell under the mouse. The form is
// the one that the profile has; Enter keeps what was typed, Esc takes it back, Tab at its end goes on to the next cell.

import { csrfToken, isCovered, isTyping, on } from "./page.js";
import { latinKey } from "./layouts.js";
import { leads } from "./requests.js";
import { complain } from "./toasts.js";

const GAP = 8;
const IN = "input:not([type='hidden'], .sr), select, textarea";
const MOUSE = matchMedia("(min-width: 768px) and (hover: hover)");

let editor, editing, lastField, pencil;

export function start() {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event.target) || isCovered()) return;
    if (latinKey(event) !== "e") return;
    const row = event.target.closest?.("[data-list] tbody tr") ?? (event.target === document.body ? document.querySelector("[data-list] tr[data-here]") : null);
    if (!row || !mayEdit(row)) return;
    const all = fields(row);
    if (!all.length) return;
    event.preventDefault();
    edit(row, all.includes(lastField) ? lastField : all.find((field) => field !== "names") ?? all[0]);
  });
  on("mouseover", "[data-list] tbody td", offer);
  on("click", ".cell-pencil", (pencil) => edit(pencil.closest("tr"), heads(pencil.closest("tr"))[pencil.closest("td").cellIndex].dataset.field));
  on("submit", ".cell-edit form", keep);
  on("click", ".cell-edit [data-cancel]", (link, event) => {
    event.preventDefault();
    editor.hidePopover();
  });
  on("keydown", ".cell-edit", pressed);
}

const heads = (row) => [...row.closest("table").querySelectorAll("thead th")];
const fields = (row) => heads(row).map((head) => head.dataset.field).filter((field, at) => field && row.cells[at]?.checkVisibility());
const cellOf = (row, field) => row.cells[heads(row).findIndex((head) => head.dataset.field === field)];
const mayEdit = (row) => row.querySelector("[data-menu]")?.dataset.may.split(" ").includes("edit");

/** One pencil for all cells: it goes where the mouse is. */
function offer(cell) {
  if (!MOUSE.matches || cell.contains(pencil ?? null)) return;
  const row = cell.closest("tr");
  if (!heads(row)[cell.cellIndex]?.dataset.field || !mayEdit(row)) {
    pencil?.remove();
    return;
  }
  pencil ??= document.querySelector("template[data-cell-pencil]")?.content.firstElementChild.cloneNode(true);
  if (pencil) cell.append(pencil);
}

/** Bring the form of this field and put it over its cell. */
async function edit(row, field) {
  const answer = await fetch(`${row.dataset.href}/fields/${field}`, { headers: { "HX-Request": "true", Accept: "text/html" } }).catch(() => null);
  if (leads(answer)) return;
  if (answer?.status === 404) return; // a company has no post
  if (!answer?.ok || answer.redirected) {
    complain(answer ? "failed" : "offline");
    return;
  }
  editing = { row, field };
  lastField = field;
  show(await answer.text());
}

function show(html) {
  editor ??= made();
  const part = new DOMParser().parseFromString(html, "text/html");
  // What the profile's own script would do with it is done here.
  for (const element of part.querySelectorAll("[hx-get], [hx-post], [data-slot], [data-once], [id^='slot-']")) {
    for (const name of ["hx-get", "hx-post", "hx-target", "hx-swap", "data-slot", "data-once"]) element.removeAttribute(name);
    if (element.id.startsWith("slot-")) element.removeAttribute("id");
  }
  const list = Object.assign(document.createElement("ul"), { className: "slots" });
  list.append(...part.querySelectorAll(".slot"));
  editor.replaceChildren(list);
  if (!editor.matches(":popover-open")) editor.showPopover();
  place();
  const first = editor.querySelector("[aria-invalid]") ?? editor.querySelector(IN);
  first?.focus();
  first?.select?.();
}

function made() {
  const box = Object.assign(document.createElement("div"), { className: "cell-edit", popover: "auto" });
  box.addEventListener("toggle", ({ newState }) => {
    if (newState === "closed" && editing) focusRow();
  });
  (document.getElementById("main") ?? document.body).append(box);
  return box;
}

function place() {
  const cell = cellOf(editing.row, editing.field);
  const at = cell.getBoundingClientRect();
  editor.style.minWidth = `${Math.max(at.width, 300)}px`;
  const { offsetWidth: width, offsetHeight: height } = editor;
  editor.style.left = `${Math.max(GAP, Math.min(at.left, innerWidth - width - GAP))}px`;
  editor.style.top = `${Math.max(GAP, Math.min(at.top, innerHeight - height - GAP))}px`;
}

function focusRow() {
  editing.row.querySelector("td.c-main a")?.focus({ preventScroll: true });
}

/** Enter keeps, also where a browser would open a list; Tab at the end goes on to the next cell. */
function pressed(box, event) {
  if (event.key === "Enter" && event.target.matches("select")) {
    event.preventDefault();
    event.target.form.requestSubmit();
  }
  const last = [...box.querySelectorAll("a, button, input, select, textarea")].filter((one) => one.checkVisibility()).at(-1);
  if (event.key !== "Tab" || event.shiftKey || event.target !== last) return;
  const { row, field } = editing;
  const all = fields(row);
  const next = all[all.indexOf(field) + 1];
  if (!next) return;
  event.preventDefault();
  edit(row, next);
}

async function keep(form, event) {
  event.preventDefault();
  if (form.hasAttribute("aria-busy")) return;
  form.setAttribute("aria-busy", "true");
  const columns = new URLSearchParams(location.search).get("columns");
  const query = new URLSearchParams({ row: "1", ...(columns && { columns }), next: location.pathname + location.search });
  const answer = await fetch(`${form.getAttribute("action")}?${query}`, {
    method: "POST",
    headers: { "HX-Request": "true", "X-CSRFToken": csrfToken(), Accept: "text/html" },
    body: new URLSearchParams(new FormData(form)),
  }).catch(() => null);
  form.removeAttribute("aria-busy");
  if (leads(answer)) return;
  if (answer?.ok && !answer.redirected) saved(await answer.text());
  else if (answer?.status === 422 || answer?.status === 412) show(await answer.text());
  else complain(answer ? (answer.status === 403 ? "refused" : "failed") : "offline");
}

/** The fresh cells in the place of the old ones, but for the box, which is the selection's; with Undo, where it is told. */
function saved(html) {
  const { row, field } = editing;
  const answer = new DOMParser().parseFromString(html, "text/html");
  const fresh = answer.querySelector("tr");
  if (!fresh) return location.reload(); // out of sight by now
  document.getElementById("toasts")?.append(...answer.querySelectorAll("#toasts > .toast"));
  pencil?.remove();
  for (const cell of [...row.cells].filter((one) => !one.matches(".c-check"))) cell.remove();
  row.append(...fresh.cells);
  editor.hidePopover();
  cellOf(row, field)?.setAttribute("data-just-saved", "");
  const status = row.closest("[data-list]")?.querySelector("[data-saved]");
  if (status) status.textContent = status.dataset.saved;
}
