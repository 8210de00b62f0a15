// Menus are popovers; this puts them beside their button and lets the arrows walk through them.

import { on } from "./page.js";

const GAP = 4;
const EDGE = 8;

export function start() {
  // `toggle` does not bubble: it is caught on its way down.
  document.addEventListener("toggle", toggled, true);
  on("keydown", ".menu", walk);
  on("click", ".menu a", (link) => link.closest("[popover]").hidePopover());
  matchMedia("(min-width: 768px)").addEventListener("change", () => document.querySelector("#nav:popover-open")?.hidePopover());
}

function toggled({ target, newState }) {
  if (!(target instanceof HTMLElement) || !target.popover) return;
  const opener = document.querySelector(`[popovertarget="${CSS.escape(target.id)}"]`);
  opener?.setAttribute("aria-expanded", String(newState === "open"));
  if (newState !== "open" || !target.matches(".menu")) return;
  if (opener) place(target, opener.getBoundingClientRect());
  if (opener?.matches(":focus-visible")) items(target)[0]?.focus();
}

/** Under the button, its right edges aligned if there is no room at the left; above when there is none below. */
function place(menu, button) {
  menu.classList.add("placed");
  const { offsetWidth: width, offsetHeight: height } = menu;
  const below = button.bottom + GAP + height + EDGE <= innerHeight;
  const top = below ? button.bottom + GAP : Math.max(EDGE, button.top - GAP - height);
  const left = button.left + width + EDGE <= innerWidth ? button.left : button.right - width;
  menu.style.top = `${top}px`;
  menu.style.left = `${Math.max(EDGE, Math.min(left, innerWidth - width - EDGE))}px`;
}

function walk(menu, event) {
  const all = items(menu);
  const at = all.indexOf(document.activeElement);
  const moves = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 };
  if (!(event.key in moves) || !all.length) return;
  event.preventDefault();
  all.at(moves[event.key] % all.length).focus();
}

const items = (menu) => [...menu.querySelectorAll("a, button")].filter((item) => item.checkVisibility());
