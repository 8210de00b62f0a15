// Calls of the API tried from its documentation. The token lives in this module alone, for as long as the page
// does: it is put into the header of the calls that the reader sends to this workspace, and nowhere else.

import { on } from "./page.js";

const SHOWN = 100_000;
let token = "";

on("input", "[data-token]", (field) => (token = field.value.trim()));
on("input", "[data-call]", (form) => tellCommand(form));
on("change", "[data-call]", (form) => tellCommand(form));
on("submit", "[data-call]", (form, event) => {
  event.preventDefault();
  send(form);
});
on("input", "[data-doors-search]", narrow);

/** Where the call goes, its headers and its body, as the form has them now. */
function call(form) {
  const given = [...form.querySelectorAll("[data-in]")].filter((field) => field.value !== "");
  const of = (place) => given.filter((field) => field.dataset.in === place).map((field) => [field.dataset.name, field.value]);
  const query = new URLSearchParams(of("query")).toString();
  const path = of("path").reduce((to, [name, value]) => to.replace(`{${name}}`, encodeURIComponent(value)), form.dataset.path);
  const headers = Object.fromEntries(of("header"));
  const sent = form.querySelector("[data-sent]");
  if (sent && !sent.dataset.part) headers["content-type"] = sent.dataset.sent;
  return { method: form.dataset.method, address: query ? `${path}?${query}` : path, headers, sent };
}

function tellCommand(form) {
  const { method, address, headers, sent } = call(form);
  const lines = [`curl ${method === "GET" ? "" : `-X ${method} `}${quoted(form.dataset.root + address)}`, '-H "Authorization: Bearer $TOKEN"'];
  for (const [name, value] of Object.entries(headers)) lines.push(`-H ${quoted(`${name}: ${value}`)}`);
  if (sent?.dataset.part) lines.push(`-F ${sent.dataset.part}=@${quoted(sent.files[0]?.name ?? "file")}`);
  else if (sent?.type === "file") lines.push(`--data-binary @${quoted(sent.files[0]?.name ?? "file")}`);
  else if (sent) lines.push(`--data-binary ${quoted(sent.value)}`);
  const command = lines.join(" \\\n  ");
  form.querySelector("[data-curl]").textContent = command;
  form.querySelector("[data-copy]").dataset.copy = command;
}

const quoted = (text) => `'${text.replaceAll("'", `'\\''`)}'`;

async function send(form) {
  const room = form.querySelector("[data-answer]");
  const { method, address, headers, sent } = call(form);
  if (!token) {
    tell(room, room.dataset.tokenless, "bad");
    document.querySelector("[data-token]").focus();
    return;
  }
  const began = performance.now();
  try {
    const answer = await fetch(address, {
      method,
      headers: { "accept-language": document.documentElement.lang, ...headers, authorization: `Bearer ${token}` },
      body: bodyOf(sent),
      credentials: "omit",
      cache: "no-store",
    });
    const body = await readable(answer, room);
    tell(room, `${answer.status} ${answer.statusText}`.trim(), answer.ok ? "ok" : "bad", {
      took: `${Math.round(performance.now() - began)} ms`,
      headers: told(answer.headers),
      body,
    });
  } catch {
    tell(room, room.dataset.lost, "bad");
  }
}

function bodyOf(sent) {
  if (!sent) return undefined;
  if (sent.type !== "file") return sent.value;
  if (!sent.dataset.part) return sent.files[0] ?? "";
  const form = new FormData();
  if (sent.files[0]) form.append(sent.dataset.part, sent.files[0]);
  return form;
}

/** Text as text, JSON in lines, anything else only by its size. */
async function readable(answer, room) {
  const type = answer.headers.get("content-type") ?? "";
  if (/json/.test(type)) return JSON.stringify(await answer.json(), null, 2).slice(0, SHOWN);
  if (/^text\//.test(type)) return (await answer.text()).slice(0, SHOWN);
  const { size } = await answer.blob();
  return size ? room.dataset.bytes.replace("{size}", size.toLocaleString()).replace("{type}", type) : "";
}

/** The headers in lines, those of the API's own rules first. */
function told(headers) {
  const ours = /^(ratelimit|etag|location|link|artel|idempotency|retry)/;
  const all = [...headers].sort(([a], [b]) => ours.test(b) - ours.test(a) || a.localeCompare(b));
  return all.map(([name, value]) => `${name}: ${value}`).join("\n");
}

function tell(room, status, mood, { took = "", headers = "", body = "" } = {}) {
  room.hidden = false;
  room.dataset.mood = mood;
  for (const [part, text] of Object.entries({ status, took, headers, body })) {
    const place = room.querySelector(`[data-${part}]`);
    place.textContent = text;
    place.closest("pre")?.toggleAttribute("hidden", !text);
  }
}

/** Leave in the list of doors those that hold every word. */
function narrow(field) {
  const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const list of document.querySelectorAll(".door-list")) {
    let left = 0;
    for (const line of list.querySelectorAll("li")) {
      line.hidden = !words.every((word) => line.textContent.toLowerCase().includes(word));
      left += line.hidden ? 0 : 1;
    }
    list.hidden = left === 0;
    list.open = words.length > 0;
  }
}

for (const form of document.querySelectorAll("[data-call]")) tellCommand(form);
