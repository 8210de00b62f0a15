// The list of a long form's sections marks the one that is being read.

import { onContent } from "./page.js";

const READ_FROM = 0.3; // of the window's height: what stands above this line is being read

export function start() {
  onContent((part) => part.querySelectorAll("[data-contents]:not([data-watching])").forEach(watch));
}

function watch(list) {
  list.setAttribute("data-watching", "");
  const links = [...list.querySelectorAll("a")];
  const mark = () => {
    const line = innerHeight * READ_FROM;
    const read = links.findLast((link) => (document.getElementById(link.hash.slice(1))?.getBoundingClientRect().top ?? Infinity) <= line);
    for (const link of links) {
      if (link === (read ?? links[0])) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  };
  document.addEventListener("scroll", mark, { capture: true, passive: true });
  list.addEventListener("click", (event) => {
    const section = document.getElementById(event.target.closest("a")?.hash.slice(1) ?? "");
    if (section?.matches("details")) section.open = true;
  });
}
