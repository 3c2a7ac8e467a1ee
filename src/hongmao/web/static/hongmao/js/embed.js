// <hongmao-card content="42">: a labelled card below a post of another community. It asks for its
// words when it comes near the screen, draws them in a closed shadow tree, and tells the edge when
// half of it stood on the screen for a second. Until then, and where it cannot, what the element
// holds (a labelled link) stands in its place; a note without a card shows nothing.

const CARDS = new URL("api/v1/cards", import.meta.url);
const AHEAD = "400px";
const VISIBLE = 0.5;
const DWELL_MS = 1000;
const OUT = "M7 4h9v9M16 4 5 15";

const sheet = new CSSStyleSheet();
sheet.replaceSync(`
:host { --sheet: #ffffff; --sunk: #f4f1ea; --ink: #1d1b18; --paper: #fdfcf9; --ink-soft: #57524b;
  --ink-quiet: #736d64; --line: #e9e5dc; --accent: #cb3a26; --on-accent: #ffffff; display: block; }
:host([hidden]) { display: none; }
@supports (color: light-dark(red, red)) { :host {
  --sheet: light-dark(#ffffff, #1f1c19); --sunk: light-dark(#f4f1ea, #2a2622);
  --ink: light-dark(#1d1b18, #f2eee7); --paper: light-dark(#fdfcf9, #161412);
  --ink-soft: light-dark(#57524b, #bfb8ad); --ink-quiet: light-dark(#736d64, #9d968a);
  --line: light-dark(#e9e5dc, #35302b); --accent: light-dark(#cb3a26, #f0715c);
  --on-accent: light-dark(#ffffff, #1c0c08); } }
:host([theme="light"]) { color-scheme: light; }
:host([theme="dark"]) { color-scheme: dark; }
* { box-sizing: border-box; margin: 0; }
aside { max-inline-size: 35rem; padding: .75rem; border: 1px solid var(--line); border-radius: 12px;
  background: var(--sheet); color: var(--ink); font: 400 .9375rem/1.45 "PingFang SC",
  "HarmonyOS Sans SC", "MiSans", "Noto Sans CJK SC", "Microsoft YaHei", system-ui, sans-serif;
  text-align: start; }
aside:lang(en) { font-family: system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
.head { display: flex; align-items: center; gap: .5rem; margin-block-end: .75rem;
  color: var(--ink-soft); }
.label { flex: none; padding: .1em .45em; border-radius: 4px; background: var(--ink);
  color: var(--paper); font-weight: 600; line-height: 1.35; letter-spacing: .04em; }
.behalf, .store, .where { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
a { display: grid; grid-template-columns: 5rem minmax(0, 1fr); gap: .75rem; align-items: center;
  color: inherit; text-decoration: none; border-radius: 8px; }
a:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
a.plain { grid-template-columns: minmax(0, 1fr); }
img { inline-size: 100%; block-size: auto; aspect-ratio: 1; border-radius: 8px; object-fit: cover;
  background: var(--sunk); }
.words { display: grid; gap: .125rem; min-inline-size: 0; }
.title { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden;
  font-weight: 600; }
.store { color: var(--ink-quiet); font-size: .8125rem; }
.price { font-weight: 600; font-variant-numeric: tabular-nums; }
.open { grid-column: 1 / -1; display: flex; align-items: center; justify-content: center;
  gap: .375rem; min-block-size: 2.75rem; padding-inline: 1rem; border-radius: 999px;
  background: var(--accent); color: var(--on-accent); font-weight: 600; }
a:hover .open { filter: brightness(1.06); }
svg { flex: none; inline-size: .8em; block-size: .8em; fill: none; stroke: currentColor;
  stroke-width: 1.75; stroke-linecap: round; stroke-linejoin: round; }
@media (forced-colors: active) { .label, .open { border: 1px solid; } }
`);

function make(tag, properties, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children.filter(Boolean));
  return element;
}

function arrow() {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const path = document.createElementNS(space, "path");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", OUT);
  svg.append(path);
  return svg;
}

function draw(card, language) {
  const text = (name, words) => words && make("span", { className: name, textContent: words });
  const aside = make("aside", { lang: language });
  aside.setAttribute("aria-label", `${card.label} · ${card.brand}`);
  aside.append(
    make("p", { className: "head" }, text("label", card.label), text("behalf", card.behalf)),
    make(
      "a",
      {
        href: card.link,
        rel: "sponsored nofollow noopener",
        className: card.picture ? "" : "plain",
      },
      card.picture &&
        make("img", { alt: "", width: 160, height: 160, decoding: "async", src: card.picture }),
      make(
        "span",
        { className: "words" },
        text("title", card.title),
        card.title !== card.store && text("store", card.store),
        text("price", card.price),
      ),
      make("span", { className: "open" }, text("where", card.opens), arrow()),
    ),
  );
  return aside;
}

// Calls `tell` once, when half of `card` has stood on the visible screen for a second.
function watch(card, tell) {
  let half = false;
  let timer = 0;
  const look = () => {
    clearTimeout(timer);
    if (half && document.visibilityState === "visible") timer = setTimeout(done, DWELL_MS);
  };
  const observer = new IntersectionObserver(
    ([entry]) => {
      half = entry.isIntersecting && entry.intersectionRatio >= VISIBLE;
      look();
    },
    { threshold: VISIBLE },
  );
  const stop = () => {
    clearTimeout(timer);
    observer.disconnect();
    document.removeEventListener("visibilitychange", look);
  };
  const done = () => {
    stop();
    tell();
  };
  observer.observe(card);
  document.addEventListener("visibilitychange", look);
  return stop;
}

function tell({ beacons, page }, { place }) {
  const { token, surface, note, codes } = page;
  const body = JSON.stringify({ p: [[token, surface, note, codes, [place], 0]] });
  const how = { method: "POST", mode: "no-cors", credentials: "omit", keepalive: true, body };
  fetch(beacons, how).catch(() => {});
}

const near = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      near.unobserve(target);
      target.show();
    }
  },
  { rootMargin: AHEAD },
);

class HongmaoCard extends HTMLElement {
  static observedAttributes = ["content", "lang", "jurisdiction"];

  #root = this.attachShadow({ mode: "closed" });
  #asked = "";
  #stop = () => {};

  constructor() {
    super();
    this.#root.adoptedStyleSheets = [sheet];
    this.#root.append(make("slot"));
  }

  connectedCallback() {
    near.observe(this);
  }

  disconnectedCallback() {
    near.unobserve(this);
    this.#stop();
    this.#asked = "";
  }

  attributeChangedCallback(_name, before, now) {
    if (before === now || !this.isConnected) return;
    near.unobserve(this);
    near.observe(this);
  }

  async show() {
    const asked = new URL(CARDS);
    const language = this.closest("[lang]")?.lang || navigator.language;
    asked.searchParams.set("content", this.getAttribute("content") ?? "");
    asked.searchParams.set("lang", /^zh/i.test(language) ? "zh" : "en");
    const jurisdiction = this.getAttribute("jurisdiction");
    if (jurisdiction) asked.searchParams.set("jurisdiction", jurisdiction);
    if (this.#asked === asked.href) return;
    this.#asked = asked.href;
    let answer;
    try {
      const response = await fetch(asked, { credentials: "omit", referrerPolicy: "no-referrer" });
      answer = await response.json();
      if (!response.ok) throw new Error(answer.message);
    } catch (error) {
      console.warn(`hongmao-card: ${error.message}`);
      return;
    }
    if (this.#asked !== asked.href) return;
    this.#stop();
    const [card] = answer.cards;
    if (!card) {
      this.#root.replaceChildren();
      console.info(`hongmao-card: ${answer.missing[0]?.message}`);
      return;
    }
    const drawn = draw(card, answer.language);
    this.#root.replaceChildren(drawn);
    this.#stop = watch(drawn, () => tell(answer, card));
  }
}

customElements.get("hongmao-card") || customElements.define("hongmao-card", HongmaoCard);
