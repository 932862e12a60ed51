import assert from "node:assert/strict";
import { test } from "node:test";
import { begin, blank, clear, extend, inInk, inkOf, lift, redo, replay, undo } from "../../static/js/drawing.js";
import { InkLog } from "../../static/js/log.js";

const stroke = (drawing, ...points) => lift(extend(begin(drawing, points[0]), points.slice(1)));
const [a, b, c] = [
  [1, 1, 0],
  [2, 2, 10],
  [3, 3, 20],
];

test("a stroke is what the pen drew between down and up", () => {
  const drawing = stroke(stroke(blank, a, b), c);

  assert.deepEqual(drawing.strokes, [[a, b], [c]]);
  assert.equal(drawing.down, false);
});

test("points that come while the pen is up are nobody's", () => {
  const drawing = stroke(blank, a);

  assert.equal(extend(drawing, [b]), drawing);
});

test("undo takes back a whole stroke, and redo brings it again", () => {
  const drawing = stroke(stroke(blank, a, b), c);

  const undone = undo(drawing);

  assert.deepEqual(undone.strokes, [[a, b]]);
  assert.deepEqual(redo(undone).strokes, drawing.strokes);
});

test("undo takes back a clear as well", () => {
  const drawing = stroke(stroke(blank, a), b);

  assert.deepEqual(undo(clear(drawing)).strokes, drawing.strokes);
});

test("a new stroke ends what could be redone", () => {
  const drawing = stroke(undo(stroke(blank, a)), b);

  assert.equal(redo(drawing), drawing);
});

test("what changes nothing gives the same drawing back", () => {
  assert.equal(undo(blank), blank);
  assert.equal(redo(blank), blank);
  assert.equal(clear(blank), blank);
});

test("earlier drawings are never changed by later strokes", () => {
  const before = stroke(blank, a);
  const copy = structuredClone(before);

  extend(begin(before, b), [c]);
  clear(before);

  assert.deepEqual(before, copy);
});

test("a log of ink and edits gives the drawing again, however the ink was cut into messages", () => {
  const log = new InkLog();
  log.ink([a], false);
  log.ink([b, c], false);
  log.ink([], true);
  log.ink([c], true);
  log.edit("undo");
  log.edit("redo");
  log.edit("clear");
  log.edit("undo");
  log.ink([b], true);

  const drawing = replay(log.entries);

  assert.deepEqual(drawing.strokes, [[a, b, c], [c], [b]]);
});

test("a log gives back the pen's pressure and the stroke's ink", () => {
  const log = new InkLog();
  log.ink([inInk([1, 1, 0, 0.3], "rust"), [2, 2, 10, 0.8]], false);
  log.ink([[3, 3, 20, 0.5]], true);
  log.ink([a, b], true);

  const { strokes } = replay(JSON.parse(JSON.stringify(log.entries)));

  assert.deepEqual(strokes.map(inkOf), ["rust", null]);
  assert.deepEqual(strokes.map((points) => points.map((point) => point[3])), [[0.3, 0.8, 0.5], [undefined, undefined]]);
});
