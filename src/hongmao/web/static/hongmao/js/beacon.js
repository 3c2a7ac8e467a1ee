// What was seen and read, told to the edge. A card is seen when half of it stood on the screen for a
// second; a note is read when its page stood before the reader for three. Each counts once a page
// view; the edge checks the page's token.

const VISIBLE = 0.5;
const DWELL_MS = 1000;
const FLUSH_MS = 1500;
const READ_S = 3;
const READ_MOST_S = 30;

const address = `${document.body.dataset.edge}/e`;
const pages = new Map(); // by view id: what the page carries, places to tell, seconds to tell
const timers = new Map();
const told = new Set();
let flushing = 0;

function findPages(root) {
  for (const { dataset } of root.querySelectorAll("[data-page]")) {
    const view = dataset.page.slice(0, 16);
    if (!pages.has(view)) pages.set(view, { ...dataset, seen: [], seconds: 0 });
  }
}

function flush() {
  clearTimeout(flushing);
  flushing = 0;
  const due = [...pages.values()].filter(({ seen, seconds }) => seen.length || seconds);
  const batch = due.map((p) => [p.page, p.surface, Number(p.note), p.codes, p.seen, p.seconds]);
  if (!due.length || !navigator.sendBeacon(address, JSON.stringify({ p: batch }))) return;
  for (const page of due) Object.assign(page, { seen: [], seconds: 0 });
}

function tell(card) {
  stop(card);
  const { view, place } = card.dataset;
  if (told.has(view + place)) return;
  told.add(view + place);
  observer.unobserve(card);
  pages.get(view)?.seen.push(Number(place));
  flushing ||= setTimeout(flush, FLUSH_MS);
}

function start(card) {
  if (timers.has(card) || document.visibilityState !== "visible") return;
  timers.set(card, setTimeout(tell, DWELL_MS, card));
}

function stop(card) {
  clearTimeout(timers.get(card));
  timers.delete(card);
}

const observer = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting, intersectionRatio } of entries) {
      if (isIntersecting && intersectionRatio >= VISIBLE) start(target);
      else stop(target);
    }
  },
  { threshold: VISIBLE },
);

function watch(root) {
  findPages(root);
  for (const card of root.querySelectorAll("[data-card]")) {
    if (told.has(card.dataset.view + card.dataset.place)) continue;
    observer.unobserve(card); // observing anew reports where it stands now
    observer.observe(card);
  }
}

// The note's page: seconds before the reader, told once, when they leave or have read enough.
let read = 0;
const reading = setInterval(() => {
  if (document.visibilityState === "visible" && ++read >= READ_MOST_S) readEnough();
}, 1000);

function readEnough() {
  const note = [...pages.values()].find((page) => page.note !== "0");
  if (note && read >= READ_S && !told.has("read")) {
    told.add("read");
    note.seconds = read;
    clearInterval(reading);
  }
  flush();
}

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") {
    watch(document);
  } else {
    for (const card of [...timers.keys()]) stop(card);
    readEnough();
  }
});
addEventListener("pagehide", readEnough);
document.addEventListener("htmx:afterSettle", () => watch(document));
watch(document);
