// Photos: what was chosen is shown before it is sent; a picture may be dropped or pasted; what is too large is said at once.

import { openDialog } from "./dialogs.js";
import { isTyping, on } from "./page.js";

export function start() {
  on("change", "[data-photo] input[type=file]", (input) => show(input.closest("[data-photo]"), input.files[0]));
  on("change", "[data-photo] input[type=checkbox]", (box) => fade(box.closest("[data-photo]"), box.checked));
  for (const [event, over] of [["dragenter", true], ["dragover", true], ["dragleave", false]]) {
    on(event, "[data-photo], [data-photo-opener]", (place, happened) => {
      if (!happened.dataTransfer?.types.includes("Files")) return;
      happened.preventDefault();
      place.toggleAttribute("data-dropping", over);
    });
  }
  on("drop", "[data-photo], [data-photo-opener]", (place, event) => {
    event.preventDefault();
    place.removeAttribute("data-dropping");
    take(event.dataTransfer.files[0], place);
  });
  document.addEventListener("paste", (event) => {
    const picture = [...(event.clipboardData?.files ?? [])].find((file) => file.type.startsWith("image/"));
    if (!picture || isTyping(event.target)) return;
    const place = document.querySelector("dialog[open] [data-photo]") ?? document.querySelector("[data-photo-opener], main [data-photo]");
    if (!place) return;
    event.preventDefault();
    take(picture, place);
  });
}

/** Put a dropped or pasted file into the field; from a record's face, in the dialog that it opens. */
function take(file, place) {
  if (!file) return;
  let field = place;
  if (place.matches("[data-photo-opener]")) {
    const dialog = document.getElementById(place.dataset.dialog);
    openDialog(dialog);
    field = dialog.querySelector("[data-photo]");
  }
  const carried = new DataTransfer();
  carried.items.add(file);
  const input = field.querySelector("input[type=file]");
  input.files = carried.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

function show(field, file) {
  const refused = !file ? "" : !/^image\/(png|jpeg|webp)$/.test(file.type) ? field.dataset.noPicture : file.size > Number(field.dataset.photo) ? field.dataset.tooLarge : "";
  const input = field.querySelector("input[type=file]");
  complain(field, input, refused);
  if (refused) input.value = "";
  if (refused || !file) return;
  field.querySelector("input[type=hidden]")?.remove();
  const reader = new FileReader();
  reader.addEventListener("load", () => place(field, reader.result));
  reader.readAsDataURL(file);
}

function complain(field, input, sentence) {
  const said = field.querySelector(".error");
  said.hidden = !sentence;
  said.querySelector("span").textContent = sentence;
  if (sentence) input.setAttribute("aria-invalid", "true");
  else input.removeAttribute("aria-invalid");
}

function place(field, src) {
  const shown = field.querySelector(".photo-shown");
  let image = shown.querySelector("img");
  if (!image) {
    image = Object.assign(document.createElement("img"), { alt: "" });
    shown.prepend(image);
  }
  image.src = src;
  const removed = field.querySelector("input[type=checkbox]");
  if (removed) removed.checked = false;
  fade(field, false);
}

function fade(field, gone) {
  const image = field.querySelector(".photo-shown img");
  if (image) image.hidden = gone;
  field.querySelector(".photo-shown").toggleAttribute("data-gone", gone);
}
