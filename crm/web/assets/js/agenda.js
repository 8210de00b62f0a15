// Calendars: an entry that is dragged to another day, or hour, is posted there. Links do the same without a mouse.

import Sortable from "sortablejs/modular/sortable.core.esm.js";
import { onContent, post } from "./page.js";

const OPTIONS = { group: "days", draggable: "[data-entry]", sort: false, delay: 180, delayOnTouchOnly: true, ghostClass: "ghosted", animation: 0 };

export function start() {
  onContent((part) => part.querySelectorAll("[data-calendar]:not([data-dragging])").forEach(drag));
}

function drag(calendar) {
  calendar.setAttribute("data-dragging", "");
  for (const list of calendar.querySelectorAll("[data-day]")) {
    Sortable.create(list, { ...OPTIONS, onEnd: (moved) => keep(calendar, moved) });
  }
}

function keep(calendar, { item, from, to }) {
  if (from === to) return;
  const url = calendar.dataset.calendar.replace("/0/", `/${item.dataset.entry}/`);
  post(url, { on: to.dataset.day, at: to.dataset.hour ?? "", next: location.pathname + location.search });
}
