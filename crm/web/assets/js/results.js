// What the server finds for a query: asked for once typing rests, older questions called off. For the search box and the palette.

const PAUSE_MS = 150;
const TOLD_AFTER_MS = 400;

/** Ask for what answers. `shown` gets the lines; it gets a line that says so while it takes long, or when it fails. */
export function asker(url, words, shown) {
  let pause, asking;
  return function ask(query) {
    clearTimeout(pause);
    asking?.abort();
    if (!query) return shown([]);
    pause = setTimeout(async () => {
      const mine = (asking = new AbortController());
      const slow = setTimeout(() => shown([line(words.dataset.waiting)]), TOLD_AFTER_MS);
      try {
        shown(await lines(url, query, mine.signal));
      } catch {
        if (!mine.signal.aborted) shown([line(words.dataset.failed)]);
      } finally {
        clearTimeout(slow);
      }
    }, PAUSE_MS);
  };
}

async function lines(url, query, signal) {
  const address = new URL(url, location.href);
  address.searchParams.set("q", query.slice(0, 200));
  const answer = await fetch(address, { headers: { Accept: "text/html" }, signal });
  if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
  const text = await answer.text();
  return [...new DOMParser().parseFromString(text, "text/html").body.children];
}

function line(text) {
  const item = Object.assign(document.createElement("li"), { className: "none", textContent: text });
  item.setAttribute("role", "option"); // a list of options holds no other; nobody can choose this one
  item.setAttribute("aria-disabled", "true");
  item.dataset.found = item.dataset.told = "";
  return item;
}
