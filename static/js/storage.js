// What outlives a reload of this tab: the session's storage where there is one. Some browsers forbid it; then nothing is kept.

const KEY = "inkling";

export function load() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY));
  } catch {
    return null;
  }
}

export function keep(value) {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(value));
  } catch {
    // full or forbidden: the game goes on, a reload begins anew
  }
}
