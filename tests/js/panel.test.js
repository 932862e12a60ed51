import assert from "node:assert/strict";
import { test } from "node:test";
import { doubt, isUnsure, sureness } from "../../static/js/panel/doubt.js";
import { flowed } from "../../static/js/panel/memory.js";
import { coarse, voiceOf } from "../../static/js/panel/strokes.js";

const even = (count) => Array.from({ length: 5 }, (_, index) => [`w${index}`, 1 / count]);

test("doubt is 1 where anything is as likely and 0 where one thing is certain", () => {
  assert.ok(Math.abs(doubt(even(345), 345) - 1) < 1e-9);
  assert.equal(doubt([["pond", 1], ["sea", 0], ["bed", 0], ["sun", 0], ["sky", 0]], 345), 0);
});

test("a faint first guess among many is not sure, one of two is", () => {
  assert.equal(isUnsure([["pond", 0.15], ["sea", 0.1], ["bed", 0.05], ["sun", 0.05], ["sky", 0.04]], 345), true);
  assert.equal(isUnsure([["pond", 0.5], ["sea", 0.4], ["bed", 0.02], ["sun", 0.01], ["sky", 0.01]], 345), false);
  assert.equal(isUnsure([], 345), true, "nothing is drawn yet");
});

test("words for probabilities go with them, at the limits, too", () => {
  assert.deepEqual([1, 0.9, 0.5, 0.25, 0.1, 0.01, 0].map(sureness), [
    "certain", "certain", "likely", "perhaps", "hunch", "hardly", "hardly",
  ]);
});

test("a stroke speaks for the word, against it, or says nothing much", () => {
  assert.deepEqual([0.3, 0.02, 0.01, 0, -0.01, -0.02, -0.5].map(voiceOf), [
    "for", "for", "silent", "silent", "silent", "against", "against",
  ]);
});

test("dots come to their numbers, and glow while they do", () => {
  let shown = [];
  const glows = Array.from({ length: 40 }, () => (shown = flowed(shown, [1, -0.5]))[0].glow);

  assert.deepEqual(shown.map(({ value }) => Math.round(value * 1000) / 1000), [1, -0.5]);
  assert.ok(glows[0] === 1 && glows.at(-1) < 0.01, `${glows[0]} ${glows.at(-1)}`);
});

test("a growing stroke is copied in few points, from its first to its last", () => {
  const stroke = (count) => Array.from({ length: count }, (_, index) => [index, 0, 0]);

  assert.equal(coarse(stroke(100)).length, 100);
  assert.deepEqual(coarse([]), []);
  for (const count of [121, 999, 4000]) {
    const few = coarse(stroke(count));
    assert.ok(few.length <= 121, `${few.length} of ${count}`);
    assert.deepEqual([few[0][0], few.at(-1)[0]], [0, count - 1]);
  }
});
