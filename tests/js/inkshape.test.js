import assert from "node:assert/strict";
import { test } from "node:test";
import { inkPath, inkShape, outline, PEN, Spine } from "../../static/js/inkshape.js";

/** A straight stroke to the right: `count` points, `step` board units and `ms` apart. */
const straight = (count, step, ms, ...pressure) =>
  Array.from({ length: count }, (_, index) => [100 + index * step, 500, index * ms, ...pressure]);

/** A path that remembers where it went. */
class Trail {
  points = [];
  calls = 0;

  moveTo(x, y) {
    this.points.push([x, y]);
    this.calls += 1;
  }

  quadraticCurveTo(cx, cy, x, y) {
    this.points.push([x, y]);
    this.calls += 1;
  }

  closePath() {
    this.calls += 1;
  }
}

/** How wide the outline of a horizontal stroke is near x. */
function widthAt(stroke, x) {
  const ys = inkShape(stroke, new Trail()).points.filter((point) => Math.abs(point[0] - x) < 15).map((point) => point[1]);
  return Math.max(...ys) - Math.min(...ys);
}

test("a slow line is as wide as the pen, a quick one thinner", () => {
  const [slow, quick] = [straight(60, 6, 100), straight(60, 6, 1)];

  assert.ok(Math.abs(widthAt(slow, 400) - PEN) < 1, String(widthAt(slow, 400)));
  assert.ok(widthAt(quick, 400) < 0.75 * PEN, String(widthAt(quick, 400)));
});

test("where the pen tells its pressure, that is what counts, and not the speed", () => {
  const [light, firm] = [straight(60, 6, 1, 0.1), straight(60, 6, 1, 0.9)];

  assert.ok(widthAt(light, 400) < 0.7 * PEN);
  assert.ok(widthAt(firm, 400) > 1.3 * PEN);
});

test("a dot is a dot, and nothing is nothing", () => {
  const { points } = inkShape([[300, 300, 0]], new Trail());

  const far = points.map(([x, y]) => Math.hypot(x - 300, y - 300));
  assert.ok(points.length > 8 && Math.max(...far) < PEN, String(Math.max(...far)));
  assert.equal(inkPath([]), "");
});

test("ink stays near the points, also at a corner, and reaches the last of them", () => {
  const corner = [[100, 100, 0], [300, 100, 100], [300, 300, 200]];

  const { points } = inkShape(corner, new Trail());

  const [xs, ys] = [0, 1].map((axis) => points.map((point) => point[axis]));
  assert.ok(Math.min(...xs) > 100 - PEN && Math.max(...xs) < 300 + PEN);
  assert.ok(Math.max(...ys) > 300 && Math.max(...ys) < 300 + PEN);
});

test("a spine that grew point by point is that of the whole stroke, and what is settled never changes", () => {
  const stroke = straight(40, 7, 16).map(([x, y, t]) => [x, y + 40 * Math.sin(x / 30), t]);
  const [whole, growing] = [new Spine().add(stroke), new Spine()];

  const seen = stroke.map((point) => structuredClone(growing.add([point]).settled));

  assert.deepEqual(growing, whole);
  for (const settled of seen) assert.deepEqual(whole.settled.slice(0, settled.length), settled);
});

test("an outline costs the same number of path commands wherever in a stroke its piece is", () => {
  const { settled } = new Spine().add(straight(400, 8, 16));

  const costs = [0, 100, 300].map((from) => outline(settled.slice(from, from + 40), new Trail()).calls);

  assert.ok(Math.max(...costs) - Math.min(...costs) < 8, String(costs));
});

test("a path for SVG is made of nothing but short numbers, moves, curves and an end", () => {
  const path = inkPath(straight(5, 20, 16));

  assert.match(path, /^M-?\d+(\.\d)? -?\d+(\.\d)?(Q-?\d+(\.\d)?( -?\d+(\.\d)?){3})+Z$/);
});
