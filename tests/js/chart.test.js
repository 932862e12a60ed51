import assert from "node:assert/strict";
import { test } from "node:test";
import { areasOf, layersOf, ticksOf } from "../../static/js/end/chart.js";

const thought = (t, target, ...guesses) => ({ t, target, guesses });
const thoughts = [
  thought(1000, 0.1, ["fence", 0.6], ["ladder", 0.1], ["harp", 0.1]),
  thought(2000, 0.3, ["fence", 0.4], ["ladder", 0.3], ["stairs", 0.2]),
  thought(3000, 0.8, ["ladder", 0.8], ["fence", 0.1]),
];

const pairs = (d) => d.slice(1, -1).split("L").map((pair) => pair.split(" ").map(Number));

test("the word asked for comes first, then what was thought of most and longest", () => {
  const layers = layersOf(thoughts, "ladder", 3500);

  assert.deepEqual(layers.map(({ word, isTarget }) => [word, isTarget]), [
    ["ladder", true],
    ["fence", false],
    ["stairs", false],
    ["harp", false],
  ]);
  assert.deepEqual(layers[0].values, [0.1, 0.3, 0.8]);
  assert.deepEqual(layers[1].values, [0.6, 0.4, 0.1]);
  assert.deepEqual(layers[3].values, [0.1, 0, 0]);
});

test("a word that was never guessed has its layer all the same, for it is what was asked for", () => {
  const layers = layersOf([thought(100, 0, ["fence", 0.5])], "ladder", 200);

  assert.deepEqual(layers[0], { word: "ladder", isTarget: true, values: [0] });
});

test("kinds of the word asked for do not fill the chart twice", () => {
  const layers = layersOf([thought(100, 0.9, ["palm tree", 0.7], ["tree", 0.2])], "tree", 200);

  const sum = layers.reduce((total, { values }) => total + values[0], 0);
  assert.equal(layers[0].values[0], 0.9);
  assert.ok(Math.abs(sum - 1) < 1e-9, String(sum));
});

test("without a word there are guesses only", () => {
  const layers = layersOf([thought(100, null, ["cat", 0.7], ["dog", 0.2])], null, 200);

  assert.deepEqual(layers.map(({ word, isTarget }) => [word, isTarget]), [["cat", false], ["dog", false]]);
});

test("areas lie on each other without a gap, from the first thought to the end", () => {
  const [ladder, fence] = areasOf(layersOf(thoughts, "ladder", 4000), [1000, 2000, 3000], 4000, 400, 100);

  const below = pairs(ladder.d);
  const above = pairs(fence.d);
  const roof = below.slice(0, below.length / 2);
  const floor = above.slice(above.length / 2).reverse();
  assert.deepEqual(floor, roof);
  assert.deepEqual(roof, [[100, 100], [100, 90], [200, 70], [300, 20], [400, 20]]);
});

test("whatever was thought, all areas stay in the chart", () => {
  const wild = Array.from({ length: 200 }, (_, index) =>
    thought(index * 50, (index % 7) / 7, ["a", (index % 5) / 5], ["b", (index % 3) / 3], ["c", 0.9]),
  );

  const areas = areasOf(layersOf(wild, "a", 10_000), wild.map(({ t }) => t), 10_000, 640, 120);

  const [xs, ys] = [0, 1].map((axis) => areas.flatMap(({ d }) => pairs(d)).map((pair) => pair[axis]));
  assert.ok(Math.min(...xs) >= 0 && Math.max(...xs) <= 640);
  assert.ok(Math.min(...ys) >= -0.01 && Math.max(...ys) <= 120);
});

test("where nothing was thought there is nothing to show", () => {
  assert.deepEqual(areasOf(layersOf([], "ladder", 1000), [], 1000, 400, 100), []);
});

test("the time line has a few whole seconds, however long it is", () => {
  for (const seconds of [0, 0.4, 3, 20, 59, 600, 5000]) {
    const ticks = ticksOf(seconds * 1000);
    assert.ok(ticks.length >= 1 && ticks.length <= 7, `${seconds} s: ${ticks.length}`);
    assert.ok(ticks.every(({ t, share }) => Number.isInteger(t) && share >= 0 && share <= 1));
  }
  assert.deepEqual(ticksOf(20_000).map(({ t }) => t), [0, 5, 10, 15, 20]);
});
