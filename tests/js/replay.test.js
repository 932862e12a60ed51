import assert from "node:assert/strict";
import { test } from "node:test";
import { replay } from "../../static/js/drawing.js";
import { replayOf } from "../../static/js/end/replay.js";
import { InkLog } from "../../static/js/log.js";

function drawnUp() {
  const log = new InkLog();
  log.ink([[0, 0, 100], [10, 0, 200]], false);
  log.ink([[20, 0, 300]], true);
  log.ink([[0, 50, 1000], [10, 50, 1100]], true);
  log.edit("undo", 2000);
  log.edit("clear", 3000);
  log.edit("undo", 4000);
  log.ink([[5, 5, 5000]], true);
  return log.entries;
}

test("every moment shows what was on the board then", () => {
  const { strokes } = replayOf(drawnUp());
  const first = [[0, 0, 100], [10, 0, 200], [20, 0, 300]];

  assert.deepEqual(strokes(0), []);
  assert.deepEqual(strokes(100), [first.slice(0, 1)]);
  assert.deepEqual(strokes(250), [first.slice(0, 2)]);
  assert.deepEqual(strokes(999), [first]);
  assert.deepEqual(strokes(1050), [first, [[0, 50, 1000]]]);
  assert.deepEqual(strokes(1999), [first, [[0, 50, 1000], [10, 50, 1100]]]);
  assert.deepEqual(strokes(2000), [first]);
  assert.deepEqual(strokes(3500), []);
  assert.deepEqual(strokes(4500), [first]);
});

test("the end is the drawing itself, and the length is its last point's time", () => {
  const entries = drawnUp();
  const { strokes, length } = replayOf(entries);

  assert.equal(length, 5000);
  assert.deepEqual(strokes(5000), replay(entries).strokes);
  assert.deepEqual(strokes(Infinity), replay(entries).strokes);
});

test("edits of a log that was kept without their times are done when the stroke before has ended", () => {
  const entries = drawnUp().map(({ t, ...entry }) => (entry.name === "ink" ? { ...entry, t } : entry));

  assert.deepEqual(replayOf(entries).strokes(4500).length, 1);
});

test("a blank sheet has a replay, too", () => {
  const { strokes, length } = replayOf([]);

  assert.deepEqual([strokes(0), strokes(1000), length], [[], [], 0]);
});
