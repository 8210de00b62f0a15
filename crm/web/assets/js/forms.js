// Forms: sent once, left only knowingly, errors first; passwords that can be shown.

import { on, onContent } from "./page.js";

const BUSY_AFTER_MS = 300;

export function start() {
  on("submit", "form[data-once]", once);
  on("input", "form[data-guard]", (form) => form.setAttribute("data-dirty", ""));
  on("change", "form[data-guard]", (form) => form.setAttribute("data-dirty", ""));
  on("click", "[data-show]", show);
  addEventListener("beforeunload", (event) => document.querySelector("form[data-dirty]:not([data-sent])") && event.preventDefault());
  // Back to a page from the browser's memory: its forms can be sent again.
  addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(free));
  document.addEventListener("htmx:finally:request", (event) => free(event.target.closest?.("form")));
  onContent((part) => {
    part.querySelectorAll("[data-errors] a:not([data-named])").forEach(name);
    part.querySelector("[data-errors]")?.focus();
  });
}

function once(form, event) {
  if (form.hasAttribute("data-sent")) {
    event.preventDefault();
    return;
  }
  form.setAttribute("data-sent", "");
  setTimeout(() => form.hasAttribute("data-sent") && event.submitter?.setAttribute("aria-busy", "true"), BUSY_AFTER_MS);
}

function free(form) {
  form?.removeAttribute("data-sent");
  form?.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
}

function show(button) {
  const input = document.getElementById(button.dataset.show);
  const shown = input.type === "text";
  input.type = shown ? "password" : "text";
  button.setAttribute("aria-pressed", String(!shown));
  input.focus();
}

/** Say which field an error of the summary is about: "Company name: fill this in". */
function name(link) {
  const field = document.getElementById(link.hash.slice(1));
  const label = field?.getAttribute("aria-label") ?? field?.labels?.[0]?.firstChild.textContent.trim();
  link.setAttribute("data-named", "");
  if (label) link.prepend(`${label}: `);
}
