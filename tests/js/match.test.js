import assert from "node:assert/strict";
import { test } from "node:test";
import * as matches from "../../static/js/match.js";

const ack = { match: "m1", mode: "classic", count: 3, seconds: 20, total_seconds: null, threshold: 0.2, difficulty: "mixed" };
const record = { id: "r1", word: "ladder", entries: [{ name: "ink" }], won: false, reason: "skipped", ms: 900, takenFor: null };
const won = { round: "r0", word: "star", won: true, reason: "recognized", ms: 4000, taken_for: null };
const missed = { round: "r1", word: "ladder", won: false, reason: "time", ms: 20000, taken_for: "fence" };
const stands = (results, more = {}) => ({ match: "m1", index: results.length - 1, count: 3, done: false, score: 1, streak: 0, results, ...more });

test("a match is opened, goes on round by round, and stands as the server says", () => {
  const match = matches.told(matches.continued(matches.opened(ack), { index: 0, count: 3 }), stands([won]));

  assert.deepEqual([match.id, match.index, match.score, match.done, match.results], ["m1", 0, 1, false, [won]]);
});

test("the round that is wanted next is the first that this page has not had, whatever runs on the server", () => {
  const opened = matches.opened(ack);
  const lost = matches.told(opened, stands([], { index: 0 })); // the server has begun a round whose answer never came
  const played = matches.continued(lost, { index: 0, count: 3 });
  const kept = matches.told({ ...opened, next: undefined }, stands([won])); // by an older page

  assert.deepEqual([opened, lost, played, kept].map(({ next }) => next), [0, 0, 1, 1]);
  assert.equal(matches.told(played, stands([], { index: 0 })).next, 1, "one that was given up here is not wanted again");
});

test("what is said of another match changes nothing", () => {
  const match = matches.opened(ack);

  assert.equal(matches.told(match, stands([won], { match: "old" })), match);
  assert.equal(matches.told(match, null), match);
  assert.equal(matches.told(null, stands([won])), null);
});

test("where no match is remembered, the one that hello brings back is taken up", () => {
  const match = matches.recalled(null, { ...ack, ...stands([won]) });

  assert.deepEqual([match.id, match.mode, match.results, match.album], ["m1", "classic", [won], []]);
  assert.equal(matches.recalled(null, null), null);
  assert.equal(matches.recalled(match, null), match);
});

test("the album has a page for each round with ink in it, and none twice", () => {
  const match = matches.opened(ack);

  const once = matches.pictured(match, record);
  const twice = matches.pictured(once, { ...record, ms: 950 });

  assert.equal(matches.pictured(match, { ...record, entries: [] }).album.length, 0);
  assert.deepEqual(twice.album.map(({ ms }) => ms), [950]);
});

test("what the server says later corrects the page, and keeps what was drawn", () => {
  const match = matches.pictured(matches.opened(ack), { ...record, word: null });

  const [page] = matches.corrected(match, { ...missed, reason: "skipped" }).album;

  assert.deepEqual([page.word, page.takenFor, page.ms, page.entries], ["ladder", "fence", 20000, record.entries]);
  assert.equal(matches.corrected(match, { ...missed, round: "other" }), match);
});

test("an explanation goes to its page, and one of a round that is not in the album nowhere", () => {
  const match = matches.pictured(matches.opened(ack), record);

  assert.deepEqual(matches.explained(match, { round: "r1", p: 0.1 }).album[0].explained, { p: 0.1 });
  assert.equal(matches.explained(match, { round: "r9", p: 0.1 }), match);
});

test("there is a mark for each round: those that were, the one that is, those to come", () => {
  const match = matches.continued(matches.told(matches.opened(ack), stands([won])), { index: 1 });

  assert.deepEqual(matches.marksOf(match, "drawing"), ["won", "now", "ahead"]);
  assert.deepEqual(matches.marksOf(matches.told(match, stands([won, missed])), "over"), ["won", "missed", "ahead"]);
  assert.deepEqual(matches.marksOf({ ...match, mode: "streak", count: 50 }, "drawing"), ["won", "now"]);
});

test("the clock of a sprint's round is what is left of the sprint", () => {
  const match = matches.opened({ ...ack, mode: "sprint", seconds: null, total_seconds: 60 });

  const round = matches.roundOf({ round: "r2", word: "star", seconds: null, ms_left: 42_500, hint: null }, match, 7);

  assert.deepEqual([round.id, round.seconds, round.total, round.startedAt], ["r2", 42.5, 60, 7]);
});

test("the summary counts what was recognized and knows the fastest", () => {
  const quick = { ...won, ms: 2500 };

  assert.deepEqual(matches.summaryOf({ results: [won, quick, missed] }), { won: 2, of: 3, fastest: 2500 });
  assert.deepEqual(matches.summaryOf({ results: [missed] }), { won: 0, of: 1, fastest: null });
});
