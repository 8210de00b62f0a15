// What the palette finds. Run alone: node --test tests/crm/web/scripts/

import assert from "node:assert/strict";
import { test } from "node:test";
import { fold, latinKey, swapped } from "../../../../crm/web/assets/js/layouts.js";
import { marked, score } from "../../../../crm/web/assets/js/match.js";

test("a word typed on the other layout is found", () => {
  assert.ok(score("rjynfrns", "Контакты") > 50);
  assert.ok(score("сщтефсеы", "Contacts") > 50);
});

test("a Russian word is found by Latin letters", () => {
  assert.ok(score("kontakty", "Контакты") > 50);
});

test("what is typed as it stands beats what another layout would mean", () => {
  assert.ok(score("контакты", "Контакты") > score("rjynfrns", "Контакты"));
});

test("words may come in any order and be begun only", () => {
  assert.ok(score("конт доб", "Добавить контакт") > 50);
});

test("the beginning of a line beats its middle, and letters in order come last", () => {
  const [start, middle, scattered] = ["Sign out", "Redesign", "Swing"].map((text) => score("sig", text));
  assert.ok(start > middle && middle > scattered && scattered > 0);
});

test("what has nothing of the query is not found", () => {
  assert.equal(score("xyz", "Contacts"), 0);
  assert.equal(score("сделки", "Contacts"), 0);
});

test("ё and е are one letter, й stays й, accents don't matter", () => {
  assert.equal(fold("Ёлка"), "елка");
  assert.equal(fold("Май"), "май");
  assert.equal(fold("Café"), "cafe");
});

test("layouts are swapped both ways", () => {
  assert.equal(swapped("ghbdtn"), "привет");
  assert.equal(swapped("привет"), "ghbdtn");
});

test("a key does the same on either layout", () => {
  assert.equal(latinKey({ key: "с" }), "c");
  assert.equal(latinKey({ key: "Х" }), "[");
  assert.equal(latinKey({ key: "Enter" }), "Enter");
});

test("the found part is marked where it stands", () => {
  assert.deepEqual(marked("петр", "Иван Пётр"), [5, 9]);
  assert.equal(marked("xyz", "Иван Пётр"), null);
});
