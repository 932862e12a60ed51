// What outlives a reload of this tab (the session's storage) and what is remembered for good (the local one). Some browsers
// forbid them; then nothing is kept.

import { Pieces } from "./pieces.js";

const LINK = "inkling"; // {resume, round, log}: who we are, and the round that runs
const MATCH = "inkling.match"; // what of the match has been drawn already
const GIVER = "inkling.giver"; // whether drawings are given, the receipt, and those that are not kept yet
const ROOM_GIVER = "inkling.room.giver"; // the same of the pupil in the room
const SETTINGS = "inkling.settings";
const ROOM = "inkling.room"; // {code, seats, link}: where in a classroom this tab sits
const VOTER = "inkling.voter"; // {id, since}: a text by chance, and when it was made
const LANGUAGE = "inkling.language"; // a code such as "pt", if one was chosen
const AWAY_MS = 60_000; // the server forgets who is away for longer
const MONTH_MS = 30 * 24 * 3_600_000;
const FREE_MS = 3_600_000; // and a round without a clock is not worth coming back to after this

const tab = {
  read: (key) => read("sessionStorage", key),
  write: (key, value) => write("sessionStorage", key, value),
  remove: (key) => globalThis.sessionStorage.removeItem(key),
};
const ink = new Pieces(tab, `${LINK}.ink`);
const roomInk = new Pieces(tab, `${ROOM}.ink`);

export const load = (now = Date.now()) => worthResuming(joined(ink, tab.read(LINK)), now);
export const keep = (link) => tab.write(LINK, parted(ink, link));

// beside the link, in a place of its own: a long match may not fit, and the link must
export const loadMatch = () => tab.read(MATCH);
export const keepMatch = (value) => tab.write(MATCH, value);

// a room is one lesson long, and so is the tab
export function loadRoom() {
  const kept = tab.read(ROOM);
  return kept?.link ? { ...kept, link: joined(roomInk, kept.link) } : kept;
}
export const keepRoom = (room) => tab.write(ROOM, room.link ? { ...room, link: parted(roomInk, room.link) } : room);

export const loadGiver = () => read("sessionStorage", GIVER);
export const keepGiver = (value) => write("sessionStorage", GIVER, value);

// a device is passed on: what its last player has said in the game is nothing that a pupil in a room has said
export const loadRoomGiver = () => read("sessionStorage", ROOM_GIVER);
export const keepRoomGiver = (value) => write("sessionStorage", ROOM_GIVER, value);

export const loadSettings = () => read("localStorage", SETTINGS);
export const keepSettings = (value) => write("localStorage", SETTINGS, value);

// who votes on drawings from this browser: the same in all of its tabs, and somebody else next month
export function loadVoter(now = Date.now()) {
  const kept = read("localStorage", VOTER);
  return kept && Math.abs(now - kept.since) < MONTH_MS ? kept.id : null;
}
export const keepVoter = (id, now = Date.now()) => write("localStorage", VOTER, { id, since: now });

export const loadLanguage = () => read("localStorage", LANGUAGE);
export const keepLanguage = (code) => write("localStorage", LANGUAGE, code);

/** A link with its log beside it, in pieces; and as it was. */
const parted = (pieces, link) => (link.log ? { ...link, log: pieces.keep(link.round.id, link.log) } : link);
const joined = (pieces, kept) => (kept?.log?.pieces ? { ...kept, log: pieces.load(kept.round.id, kept.log) } : kept);

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
    return true;
  } catch {
    return false; // full or forbidden: the game goes on, a reload begins anew
  }
}

/** A browser may bring back a tab from yesterday, with a round that nobody remembers. now: ms, as Date.now() has it. */
export function worthResuming(kept, now) {
  if (!kept?.round) return kept;
  const { startedAt, seconds } = kept.round;
  const length = seconds === null ? FREE_MS : seconds * 1000;
  return now - startedAt <= length + AWAY_MS ? kept : { resume: kept.resume };
}
