// A field that offers what the server finds while one types: `data-finder` is the address that answers `?q=` with options.
// What is chosen stands in the hidden field beside it; typing on forgets it. Without script it is a field of text.

import { on } from "./page.js";

const PAUSE_MS = 160;
const GAP = 4;
const waits = new WeakMap();

export function start() {
  const box = "[data-finder] [role=combobox]";
  on("input", box, (input) => {
    keep(input, "");
    offerSoon(input, PAUSE_MS);
  });
  on("click", box, (input) => offerSoon(input, 0));
  on("keydown", box, (input, event) => steer(input, event, take));
  on("focusout", box, hide);
  on("pointerdown", "[data-finder] [role=option]:not([aria-disabled])", (option, event) => {
    event.preventDefault(); // the field keeps the focus
    take(option.closest(".combo").querySelector("[role=combobox]"), option);
  });
  addEventListener("scroll", (event) => event.target.closest?.(".combo-list") ?? opened().forEach(hide), true);
  addEventListener("resize", () => opened().forEach(hide));
}

/** Ask for what answers the field and show it, unless more is typed within the pause. */
export function offerSoon(input, pause, asked = input.value) {
  clearTimeout(waits.get(input));
  waits.set(input, setTimeout(() => offer(input, asked), pause));
}

async function offer(input, asked) {
  const { finder, words } = input.closest(".combo").dataset;
  const url = new URL(finder ?? words, location.href);
  url.searchParams.set("q", asked.trim());
  try {
    const answer = await fetch(url, { headers: { Accept: "text/html" } });
    if (!answer.ok || answer.redirected) return;
    const text = await answer.text();
    if (input.value === asked && document.activeElement === input) show(input, text);
  } catch {
    // What is offered is a courtesy: whoever types goes on without it.
  }
}

function show(input, text) {
  const list = listOf(input);
  list.replaceChildren(...new DOMParser().parseFromString(text, "text/html").body.childNodes);
  options(input).forEach((option, at) => (option.id = `${list.id}-${at}`));
  list.parentElement.querySelector("[role=status]").textContent = list.querySelector("[data-told]")?.textContent ?? "";
  if (!list.querySelector(".option, .none")) return hide(input);
  if (!list.matches(":popover-open")) list.showPopover();
  place(list, input.closest(".combo").getBoundingClientRect());
  input.setAttribute("aria-expanded", "true");
  point(input, null);
}

/** Under the field, as wide as it; above where there is more room. */
function place(list, field) {
  list.style.inlineSize = `${field.width}px`;
  list.style.left = `${field.left}px`;
  const below = field.bottom + GAP + list.offsetHeight <= innerHeight || field.top < innerHeight / 2;
  list.style.top = `${below ? field.bottom + GAP : field.top - GAP - list.offsetHeight}px`;
}

/** Arrows walk through what is offered, Enter takes it, Escape closes the list and nothing else. */
export function steer(input, event, taken) {
  const shown = input.getAttribute("aria-expanded") === "true";
  const all = shown ? options(input) : [];
  const at = all.indexOf(pointed(input));
  const moves = { ArrowDown: at + 1, ArrowUp: at < 0 ? -1 : at - 1 };
  if (event.key in moves) {
    event.preventDefault();
    if (!shown) offerSoon(input, 0);
    else point(input, all.at(moves[event.key] % all.length));
  } else if (event.key === "Enter" && pointed(input)) {
    event.preventDefault();
    taken(input, pointed(input));
  } else if (event.key === "Escape" && shown) {
    event.preventDefault();
    event.stopPropagation();
    hide(input);
  }
}

function point(input, option) {
  for (const one of options(input)) one.setAttribute("aria-selected", String(one === option));
  if (option) input.setAttribute("aria-activedescendant", option.id);
  else input.removeAttribute("aria-activedescendant");
  option?.scrollIntoView({ block: "nearest" });
}

function take(input, option) {
  input.value = option.dataset.text;
  keep(input, option.dataset.value);
  hide(input);
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

function keep(input, value) {
  const combo = input.closest(".combo");
  combo.querySelector("input[type=hidden]").value = value;
  combo.toggleAttribute("data-chosen", value !== "");
  if (value) combo.dataset.chosen = value;
}

export function hide(input) {
  clearTimeout(waits.get(input));
  const list = listOf(input);
  if (list.matches(":popover-open")) list.hidePopover();
  list.removeAttribute("style"); // where it stood: a swap would copy that, which the page's policy forbids
  input.setAttribute("aria-expanded", "false");
  input.removeAttribute("aria-activedescendant");
}

const opened = () => document.querySelectorAll(".combo [role=combobox][aria-expanded=true]");
const listOf = (input) => input.closest(".combo").querySelector("[role=listbox]");
const options = (input) => [...listOf(input).querySelectorAll("[role=option]:not([aria-disabled])")];
const pointed = (input) => listOf(input).querySelector("[aria-selected=true]");
