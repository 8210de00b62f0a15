// What every module stands on: listening once for the whole document, and running again after each swap.

/** Listen once, for all elements that match now or later. The act gets the element and the event. */
export function on(event, selector, act, options) {
  document.addEventListener(
    event,
    (happened) => {
      const target = happened.target instanceof Element ? happened.target.closest(selector) : null;
      if (target) act(target, happened);
    },
    options,
  );
}

/** Run now on the whole page, and on each part that a swap brings in. The act must bear being run twice. */
export function onContent(act) {
  act(document);
  document.addEventListener("htmx:after:process", (event) => act(event.target));
}

export function csrfToken() {
  return document.querySelector('meta[name="csrf-token"]')?.content ?? "";
}

/** POST by a form, so that the answer's page is shown. */
export function post(url, fields = {}) {
  const form = Object.assign(document.createElement("form"), { method: "post", action: url });
  for (const [name, value] of Object.entries({ csrf_token: csrfToken(), ...fields })) {
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  }
  document.body.append(form);
  form.submit();
}

/** Whether the reader is typing: single keys then belong to the text. */
export function isTyping(element) {
  return element instanceof HTMLElement
    && (element.isContentEditable
      || element.matches("textarea, select, input:not([type=checkbox], [type=radio], [type=button], [type=submit])"));
}

/** Whether something modal is open: keys of the page then rest. */
export function isCovered() {
  return document.querySelector("dialog[open]") !== null;
}
