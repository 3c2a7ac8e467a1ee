// Keeps a reader's place: going back from a note finds the same notes at the same height. The
// browser does it where it keeps the page; where it does not, the tiles come from this tab's store.

const KEPT = 5;
const LONGEST = 1_500_000;

const tiles = document.querySelector("[data-place-kept]");
const [navigation] = performance.getEntriesByType("navigation");
const name = history.state?.place ?? `place:${Date.now()}:${Math.random()}`;
history.replaceState({ ...history.state, place: name }, "");

function restore() {
  if (navigation?.type !== "back_forward") return;
  const kept = JSON.parse(sessionStorage.getItem(name) ?? "null");
  if (!kept) return;
  history.scrollRestoration = "manual";
  tiles.innerHTML = kept.html;
  globalThis.htmx?.process(tiles);
  scrollTo(0, kept.y);
}

function keep() {
  const html = tiles.innerHTML;
  if (html.length > LONGEST) return;
  const others = Object.keys(sessionStorage).filter((key) => key.startsWith("place:") && key !== name);
  for (const key of others.sort().slice(0, 1 - KEPT)) sessionStorage.removeItem(key);
  try {
    sessionStorage.setItem(name, JSON.stringify({ html, y: scrollY }));
  } catch {
    sessionStorage.removeItem(name); // the store is full: this place is lost, nothing else
  }
}

if (tiles) {
  restore();
  addEventListener("pagehide", keep);
}
