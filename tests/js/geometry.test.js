import assert from "node:assert/strict";
import { test } from "node:test";
import { boardFor, boxOf, clip, fit, loopAround, tenth, trace } from "../../static/js/geometry.js";

const board = { width: 1000, height: 800 };

test("the longer side of any board is 1000, and no board is longer than a sheet of A4", () => {
  for (const [width, height] of [
    [300, 300],
    [1200, 900],
    [360, 480],
    [3000, 500],
    [200, 4000],
  ]) {
    const { width: w, height: h } = boardFor(width, height);

    assert.equal(Math.max(w, h), 1000);
    assert.ok(Math.min(w, h) >= 1000 / Math.SQRT2 - 1e-9, `${width} x ${height} gave ${w} x ${h}`);
  }
});

test("a space of no size still gives a board", () => {
  assert.deepEqual(boardFor(0, 0), { width: 1000, height: 1000 });
});

test("a board fits into its space whole, and touches two of its sides", () => {
  const size = fit(board, 500, 500);

  assert.deepEqual(size, { width: 500, height: 400 });
});

test("a coordinate is rounded to a tenth of a unit", () => {
  assert.equal(tenth(12.3456), 12.3);
});

test("a segment on the board is not cut, and its ends stay the same objects", () => {
  const [a, b] = [
    [10, 10, 0],
    [990, 790, 9],
  ];

  const [from, to] = clip(a, b, board);

  assert.equal(from, a);
  assert.equal(to, b);
});

test("a segment that leaves the board is cut at the edge, its time with it", () => {
  const [, to] = clip([900, 400, 100], [1100, 400, 200], board);

  assert.deepEqual(to, [1000, 400, 150]);
});

test("a segment beside the board, or around its corner, has no part on it", () => {
  assert.equal(clip([-10, 0, 0], [-10, 800, 1], board), null);
  assert.equal(clip([990, -200, 0], [1200, 10, 1], board), null);
});

test("putting the pen down on the board begins a stroke with that one point", () => {
  assert.deepEqual(trace(null, [5, 6, 7], false, board), [["down", [5, 6, 7]]]);
});

test("putting the pen down beside the board begins nothing", () => {
  assert.deepEqual(trace(null, [-5, 6, 7], false, board), []);
});

test("a stroke that leaves the board ends at its edge, and coming back begins another one there", () => {
  const out = trace([900, 400, 0], [1100, 400, 10], true, board);
  const beside = trace([1100, 400, 10], [1100, 500, 20], false, board);
  const back = trace([1100, 500, 20], [900, 500, 30], false, board);

  assert.deepEqual(out, [["to", [1000, 400, 5]], ["up"]]);
  assert.deepEqual(beside, []);
  assert.deepEqual(back, [
    ["down", [1000, 500, 25]],
    ["to", [900, 500, 30]],
  ]);
});

test("one quick move right across the board is a whole stroke", () => {
  const marks = trace([-100, 400, 0], [1100, 400, 12], false, board);

  assert.deepEqual(marks, [["down", [0, 400, 1]], ["to", [1000, 400, 11]], ["up"]]);
});

test("the box holds every stroke, and nothing has no box", () => {
  const box = boxOf([[[5, 9, 0]], [[1, 20, 0], [30, 2, 0]]]);

  assert.deepEqual(box, { left: 1, top: 2, right: 30, bottom: 20 });
  assert.equal(boxOf([]), null);
});

test("the loop goes once around the box and never over the board's edge", () => {
  const box = { left: 300, top: 5, right: 500, bottom: 790 };

  const loop = loopAround(box, 40, board);

  const sides = { left: 0, right: 0, top: 0, bottom: 0 };
  for (const [x, y] of loop) {
    assert.ok(x >= 20 && x <= 980 && y >= 20 && y <= 780);
    sides.left += x < box.left;
    sides.right += x > box.right;
    sides.top += y < 25;
    sides.bottom += y > 775;
  }
  assert.ok(Object.values(sides).every((count) => count > 3), JSON.stringify(sides));
});
