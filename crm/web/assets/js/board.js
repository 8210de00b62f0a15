// A board: cards are dragged between columns, or moved by Shift and an arrow; arrows walk over them. Each card's menu does
// the same without script. A move is posted and the page comes anew, with what was done and its Undo.

import Sortable from "sortablejs/modular/sortable.core.esm.js";
import { isCovered, isTyping, onContent, post } from "./page.js";

const CARD = ".board-card";
const KEPT = "artel-board-card";

export function start() {
  onContent((part) => part.querySelectorAll("[data-board]:not([data-boarding])").forEach(board));
  document.addEventListener("keydown", pressed);
}

function board(block) {
  block.setAttribute("data-boarding", "");
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  for (const lane of block.querySelectorAll("[data-lane]")) {
    Sortable.create(lane, {
      group: "board", draggable: "[data-move-to]", filter: "a, button, form", preventOnFilter: false, animation: calm ? 0 : 120,
      ghostClass: "ghosted", delay: 150, delayOnTouchOnly: true, sort: false, onEnd: ({ item, from, to }) => from !== to && move(item, to),
    });
  }
  focusAgain(block);
}

function move(card, lane) {
  sessionStorage.setItem(KEPT, card.id);
  post(card.dataset.moveTo, { status: lane.dataset.lane, next: location.pathname + location.search });
}

/** After a move the card keeps the focus, wherever it stands now. */
function focusAgain(block) {
  const id = sessionStorage.getItem(KEPT);
  sessionStorage.removeItem(KEPT);
  const card = id ? block.querySelector(`#${CSS.escape(id)}`) : null;
  card?.focus({ preventScroll: true });
  card?.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function pressed(event) {
  const card = event.target instanceof Element ? event.target.closest(CARD) : null;
  if (!card || event.target !== card || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || isCovered()) return;
  const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
  if (event.key === "Enter") card.querySelector("h3 a")?.click();
  else if (step && event.shiftKey && step[0] && card.dataset.moveTo) toNeighbour(card, step[0]);
  else if (step && !event.shiftKey) walk(card, ...step);
  else return;
  event.preventDefault();
}

function lanes(card) {
  return [...card.closest("[data-board]").querySelectorAll("[data-lane]")];
}

function toNeighbour(card, by) {
  const all = lanes(card);
  const lane = all[all.indexOf(card.parentElement) + by];
  if (lane) move(card, lane);
}

/** To the card above or below, or to the first card of the next column that has any. */
function walk(card, across, down) {
  const own = [...card.parentElement.querySelectorAll(CARD)];
  if (down) return own[own.indexOf(card) + down]?.focus();
  const all = lanes(card);
  for (let at = all.indexOf(card.parentElement) + across; all[at]; at += across) {
    const others = all[at].querySelectorAll(CARD);
    if (others.length) return others[Math.min(own.indexOf(card), others.length - 1)].focus();
  }
}
