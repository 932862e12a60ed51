// What the network thought over the time of one round: the list that the end screen draws its chart from. Pure: lists in, new
// lists out. A thought is {t, guesses: [[word, p], ...] best first, target}; t: ms since the round began, target: the
// probability of the word asked for, null where there was none.

const APART_MS = 90; // closer together no chart shows them

/** The list with one more `guess` message. The newest is always in it, also where it comes soon after the one before. */
export function noted(thoughts, { guesses, target_p: target = null }, t) {
  const [last, previous] = thoughts.slice(-2).reverse();
  const crowded = last && last.t - (previous?.t ?? 0) < APART_MS;
  return [...(crowded ? thoughts.slice(0, -1) : thoughts), { t: Math.max(Math.round(t), last?.t ?? 0), guesses, target }];
}

/** The newest of a list at a time, or null before the first. timeOf(one): when it was; they are in that order. */
export function newestAt(list, t, timeOf) {
  let found = null;
  for (const one of list) {
    if (timeOf(one) > t) break;
    found = one;
  }
  return found;
}

export const thoughtAt = (thoughts, t) => newestAt(thoughts, t, (thought) => thought.t);
