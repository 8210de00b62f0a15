// Filters: a menu of fields is searched as one types, and a form shows only what the chosen operator asks for.

import { on, onContent } from "./page.js";

export function start() {
  on("input", "[data-narrow] input[type=search]", narrow);
  on("keydown", "[data-narrow] input[type=search]", (input, event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    input.closest("[data-narrow]").querySelector("li:not([hidden]) a")?.click();
  });
  on("change", "[data-shows]", show);
  onContent(() => document.querySelectorAll("[data-shows]").forEach(show));
}

function narrow(input) {
  const query = input.value.trim().toLowerCase();
  for (const line of input.closest("[data-narrow]").querySelectorAll("li")) line.hidden = !line.textContent.toLowerCase().includes(query);
}

/** By the value of a select, or of the radio of a group that is chosen. */
function show(select) {
  const value = select.matches("fieldset") ? select.querySelector(":checked")?.value : select.value;
  for (const part of select.form.querySelectorAll("[data-shown-for]")) {
    part.hidden = !part.dataset.shownFor.split(" ").includes(value);
  }
}
