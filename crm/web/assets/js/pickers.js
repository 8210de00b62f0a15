// A list of boxes that is searched: among its lines, or, where it shows a few of very many, by the server (`data-picker` is
// the address that answers `?q=`). What is chosen stays. Arrows walk from the field through the lines, Enter chooses, Escape
// leads back to the field.

import { on, onContent } from "./page.js";

const PAUSE_MS = 200;
const SEARCH = "[data-picker] .picker > input[type=search]";
const waits = new WeakMap();

export function start() {
  onContent((part) => part.querySelectorAll("[data-no-script]").forEach((one) => one.remove()));
  on("input", SEARCH, (input) => (input.closest("[data-picker]").dataset.picker ? askSoon(input) : narrow(input)));
  on("keydown", "[data-picker] .picker", walk);
}

function askSoon(input) {
  clearTimeout(waits.get(input));
  waits.set(input, setTimeout(() => ask(input, input.value), PAUSE_MS));
}

async function ask(input, asked) {
  const field = input.closest("[data-picker]");
  const url = new URL(field.dataset.picker, location.href);
  url.searchParams.set("q", asked.trim());
  try {
    const answer = await fetch(url, { headers: { Accept: "text/html" } });
    if (!answer.ok || answer.redirected) return;
    const found = new DOMParser().parseFromString(await answer.text(), "text/html").body;
    if (input.value === asked) show(field, found);
  } catch {
    // What is shown already stays; the next letter asks again.
  }
}

/** The chosen lines, and after them those of the answer that are not among them. */
function show(field, found) {
  const list = field.querySelector("ul");
  const kept = [...list.children].filter((line) => boxOf(line).checked);
  const known = new Set(kept.map((line) => boxOf(line).value));
  const answers = [...found.querySelectorAll("li")];
  const lines = answers.filter((line) => !known.has(boxOf(line).value));
  lines.forEach((line) => name(line, field.dataset));
  list.replaceChildren(...kept, ...lines);
  const told = found.querySelector("[data-told]");
  tell(field, answers.length, told?.textContent ?? "");
  field.querySelector(".more").hidden = !told?.hasAttribute("data-more");
}

function name(line, { name, lead }) {
  boxOf(line).name = name;
  if (lead) line.querySelector("input[type=radio]").name = lead;
  else line.querySelector(".lead")?.remove();
}

/** Leave in a picker what answers its search, and what is chosen. */
function narrow(input) {
  const field = input.closest("[data-picker]");
  const query = input.value.trim().toLowerCase();
  for (const line of field.querySelectorAll("li")) {
    line.hidden = !boxOf(line).checked && !line.textContent.toLowerCase().includes(query);
  }
  tell(field, shown(field).length, "");
}

function tell(field, number, text) {
  const none = field.querySelector(".none");
  none.hidden = number > 0;
  field.querySelector("[role=status]").textContent = number ? text : none.textContent;
}

function walk(picker, event) {
  const search = picker.querySelector(":scope > input[type=search]");
  const boxes = shown(picker).map(boxOf);
  const at = boxes.indexOf(event.target);
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (event.target !== search && at < 0) return;
  if (step) (at + step < 0 ? search : boxes[Math.min(at + step, boxes.length - 1)])?.focus();
  else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) boxes[at]?.click();
  else if (event.key === "Escape" && at >= 0) search.focus();
  else return;
  event.preventDefault();
  if (event.key === "Escape") event.stopPropagation();
}

const boxOf = (line) => line.querySelector("input[type=checkbox]");
const shown = (part) => [...part.querySelectorAll("li")].filter((line) => !line.hidden);
