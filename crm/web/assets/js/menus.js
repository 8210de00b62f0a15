// Menus are popovers; this puts them beside their button and lets the arrows walk through them. The rows of a list share
// one menu, made for a row when it is asked for.

import { on } from "./page.js";

const GAP = 4;
const EDGE = 8;

const openers = new WeakMap();

export function start() {
  // `toggle` does not bubble: it is caught on its way down.
  document.addEventListener("toggle", toggled, true);
  on("keydown", ".menu", walk);
  on("click", ".menu a", (link) => link.closest("[popover]").hidePopover());
  on("click", "[data-menu]", openForRow);
  matchMedia("(min-width: 768px)").addEventListener("change", () => document.querySelector("#nav:popover-open")?.hidePopover());
}

function toggled({ target, newState }) {
  if (!(target instanceof HTMLElement) || !target.popover) return;
  const opener = openers.get(target) ?? document.querySelector(`[popovertarget="${CSS.escape(target.id)}"]`);
  opener?.setAttribute("aria-expanded", String(newState === "open"));
  if (newState !== "open") {
    if (openers.has(target)) target.remove();
    return;
  }
  if (!opener || !target.matches(".menu")) return;
  place(target, opener.getBoundingClientRect());
  if (opener.matches(":focus-visible")) items(target)[0]?.focus();
}

/** Make the list's menu for this row: the id in its addresses, and only what may be done here. */
function openForRow(button, event) {
  const template = document.getElementById(button.dataset.menu);
  if (!template || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const menu = template.content.firstElementChild.cloneNode(true);
  const may = button.dataset.may.split(" ");
  for (const entry of menu.querySelectorAll("[data-may]")) {
    if (!may.includes(entry.dataset.may)) (entry.closest("form") ?? entry).remove();
  }
  for (const element of menu.querySelectorAll("a[href], form[action]")) {
    const name = element.matches("form") ? "action" : "href";
    element.setAttribute(name, element.getAttribute(name).replace(/\/0(?=[/?#]|$)/, `/${button.dataset.id}`));
  }
  openers.set(menu, button);
  button.after(menu);
  menu.showPopover();
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
