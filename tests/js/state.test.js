import assert from "node:assert/strict";
import { test } from "node:test";
import * as rules from "../../static/js/state.js";

const board = { width: 1000, height: 750 };
const round = { id: "r1", word: "ladder", seconds: 20, startedAt: 0 };
const guesses = [["fence", 0.5], ["ladder", 0.2], ["harp", 0.1], ["stairs", 0.1], ["grapes", 0.05]];
const drawing = () => rules.started(rules.linked(rules.initial, true), round, board);
const stroke = (state, ...points) => rules.penUp(rules.penMoved(rules.penDown(state, points[0]), points.slice(1)));

test("a round goes from the start over asking and drawing to the end, and on to the next word", () => {
  const asking = rules.asked(rules.initial);
  const running = rules.started(asking, round, board);
  const over = rules.ended(running, { round: "r1", won: true, reason: "recognized", ms: 4200 }, 5000);

  assert.deepEqual(
    [rules.initial, asking, running, over, rules.asked(over)].map((state) => state.phase),
    ["start", "asking", "drawing", "over", "asking"],
  );
});

test("a new round begins with a blank sheet, no guesses and no verdict", () => {
  const before = rules.guessed(stroke(drawing(), [1, 1, 0]), { round: "r1", guesses, target_p: 0.2 }, 10);
  const over = rules.ended(before, { round: "r1", won: false, reason: "time", ms: 20000 }, 20);

  const next = rules.started(over, { ...round, id: "r2" }, board);

  assert.deepEqual([next.drawing.strokes, next.slots, next.guesses, next.verdict], [[], [], [], null]);
  assert.equal(next.link, "up");
});

test("messages about another round change nothing", () => {
  const state = drawing();

  assert.equal(rules.guessed(state, { round: "old", guesses, target_p: 0 }, 1), state);
  assert.equal(rules.ended(state, { round: "old", won: true, reason: "recognized", ms: 1 }, 1), state);
});

test("a guess that comes after the end changes nothing", () => {
  const over = rules.ended(drawing(), { round: "r1", won: false, reason: "time", ms: 20000 }, 1);

  assert.equal(rules.guessed(over, { round: "r1", guesses, target_p: 0 }, 2), over);
});

test("the end lifts the pen, keeps the drawing and puts the guesses in their plain order", () => {
  const down = rules.penDown(drawing(), [1, 1, 0]);
  const guessed = rules.guessed(down, { round: "r1", guesses, target_p: 0.2 }, 10);
  const turned = [["harp", 0.4], ["fence", 0.36], ["ladder", 0.1], ["stairs", 0.1], ["grapes", 0.04]];
  const close = rules.guessed(guessed, { round: "r1", guesses: turned, target_p: 0.1 }, 20);

  const over = rules.ended(close, { round: "r1", won: false, reason: "time", ms: 20000 }, 30);

  assert.equal(over.drawing.down, false);
  assert.deepEqual(over.drawing.strokes, [[[1, 1, 0]]]);
  assert.equal(close.slots[0].word, "fence", "while drawing, a close second does not jump up");
  assert.equal(over.slots[0].word, "harp");
});

test("the board follows the screen only while nothing has been drawn", () => {
  const upright = { width: 750, height: 1000 };

  assert.deepEqual(rules.reshaped(drawing(), upright).board, upright);
  assert.deepEqual(rules.reshaped(stroke(drawing(), [1, 1, 0]), upright).board, board);
  assert.deepEqual(rules.reshaped(rules.edited(stroke(drawing(), [1, 1, 0]), "clear"), upright).board, board);
});

test("what cannot be done is known before it is tried", () => {
  const blank = drawing();
  const drawn = stroke(blank, [1, 1, 0]);
  const can = (state) => ["undo", "redo", "clear", "hint", "skip", "leave", "next"].filter((name) => rules.can(state, name));

  assert.deepEqual(can(rules.initial), ["next"]);
  assert.deepEqual(can(blank), ["hint", "skip", "leave"]);
  assert.deepEqual(can(drawn), ["undo", "clear", "hint", "skip", "leave"]);
  assert.deepEqual(can(rules.edited(drawn, "undo")), ["redo", "hint", "skip", "leave"]);
  assert.deepEqual(can(rules.hinted(blank, "You climb it.")), ["skip", "leave"]);
  assert.deepEqual(can(rules.asked(rules.initial)), ["leave"]);
  assert.deepEqual(can(rules.finished(drawn)), []);
});

test("after the end nothing can be undone", () => {
  const over = rules.ended(stroke(drawing(), [1, 1, 0]), { round: "r1", won: false, reason: "time", ms: 1 }, 1);

  assert.equal(rules.edited(over, "undo"), over);
});

test("a finger that was about to undo does not ask for the next word", () => {
  const over = rules.ended(drawing(), { round: "r1", won: true, reason: "recognized", ms: 1 }, 1000);

  assert.equal(rules.mayGoOn(over, 1100), false);
  assert.equal(rules.mayGoOn(over, 1600), true);
});

test("a link that does not come up is as lost as one that went down, and a word that is waited for can be given up", () => {
  const asking = rules.asked(rules.linked(rules.initial, false));

  assert.equal(rules.initial.link, "connecting");
  assert.equal(asking.link, "lost");
  assert.equal(rules.can(asking, "leave"), true);
  assert.equal(rules.linked(rules.linked(asking, true), false).link, "lost");
});

test("a round that the server has forgotten is over, and may still get its true end", () => {
  const gone = rules.vanished(drawing(), 10);

  assert.equal(gone.verdict.reason, "lost");
  const told = rules.ended(gone, { round: "r1", won: false, reason: "time", ms: 20000 }, 11);
  assert.equal(told.verdict.reason, "time");
});

test("without a round there is none to forget", () => {
  assert.equal(rules.vanished(rules.initial, 1), rules.initial);
});

test("a round that was begun before a reload comes back with its drawing", () => {
  const entries = [{ name: "ink", seq: 0, x: [1, 2], y: [3, 4], t: [0, 9], up: true }];

  const state = rules.started(rules.initial, round, board, entries);

  assert.deepEqual(state.drawing.strokes, [[[1, 3, 0], [2, 4, 9]]]);
  assert.equal(state.phase, "drawing");
});

test("when no word comes, the page is back where asking began", () => {
  const over = rules.ended(drawing(), { round: "r1", won: false, reason: "time", ms: 1 }, 1);

  assert.equal(rules.unasked(rules.asked(rules.initial)).phase, "start");
  assert.equal(rules.unasked(rules.asked(over)).phase, "over");
});

test("guesses are remembered with their times, for the end to tell of", () => {
  const round2 = { ...round, startedAt: 1000 };
  const state = rules.started(rules.linked(rules.initial, true), round2, board);

  const { thoughts } = rules.guessed(state, { round: "r1", guesses, target_p: 0.2 }, 1800);

  assert.deepEqual(thoughts, [{ t: 800, guesses, target: 0.2 }]);
});

test("a word that was kept from the player is told with the end", () => {
  const hidden = rules.started(rules.initial, { ...round, word: null, hint: "You climb it." }, board);

  const over = rules.ended(hidden, { round: "r1", won: false, reason: "time", ms: 1, word: "ladder", taken_for: "fence" }, 1);

  assert.equal(over.round.word, "ladder");
  assert.equal(over.verdict.takenFor, "fence");
});

test("a new round keeps the match, and going home keeps it to be looked at", () => {
  const state = rules.matched(rules.initial, { id: "m1" });

  assert.equal(rules.started(state, round, board).match.id, "m1");
  assert.deepEqual([rules.home(rules.finished(state)).phase, rules.home(state).match.id], ["start", "m1"]);
});

test("between two rounds a reload shows the end of the last one again", () => {
  const entries = [{ name: "ink", seq: 0, x: [1], y: [3], t: [0], up: true }];
  const record = { id: "r1", word: "ladder", hint: null, board, entries, thoughts: [], won: true, reason: "recognized", ms: 900 };

  const state = rules.revived(rules.initial, { id: "m1" }, record);

  assert.deepEqual([state.phase, state.verdict.won, state.round.word], ["over", true, "ladder"]);
  assert.deepEqual(state.drawing.strokes, [[[1, 3, 0]]]);
  assert.ok(rules.mayGoOn(state, 0));
});
