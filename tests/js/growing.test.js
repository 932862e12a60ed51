import assert from "node:assert/strict";
import { test } from "node:test";
import { Growing } from "../../static/js/growing.js";
import { Spine } from "../../static/js/inkshape.js";

const stroke = Array.from({ length: 300 }, (_, index) => [index * 4, 100 + 60 * Math.sin(index / 9), index * 8]);

/** Whether these pieces lie one after the other on the whole stroke's spine, each beginning where the one before had painted already. */
function covers(pieces, whole) {
  let painted = 0;
  for (const piece of pieces) {
    const start = whole.findIndex(([x, y]) => x === piece[0][0] && y === piece[0][1]);
    if (start < 0 || start > painted) return false;
    painted = start + piece.length;
  }
  return painted === whole.length;
}

function spineOf(points) {
  const spine = new Spine();
  spine.add(points);
  return [...spine.settled, ...spine.tip];
}

test("what is painted for good, and then the rest, is the whole stroke without a gap", () => {
  const growing = new Growing(stroke);
  const pieces = [];
  for (let count = 1; count <= stroke.length; count += 3) {
    const piece = growing.follow(stroke.slice(0, count)).piece();
    if (piece) pieces.push(piece);
  }

  pieces.push(growing.follow(stroke).rest());

  assert.ok(pieces.length > 3 && covers(pieces, spineOf(stroke)));
});

test("what is taken with each step is new but for a seam", () => {
  const growing = new Growing(stroke);
  const taken = [100, 200, 300].map((count) => growing.follow(stroke.slice(0, count)).take());

  assert.equal(taken[0].length + taken[1].length + taken[2].length < spineOf(stroke).length + 60, true);
  assert.deepEqual(taken[2].at(-1), spineOf(stroke).at(-1));
});

test("a stroke that has grown is the same one, another or a shorter one is not", () => {
  const growing = new Growing(stroke).follow(stroke.slice(0, 50));

  assert.deepEqual([stroke, stroke.slice(0, 40), [[0, 100, 0]], undefined].map((one) => growing.isPartOf(one)), [true, false, false, false]);
  assert.equal(growing.newIn(stroke).length, 250);
});
