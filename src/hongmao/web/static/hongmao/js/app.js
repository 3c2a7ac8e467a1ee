// Installs the service worker, keeps notes on this device, and lists those that are kept.

const KEPT = "kept-1";
const files = "img[src], link[rel=stylesheet], script[src], link[rel=icon]";

async function keep(path) {
  const answer = await fetch(path, { credentials: "omit" });
  if (!answer.ok) throw new Error(answer.statusText);
  const copy = answer.clone();
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const named = [...page.querySelectorAll(files)].map((one) => one.getAttribute("src") ?? one.getAttribute("href"));
  const icons = [...page.querySelectorAll("use[href]")].map((one) => one.getAttribute("href").split("#")[0]);
  const store = await caches.open(KEPT);
  const local = new Set([...named, ...icons].filter((one) => /^\/(static|media)\//.test(one)));
  await Promise.all([...local].map((one) => store.add(one).catch(() => {})));
  await store.put(path, copy);
}

async function drop(path) {
  await (await caches.open(KEPT)).delete(path, { ignoreVary: true });
}

async function serve(button) {
  const path = location.pathname;
  const show = async () => {
    const kept = Boolean(await (await caches.open(KEPT)).match(path, { ignoreVary: true }));
    button.setAttribute("aria-pressed", String(kept));
    for (const words of button.querySelectorAll("[data-when]")) words.hidden = (words.dataset.when === "kept") !== kept;
  };
  await show();
  button.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      await (button.getAttribute("aria-pressed") === "true" ? drop(path) : keep(path));
    } finally {
      button.disabled = false;
      await show();
    }
  });
}

async function list(place) {
  const store = await caches.open(KEPT);
  for (const request of await store.keys()) {
    const { pathname } = new URL(request.url);
    if (!/^\/n\/\d+$/.test(pathname)) continue;
    const answer = await store.match(request, { ignoreVary: true });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const link = Object.assign(document.createElement("a"), { href: pathname });
    link.textContent = page.querySelector("h1")?.textContent ?? pathname;
    const item = document.createElement("li");
    item.append(link);
    place.append(item);
  }
  if (place.children.length) document.querySelector("[data-none]").hidden = true;
}

if ("serviceWorker" in navigator && isSecureContext) {
  navigator.serviceWorker.register("/sw.js");
  for (const button of document.querySelectorAll("[data-keep]")) serve(button);
  for (const place of document.querySelectorAll("[data-kept]")) list(place);
}
