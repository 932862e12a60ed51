// What can be told about a drawing once it is finished: what it was taken for, what else it looked like, what misled. Pure.

const CLOSE = 3; // other words to show
const WORTH = 0.02; // of probability: leaving out a stroke that changes less would not have helped

/** The likeliest other words in the end, best first. record: as in match.js. */
export function closestOf({ word, thoughts, explained }) {
  const last = thoughts[thoughts.length - 1]?.guesses ?? [];
  const known = explained?.closest?.map(([other]) => other) ?? last.map(([other]) => other);
  return known.filter((other) => other !== word).slice(0, CLOSE);
}

/**
 * The strokes that spoke most against the word: {strokes: their numbers on the finished drawing, share: the probability of the
 * word without them, toward: the word they made think of, or null}. Null where nothing would have helped.
 */
export function misleading({ word, won, explained }) {
  const group = word !== null && !won && explained?.groups?.[explained.against?.[0]];
  if (!group || group.without < explained.p + WORTH) return null;
  return { strokes: group.strokes, share: group.without, toward: group.toward?.[0] ?? null };
}

/** What it was taken for in the end; null where it was recognized, or nothing was seen. */
export function takenFor({ won, word, takenFor, thoughts }) {
  if (won) return null;
  if (takenFor) return takenFor;
  return thoughts[thoughts.length - 1]?.guesses.find(([other]) => other !== word)?.[0] ?? null;
}
