// What the Inkling says to the eye, often, and to screen readers, seldom; talk.js has what it says aloud. Pure but for the
// announcer at the end.

import { leading } from "./state.js";

export const GUESSING = 0.1;
const LIKELY = 0.35;
export const SURE = 0.6;
const NAMED = 0.06; // guesses below this are not worth naming afterwards

/** What it says now: {say: [before, emphasized, after], aside}. */
export function speech(state, texts) {
  if (state.phase === "over") return conclusion(state, texts);
  if (state.phase === "asking") return plain(texts.asking);
  if (state.phase === "start") return plain(texts.pitch);
  return plain(guessAloud(state, texts));
}

const plain = (say, aside = "") => ({ say: [say, "", ""], aside });

function guessAloud(state, texts) {
  if (state.spoken) return state.spoken; // the caption of what is being said
  if (state.drawing.strokes.length === 0) return texts.ready;
  const best = leading(state);
  if (!best || best.p < GUESSING) return texts.puzzled;
  if (best.p < LIKELY) return texts.perhaps(best.word);
  return best.p < SURE ? texts.isIt(best.word) : texts.surely(best.word);
}

/** What it says when a round is over. */
export function conclusion({ verdict, round, slots }, texts) {
  if (verdict.won) return { say: texts.won(round.word), aside: texts.wonIn(verdict.ms) };
  if (verdict.reason === "lost") return { say: texts.lost(), aside: texts.lostHow };
  const say = (texts[verdict.reason] ?? texts.time)(round.word);
  const named = slots.filter((slot) => slot.p >= NAMED && slot.word !== round.word).map((slot) => slot.word);
  return { say, aside: named.length > 0 ? texts.thoughtOf(named.slice(0, 3)) : texts.thoughtOfNothing };
}

/**
 * Decides what a screen reader is told: the end at once, a new leading guess at most every PAUSE_MS. concluded(state, texts): what is
 * said at the end. Returns hear(state, now) -> a new text, or null when there is nothing new to say.
 */
export function announcer(texts, concluded = conclusion) {
  const PAUSE_MS = 2500;
  let [said, saidAt] = ["", -Infinity];
  return function hear(state, now) {
    const text = audible(state, texts, concluded);
    const patient = state.phase === "drawing";
    if (!text || text === said || (patient && now - saidAt < PAUSE_MS)) return null;
    [said, saidAt] = [text, now];
    return text;
  };
}

function audible(state, texts, concluded) {
  if (state.phase === "over") {
    const { say, aside } = concluded(state, texts);
    return `${say.join("")} ${aside}`;
  }
  const best = state.phase === "drawing" ? leading(state) : null;
  return best && best.p >= GUESSING ? texts.heard(best.word) : "";
}
