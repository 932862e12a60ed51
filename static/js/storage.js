// What outlives a reload of this tab: the session's storage where there is one. Some browsers forbid it; then nothing is kept.

const KEY = "inkling";
const AWAY_MS = 60_000; // the server forgets who is away for longer
const FREE_MS = 3_600_000; // and a round without a clock is not worth coming back to after this

export function loadLanguage() {
  try {
    return localStorage.getItem("inkling.language");
  } catch {
    return null;
  }
}

export function keepLanguage(code) {
  try {
    localStorage.setItem("inkling.language", code);
  } catch {
    // then the browser's own preference holds
  }
}

export function load(now = Date.now()) {
  try {
    return worthResuming(JSON.parse(sessionStorage.getItem(KEY)), now);
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

/** A browser may bring back a tab from yesterday, with a round that nobody remembers. now: ms, as Date.now() has it. */
export function worthResuming(kept, now) {
  if (!kept?.round) return kept;
  const { startedAt, seconds } = kept.round;
  const length = seconds === null ? FREE_MS : seconds * 1000;
  return now - startedAt <= length + AWAY_MS ? kept : { resume: kept.resume };
}
