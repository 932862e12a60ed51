// The page without a page: one state and plain functions over it. Nothing here knows the document, the socket or the time of
// day; `now` is an argument (ms). The screen only reads the state, and tests build it with no browser.
//
//   start ──ask──> asking ──started──> drawing ──ended──> over ──ask──> asking ... over ──finished──> end
//
// A match (match.js) is a field of it. Later modes, rooms and replays are more phases and more fields here, not flags elsewhere.

import * as ink from "./drawing.js";
import { follow, nobody } from "./lead.js";
import { settle } from "./slots.js";
import { noted } from "./thoughts.js";

export const initial = Object.freeze({
  phase: "start", // "start" | "asking" | "drawing" | "over" | "end"
  link: "connecting", // "connecting" | "up" | "lost"
  board: { width: 1000, height: 1000 },
  drawing: ink.blank,
  match: null, // as in match.js; null before the first one
  round: null, // {id, word, hint, seconds, total, startedAt}; word and seconds are null where there is no target and no clock
  guesses: [], // [[word, p], ...] as they came last
  lead: nobody, // which of them counts as the best one (lead.js)
  spoken: null, // the sentence that is being said, where one is (talker.js)
  slots: [], // the same as the list shows them (slots.js)
  target: 0, // the probability of the word asked for, 0..1
  thoughts: [], // what was guessed in this round, over time (thoughts.js)
  verdict: null, // {won, reason, ms, takenFor, at}; reason: "recognized" | "time" | "skipped" | "lost"
  problem: null, // {code, message}
});

/** The link came up, or went down, or did not come up at all. */
export const linked = (state, up) => ({ ...state, link: up ? "up" : "lost" });

/** The player wants a (or another) word. */
export const asked = (state) => ({ ...state, phase: "asking", problem: null });

/** The server has opened a match, or said how it stands. */
export const matched = (state, match) => ({ ...state, match });

/** The server has begun a round. `entries` and `thoughts`: of a round that was begun before the page was loaded again. */
export function started(state, round, board, entries = [], thoughts = []) {
  const { link, match } = state;
  return { ...initial, link, match, phase: "drawing", board, round, drawing: ink.replay(entries), thoughts };
}

/** No word came: back to where asking began. */
export const unasked = (state) => ({ ...state, phase: state.verdict ? "over" : "start" });

/** The page was loaded again between two rounds: the last one's end is shown again. record: as in match.js. */
export function revived(state, match, { id, word, hint, board, entries, thoughts, won, reason, ms, takenFor }) {
  const round = { id, word, hint, seconds: null, startedAt: 0 };
  const verdict = { won, reason, ms, takenFor, at: -Infinity };
  return { ...state, phase: "over", match, board, round, drawing: ink.replay(entries), thoughts, verdict };
}

/** The match is over, and what was drawn is looked at. */
export const finished = (state) => ({ ...state, phase: "end", drawing: ink.lift(state.drawing), problem: null });

/** Back to the start. The last match can still be looked at. */
export const home = ({ link, match, board }) => ({ ...initial, link, match, board });

/** The screen has another shape. The board follows only while it is blank: drawn points stay where they are. */
export function reshaped(state, board) {
  const blank = state.drawing.strokes.length === 0 && state.drawing.past.length === 0;
  return blank ? { ...state, board } : state;
}

export const canDraw = (state) => state.phase === "drawing";

const drawn = (state, drawing) => (drawing === state.drawing ? state : { ...state, drawing });

export const penDown = (state, point) => drawn(state, ink.begin(state.drawing, point));
export const penMoved = (state, points) => drawn(state, ink.extend(state.drawing, points));
export const penUp = (state) => drawn(state, ink.lift(state.drawing));

/** name: "undo" | "redo" | "clear". The same state comes back when there is nothing to undo, redo or clear. */
export const edited = (state, name) => (canDraw(state) ? drawn(state, ink.edits[name](state.drawing)) : state);

const LEAVABLE = new Set(["asking", "drawing", "over"]);

export function can(state, name) {
  if (name === "skip") return state.phase === "drawing";
  if (name === "hint") return state.phase === "drawing" && state.round.word !== null && !state.round.hint;
  if (name === "leave") return LEAVABLE.has(state.phase);
  if (name === "next") return state.phase === "start" || state.phase === "over";
  return edited(state, name) !== state;
}

const isCurrent = (state, message) => state.round !== null && message.round === state.round.id;

/** A `guess` message. One for another round, or after the end, changes nothing. */
export function guessed(state, message, now) {
  if (!isCurrent(state, message) || state.phase !== "drawing") return state;
  const thoughts = noted(state.thoughts, message, now - state.round.startedAt);
  return settled({ ...state, guesses: message.guesses, target: message.target_p ?? 0, thoughts }, now);
}

/** The list comes to rest though no new guesses come: call it with every frame. */
export function settled(state, now) {
  if (state.phase !== "drawing" || state.guesses.length === 0) return state;
  const lead = follow(state.lead, state.guesses, now);
  return { ...state, lead, slots: settle(state.slots, state.guesses, now, lead.word) };
}

/** A definition of the word has come. */
export const hinted = (state, hint) => ({ ...state, round: { ...state.round, hint } });

/** An `over` message. The drawing stays to be looked at. A skipped round is followed by the next word at once. */
export function ended(state, message, now) {
  if (!isCurrent(state, message)) return state;
  const { won, reason, ms, word = state.round.word, taken_for: takenFor = null } = message;
  const phase = state.phase === "drawing" ? "over" : state.phase;
  const slots = [...state.slots].sort((a, b) => b.p - a.p); // nothing moves any more: the plain order
  const verdict = { won, reason, ms, takenFor, at: now };
  return { ...state, phase, slots, drawing: ink.lift(state.drawing), round: { ...state.round, word }, verdict };
}

/** The server no longer knows our round: it was restarted, or we were away for too long. */
export function vanished(state, now) {
  if (state.phase !== "drawing") return state;
  return ended(state, { round: state.round.id, won: false, reason: "lost", ms: 0 }, now);
}

export const troubled = (state, problem) => ({ ...state, problem });

const BREATH_MS = 500; // a finger on its way to "undo" must not land on "next", which has just appeared

export const mayGoOn = (state, now) => can(state, "next") && (!state.verdict || now - state.verdict.at >= BREATH_MS);

/** The clearest guess as {word, p}, or null when there is none worth saying. */
export function leading({ lead, guesses }) {
  const p = guesses.find((guess) => guess[0] === lead.word)?.[1];
  return p === undefined ? null : { word: lead.word, p };
}
