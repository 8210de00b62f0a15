// htmx: our CSRF token on what changes something, and what to do when an answer is not the part that was asked for.

import htmx from "htmx.org";
import { csrfToken } from "./page.js";
import { complain } from "./toasts.js";

const SAFE = new Set(["GET", "HEAD"]);

export function start() {
  htmx.config.history = "reload"; // going back loads the page anew: no stale list, no half page

  document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
    if (!SAFE.has(ctx.request.method)) ctx.request.headers["X-CSRFToken"] = csrfToken();
  });
  document.addEventListener("htmx:after:request", (event) => {
    const { ctx } = event.detail;
    if (isOtherPage(ctx)) {
      event.preventDefault();
      instead(ctx.response);
    }
  });
  document.addEventListener("htmx:error", (event) => {
    if (event.detail.ctx) complain("offline");
  });
}

/** Follow where an answer to `fetch` leads instead of giving the part: the session has ended. Says whether it does. */
export function leads(answer) {
  const elsewhere = answer?.headers.get("HX-Redirect");
  if (elsewhere) location.assign(elsewhere);
  return Boolean(elsewhere);
}

/** A part was asked for and another page came: the session ended, or something broke. */
function isOtherPage({ select, text, response: { raw } }) {
  const isPage = /^\s*<!doctype html/i.test(text ?? "");
  return isPage && (!select || raw.redirected || raw.status >= 400);
}

function instead({ raw }) {
  if (raw.redirected && raw.status < 400) location.assign(raw.url);
  else complain(raw.status === 403 ? "refused" : "failed");
}
