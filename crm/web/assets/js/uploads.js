// Uploads: each file is sent by itself, two at a time, with its progress; a refusal stands beside its file, the others go on.

import htmx from "htmx.org";
import { csrfToken, on } from "./page.js";

const AT_ONCE = 2;

export function start() {
  on("change", "[data-upload] input[type=file]", (input) => {
    const files = [...input.files];
    input.value = "";
    send(input.closest("[data-upload]"), input.name, files);
  });
  for (const [event, over] of [["dragenter", true], ["dragover", true], ["dragleave", false]]) {
    on(event, "[data-upload]", (place, happened) => {
      if (!happened.dataTransfer?.types.includes("Files")) return;
      happened.preventDefault();
      place.toggleAttribute("data-dropping", over);
    });
  }
  on("drop", "[data-upload]", (place, event) => {
    event.preventDefault();
    place.removeAttribute("data-dropping");
    send(place, place.querySelector("input[type=file]").name, [...event.dataTransfer.files]);
  });
}

async function send(place, name, files) {
  const list = place.querySelector("[data-uploading]");
  const waiting = files.map((file) => ({ file, line: line(list, file.name) }));
  let kept = 0;
  const next = async () => {
    for (let one = waiting.shift(); one; one = waiting.shift()) {
      const refused = await sendOne(place, name, one);
      if (!refused) kept += 1;
      finish(one.line, refused);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, next));
  if (kept) await reload(list);
}

function line(list, name) {
  const made = document.createElement("li");
  const title = Object.assign(document.createElement("b"), { textContent: name });
  const bar = Object.assign(document.createElement("progress"), { max: 1, value: 0 });
  bar.setAttribute("aria-label", name);
  made.append(title, bar);
  list.append(made);
  return made;
}

/** Resolves to the sentence of a refusal, or to nothing. */
function sendOne(place, name, { file, line }) {
  if (file.size > Number(place.dataset.upload)) return Promise.resolve(place.dataset.tooLarge);
  const body = new FormData();
  body.append(name, file);
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", place.closest("form").action);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-CSRFToken", csrfToken());
    request.upload.addEventListener("progress", (event) => {
      line.querySelector("progress").value = event.total ? event.loaded / event.total : 0;
    });
    request.addEventListener("load", () => resolve(request.status < 300 ? "" : said(request, place)));
    request.addEventListener("error", () => resolve(place.dataset.failed));
    request.send(body);
  });
}

function said(request, place) {
  try {
    const problem = JSON.parse(request.responseText);
    return Object.values(problem.errors ?? {})[0] ?? problem.detail ?? problem.title;
  } catch {
    return place.dataset.failed;
  }
}

function finish(line, refused) {
  if (!refused) return line.remove();
  line.querySelector("progress").remove();
  line.append(Object.assign(document.createElement("p"), { className: "error", textContent: refused }));
}

/** Show the list anew; what was refused stays beside the field. */
async function reload(list) {
  const tab = document.querySelector(".tabs [data-tab][aria-current]");
  if (!tab || list.closest("#tab") === null) return location.reload();
  const refused = [...list.children];
  await htmx.ajax("GET", tab.getAttribute("hx-get"), { target: "#tab", swap: "outerHTML" });
  document.querySelector("#tab [data-uploading]")?.append(...refused);
}
