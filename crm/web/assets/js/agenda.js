// Calendars: an entry that is dragged to another day or hour, or moved by Shift and an arrow, is posted there. Each
// entry's menu does the same without dragging.

import Sortable from "sortablejs/modular/sortable.core.esm.js";
import { isCovered, on, onContent, post } from "./page.js";

const KEPT = "artel-entry";
const PHONE = matchMedia("(max-width: 640px)");
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const OPTIONS = {
  group: "days", draggable: "[data-entry]", filter: ".btn, .menu", preventOnFilter: false, sort: false, delay: 180, delayOnTouchOnly: true,
  touchStartThreshold: 5, ghostClass: "ghosted", animation: 0,
};

export function start() {
  onContent((part) => part.querySelectorAll("[data-calendar]:not([data-dragging])").forEach(drag));
  on("keydown", "[data-entry] > .entry", pressed);
  // A long press drags: it opens no menu of the browser for the link.
  on("contextmenu", "[data-entry] > .entry", (_entry, event) => event.pointerType === "touch" && event.preventDefault());
}

function drag(calendar) {
  calendar.setAttribute("data-dragging", "");
  // On a phone the head of a day that is empty takes entries, too.
  const emptyInsertThreshold = PHONE.matches && calendar.querySelector(".days") ? 44 : 5;
  for (const list of calendar.querySelectorAll("[data-day]")) {
    Sortable.create(list, { ...OPTIONS, emptyInsertThreshold, onEnd: ({ item, from, to }) => from !== to && put(item, to, from.dataset) });
  }
  const kept = sessionStorage.getItem(KEPT);
  sessionStorage.removeItem(KEPT);
  calendar.querySelector(`#${CSS.escape(kept ?? "none")} > .entry`)?.focus();
}

/** To the day of a list, and to its hour where hours are told apart: a week on a phone shows days alone. */
function put(item, list, from) {
  const hours = list.dataset.hour !== undefined && !(PHONE.matches && list.closest(".days"));
  if (!hours) return list.dataset.day === from.day ? null : move(item, { on: list.dataset.day });
  const at = list.dataset.hour && list.dataset.hour.slice(0, 3) + (item.dataset.at || "00:00").slice(3);
  return move(item, { on: list.dataset.day, at, exactly: "1" });
}

function move(item, fields) {
  const url = item.closest("[data-calendar]").dataset.calendar.replace("/0/", `/${item.dataset.entry}/`);
  post(url, { ...fields, next: location.pathname + location.search });
}

function pressed(entry, event) {
  const step = ARROWS[event.key];
  if (!step || !event.shiftKey || event.ctrlKey || event.metaKey || event.altKey || isCovered()) return;
  event.preventDefault();
  const item = entry.parentElement;
  const list = item.parentElement;
  sessionStorage.setItem(KEPT, item.id);
  if (list.dataset.hour === undefined || step[0]) move(item, { on: daysFrom(list.dataset.day, step[0] + 7 * step[1]) });
  else toHour(item, list, step[1]);
}

function toHour(item, list, by) {
  const hours = [...item.closest("[data-calendar]").querySelectorAll(`[data-day="${list.dataset.day}"]`)];
  const other = hours[hours.indexOf(list) + by];
  if (other) put(item, other, list.dataset);
}

function daysFrom(day, number) {
  const other = new Date(`${day}T00:00Z`);
  other.setUTCDate(other.getUTCDate() + number);
  return other.toISOString().slice(0, 10);
}
