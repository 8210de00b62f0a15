// Runs before anything is painted: marks that scripts work, and sets what the reader chose for this browser.
// Theme: "light", "dark" or nothing (the system's). Navigation: "folded" or nothing.

const root = document.documentElement;
root.classList.add("js");

for (const look of ["theme", "nav"]) {
  try {
    const chosen = localStorage.getItem(`artel-${look}`);
    if (chosen) root.dataset[look] = chosen;
    else if (chosen === "") delete root.dataset[look];
  } catch {
    // Storage may be switched off: the page then looks as the server sent it.
  }
}
