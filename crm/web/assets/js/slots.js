// Fields edited in place: the form that comes has the focus, Esc takes it back, the pencil has the focus again after.

import { on, onContent } from "./page.js";

const IN = "input:not([type='hidden']), select, textarea";

function isShown(name) {
  return document.getElementById(`slot-${name}`)?.hidden === false;
}

export function start() {
  on("keydown", "[data-slot]", (slot, event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    slot.querySelector("[data-cancel]")?.click();
  });
  onContent((part) => {
    const slot = part instanceof Element && part.matches(".slot") ? part : null;
    if (slot?.matches("[data-slot]")) slot.querySelector(IN)?.focus();
    else if (slot) document.querySelector(`[data-pencil="${slot.id.slice("slot-".length)}"]`)?.focus();
    for (const add of document.querySelectorAll("[data-adds]")) add.hidden = isShown(add.dataset.adds);
  });
}
