// A match as the page keeps it: what the server says of it, and an album of what was drawn. Pure: a match in, a new one out.
//
// {id, mode, count, seconds, total, threshold, index, next, done, score, streak, results, album}
// seconds: of a round, total: of a whole sprint, null where there is no clock; results and score are the server's. next: the
// number of the round that this page wants next, whatever has begun meanwhile on the server.
// album: [{id, word, hint, board, entries, thoughts, won, reason, ms, takenFor, explained?}], one for each round with ink in it.

/** ack: what `play` was answered with. */
export function opened({ match, mode, count, seconds, total_seconds: total = null, threshold }) {
  return { id: match, mode, count, seconds, total, threshold, index: -1, next: 0, done: false, score: 0, streak: 0, results: [], album: [] };
}

/** ack: what `next` was answered with. */
export const continued = (match, { index, count = match.count }) => ({ ...match, index, count, next: index + 1 });

/** The round that a `next` was answered with. startedAt: ms, on the page's clock. */
export function roundOf({ round: id, word, hint = null, seconds, ms_left: left = null }, match, startedAt) {
  return { id, word, hint, seconds: left === null ? seconds : left / 1000, total: match.total, startedAt };
}

/** A `match` message, or what hello says about the match. One about another match changes nothing. */
export function told(match, message) {
  if (!match || message?.match !== match.id) return match;
  const { index, count, done, score, streak, results } = message;
  const next = Math.max(match.next ?? 0, results.length);
  return { ...match, index, count, next, done, score, streak, results };
}

/** The match can't go on: it is over for the page, whatever the server says. */
export const closed = (match) => ({ ...match, done: true });

/** A round's page in the album, new or better known. Rounds in which nothing was drawn have none. */
export function pictured(match, record) {
  if (!match) return match;
  if (match.album.some(({ id }) => id === record.id)) {
    return { ...match, album: match.album.map((known) => (known.id === record.id ? { ...known, ...record } : known)) };
  }
  return record.entries.length > 0 ? { ...match, album: [...match.album, record] } : match;
}

/** The match that hello brings back: ours as it stands now, or the server's where we remember none. */
export const recalled = (match, theirs) => told(match ?? (theirs && opened(theirs)), theirs);

/** What the server said later about a round that is in the album. */
export function corrected(match, { round: id, won, reason, ms, word, taken_for: takenFor }) {
  if (!match?.album.some((record) => record.id === id)) return match;
  return pictured(match, { id, won, reason, ms, ...(word && { word }), ...(takenFor && { takenFor }) });
}

/** How a round came to its end, as the server explains it, goes to its page in the album. */
export const explained = (match, { round: id, ...how }) =>
  match?.album.some((record) => record.id === id) ? pictured(match, { id, explained: how }) : match;

/** The page of the album for a round that has ended. entries: its log. */
export function recordOf({ round, board, thoughts, verdict }, entries) {
  const { id, word, hint = null } = round;
  const { won, reason, ms, takenFor } = verdict;
  return { id, word, hint, board, entries, thoughts, won, reason, ms, takenFor };
}

/** One mark for each round: "won", "missed", "now" or "ahead". Of a match without a fixed number only those that were. */
export function marksOf(match, phase) {
  const marks = match.results.map(({ won }) => (won ? "won" : "missed"));
  if (phase !== "over" && phase !== "end" && marks.length <= match.index) marks.push("now");
  const counted = match.mode === "classic" || match.mode === "hidden";
  return counted ? [...marks, ...Array(Math.max(0, match.count - marks.length)).fill("ahead")] : marks;
}

/** {won, of, fastest}: rounds won, rounds there were, ms of the fastest (null without one). */
export function summaryOf({ results }) {
  const times = results.filter(({ won }) => won).map(({ ms }) => ms);
  return { won: times.length, of: results.length, fastest: times.length > 0 ? Math.min(...times) : null };
}
