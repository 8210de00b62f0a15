// Tabs: arrows move between them; on a record the one whose part has come is marked, and their counts come after the page.

import { on, onContent } from "./page.js";

const MOVES = { ArrowRight: 1, ArrowLeft: -1 };

export function start() {
  on("keydown", ".tabs a", walk);
  onContent(() => {
    document.querySelectorAll(".tabs:has([data-tab])").forEach(mark);
    document.querySelectorAll("[data-counts]:not([data-counted])").forEach(count);
  });
}

function walk(link, event) {
  const all = [...link.closest(".tabs").querySelectorAll("a")];
  const to = { Home: all[0], End: all.at(-1) }[event.key] ?? all[(all.indexOf(link) + (MOVES[event.key] ?? 0) + all.length) % all.length];
  if (to === link || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  to.focus();
}

function mark(tabs) {
  const here = document.getElementById("tab")?.dataset.tab;
  for (const link of tabs.querySelectorAll("[data-tab]")) {
    if (link.dataset.tab === here) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

async function count(tabs) {
  tabs.setAttribute("data-counted", "");
  try {
    const response = await fetch(tabs.dataset.counts, { headers: { Accept: "application/json" } });
    if (!response.ok || response.redirected) return;
    const counts = await response.json();
    for (const mark of tabs.querySelectorAll("[data-count]")) mark.textContent = counts[mark.dataset.count] ?? "";
  } catch {
    // Without counts the tabs are the same.
  }
}
