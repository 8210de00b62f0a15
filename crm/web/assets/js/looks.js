// Theme, density and the folded navigation: chosen with a button, kept in this browser.

import { on } from "./page.js";

const root = document.documentElement;

/** Choose a look: look("theme", "dark"). An empty value gives the choice back to the system. */
export function look(what, value) {
  if (value) root.dataset[what] = value;
  else delete root.dataset[what];
  try {
    localStorage.setItem(`artel-${what}`, value);
  } catch {
    // Storage may be switched off; the choice then lasts as long as the page.
  }
  press();
}

/** Show on the theme's buttons which one is chosen. */
function press() {
  for (const button of document.querySelectorAll("button[data-theme-set]")) {
    button.setAttribute("aria-pressed", String(button.dataset.themeSet === (root.dataset.theme ?? "")));
  }
}

function isDark() {
  return root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

export function start() {
  on("click", "button[data-theme-set]", (button) => look("theme", button.dataset.themeSet));
  on("click", "[data-theme-flip]", () => look("theme", isDark() ? "light" : "dark"));
  on("click", "[data-density-set]", (button) => look("density", button.dataset.densitySet));
  on("click", "[data-fold]", () => look("nav", root.dataset.nav === "folded" ? "" : "folded"));
  press();
}
