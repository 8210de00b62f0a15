// Dialogs are native; this opens them where the browser does not know `command` yet, puts the focus where one starts to
// type, and closes them by a click beside.

import { on } from "./page.js";

export function start() {
  on("click", "[data-dialog]", (opener, event) => {
    const dialog = document.getElementById(opener.dataset.dialog);
    if (!dialog || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    // One dialog may serve several acts: it is called what the act is.
    if (opener.dataset.title) dialog.querySelector("h2").textContent = opener.dataset.title;
    openDialog(dialog);
  });
  on("click", "dialog.dialog", (dialog, event) => {
    if (event.target === dialog && !dialog.querySelector("form[data-dirty]")) dialog.close();
  });
  on("click", "[data-back]", () => history.back());
  // What a dialog shows of another page came in.
  document.addEventListener("htmx:after:process", ({ target }) => {
    const dialog = target.closest?.("dialog[open]");
    if (dialog) focusFirst(dialog);
  });
}

/** Open it and focus its first field, or the dialog itself: never the button that closes it. */
export function openDialog(dialog) {
  if (!dialog.open) dialog.showModal();
  focusFirst(dialog);
}

function focusFirst(dialog) {
  const first = dialog.querySelector(".dialog-body :is(input:not([type=hidden]), select, textarea)");
  (first ?? dialog).focus();
}
