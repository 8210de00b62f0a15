// How well a line answers a query: whole words first, then beginnings, then letters in order.

import { fold, swapped, transliterated } from "./layouts.js";

/** The query as it may have been meant: as typed, by the other layout, and in Latin letters. */
export function readings(query) {
  const typed = fold(query.trim());
  return [...new Set([typed, fold(swapped(typed)), transliterated(typed)])].filter(Boolean);
}

/**
 * How well the text answers a query, from 0 (not at all) to 100 (is it), over all readings of the query.
 * Words may come in any order; what is found as typed beats what is found by another reading.
 */
export function score(query, text) {
  const folded = fold(text);
  const latin = transliterated(folded);
  return readings(query).reduce((best, reading, at) => {
    const found = Math.max(scoreOf(reading, folded), scoreOf(reading, latin) - 2);
    return Math.max(best, found > 0 ? found - 5 * at : 0);
  }, 0);
}

function scoreOf(query, text) {
  if (text === query) return 100;
  if (text.startsWith(query)) return 90;
  const words = text.split(/[^\p{L}\p{N}]+/u);
  if (query.split(/\s+/).every((part) => words.some((word) => word.startsWith(part)))) return 80;
  if (query.length > 1 && text.includes(query)) return 60;
  return query.length > 2 && inOrder(query.replace(/\s/g, ""), text) ? 30 : 0;
}

/** Whether all letters of the query stand in the text in that order, close enough to be meant. */
function inOrder(query, text) {
  let from = 0;
  let first = -1;
  for (const letter of query) {
    const at = text.indexOf(letter, from);
    if (at < 0) return false;
    if (first < 0) first = at;
    from = at + 1;
  }
  return from - first <= query.length * 2;
}

/** The part of the text that the query names by its letters, as [start, end], or null. */
export function marked(query, text) {
  const folded = fold(text);
  for (const reading of readings(query)) {
    const at = folded.indexOf(reading);
    if (at >= 0 && folded.length === text.length) return [at, at + reading.length];
  }
  return null;
}

/** The text as nodes, with what the query names in a mark. */
export function marks(query, text) {
  const range = query && marked(query, text);
  if (!range) return [text];
  const mark = Object.assign(document.createElement("mark"), { textContent: text.slice(...range) });
  return [text.slice(0, range[0]), mark, text.slice(range[1])];
}
