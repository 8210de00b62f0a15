// Bars that scroll sideways (sections, tabs, views) begin where the current one can be seen.

export function start() {
  for (const current of document.querySelectorAll(":is(.sections, .tabs, .views) [aria-current]")) {
    const strip = current.closest(".sections, .tabs, .views");
    if (strip.scrollWidth > strip.clientWidth) strip.scrollLeft = current.offsetLeft - (strip.clientWidth - current.offsetWidth) / 2;
  }
}
