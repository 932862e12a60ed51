// The service worker: the start page and what it loads are kept, and shown when the server cannot be reached, so that the page
// opens and can say so itself. Where the server answers, its answer counts: no player ever sees an old page. Rooms, drawings and
// pages of other kinds are left to the browser. Browsers run this only over https and on the machine itself; everything works
// without it.

const KEPT = "inkling.2"; // an earlier worker kept everything in "inkling"

const pathOf = (request) => new URL(request.url).pathname;
const worthKeeping = (path) => path === "/" || path.startsWith("/static/") || path.startsWith("/texts/");
const ours = (request) => request.method === "GET" && new URL(request.url).origin === location.origin && worthKeeping(pathOf(request));

/** An answer goes to the page at once; what comes of keeping it is no concern of the page's. */
async function answer(event) {
  const { request } = event;
  try {
    const response = await fetch(request);
    if (response.ok) event.waitUntil(keep(pathOf(request), response.clone()));
    return response;
  } catch (error) {
    const known = await (await caches.open(KEPT)).match(pathOf(request));
    if (known) return known;
    throw error;
  }
}

async function keep(path, response) {
  try {
    await (await caches.open(KEPT)).put(path, response);
  } catch {
    // the device is full, or forbids it
  }
}

async function takeOver() {
  for (const name of await caches.keys()) if (name !== KEPT) await caches.delete(name);
  await clients.claim();
}

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(takeOver()));
addEventListener("fetch", (event) => {
  if (ours(event.request)) event.respondWith(answer(event));
});
