// Dialogs are native; this opens them where the browser does not know `command` yet, and closes them by a click beside.

import { on } from "./page.js";

export function start() {
  on("click", "[data-dialog]", (opener, event) => {
    const dialog = document.getElementById(opener.dataset.dialog);
    if (!dialog || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    if (!dialog.open) dialog.showModal();
  });
  on("click", "dialog.dialog", (dialog, event) => {
    if (event.target === dialog && !dialog.querySelector("form[data-dirty]")) dialog.close();
  });
  on("click", "[data-back]", () => history.back());
}
