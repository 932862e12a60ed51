// How sure the network is, in words. Pure.

const UNSURE = 0.65; // share of the greatest possible entropy from which on "not sure yet" is the honest answer
const WORDS = [
  [0.9, "certain"],
  [0.5, "likely"],
  [0.25, "perhaps"],
  [0.1, "hunch"],
  [0, "hardly"],
];

/**
 * The entropy of what is guessed, 0 (certain) to 1 (anything is as likely). guesses: [[word, p], ..], the best of `count` words;
 * what they leave is taken to be spread evenly over the others, which is the most that it can be.
 */
export function doubt(guesses, count) {
  const rest = Math.max(0, 1 - guesses.reduce((sum, [, p]) => sum + p, 0));
  const others = Math.max(1, count - guesses.length);
  const named = guesses.reduce((sum, [, p]) => sum + surprise(p), 0);
  return Math.min(1, (named + others * surprise(rest / others)) / Math.log(count));
}

const surprise = (p) => (p > 0 ? -p * Math.log(p) : 0);

export const isUnsure = (guesses, count) => guesses.length === 0 || doubt(guesses, count) >= UNSURE;

/** A word for a probability: "certain" | "likely" | "perhaps" | "hunch" | "hardly". */
export const sureness = (p) => WORDS.find(([least]) => p >= least)[1];
