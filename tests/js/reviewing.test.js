// A moderator's work without a screen: nothing is lost or doubled however quickly keys are pressed.

import assert from "node:assert/strict";
import { test } from "node:test";

import { completions } from "../../static/js/doodles/better.js";
import { Reviewing } from "../../static/js/doodles/reviewing.js";

/** A server that holds drawings, and answers when the test lets it. */
class Server {
  said = [];
  reviews = [];
  problems = {}; // name of a request -> what its next one is answered with
  #gate = Promise.resolve();

  constructor(count) {
    this.waiting = Array.from({ length: count }, (_, index) => ({ key: String(index + 1), review: 0 }));
  }

  hold() {
    let release;
    this.#gate = new Promise((resolve) => (release = resolve));
    return release;
  }

  ask = async (name, fields) => {
    await this.#gate;
    this.said.push([name, fields]);
    const problem = this.problems[name];
    delete this.problems[name];
    return problem ? { problem } : this[name](fields);
  };

  queue({ without }) {
    const tasks = this.waiting.filter(({ key }) => !without.includes(key)).slice(0, 12);
    return { name: "Mo", tasks, left: { waiting: this.waiting.length, other: 0, reported: 0 }, undoable: [] };
  }

  rule({ key }) {
    this.reviews.push(this.waiting.find((task) => task.key === key));
    this.waiting = this.waiting.filter((task) => task.key !== key);
    return { review: this.reviews.length };
  }

  undo({ review }) {
    this.waiting.unshift(this.reviews[review - 1]);
    return { task: { ...this.reviews[review - 1] } };
  }
}

async function opened(count) {
  const server = new Server(count);
  const failures = [];
  const reviewing = new Reviewing(server.ask, () => {}, (problem) => failures.push(problem.code));
  await reviewing.open();
  return { server, reviewing, failures };
}

/** Until nothing is on its way any more, what was begun meanwhile included. */
async function settled(reviewing) {
  for (let turn = 0; turn < 5; turn += 1) await reviewing.settled();
}

const keys = (reviewing) => reviewing.tasks.map(({ key }) => key);

test("every drawing is seen once, in order, however slowly the server answers", async () => {
  const { server, reviewing } = await opened(30);
  const release = server.hold();
  const seen = [];

  for (let press = 0; press < 10; press += 1) {
    seen.push(reviewing.tasks[0].key);
    reviewing.rule("keep");
  }
  release();
  await settled(reviewing);
  while (reviewing.tasks.length > 0) {
    seen.push(reviewing.tasks[0].key);
    reviewing.rule("keep");
    await settled(reviewing);
  }

  assert.deepEqual(seen, Array.from({ length: 30 }, (_, index) => String(index + 1)));
  assert.equal(server.reviews.length, 30);
  assert.equal(reviewing.left.waiting, 0);
});

test("undo shows the drawing at once, and is sent after its verdict", async () => {
  const { server, reviewing } = await opened(20);
  const release = server.hold();

  reviewing.rule("keep");
  reviewing.rule("reject");
  const undone = [reviewing.undo(), reviewing.undo(), reviewing.undo()];
  const shown = keys(reviewing).slice(0, 3);
  release();
  await settled(reviewing);

  assert.deepEqual(undone, [true, true, false]);
  assert.deepEqual(shown, ["1", "2", "3"]);
  assert.deepEqual(server.said.slice(1).map(([name]) => name), ["rule", "rule", "undo", "undo"]);
  assert.deepEqual([reviewing.left.waiting, server.waiting.length], [20, 20]);
});

test("what is left is counted right while verdicts and undos are on their way", async () => {
  const { server, reviewing } = await opened(30);
  const release = server.hold();

  for (let press = 0; press < 9; press += 1) reviewing.rule("keep");
  reviewing.undo();
  reviewing.undo();
  release();
  await settled(reviewing);

  assert.equal(reviewing.left.waiting, 23);
  assert.equal(new Set(keys(reviewing)).size, keys(reviewing).length);
});

test("a drawing that another moderator has ruled on is passed over", async () => {
  const { server, reviewing, failures } = await opened(3);
  server.problems.rule = { code: "changed", message: "" };
  server.waiting.shift();

  reviewing.rule("keep");
  await settled(reviewing);

  assert.deepEqual(failures, ["changed"]);
  assert.deepEqual(keys(reviewing), ["2", "3"]);
  assert.equal(reviewing.undo(), false);
});

test("a verdict that did not arrive brings its drawing back", async () => {
  const { server, reviewing, failures } = await opened(3);
  server.problems.rule = { code: "away", message: "" };

  reviewing.rule("keep");
  await settled(reviewing);

  assert.deepEqual(failures, ["away"]);
  assert.equal(keys(reviewing)[0], "1");
  assert.equal(reviewing.busy, false);
});

test("words are completed from their beginning, then from that of a word in them", () => {
  const all = ["cat", "hot air balloon", "airplane", "hair", "Eiffel Tower"];

  assert.deepEqual(completions(all, "Air"), ["airplane", "hot air balloon"]);
  assert.deepEqual(completions(all, " tow"), ["Eiffel Tower"]);
  assert.deepEqual(completions(all, "  "), []);
});
