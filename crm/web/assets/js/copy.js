// Copy buttons: the icon's place says "Copied" for a moment, to eye and ear.

import { on } from "./page.js";

export function start() {
  on("click", "[data-copy]", async (button) => {
    await navigator.clipboard.writeText(button.dataset.copy);
    const label = button.getAttribute("aria-label");
    button.classList.add("copied");
    button.setAttribute("aria-label", button.dataset.copied);
    button.title = button.dataset.copied;
    setTimeout(() => {
      button.classList.remove("copied");
      button.setAttribute("aria-label", label);
      button.title = label;
    }, 2_000);
  });
}
