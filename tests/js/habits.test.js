import assert from "node:assert/strict";
import { test } from "node:test";
import { Habits } from "../../static/js/habits.js";
import { Palms } from "../../static/js/palms.js";

function remembered(kept) {
  const written = [];
  return { written, habits: new Habits(kept, (known) => written.push(known)) };
}

test("a habit is written down when it changes, and only then", () => {
  const { habits, written } = remembered(null);

  habits.set("muted", true);
  habits.set("muted", true);

  assert.equal(habits.get("muted"), true);
  assert.deepEqual(written.map((known) => known.muted), [true]);
  assert.equal(new Habits(written[0]).get("muted"), true);
});

test("what was kept by somebody else, or is spoilt, counts as nothing", () => {
  for (const kept of [null, 7, { muted: "yes", pen: 1, ink: true }]) {
    const habits = new Habits(kept);

    assert.deepEqual(["muted", "pen", "ink", "letters"].map((name) => habits.get(name)), [false, false, null, true]);
  }
});

test("a device may have defaults of its own, which last until something is chosen, and are not taken for a choice", () => {
  const written = [];
  const habits = new Habits(null, (chosen) => written.push(chosen), { muted: true });
  assert.deepEqual([habits.get("muted"), habits.get("pen")], [true, false]);

  habits.set("pen", true);
  assert.equal(new Habits(written.at(-1)).get("muted"), false, "on a device where things may move");
  habits.set("muted", false);
  assert.equal(new Habits(written.at(-1), () => {}, { muted: true }).get("muted"), false);
});

test("a pen that was seen once keeps fingers from drawing, also in the next visit", () => {
  const { habits, written } = remembered(null);
  const palms = new Palms(habits, () => {});
  assert.equal(palms.fingersDraw(), true);

  palms.penSeen(0);

  assert.equal(palms.fingersDraw(), false);
  assert.equal(new Palms(new Habits(written.at(-1)), () => {}).fingersDraw(), false);
});

test("a palm beside the pen is not asked what it wants, a finger long after the pen is", () => {
  const offers = [];
  const palms = new Palms(remembered(null).habits, (shown) => offers.push(shown));
  palms.penSeen(1000);
  offers.length = 0;

  palms.refused(3000);
  assert.deepEqual(offers, []);
  palms.refused(10_000);
  assert.deepEqual(offers, [true]);

  palms.letFingers();
  assert.deepEqual([palms.fingersDraw(), offers], [true, [true, false]]);
});
