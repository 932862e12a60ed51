// What is said aloud, and when: a pure rule from the state and the time to at most one sentence. Nothing ever waits to be said.
// While a sentence is being spoken the guesses move on; when it is over, the rule looks at what is true then. So the newest
// thought wins, none is stale, and the end of a round interrupts whatever is said.

import { leading } from "./state.js";
import { conclusion, GUESSING, SURE } from "./voice.js";

const STEADY_MS = 250; // a guess that leads for less is not worth its breath
const PAUSE_MS = 500; // between two sentences
const ALMOST = 0.5; // a second guess with this share of the first one's probability is named with it

/** round: of which it spoke last; said: its words; about: the first word of its last sentence; word, since: the leading guess, and since when it leads (ms). */
export const silence = Object.freeze({ round: null, said: [], about: null, over: false, word: null, since: 0 });

/**
 * The talk after this moment, and what to do: [talk, null], [talk, {hush: true}] (say nothing more of what is being said) or
 * [talk, {text, hush}]. quiet: ms since the last sentence was over, 0 while one is being said. now: ms.
 */
export function talked(talk, state, quiet, now, texts) {
  const round = state.round?.id ?? null;
  if (round !== talk.round) return [{ ...silence, round, over: state.phase === "over" }, { hush: true }];
  if (state.phase === "over") return concluded(talk, state, texts);
  if (state.phase !== "drawing") return [talk, null];
  const next = noticed(talk, leading(state), now);
  if (next.word === null || quiet < PAUSE_MS || now - next.since < STEADY_MS) return [next, null];
  if (next.said.includes(next.word) || state.drawing.strokes.length === 0) return [next, null];
  return guessed(next, state, texts);
}

/** The end is said once, and at once. */
function concluded(talk, state, texts) {
  if (talk.over) return [talk, null];
  return [{ ...talk, over: true }, { text: conclusion(state, texts).say.join(""), hush: true }];
}

function noticed(talk, best, now) {
  const word = best && best.p >= GUESSING ? best.word : null;
  return word === talk.word ? talk : { ...talk, word, since: now };
}

function guessed(talk, state, texts) {
  const best = leading(state);
  const other = talk.said.length === 0 ? second(state.guesses, best) : null;
  const words = other ? [best.word, other] : [best.word];
  return [{ ...talk, said: [...talk.said, ...words], about: best.word }, { text: sentence(talk, best, other, texts), hush: false }];
}

function second(guesses, best) {
  const least = Math.max(GUESSING, ALMOST * best.p);
  return guesses.find(([word, p]) => word !== best.word && p >= least)?.[0] ?? null;
}

function sentence({ said }, { word, p }, other, texts) {
  if (other) return texts.iSeeTwo(word, other);
  if (p >= SURE) return texts.mustBe(word);
  return said.length === 0 ? texts.iSee(word) : texts.or(word);
}
