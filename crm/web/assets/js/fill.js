// Fields that fill themselves until somebody touches them: the browser's time zone, and a suggestion made of another field.

import { onContent } from "./page.js";

const PAUSE_MS = 250;

export function start() {
  onContent((part) => {
    part.querySelectorAll("form[data-fill-zone]:not([data-filled])").forEach(fillZone);
    part.querySelectorAll("input[data-suggest-from]:not([data-suggesting])").forEach(suggest);
  });
}

function fillZone(form) {
  form.setAttribute("data-filled", "");
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone) form.elements[form.dataset.fillZone].value = zone;
}

/** Ask the server for a value made of the other field, as long as this one is empty or holds the last suggestion. */
function suggest(input) {
  const source = input.form.elements[input.dataset.suggestFrom];
  let suggested = "";
  let timer;
  input.setAttribute("data-suggesting", "");
  source.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE_MS);
  });

  async function ask() {
    if (input.value !== suggested) return;
    const asked = source.value;
    try {
      const response = await fetch(`${input.dataset.suggestUrl}?${new URLSearchParams({ from: asked })}`);
      const { value } = await response.json();
      if (source.value !== asked || input.value !== suggested) return;
      input.value = suggested = value;
      input.dispatchEvent(new Event("input", { bubbles: true }));
    } catch {
      // A suggestion is a courtesy: whoever types goes on without it.
    }
  }
}
