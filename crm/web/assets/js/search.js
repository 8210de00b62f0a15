// The search box on top of each page: what answers stands under it as one types. Enter without a choice opens the list.

import { marks } from "./match.js";
import { asker } from "./results.js";

const GAP = 4;
let form, input, list, told, ask;

export function start() {
  form = document.querySelector("form.search[data-results]");
  if (!form) return;
  input = form.querySelector("input");
  list = form.querySelector("[role=listbox]");
  told = form.querySelector("[role=status]");
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");
  ask = asker(form.dataset.results, told, show);

  input.addEventListener("input", () => ask(input.value.trim()));
  input.addEventListener("keydown", steer);
  input.addEventListener("blur", hide);
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]:not([aria-disabled])");
    if (option) open(option, event.ctrlKey || event.metaKey);
  });
  addEventListener("resize", hide);
}

function show(lines) {
  if (!lines.length || document.activeElement !== input) return hide();
  list.replaceChildren(...lines);
  options().forEach((option, at) => (option.id = `${list.id}-${at}`));
  for (const name of list.querySelectorAll("b")) name.replaceChildren(...marks(input.value.trim(), name.textContent));
  told.textContent = list.querySelector("[data-told]")?.textContent ?? "";
  if (!list.matches(":popover-open")) list.showPopover();
  const field = form.getBoundingClientRect();
  list.style.inlineSize = `${field.width}px`;
  list.style.left = `${field.left}px`;
  list.style.top = `${field.bottom + GAP}px`;
  input.setAttribute("aria-expanded", "true");
  point(null);
}

function hide() {
  if (list.matches(":popover-open")) list.hidePopover();
  input.setAttribute("aria-expanded", "false");
  point(null);
}

function steer(event) {
  const shown = input.getAttribute("aria-expanded") === "true";
  const all = shown ? options() : [];
  const at = all.indexOf(pointed());
  const moves = { ArrowDown: at + 1, ArrowUp: at < 0 ? -1 : at - 1 };
  if (event.key in moves) {
    event.preventDefault();
    if (all.length) point(all.at(moves[event.key] % all.length));
    else ask(input.value.trim());
  } else if (event.key === "Enter" && !event.isComposing) {
    if (!pointed()) return;
    event.preventDefault();
    open(pointed(), event.ctrlKey || event.metaKey);
  } else if (event.key === "Escape" && shown) {
    event.preventDefault();
    event.stopPropagation();
    ask("");
  }
}

function point(option) {
  for (const one of options()) one.setAttribute("aria-selected", String(one === option));
  if (option) input.setAttribute("aria-activedescendant", option.id);
  else input.removeAttribute("aria-activedescendant");
  option?.scrollIntoView({ block: "nearest" });
}

function open(option, inNewTab) {
  if (inNewTab) window.open(option.dataset.url, "_blank", "noopener");
  else location.assign(option.dataset.url);
}

const options = () => [...list.querySelectorAll("[role=option]:not([aria-disabled])")];
const pointed = () => list.querySelector("[aria-selected=true]");
