// What outlives a reload of this tab (the session's storage) and what is remembered for good (the local one). Some browsers
// forbid them; then nothing is kept.

const LINK = "inkling"; // {resume, round, log}: who we are, and the round that runs
const MATCH = "inkling.match"; // what of the match has been drawn already
const SETTINGS = "inkling.settings";
const ROOM = "inkling.room"; // {code, seats, link}: where in a classroom this tab sits
const TAB = "inkling.tab"; // a text by chance
const LANGUAGE = "inkling.language"; // a code such as "pt", if one was chosen
const AWAY_MS = 60_000; // the server forgets who is away for longer
const FREE_MS = 3_600_000; // and a round without a clock is not worth coming back to after this

export const load = (now = Date.now()) => worthResuming(read("sessionStorage", LINK), now);
export const keep = (value) => write("sessionStorage", LINK, value);

// beside the link, in a place of its own: a long match may not fit, and the link must
export const loadMatch = () => read("sessionStorage", MATCH);
export const keepMatch = (value) => write("sessionStorage", MATCH, value);

// a room is one lesson long, and so is the tab
export const loadRoom = () => read("sessionStorage", ROOM);
export const keepRoom = (value) => write("sessionStorage", ROOM, value);

export const loadSettings = () => read("localStorage", SETTINGS);
export const keepSettings = (value) => write("localStorage", SETTINGS, value);

// who votes on drawings from this tab, and reports them
export const loadTab = () => read("sessionStorage", TAB);
export const keepTab = (id) => write("sessionStorage", TAB, id);

export const loadLanguage = () => read("localStorage", LANGUAGE);
export const keepLanguage = (code) => write("localStorage", LANGUAGE, code);

function read(place, key) {
  try {
    return JSON.parse(globalThis[place].getItem(key));
  } catch {
    return null;
  }
}

function write(place, key, value) {
  try {
    globalThis[place].setItem(key, JSON.stringify(value));
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
