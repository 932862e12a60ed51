import assert from "node:assert/strict";
import { test } from "node:test";
import { InkLog } from "../../static/js/log.js";
import { MAX_POINTS } from "../../static/js/wire.js";

const points = (count) => Array.from({ length: count }, (_, index) => [index, index, index]);

function drain(log) {
  const sent = [];
  for (let entry = log.next(); entry; entry = log.next()) sent.push(entry);
  return sent;
}

test("ink is numbered from 0, and edits have numbers of their own", () => {
  const log = new InkLog();

  log.ink(points(2), true);
  log.edit("undo");
  log.ink(points(1), true);
  log.edit("clear");

  assert.deepEqual(
    log.entries.map(({ name, seq, edit }) => [name, seq ?? edit]),
    [
      ["ink", 0],
      ["undo", 0],
      ["ink", 1],
      ["clear", 1],
    ],
  );
});

test("points travel as columns", () => {
  const log = new InkLog();

  log.ink([[1, 2, 3], [4, 5, 6]], false);

  assert.deepEqual(log.entries, [{ name: "ink", seq: 0, x: [1, 4], y: [2, 5], t: [3, 6], up: false }]);
});

test("more points than a message takes make more messages, and only the last of them lifts the pen", () => {
  const log = new InkLog();

  log.ink(points(2 * MAX_POINTS + 1), true);

  assert.deepEqual(
    log.entries.map((entry) => [entry.x.length, entry.up]),
    [
      [MAX_POINTS, false],
      [MAX_POINTS, false],
      [1, true],
    ],
  );
});

test("a full message is not followed by an empty one", () => {
  const log = new InkLog();

  log.ink(points(MAX_POINTS), true);

  assert.equal(log.entries.length, 1);
});

test("lifting the pen with nothing new to tell is a message of no points", () => {
  const log = new InkLog();

  log.ink([], true);

  assert.deepEqual(log.entries, [{ name: "ink", seq: 0, x: [], y: [], t: [], up: true }]);
});

test("each entry is sent once", () => {
  const log = new InkLog();
  log.ink(points(1), true);

  assert.equal(drain(log).length, 1);
  assert.equal(drain(log).length, 0);
});

test("after a lost link all that was not acknowledged is sent again, in order", () => {
  const log = new InkLog();
  for (let count = 0; count < 4; count += 1) log.ink(points(1), true);
  const [first] = drain(log);
  log.acknowledge(first);

  log.rewind();

  assert.deepEqual(drain(log).map((entry) => entry.seq), [1, 2, 3]);
});

test("what a killed server has forgotten is sent again, although it was acknowledged, edits in their place", () => {
  const log = new InkLog();
  for (const edit of [null, "undo", null, "clear", null]) edit ? log.edit(edit) : log.ink(points(1), true);
  const sent = drain(log);
  log.acknowledge(sent[3]);

  log.rewind({ seq: 1, edit: 0 });

  assert.deepEqual(drain(log), sent.slice(1));
});

test("what the server has is not sent again, although its acknowledgement was lost", () => {
  const log = new InkLog();
  for (let count = 0; count < 4; count += 1) log.ink(points(1), true);
  const sent = drain(log);

  log.rewind({ seq: 3, edit: 0 });
  assert.deepEqual(drain(log), [sent[3]]);

  log.rewind({ seq: 4, edit: 0 });
  assert.deepEqual(drain(log), []);
});

test("where the server misses ink, sending goes on from there, although it was acknowledged", () => {
  const log = new InkLog();
  for (let count = 0; count < 4; count += 1) log.ink(points(1), true);
  const sent = drain(log);
  log.acknowledge(sent[2]);

  assert.equal(log.rewindTo(sent[3], 1), true);

  assert.deepEqual(drain(log).map((entry) => entry.seq), [1, 2, 3]);
});

test("a number is looked for among entries of the same kind", () => {
  const log = new InkLog();
  log.edit("undo");
  log.ink(points(1), true);
  log.edit("redo");
  const [, ink, redo] = drain(log);

  log.rewindTo(redo, 1);

  assert.deepEqual(drain(log), [redo]);
  assert.equal(log.rewindTo(ink, 7), false);
});

test("a log that was kept over a reload goes on where it was", () => {
  const log = new InkLog();
  log.ink(points(1), true);
  log.ink(points(1), true);
  log.acknowledge(log.next());

  const again = new InkLog(JSON.parse(JSON.stringify(log)));

  assert.deepEqual(drain(again).map((entry) => entry.seq), [1]);
});

test("whoever reloads in mid-stroke has lifted the pen", () => {
  const log = new InkLog();
  log.ink(points(3), false);

  const again = new InkLog(JSON.parse(JSON.stringify(log)));

  assert.deepEqual(again.entries.at(-1), { name: "ink", seq: 1, x: [], y: [], t: [], up: true });
});
