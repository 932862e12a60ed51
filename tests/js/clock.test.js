import assert from "node:assert/strict";
import { test } from "node:test";
import { beganAt, clockFace } from "../../static/js/clock.js";

const round = { startedAt: 1000, seconds: 20 };

test("the clock counts whole seconds down and never says less than there is, nor below zero", () => {
  assert.equal(clockFace(round, 1000).seconds, 20);
  assert.equal(clockFace(round, 1001).seconds, 20);
  assert.equal(clockFace(round, 20_999).seconds, 1);
  assert.equal(clockFace(round, 60_000).seconds, 0);
});

test("before its beginning, as seen from here, a round has all of its time", () => {
  assert.equal(clockFace(round, 990).share, 1);
});

test("the clock is calm until the last five seconds", () => {
  assert.equal(clockFace(round, 15_900).last, false);
  assert.equal(clockFace(round, 16_000).last, true);
});

test("a round without a clock shows none", () => {
  assert.equal(clockFace({ startedAt: 0, seconds: null }, 5), null);
  assert.equal(clockFace(null, 5), null);
});

test("a round is taken to have begun half-way between question and answer", () => {
  assert.equal(beganAt(100, 140), 120);
  assert.equal(beganAt(5100, 5140, 3000), 2120, "three seconds before that, where it ran already");
});
