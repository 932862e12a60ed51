// Which guess is shown and said as the best one. The network's first guess changes many times a second where two words are
// nearly equal; a best guess that follows each change flickers, and a voice that follows stammers. Pure.
//
// The rule, for a stream of (ms, guesses best first), with RULE's constants:
//   1. Nothing leads until a first guess has a probability of `faint` or more; then it leads.
//   2. A first guess that is not the leader is its rival. It takes over at once where its probability is at least `margin`
//      above the leader's (which is 0 where the leader is not among the guesses).
//   3. Or else it waits. A rival that has been the first guess of every message for `patience` ms takes over when these are up,
//      between two messages or with the next: before that message is looked at.
//   4. A leader that is the first guess again, or another word that is first, ends the waiting; another rival starts its own.
// With margin 0 this is the raw stream: every change of the first guess shows.

export const RULE = Object.freeze({ faint: 0.1, margin: 0.15, patience: 500 });

/** word: the leader, or null; rival: who has been ahead of it since `since` (ms), or null. */
export const nobody = Object.freeze({ word: null, rival: null, since: 0 });

/** The lead after a message, or (with the same guesses as before) after time has passed. guesses: [[word, p], ..]. now: ms. */
export function follow(before, guesses, now, rule = RULE) {
  const due = before.rival !== null && now - before.since >= rule.patience;
  const lead = due ? { word: before.rival, rival: null, since: now } : before;
  if (guesses.length === 0) return lead;
  const [word, p] = guesses[0];
  if (word === lead.word) return lead.rival === null ? lead : { ...lead, rival: null };
  if (lead.word === null && p < rule.faint) return lead;
  const own = guesses.find((guess) => guess[0] === lead.word)?.[1] ?? 0;
  if (lead.word === null || p - own >= rule.margin) return { word, rival: null, since: now };
  return word === lead.rival ? lead : { ...lead, rival: word, since: now };
}

/** How often the leader of a stream [[ms, guesses], ..] changes, the first one not counted. */
export function flips(stream, rule = RULE) {
  let [lead, count] = [nobody, 0];
  for (const [now, guesses] of stream) {
    const next = follow(lead, [], now, rule); // a rival whose time has come leads before the message is looked at
    const last = follow(next, guesses, now, rule);
    for (const [one, other] of [[lead, next], [next, last]]) count += one.word !== null && one.word !== other.word;
    lead = last;
  }
  return count;
}
