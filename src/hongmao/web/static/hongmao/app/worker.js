// Reads kept notes without a network. Pages always come from the network while there is one; a page
// is stored only when its reader keeps it, and then as somebody sees it who has not logged in.

const SHELL = "shell-1";
const KEPT = "kept-1";
const OFFLINE = "/offline";
const NOTE = /^\/n\/\d+$/;

async function storeShell() {
  const shell = await caches.open(SHELL);
  const answer = await fetch(OFFLINE, { credentials: "omit" });
  const page = await answer.clone().text();
  await shell.put(OFFLINE, answer);
  const parts = [...page.matchAll(/(?:href|src)="(\/static\/[^"#]+)"/g)].map((found) => found[1]);
  await shell.addAll([...new Set(parts)]);
}

async function page(request) {
  try {
    return await fetch(request);
  } catch {
    const { pathname } = new URL(request.url);
    const kept = NOTE.test(pathname) && (await caches.match(pathname, { ignoreVary: true }));
    return kept || (await caches.match(OFFLINE, { ignoreVary: true })) || Response.error();
  }
}

async function file(request) {
  try {
    return await fetch(request);
  } catch {
    return (await caches.match(request, { ignoreVary: true })) || Response.error();
  }
}

async function leave(request) {
  await caches.delete(KEPT);
  return fetch(request);
}

addEventListener("install", (event) => {
  event.waitUntil(storeShell().then(() => skipWaiting()));
});

addEventListener("activate", (event) => {
  const old = (name) => name !== SHELL && name !== KEPT;
  const drop = (names) => Promise.all(names.filter(old).map((name) => caches.delete(name)));
  event.waitUntil(Promise.all([clients.claim(), caches.keys().then(drop)]));
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin) return;
  if (request.method === "POST" && pathname === "/logout") event.respondWith(leave(request));
  if (request.method !== "GET") return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (request.destination === "video") return; // players ask for pieces, which no store keeps
  else if (/^\/(static|media)\//.test(pathname)) event.respondWith(file(request));
});
