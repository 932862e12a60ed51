import assert from "node:assert/strict";
import { test } from "node:test";
import { noted, thoughtAt } from "../../static/js/thoughts.js";

const guess = (p) => ({ guesses: [["ladder", p]], target_p: p });

test("of many guesses so many are kept as a chart can show, the newest always", () => {
  let thoughts = [];

  for (let t = 0; t <= 1000; t += 10) thoughts = noted(thoughts, guess(t / 1000), t);

  assert.ok(thoughts.length >= 9 && thoughts.length <= 13, String(thoughts.length));
  assert.deepEqual(thoughts[thoughts.length - 1], { t: 1000, guesses: [["ladder", 1]], target: 1 });
});

test("guesses that come seldom are all kept", () => {
  const thoughts = [500, 1500, 1600].reduce((list, t) => noted(list, guess(0.5), t), []);

  assert.deepEqual(thoughts.map(({ t }) => t), [500, 1500, 1600]);
});

test("a clock that was set right does not turn the thoughts around", () => {
  const thoughts = noted(noted([], guess(0.1), 900), guess(0.2), 700);

  assert.deepEqual(thoughts.map(({ t }) => t), [...thoughts.map(({ t }) => t)].sort((a, b) => a - b));
  assert.equal(thoughts[thoughts.length - 1].target, 0.2);
});

test("what was thought at a moment is the newest thought up to then", () => {
  const thoughts = noted(noted([], guess(0.1), 300), guess(0.9), 900);

  assert.equal(thoughtAt(thoughts, 299), null);
  assert.equal(thoughtAt(thoughts, 899).target, 0.1);
  assert.equal(thoughtAt(thoughts, 5000).target, 0.9);
});
