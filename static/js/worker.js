// The service worker: what was loaded once is kept, and shown when the server cannot be reached, so that the page opens and
// can say so itself. Where the server answers, its answer counts: no player ever sees an old page. Browsers run this only
// over https and on the machine itself; everything works without it.

const KEPT = "inkling";

const ours = (request) => request.method === "GET" && new URL(request.url).origin === location.origin;
const live = (request) => new URL(request.url).pathname.startsWith("/socket.io/");

async function answer(request) {
  const kept = await caches.open(KEPT);
  try {
    const response = await fetch(request);
    if (response.ok) await kept.put(request, response.clone());
    return response;
  } catch (error) {
    const known = await kept.match(request, { ignoreSearch: request.mode === "navigate" });
    if (known) return known;
    throw error;
  }
}

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("fetch", (event) => {
  if (ours(event.request) && !live(event.request)) event.respondWith(answer(event.request));
});
