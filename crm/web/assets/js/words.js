// A field of words, such as tags: what is written between commas becomes marks, each with its way out. `data-words` is the
// address that answers `?q=` with what there is. The form sends the words with commas between them, as without script.

import { hide, offerSoon, steer } from "./combos.js";
import { on, onContent } from "./page.js";

const PAUSE_MS = 120;
const SEPARATORS = /[,;\n]/;

export function start() {
  onContent((root) => root.querySelectorAll?.(".combo[data-words]:not(.tokens)").forEach(dress));
  const box = ".tokens [role=combobox]";
  on("input", box, (input) => {
    if (SEPARATORS.test(input.value)) split(input);
    offerSoon(input, PAUSE_MS);
  });
  on("focusin", box, (input) => offerSoon(input, PAUSE_MS));
  on("keydown", box, (input, event) => {
    steer(input, event, take);
    if (event.defaultPrevented) return;
    if (event.key === "Enter" && input.value.trim()) {
      event.preventDefault();
      take(input);
    } else if (event.key === "Backspace" && !input.value) {
      drop(input, words(input).at(-1));
    }
  });
  on("focusout", box, (input) => {
    hide(input);
    if (input.value.trim()) add(input, input.value);
  });
  on("pointerdown", ".tokens [role=option]:not([aria-disabled])", (option, event) => {
    event.preventDefault(); // the field keeps the focus
    take(option.closest(".tokens").querySelector("[role=combobox]"), option);
  });
  on("click", ".tokens .token button", (button) => {
    const input = button.closest(".tokens").querySelector("[role=combobox]");
    drop(input, button.closest(".token"));
    input.focus();
  });
  on("click", ".tokens", (combo, event) => {
    if (event.target === combo) combo.querySelector("[role=combobox]").focus();
  });
}

/** The field of text goes on as the one that is sent; another one, to type in, takes its place and name for the reader. */
function dress(combo) {
  const sent = combo.querySelector("input");
  const list = combo.querySelector("[role=listbox]");
  const input = sent.cloneNode();
  input.removeAttribute("name");
  input.value = "";
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-controls", list.id);
  sent.removeAttribute("id");
  sent.type = "hidden";
  sent.after(input);
  combo.classList.add("tokens");
  sent.value.split(SEPARATORS).forEach((word) => mark(input, word));
}

/** What stands before a separator is a word of its own; what comes after the last one is still being written. */
function split(input) {
  const parts = input.value.split(SEPARATORS);
  const rest = parts.pop().trimStart();
  parts.forEach((word) => add(input, word));
  input.value = rest;
}

function take(input, option) {
  add(input, option ? option.dataset.text : input.value);
  input.value = "";
  hide(input);
}

function add(input, text) {
  mark(input, text);
  input.value = "";
  keep(input);
}

function mark(input, text) {
  const word = text.trim().replace(/\s+/g, " ");
  const known = words(input).find((token) => token.dataset.word.toLowerCase() === word.toLowerCase());
  if (word && !known) {
    const token = document.createElement("span");
    const off = document.createElement("button");
    token.className = "token";
    token.dataset.word = word;
    off.type = "button";
    off.textContent = "×";
    off.setAttribute("aria-label", input.closest(".combo").dataset.off.replace("{}", word));
    token.append(word, off);
    input.before(token);
  }
}

function drop(input, token) {
  token?.remove();
  keep(input);
}

function keep(input) {
  const sent = input.closest(".combo").querySelector("input[type=hidden]");
  const value = words(input).map((token) => token.dataset.word).join(", ");
  if (sent.value === value) return;
  sent.value = value;
  sent.dispatchEvent(new Event("input", { bubbles: true }));
}

const words = (input) => [...input.closest(".combo").querySelectorAll(".token")];
