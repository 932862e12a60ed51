// A player's answers without a screen: each drawing is answered once, and none is passed over.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { Confirming } from "../../static/js/doodles/confirming.js";

let [confirming, offers, told] = [];

beforeEach(() => {
  [offers, told] = [[], []];
  const offer = () => new Promise((resolve) => offers.push(resolve));
  confirming = new Confirming(offer, (change) => told.push([confirming.shown?.key ?? null, change.awaited, change.problem]));
});

/** The server answers its oldest question. */
async function brings(...keys) {
  offers.shift()({ drawings: keys.map((key) => ({ key })) });
  await new Promise(setImmediate);
}

test("the next drawing is there as soon as one is answered", async () => {
  confirming.next();
  await brings("a", "b", "c", "d", "e");

  assert.deepEqual([confirming.take().key, confirming.shown.key], ["a", "b"]);
  assert.deepEqual(told, [[null, true, null], ["a", false, null], ["b", false, null]]);
});

test("while the next drawing is awaited there is nothing to answer, and what comes then is shown", async () => {
  confirming.next();
  await brings("a");

  const taken = [confirming.take(), confirming.take(), confirming.take()];
  confirming.next(); // as the flag of a reported drawing does
  assert.deepEqual([taken.map((drawing) => drawing?.key ?? null), confirming.shown, offers.length], [["a", null, null], null, 1]);

  await brings("b");
  assert.equal(confirming.shown.key, "b");
});

test("a drawing that was shown does not come again, and why there is none is told", async () => {
  confirming.next();
  await brings("a");
  confirming.take();
  await brings("a");
  assert.deepEqual(told.at(-1), [null, false, null]);

  confirming.next();
  offers.shift()({ problem: { code: "slow_down" } });
  await new Promise(setImmediate);
  assert.deepEqual(told.at(-1), [null, false, { code: "slow_down" }]);
});
