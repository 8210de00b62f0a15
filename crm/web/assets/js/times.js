// <time data-relative> keeps telling how long ago it was while the page stays open.

import { onContent } from "./page.js";

const STEPS = [[60, "second", 1], [3_600, "minute", 60], [86_400, "hour", 3_600]];
const tell = new Intl.RelativeTimeFormat(document.documentElement.lang || "en", { numeric: "auto" });

export function start() {
  onContent(refresh);
  setInterval(() => document.hidden || refresh(document), 30_000);
}

function refresh(part) {
  for (const time of part.querySelectorAll("time[data-relative]")) {
    const seconds = (Date.parse(time.dateTime) - Date.now()) / 1_000;
    const step = STEPS.find(([below]) => Math.abs(seconds) < below);
    if (step) time.textContent = tell.format(Math.round(seconds / step[2]), step[1]);
  }
}
