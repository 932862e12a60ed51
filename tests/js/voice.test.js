import assert from "node:assert/strict";
import { test } from "node:test";
import { closing } from "../../static/js/classroom/closing.js";
import { moodOf } from "../../static/js/inkling.js";
import * as rules from "../../static/js/state.js";
import { english, explain, withArticle } from "../../static/js/texts.js";
import { announcer, speech } from "../../static/js/voice.js";

const round = { id: "r", word: "ladder", seconds: 20, startedAt: 0 };
const begun = rules.started(rules.linked(rules.initial, true), round, { width: 1000, height: 1000 });
const drawn = rules.penUp(rules.penDown(begun, [1, 1, 0]));
const guessing = (word, p, now = 0) =>
  rules.guessed(drawn, { round: "r", guesses: [[word, p], ["a", 0.01], ["b", 0.01], ["c", 0.01], ["d", 0.01]], target_p: 0 }, now);
const over = (state, won, reason) => rules.ended(state, { round: "r", won, reason, ms: 4210 }, 100);
const said = (state) => speech(state, english).say.join("");

test("a drawing that its room has ended was not given up: it was seen, or time was up", () => {
  const told = (state) => closing(over(state, false, "skipped"), english);

  assert.deepEqual(told(guessing("ladder", 0.5)), { say: ["I’d say a ladder!", "", ""], aside: "" });
  assert.equal(told(guessing("fence", 0.5)).say.join(""), "Time’s up. I didn’t see a ladder.");
  assert.equal(told(guessing("ladder", 0.05)).aside, "I saw nothing I could name.");
  assert.equal(announcer(english, closing)(over(guessing("fence", 0.5), false, "skipped"), 0).split(".")[0], "Time’s up", "and so it is heard");
  assert.deepEqual(closing(over(drawn, true, "recognized"), english), speech(over(drawn, true, "recognized"), english));
});

test("words take the article they need", () => {
  assert.deepEqual(
    ["ladder", "octopus", "hourglass", "hospital", "The Mona Lisa", "stairs", "rain", "t-shirt"].map(withArticle),
    ["a ladder", "an octopus", "an hourglass", "a hospital", "the Mona Lisa", "stairs", "rain", "a t-shirt"],
  );
});

test("the surer it is, the surer it sounds", () => {
  const lines = [0.05, 0.2, 0.5, 0.9].map((p) => said(guessing("fence", p)));

  assert.deepEqual(lines, ["Hmm…", "A fence, perhaps?", "Is it a fence?", "I’d say a fence!"]);
});

test("it says clearly that it knows, and how long it took", () => {
  const { say, aside } = speech(over(guessing("ladder", 0.9), true, "recognized"), english);

  assert.equal(say.join(""), "Oh I know, it’s a ladder!");
  assert.match(aside, /4\.2 seconds/);
});

test("it says clearly that time is over, and what it thought of instead", () => {
  const { say, aside } = speech(over(guessing("fence", 0.4), false, "time"), english);

  assert.equal(say.join(""), "Time’s up. I didn’t see a ladder.");
  assert.equal(aside, "I thought of a fence.");
});

test("after an empty sheet it admits that it saw nothing", () => {
  assert.equal(speech(over(begun, false, "time"), english).aside, english.thoughtOfNothing);
});

test("a listener hears a new guess at once, the next not before some seconds, and the end at once", () => {
  const hear = announcer(english);

  assert.equal(hear(guessing("fence", 0.4), 0), "I see a fence");
  assert.equal(hear(guessing("fence", 0.6), 3000), null, "nothing new");
  assert.equal(hear(guessing("harp", 0.6), 3100), "I see a harp");
  assert.equal(hear(guessing("stairs", 0.6), 3500), null, "too soon");
  assert.match(hear(over(guessing("ladder", 0.9), true, "recognized"), 3600), /ladder/);
});

test("its face shows how it is", () => {
  const moods = [
    rules.initial,
    begun,
    guessing("fence", 0.3),
    guessing("fence", 0.7),
    over(drawn, true, "recognized"),
    over(drawn, false, "time"),
    rules.linked(drawn, false),
  ].map(moodOf);

  assert.deepEqual(moods, ["awake", "thinking", "guessing", "sure", "glad", "sorry", "asleep"]);
});

test("a problem is told in plain words, our own where there are some", () => {
  assert.equal(explain(english, { code: "version", message: "v0 != v1" }), english.problems.version);
  assert.equal(explain(english, { code: "bad_field", message: "x is 7" }), "Something went wrong: x is 7");
});
