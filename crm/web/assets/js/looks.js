// Theme and the folded navigation: chosen with a button, kept in this browser. The density of lists is the person's own,
// kept by the server.

import { csrfToken, on } from "./page.js";
import { complain } from "./toasts.js";

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

/** The other density at once; the button then offers to go back. */
async function thicken(button) {
  const { form, value } = button;
  const list = form.closest("[data-density]");
  const isCompact = value === "compact";
  list.dataset.density = value;
  button.value = isCompact ? "comfortable" : "compact";
  button.setAttribute("aria-pressed", String(isCompact));
  const body = new URLSearchParams({ density: value });
  const answer = await fetch(form.action, { method: "POST", headers: { "X-CSRFToken": csrfToken(), "HX-Request": "true" }, body }).catch(() => null);
  if (!answer?.ok) complain(answer ? "failed" : "offline");
}

export function start() {
  on("click", "button[data-theme-set]", (button) => look("theme", button.dataset.themeSet));
  on("click", "[data-theme-flip]", () => look("theme", isDark() ? "light" : "dark"));
  on("submit", "form[data-density-switch]", (form, event) => {
    event.preventDefault();
    thicken(form.querySelector("button"));
  });
  on("click", "[data-fold]", () => look("nav", root.dataset.nav === "folded" ? "" : "folded"));
  press();
}
