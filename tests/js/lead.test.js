import assert from "node:assert/strict";
import { test } from "node:test";
import { flips, follow, nobody, RULE } from "../../static/js/lead.js";

const led = (...stream) => stream.map(((lead) => ([now, ...pairs]) => (lead = follow(lead, pairs, now)).word)(nobody));

test("a faint guess leads nothing, the first clear one leads at once", () => {
  assert.deepEqual(led([0, ["pond", 0.09]], [40, ["pond", 0.1]]), [null, "pond"]);
});

test("a rival that is hardly ahead has to wait, and one that is clearly ahead has not", () => {
  const [hardly, clearly] = [-0.01, 0.01].map((more) => 0.3 + RULE.margin + more);

  assert.deepEqual(led([0, ["pond", 0.3]], [40, ["bed", hardly], ["pond", 0.3]]), ["pond", "pond"]);
  assert.deepEqual(led([0, ["pond", 0.3]], [40, ["bed", clearly], ["pond", 0.3]]), ["pond", "bed"]);
});

test("a rival that stays ahead leads after some patience, though no message comes", () => {
  const ahead = follow(follow(nobody, [["pond", 0.3]], 0), [["bed", 0.32], ["pond", 0.3]], 100);

  const [early, late] = [99, 100].map((more) => follow(ahead, [["bed", 0.32], ["pond", 0.3]], RULE.patience + more));

  assert.equal(early.word, "pond");
  assert.equal(late.word, "bed");
});

test("two words that change places with each message do not flicker", () => {
  const stream = Array.from({ length: 40 }, (_, index) => {
    const [one, other] = index % 2 ? ["pond", "bed"] : ["bed", "pond"];
    return [index * 60, [[one, 0.34], [other, 0.31]]];
  });

  assert.equal(flips(stream), 0);
  assert.equal(flips(stream, { ...RULE, margin: 0 }), 39);
});

test("whoever is ahead again ends the waiting of a rival, and another rival waits anew", () => {
  const words = led(
    [0, ["pond", 0.3]],
    [100, ["bed", 0.31], ["pond", 0.3]],
    [500, ["pond", 0.31], ["bed", 0.3]],
    [590, ["bed", 0.31], ["pond", 0.3]],
    [700, ["sea", 0.31], ["pond", 0.3]],
    [1150, ["sea", 0.31], ["pond", 0.3]],
    [1200, ["sea", 0.31], ["pond", 0.3]],
  );

  assert.deepEqual(words, ["pond", "pond", "pond", "pond", "pond", "pond", "sea"]);
});

test("a leader that is not among the guesses any more counts as 0", () => {
  assert.deepEqual(led([0, ["pond", 0.3]], [40, ["bed", RULE.margin], ["sea", 0.1]]), ["pond", "bed"]);
});

test("a rival's time may be up between two messages: both changes are counted", () => {
  const stream = [
    [0, [["pond", 0.3]]],
    [100, [["bed", 0.31], ["pond", 0.3]]],
    [900, [["sea", 0.6], ["bed", 0.2]]],
  ];

  assert.equal(flips(stream), 2);
});

test("nothing new gives the same lead back", () => {
  const lead = follow(nobody, [["pond", 0.3]], 0);

  assert.equal(follow(lead, [["pond", 0.4]], 40), lead);
});
