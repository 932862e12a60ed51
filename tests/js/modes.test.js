import assert from "node:assert/strict";
import { test } from "node:test";
import { CHOICES, DEFAULTS, givenIn, settled, THRESHOLDS, wishes } from "../../static/js/menu/modes.js";
import { DIFFICULTIES, MATCH_MODES, MAX_COUNT, MAX_SECONDS, MAX_THRESHOLD, MIN_THRESHOLD } from "../../static/js/wire.js";

test("what was kept is used, and what is spoilt or unknown is the default", () => {
  assert.deepEqual(settled(null), DEFAULTS);
  assert.deepEqual(settled({ seconds: null, count: 7, difficulty: "hard", other: 1 }), {
    ...DEFAULTS,
    seconds: null,
    difficulty: "hard",
  });
});

test("every choice of every mode is one that the server takes", () => {
  for (const mode of MATCH_MODES)
    for (const seconds of CHOICES.seconds)
      for (const count of CHOICES.count)
        for (const threshold of CHOICES.threshold) {
          const asked = wishes(mode, { seconds, count, threshold, difficulty: "easy" });
          assert.ok(asked.seconds === undefined || asked.seconds === null || asked.seconds <= MAX_SECONDS);
          assert.ok(asked.count === undefined || asked.count <= MAX_COUNT);
          assert.ok(!asked.threshold || (asked.threshold >= MIN_THRESHOLD && asked.threshold <= MAX_THRESHOLD));
        }
  assert.deepEqual([...CHOICES.difficulty].sort(), [...DIFFICULTIES].sort());
});

test("a classic match is as it was set; the fair threshold is the network's own", () => {
  const asked = wishes("classic", { seconds: 40, count: 3, threshold: "fair", difficulty: "hard" }, {}, "fr");

  assert.deepEqual(asked, { mode: "classic", language: "fr", difficulty: "hard", count: 3, seconds: 40 });
});

test("riddles have twice the time, a sprint has its own clock, and zen has none and no threshold", () => {
  const settings = { ...DEFAULTS, seconds: 40, threshold: "hard" };

  assert.equal(wishes("hidden", settings).seconds, 80);
  assert.equal(wishes("hidden", { ...settings, seconds: null }).seconds, null);
  assert.ok(!("seconds" in wishes("sprint", settings)) && !("count" in wishes("sprint", settings)));
  assert.deepEqual(wishes("zen", settings), { mode: "zen", language: "en", difficulty: "mixed" });
});

test("words and seconds of the address go before what is set", () => {
  const given = givenIn(new URLSearchParams("?words=ladder,%20star,&seconds=90"));

  const asked = wishes("classic", DEFAULTS, given);

  assert.deepEqual([asked.words, asked.count, asked.seconds], [["ladder", "star"], 2, 90]);
  assert.deepEqual(givenIn(new URLSearchParams("?word=pond&seconds=soon")), { words: ["pond"] });
  assert.deepEqual(givenIn(new URLSearchParams("")), {});
});

test("the thresholds are in the order of their names", () => {
  assert.ok(THRESHOLDS.easy < THRESHOLDS.hard && THRESHOLDS.hard < THRESHOLDS.stubborn);
});
