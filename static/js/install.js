// The page as an app on a machine of its own: the service worker, where the browser allows one (https, or the machine itself).

/** Registers the worker once the page is loaded; nothing depends on it. */
export function installWorker({ serviceWorker }) {
  if (!serviceWorker) return;
  addEventListener("load", () => serviceWorker.register("/worker.js").catch(() => {}), { once: true });
}
