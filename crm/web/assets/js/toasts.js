// Toasts leave by themselves when they were seen long enough; Z presses the last one's Undo.

import { isCovered, isTyping, on } from "./page.js";
import { latinKey } from "./layouts.js";

const SEEN_MS = 6_000;
const UNDO_MS = 20_000;
const TICK_MS = 500;

export function start() {
  const region = document.getElementById("toasts");
  if (!region) return;
  on("click", ".toast [data-off]", (button) => button.closest(".toast").remove());
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || isCovered()) return;
    if (latinKey(event) === "z") [...region.querySelectorAll(".undo")].at(-1)?.click();
  });
  setInterval(() => age(region), TICK_MS);
}

/** Time counts only while the toast can be read: not in a hidden tab, not under the pointer, not with focus in it. */
function age(region) {
  if (document.hidden || region.matches(":hover, :focus-within")) return;
  for (const toast of region.children) {
    const lived = Number(toast.dataset.lived ?? 0) + TICK_MS;
    toast.dataset.lived = lived;
    if (lived >= (toast.querySelector(".undo") ? UNDO_MS : SEEN_MS)) toast.remove();
  }
}

/** Tell that something went wrong, in one of the sentences the page brought along: offline, failed, refused. */
export function complain(what) {
  const region = document.getElementById("toasts");
  const sentence = document.getElementById("toast-texts")?.dataset[what];
  if (!region || !sentence || [...region.children].some((toast) => toast.textContent.includes(sentence))) return;
  const toast = document.getElementById("toast-bad").content.cloneNode(true);
  toast.querySelector("p").textContent = sentence;
  region.append(toast);
}
