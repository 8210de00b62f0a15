// In a text with data-calls, "@" and letters offer colleagues: arrows choose, Enter or Tab takes, Esc closes.
// What is taken stands in the text as @Name, just as one may type it.

import { on } from "./page.js";

const PAUSE_MS = 150;
const TYPED = /(?:^|[^\p{L}\p{N}_@.])@([\p{L}\p{N}][\p{L}\p{N} .'-]{0,40})?$/u;
const MOVES = { ArrowDown: 1, ArrowUp: -1 };

let timer, asked;

export function start() {
  on("input", "textarea[data-calls]", (text) => {
    clearTimeout(timer);
    timer = setTimeout(() => offer(text), PAUSE_MS);
  });
  on("keydown", "textarea[data-calls]", pressed);
  on("mousedown", ".calls [role=option]", (option, event) => {
    event.preventDefault(); // the text keeps the focus
    take(option.closest(".calls").previousElementSibling, option);
  });
  on("focusout", "textarea[data-calls]", close);
}

const listOf = (text) => (text.nextElementSibling?.matches(".calls") ? text.nextElementSibling : null);
const chosen = (list) => list.querySelector("[aria-selected=true]");
const typed = (text) => text.value.slice(0, text.selectionEnd).match(TYPED);

async function offer(text) {
  const match = typed(text);
  if (!match) return close(text);
  const letters = (match[1] ?? "").trim();
  asked = letters;
  const options = await fetched(`${text.dataset.calls}?q=${encodeURIComponent(letters)}`);
  if (asked !== letters || document.activeElement !== text || !typed(text)) return;
  if (!options?.includes("option")) return close(text);
  show(text, options);
}

async function fetched(url) {
  try {
    const response = await fetch(url, { headers: { "HX-Request": "true", Accept: "text/html" } });
    return response.ok && !response.redirected ? await response.text() : null;
  } catch {
    return null;
  }
}

function show(text, options) {
  const list = listOf(text) ?? Object.assign(document.createElement("ul"), { className: "calls", id: `${text.id}-calls` });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", text.getAttribute("aria-label"));
  list.innerHTML = options;
  text.after(list);
  text.setAttribute("aria-controls", list.id);
  choose(text, list.firstElementChild);
}

function close(text) {
  listOf(text)?.remove();
  text.removeAttribute("aria-controls");
  text.removeAttribute("aria-activedescendant");
}

function choose(text, option) {
  const list = listOf(text);
  chosen(list)?.setAttribute("aria-selected", "false");
  option.setAttribute("aria-selected", "true");
  option.scrollIntoView({ block: "nearest" });
  text.setAttribute("aria-activedescendant", option.id);
}

function pressed(text, event) {
  const list = listOf(text);
  if (!list || event.ctrlKey || event.metaKey || event.altKey) return;
  const options = [...list.children];
  if (event.key in MOVES) choose(text, options.at((options.indexOf(chosen(list)) + MOVES[event.key]) % options.length));
  else if (event.key === "Enter" || event.key === "Tab") take(text, chosen(list));
  else if (event.key === "Escape") close(text);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function take(text, option) {
  const end = text.selectionEnd;
  const start = end - (typed(text)?.[1] ?? "").length;
  text.setRangeText(`${option.dataset.name} `, start, end, "end");
  close(text);
  text.dispatchEvent(new Event("input", { bubbles: true }));
}
