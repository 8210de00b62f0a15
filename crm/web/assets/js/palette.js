// The palette (Ctrl K): the server's commands, filtered as one types, chosen with the arrows.

import { look } from "./looks.js";
import { showKeys } from "./keys.js";
import { latinKey } from "./layouts.js";
import { marks, score } from "./match.js";
import { on, post } from "./page.js";
import { asker } from "./results.js";

let palette, input, list, told, commands, ask;

export function start() {
  palette = document.getElementById("palette");
  if (!palette) return;
  input = palette.querySelector("input");
  list = palette.querySelector("[role=listbox]");
  told = palette.querySelector("[role=status]");
  commands = options().filter((option) => !option.dataset.search);

  ask = palette.dataset.results ? asker(palette.dataset.results, told, offerFound) : () => {};

  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.shiftKey && latinKey(event) === "k") {
      event.preventDefault();
      if (palette.open) palette.close();
      else open();
    }
  });
  on("click", "[data-palette]", (_button, event) => {
    event.preventDefault();
    open();
  });
  on("click", "#palette [role=option]:not([aria-disabled])", (option) => run(option));
  on("mousemove", "#palette [role=option]:not([aria-disabled])", (option) => choose(option));
  palette.addEventListener("click", (event) => event.target === palette && palette.close());
  input.addEventListener("input", filter);
  input.addEventListener("keydown", steer);
}

function open() {
  if (document.querySelector("dialog[open]")) return;
  input.value = "";
  filter();
  palette.showModal();
  input.focus();
}

/** Show what answers the query, the best first; the way to the list of all is always the last. */
function filter() {
  const query = input.value.trim();
  const scored = commands.map((option, at) => ({ option, at, points: query ? scoreOf(query, option) : 1 }));
  scored.sort((one, other) => other.points - one.points || one.at - other.at);
  for (const { option, points } of scored) {
    option.hidden = points === 0;
    label(option).replaceChildren(...marks(query, label(option).textContent));
    list.append(option);
  }
  offerFound([]);
  offerSearch(query);
  ask(query);
  const shown = options().filter((option) => !option.hidden);
  told.textContent = shown.length ? "" : told.dataset.none;
  choose(shown[0]);
}

function scoreOf(query, option) {
  return Math.max(score(query, label(option).textContent), score(query, option.dataset.words ?? "") - 10);
}

/** What the server found, under the commands that answer, and how many there are; a choice already made stays. */
function offerFound(lines) {
  for (const old of list.querySelectorAll("[data-found]")) old.remove();
  const last = list.querySelector("[data-search]");
  const shown = lines.filter((line) => "found" in line.dataset && !("all" in line.dataset));
  shown.forEach((line, at) => {
    line.id = `found-${at}`;
    for (const name of line.querySelectorAll("b")) name.replaceChildren(...marks(input.value.trim(), name.textContent));
    list.insertBefore(line, last);
  });
  const all = lines.find((line) => "all" in line.dataset);
  if (all && last) label(last).textContent = label(all).textContent;
  if (shown.length) told.textContent = "";
  if (shown.length && (!chosen() || "search" in chosen().dataset)) choose(options().find((option) => !option.hidden));
}

function offerSearch(query) {
  const search = list.querySelector("[data-search]");
  if (!search) return;
  search.hidden = !query;
  label(search).textContent = search.dataset.search.replace("{}", query);
  list.append(search);
}

function steer(event) {
  const shown = options().filter((option) => !option.hidden);
  const at = shown.indexOf(chosen());
  const moves = { ArrowDown: at + 1, ArrowUp: at - 1 };
  if (event.key in moves && shown.length) {
    event.preventDefault();
    choose(shown.at(moves[event.key] % shown.length));
    chosen().scrollIntoView({ block: "nearest" });
  } else if (event.key === "Enter" && !event.isComposing && chosen()) {
    event.preventDefault();
    run(chosen(), event.ctrlKey || event.metaKey);
  }
}

function choose(option) {
  for (const one of options()) one.setAttribute("aria-selected", String(one === option));
  if (option) input.setAttribute("aria-activedescendant", option.id);
  else input.removeAttribute("aria-activedescendant");
}

function run(option, inNewTab = false) {
  const { url, method, fields, search, themeSet } = option.dataset;
  palette.close();
  if (themeSet !== undefined) look("theme", themeSet);
  else if (url === "#keys") showKeys();
  else if (search) go(`${url}?q=${encodeURIComponent(input.value.trim())}`, inNewTab);
  else if (method === "post") post(url, { next: location.pathname + location.search, ...JSON.parse(fields ?? "{}") });
  else go(url, inNewTab);
}

function go(url, inNewTab) {
  if (inNewTab) window.open(url, "_blank", "noopener");
  else location.assign(url);
}

const options = () => [...list.querySelectorAll("[role=option]:not([aria-disabled])")];
const chosen = () => list.querySelector("[aria-selected=true]");
const label = (option) => option.querySelector(".clip");
