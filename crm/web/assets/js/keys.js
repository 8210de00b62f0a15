// Single keys: what a button names with data-key or a command of the palette with its key, "/" for search, "?" for the
// sheet that lists them all.

import { openDialog } from "./dialogs.js";
import { isCovered, isTyping } from "./page.js";
import { latinKey } from "./layouts.js";

export function start() {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (isTyping(event.target) || isCovered()) return;
    if (press(latinKey(event))) event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && isTyping(event.target)) event.target.form?.requestSubmit();
  });
}

function press(key) {
  if (key === "/") return focusSearch();
  if (key === "?") return showKeys();
  const button = [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key === key && one.checkVisibility());
  const command = document.querySelector(`#palette [data-shortcut="${CSS.escape(key)}"]`);
  (button ?? command)?.click();
  return Boolean(button ?? command);
}

function focusSearch() {
  const search = [...document.querySelectorAll('.find input[type="search"], #search')].find((one) => one.checkVisibility());
  search?.focus();
  search?.select();
  return Boolean(search);
}

export function showKeys() {
  const sheet = document.getElementById("keys");
  if (!sheet) return false;
  listOfPage();
  openDialog(sheet);
  return true;
}

/** What this page's own buttons add to the sheet. */
function listOfPage() {
  const section = document.querySelector("[data-page-keys]");
  if (!section) return;
  const buttons = [...document.querySelectorAll(".main [data-key], .top-do [data-key], .beside [data-key]")];
  const lines = buttons.map((button) => {
    const line = document.createElement("div");
    const what = Object.assign(document.createElement("dt"), { textContent: button.getAttribute("aria-label") ?? button.textContent.trim() });
    const key = Object.assign(document.createElement("kbd"), { className: "kbd", textContent: button.dataset.key.toUpperCase() });
    const keys = document.createElement("dd");
    keys.append(key);
    line.append(what, keys);
    return line;
  });
  section.hidden = lines.length === 0;
  section.querySelector("dl").replaceChildren(...lines);
}
