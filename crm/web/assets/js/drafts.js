// A form with data-draft keeps what is typed in this tab, so that a lost session or a closed page loses nothing.
// A draft goes when a page says that the form was saved (a toast of kind "ok"), or when the reader starts over.
// The rows of a form with data-draft-anew are the server's to draw: it is asked there for the form with the draft in it.

import htmx from "htmx.org";
import { csrfToken, on, onContent } from "./page.js";
import { addRow } from "./rows.js";

const PREFIX = "artel-draft";
const PAUSE_MS = 400;
const UNKEPT = new Set(["csrf_token", "form_id"]);

let timer;

export function start() {
  const person = document.body.dataset.person;
  if (!person) return;
  const key = (form) => `${PREFIX}:${person}:${form.dataset.draft}`;
  forgetSaved();
  let loaded = false;
  onContent(() => {
    for (const form of document.querySelectorAll("form[data-draft]:not([data-draft-seen])")) {
      form.setAttribute("data-draft-seen", "");
      if (form.dataset.draftAnew && loaded) keep(form, key(form)); // the server has drawn what was typed
      else restore(form, key(form));
    }
    loaded = true;
  });
  // Whatever the form asks for meanwhile may find the session ended, and leads to the sign-in.
  document.addEventListener("htmx:config:request", ({ target }) => {
    const form = target.closest?.("form[data-draft][data-dirty]");
    if (form) keep(form, key(form));
  });
  document.addEventListener("htmx:after:request", ({ target, detail }) => {
    if (detail.ctx?.response?.headers?.get("HX-Redirect")) target.closest?.("form[data-draft]")?.removeAttribute("data-dirty");
  });
  on("input", "form[data-draft]", (form) => {
    clearTimeout(timer);
    timer = setTimeout(() => keep(form, key(form)), PAUSE_MS);
  });
  on("submit", "form[data-draft]", (form) => {
    clearTimeout(timer);
    keep(form, key(form));
    write(`${PREFIX}:sent`, key(form));
  });
  // A link that leads away and back again: the draft waits, so nothing is asked.
  on("click", "form[data-draft] a[data-keeps-draft]", (link) => {
    const form = link.closest("form");
    clearTimeout(timer);
    keep(form, key(form));
    form.removeAttribute("data-dirty");
  });
  on("click", "[data-draft-note] button", (button) => {
    write(key(button.closest("form")), null);
    button.closest("form").removeAttribute("data-dirty");
    location.reload();
  });
}

/** The form that was sent last has been saved if this page says that something was done. */
function forgetSaved() {
  const sent = read(`${PREFIX}:sent`);
  if (!sent || !document.querySelector('.toast[data-kind="ok"]')) return;
  write(sent, null);
  write(`${PREFIX}:sent`, null);
}

function keep(form, key) {
  write(key, values(form));
  say(form, "kept");
}

function restore(form, key) {
  if (form.querySelector("[data-errors]")) return; // the server sent back what was typed
  const kept = read(key);
  if (!kept || JSON.stringify(kept) === JSON.stringify(values(form))) return;
  if (form.dataset.draftAnew) {
    anew(form, kept);
    return;
  }
  for (const [name] of kept) grow(form, name);
  for (const field of fields(form)) fill(field, kept);
  form.setAttribute("data-dirty", "");
  say(form, "restored");
  form.querySelector('input[name="kind"]:checked')?.dispatchEvent(new Event("change", { bubbles: true }));
}

/** The form as the server draws it of the draft, with the steps that the reader had added, moved and removed. */
async function anew(form, kept) {
  const body = new URLSearchParams([...kept, ["then", "again"]]);
  const headers = { "X-CSRFToken": csrfToken(), "HX-Request": "true", Accept: "text/html" };
  const answer = await fetch(form.dataset.draftAnew, { method: "POST", headers, body }).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(form.id);
  if (!fresh) return;
  fresh.setAttribute("data-draft-seen", "");
  fresh.setAttribute("data-dirty", "");
  form.replaceWith(fresh);
  htmx.process(fresh);
  say(fresh, "restored");
}

/** Rows that the reader had added are added again. */
function grow(form, name) {
  const index = Number(name.match(/-(\d+)-[^-]+$/)?.[1] ?? -1);
  const blocks = [...form.querySelectorAll("[data-rows]")].filter((rows) => name.startsWith(`${rows.dataset.rows}-`));
  const block = blocks.findLast((rows) => Number(rows.dataset.start) <= index);
  while (block && !form.elements.namedItem(name) && Number(block.dataset.next) <= index && addRow(block));
}

function fill(field, kept) {
  const given = kept.filter(([name]) => name === field.name).map(([, value]) => value);
  if (field.type === "checkbox" || field.type === "radio") field.checked = given.includes(field.value);
  else if (given.length) field.value = given[0];
  if (field.value && field.matches("input.input")) field.closest("[data-spare]")?.removeAttribute("data-spare");
}

/** What is typed, as [name, value] pairs; also in fields that are switched off, never passwords, files or tokens. */
function values(form) {
  return fields(form)
    .filter((field) => (field.type !== "checkbox" && field.type !== "radio") || field.checked)
    .map((field) => [field.name, field.value]);
}

function fields(form) {
  return [...form.elements].filter(
    (field) => field.name && !UNKEPT.has(field.name) && !["password", "file", "submit", "button"].includes(field.type),
  );
}

function say(form, what) {
  const note = form.querySelector("[data-draft-note]");
  if (!note) return;
  note.hidden = false;
  note.querySelector("span").textContent = note.dataset[what];
  note.querySelector("button").hidden = false;
}

function read(key) {
  try {
    return JSON.parse(sessionStorage.getItem(key));
  } catch {
    return null;
  }
}

function write(key, value) {
  try {
    if (value === null) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Without storage there are no drafts; the form works all the same.
  }
}
