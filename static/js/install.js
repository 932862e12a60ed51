// The page as an app on a machine of its own: the service worker, where the browser allows one (https, or the machine itself).

/** Registers the worker; nothing depends on it. */
export async function installWorker({ serviceWorker }) {
  try {
    await serviceWorker?.register("/worker.js");
  } catch {
    // forbidden here: then the page needs its server
  }
}
