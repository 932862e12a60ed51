import assert from "node:assert/strict";
import { test } from "node:test";

import { averageOf, SIDE, unitSized } from "../../static/js/classroom/average.js";
import { confusionOf, mostMixedUp } from "../../static/js/classroom/confusion.js";
import { gridFor } from "../../static/js/classroom/grid.js";
import { csvOf } from "../../static/js/classroom/table.js";

test("two to sixty sheets fit the wall, and no other grid would make them larger", () => {
  for (const count of [1, 2, 3, 7, 12, 30, 31, 59, 60]) {
    const { columns, rows, width, height } = gridFor(count, 1800, 900, 0.85, 16);

    assert.ok(columns * rows >= count && columns * (rows - 1) < count, `${count}: ${columns} x ${rows}`);
    assert.ok(columns * width + 16 * (columns - 1) <= 1800.001);
    assert.ok(rows * height + 16 * (rows - 1) <= 900.001);
    const fewer = Math.min((900 - 16 * (Math.ceil(count / 2) - 1)) / Math.ceil(count / 2), (1800 - 16) / 2 / 0.85);
    assert.ok(height >= fewer - 0.001, "two columns would be better");
  }
});

test("an empty wall, and one without room, have a grid without sheets", () => {
  assert.equal(gridFor(0, 1800, 900, 1).columns, 1);
  assert.equal(gridFor(5, 0, 0, 1).width, 0);
});

test("the confusion grid has what was asked for first, and counts every drawing once", () => {
  const results = [
    { word: "cat", won: true, taken_for: null },
    { word: "cat", won: false, taken_for: "dog" },
    { word: "dog", won: false, taken_for: "cat" },
    { word: "dog", won: false, taken_for: "horse" },
    { word: "dog", won: false, taken_for: "cat" },
    { word: "dog", won: false, taken_for: null },
  ];

  const grid = confusionOf(results);

  assert.deepEqual(grid.rows, ["cat", "dog"]);
  assert.deepEqual(grid.columns, ["cat", "dog", "horse", null]);
  assert.deepEqual(grid.counts, [
    [1, 1, 0, 0],
    [2, 0, 1, 1],
  ]);
  assert.deepEqual(mostMixedUp(grid), { word: "dog", seen: "cat", count: 2 });
});

test("nothing was mixed up where every drawing was recognized", () => {
  assert.equal(mostMixedUp(confusionOf([{ word: "cat", won: true, taken_for: null }])), null);
  assert.deepEqual(confusionOf([]), { rows: [], columns: [], counts: [] });
});

test("drawings of any size and place have one average, in which common ink is 1", () => {
  const small = [[[10, 10], [20, 10], [20, 20]]];
  const large = [[[100, 500], [900, 500], [900, 1300]]];
  const other = [[[0, 0], [0, 10], [10, 10]]];

  const same = averageOf([small, large]);
  const mixed = averageOf([small, other]);

  assert.deepEqual([...new Set([...same].map((share) => Math.round(share * 100) / 100))].sort(), [0, 1]);
  assert.ok(mixed.some((share) => share === 0.5), "what only one of two has drawn");
  assert.equal(mixed.length, SIDE * SIDE);
  assert.ok([...averageOf([[], [[]]])].every((share) => share === 0), "drawings without ink count for nothing");
});

test("a dot is in the middle of its square", () => {
  assert.deepEqual(unitSized([[[400, 300]]])[0][0].map((at) => Math.round(at * 10) / 10), [0.5, 0.5]);
});

test("names cannot become formulas, columns or lines of a spreadsheet", () => {
  const text = csvOf([["name", "ms"], ['=HYPERLINK("x")', 12], ["Otter, quick\nand calm", null]]);

  assert.equal(text, 'name,ms\r\n"\'=HYPERLINK(""x"")",12\r\n"Otter, quick\nand calm",\r\n');
});
