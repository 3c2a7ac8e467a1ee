// Impressions: half of a card on the screen for one second, once per card and page view.
// Each goes to the edge as ["i", code, surface, view token]; the edge checks the token.

const VISIBLE = 0.5;
const DWELL_MS = 1000;
const FLUSH_MS = 1500;
const BATCH = 40;

const address = `${document.body.dataset.edge}/e`;
const timers = new Map();
const told = new Set();
let waiting = [];
let flushing = 0;

function flush() {
  clearTimeout(flushing);
  flushing = 0;
  while (waiting.length) {
    const batch = waiting.slice(0, BATCH);
    if (!navigator.sendBeacon(address, JSON.stringify({ e: batch }))) return;
    waiting = waiting.slice(BATCH);
  }
}

function tell(card) {
  stop(card);
  const { code, surface, token } = card.dataset;
  if (told.has(token)) return;
  told.add(token);
  observer.unobserve(card);
  waiting.push(["i", code, surface, token]);
  if (!flushing) flushing = setTimeout(flush, FLUSH_MS);
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
  for (const card of root.querySelectorAll("[data-card]")) {
    if (told.has(card.dataset.token)) continue;
    observer.unobserve(card); // observing anew reports where it stands now
    observer.observe(card);
  }
}

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") {
    watch(document);
  } else {
    for (const card of [...timers.keys()]) stop(card);
    flush();
  }
});
addEventListener("pagehide", flush);
document.addEventListener("htmx:afterSettle", () => watch(document));
watch(document);
