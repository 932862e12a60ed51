import assert from "node:assert/strict";
import { test } from "node:test";
import { settle, SLOTS } from "../../static/js/slots.js";

const words = (slots) => slots.map((slot) => slot.word);
const first = [["fence", 0.3], ["harp", 0.2], ["stairs", 0.1], ["grapes", 0.05], ["bridge", 0.04]];

test("the first guesses are listed as they come", () => {
  const slots = settle([], first, 0);

  assert.deepEqual(words(slots), ["fence", "harp", "stairs", "grapes", "bridge"]);
});

test("the list never grows beyond its places, however many guesses come", () => {
  const slots = settle([], [...first, ["ladder", 0.03], ["piano", 0.02]], 0);

  assert.equal(slots.length, SLOTS);
});

test("two words of nearly the same probability do not change places", () => {
  const before = settle([], first, 0);

  const after = settle(before, [["harp", 0.27], ["fence", 0.25], ["stairs", 0.1], ["grapes", 0.05], ["bridge", 0.04]], 5000);

  assert.deepEqual(words(after).slice(0, 2), ["fence", "harp"]);
  assert.deepEqual([after[0].p, after[1].p], [0.25, 0.27], "the shares shown are the newest all the same");
});

test("faint guesses find their order, too", () => {
  const faint = [["fork", 0.1], ["grass", 0.07], ["ladder", 0.05], ["mushroom", 0.04], ["fence", 0.03]];
  const turned = [["mushroom", 0.1], ["ladder", 0.09], ["grass", 0.07], ["fork", 0.03], ["fence", 0.03]];

  const slots = settle(settle([], faint, 0), turned, 5000);

  assert.deepEqual(words(slots), ["mushroom", "grass", "ladder", "fork", "fence"]);
});

test("a word that clearly leads goes first", () => {
  const before = settle([], first, 0);

  const after = settle(before, [["harp", 0.4], ["fence", 0.25], ["stairs", 0.1], ["grapes", 0.05], ["bridge", 0.04]], 5000);

  assert.deepEqual(words(after).slice(0, 2), ["harp", "fence"]);
});

test("a word that is suddenly sure rises from the last place to the first at once", () => {
  const before = settle([], first, 0);

  const after = settle(before, [["bridge", 0.8], ["fence", 0.1], ["harp", 0.05], ["stairs", 0.03], ["grapes", 0.02]], 10);

  assert.deepEqual(words(after), ["bridge", "fence", "harp", "stairs", "grapes"]);
});

test("words that have just changed places rest, and then settle without new guesses", () => {
  const swapped = [["harp", 0.4], ["fence", 0.2], ["stairs", 0.1], ["grapes", 0.05], ["bridge", 0.04]];
  const back = [["fence", 0.4], ["harp", 0.2], ["stairs", 0.1], ["grapes", 0.05], ["bridge", 0.04]];
  const moved = settle(settle([], first, 0), swapped, 5000);

  const soon = settle(moved, back, 5100);
  const later = settle(soon, back, 5600);

  assert.equal(words(soon)[0], "harp");
  assert.equal(words(later)[0], "fence");
});

test("a new word takes the place of the least probable, and is marked as fresh", () => {
  const before = settle([], first, 0);

  const after = settle(before, [["fence", 0.3], ["harp", 0.2], ["stairs", 0.1], ["ladder", 0.065], ["grapes", 0.05]], 5000);

  assert.deepEqual(words(after), ["fence", "harp", "stairs", "grapes", "ladder"]);
  assert.equal(after[4].fresh, 5000);
  assert.equal(after[0].fresh, 0);
});

test("words that flicker about the last place do not throw each other out", () => {
  const a = [...first.slice(0, 4), ["ladder", 0.041]];
  let slots = settle([], first, 0);
  const seen = new Set();

  for (let now = 100; now < 3000; now += 100) {
    slots = settle(slots, now % 200 === 0 ? a : first, now);
    seen.add(words(slots)[4]);
  }

  assert.deepEqual([...seen], ["bridge"]);
});

test("a word that is no longer guessed makes way before long", () => {
  const without = [...first.slice(0, 4), ["ladder", 0.041]];
  const before = settle(settle([], first, 0), first, 1000);

  const soon = settle(before, without, 1100);
  const later = settle(soon, without, 1600);

  assert.ok(words(soon).includes("bridge"));
  assert.ok(!words(later).includes("bridge") && words(later).includes("ladder"));
});

test("a hundred random updates keep every word at most once and every share a probability", () => {
  let seed = 7;
  const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  let slots = [];

  for (let now = 0; now < 5000; now += 50) {
    const guesses = [..."abcdefghij"].map((word) => [word, random()]).sort((x, y) => y[1] - x[1]).slice(0, 6);
    slots = settle(slots, guesses, now);
    assert.equal(new Set(words(slots)).size, slots.length);
    assert.ok(slots.length <= SLOTS && slots.every((slot) => slot.p >= 0 && slot.p <= 1));
  }
});

test("the first place belongs to the lead, however the others stand", () => {
  const before = settle([], first, 0, "harp");

  const after = settle(before, [["fence", 0.9], ["harp", 0.05]], 5000, "harp");

  assert.deepEqual([before, after].map((slots) => words(slots).slice(0, 2)), [["harp", "fence"], ["harp", "fence"]]);
});
