// What a pupil is told when a word is over because the room went on, and not because the pupil gave up. Pure.

import { GUESSING, speech } from "../voice.js";

/** Whether the room has ended a drawing that the network saw by then. */
export function wasSeen({ phase, verdict, round, slots }) {
  return phase === "over" && verdict.reason === "skipped" && slots[0]?.word === round.word && slots[0].p >= GUESSING;
}

/** As speech() in voice.js. */
export function closing(state, texts) {
  const { phase, verdict } = state;
  if (phase !== "over" || verdict.reason !== "skipped") return speech(state, texts);
  if (wasSeen(state)) return { say: [texts.surely(state.round.word), "", ""], aside: "" };
  return speech({ ...state, verdict: { ...verdict, reason: "time" } }, texts);
}
