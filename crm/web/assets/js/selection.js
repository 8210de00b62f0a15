// The selection of a list: what is ticked goes to the server at once, one change after the other, and the bar comes back.

import htmx from "htmx.org";
import { csrfToken, on, onContent } from "./page.js";
import { leads } from "./requests.js";
import { complain } from "./toasts.js";

let last = Promise.resolve();

export function start() {
  on("click", "[data-pick]", (button) => {
    const isPicking = button.closest(".list-page").toggleAttribute("data-picking");
    button.setAttribute("aria-pressed", String(isPicking));
  });
  document.addEventListener("click", pick, true); // before the row opens
  on("change", "[data-select]", (box) => {
    keep([box]);
    mark();
  });
  on("change", "[data-select-all]", (all) => {
    const changed = boxes().filter((box) => box.checked !== all.checked);
    for (const box of changed) box.checked = all.checked;
    if (changed.length) keep(changed);
    mark();
  });
  on("submit", "form.selbar", (bar, event) => {
    if (event.submitter?.hasAttribute("data-plain")) return; // leads to a page of its own
    event.preventDefault();
    const then = event.submitter?.value ?? "";
    for (const box of boxes()) box.checked = then === "all";
    send({ then });
    mark();
  });
  onContent(mark);
}

/** While one picks on a phone, a tap anywhere on a row is a tap on its box. */
function pick(event) {
  const row = event.target.closest?.("[data-picking] [data-list] tbody tr");
  if (!row || event.target.matches("[data-select]") || !PHONE.matches) return;
  event.preventDefault();
  event.stopPropagation();
  row.querySelector("[data-select]")?.click();
}

const PHONE = matchMedia("(max-width: 767px)");
const boxes = () => [...document.querySelectorAll("[data-select]")];
const bar = () => document.querySelector("form.selbar");

function keep(changed) {
  if (!bar()) return;
  const chosen = changed.filter((box) => box.checked);
  send({ shown: changed.map((box) => box.value).join(" "), chosen: chosen.map((box) => box.value).join(" ") });
}

function send(fields) {
  last = last.then(() => sent(fields)).catch(() => complain("offline"));
}

async function sent(fields) {
  const response = await fetch(bar().action, {
    method: "POST",
    headers: { "HX-Request": "true", "X-CSRFToken": csrfToken(), Accept: "text/html" },
    body: new URLSearchParams(fields),
  });
  if (leads(response)) return;
  if (response.redirected) location.assign(response.url);
  else if (!response.ok) complain(response.status === 403 ? "refused" : "failed");
  else replace(await response.text());
}

/** The new bar in the place of the old one; the focus stays where it was. */
function replace(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  const fresh = template.content.querySelector("form.selbar");
  if (!fresh) return;
  const within = bar().contains(document.activeElement);
  bar().replaceWith(fresh);
  htmx.process(fresh);
  if (within) fresh.querySelector("button, a")?.focus();
}

/** The box over the boxes tells whether all, some or none are ticked. */
function mark() {
  const all = document.querySelector("[data-select-all]");
  if (!all) return;
  const ticked = boxes().filter((box) => box.checked).length;
  Object.assign(all, { checked: ticked > 0 && ticked === boxes().length, indeterminate: ticked > 0 && ticked < boxes().length });
}
