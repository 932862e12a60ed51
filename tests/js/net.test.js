import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Connection } from "../../static/js/net.js";
import { FLUSH_MS } from "../../static/js/wire.js";

/** A socket.io client without a wire: the test is the server. */
class FakeSocket {
  listeners = {};
  sent = []; // [{name, message, answer}]
  calls = 0; // how often connect() was asked for

  on(name, listener) {
    this.listeners[name] = listener;
  }

  timeout() {
    return { emit: (name, message, ack) => this.emit(name, message, (answer) => ack(null, answer)) };
  }

  emit(name, message, answer = () => {}) {
    this.sent.push({ name, message, answer });
  }

  connect() {
    this.calls += 1;
  }

  disconnect() {
    this.receive("disconnect", "io client disconnect");
    return this;
  }

  receive(name, message) {
    this.listeners[name](message);
  }

  /** Takes what was sent since the last time, of one name if given. */
  take(name) {
    const taken = this.sent.filter((message) => !name || message.name === name);
    this.sent = [];
    return taken;
  }
}

class Heard {
  told = [];
  link = (up) => this.told.push(["link", up]);
  resumed = (round) => this.told.push(["resumed", round]);
  guess = (message) => this.told.push(["guess", message]);
  over = (message, entries) => this.told.push(["over", message, entries]);
  match = (message) => this.told.push(["match", message]);
  explained = (message) => this.told.push(["explained", message]);
  vanished = () => this.told.push(["vanished"]);
  problem = (problem) => this.told.push(["problem", problem?.code]);
}

let [socket, heard, net, kept] = [];

beforeEach((context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  [socket, heard, kept] = [new FakeSocket(), new Heard(), null];
  net = new Connection(socket, { heard, keep: (value) => (kept = value) });
});

function greet(answer = { player: "p", resume: "token", round: null }) {
  socket.receive("connect");
  const [hello] = socket.take("hello");
  hello.answer(answer);
  return hello.message;
}

async function begin() {
  const asked = net.next("m1", 0);
  const [next] = socket.take("next");
  next.answer({ match: "m1", index: 0, round: "r1", word: "ladder", seconds: 20, threshold: 0.5 });
  return asked;
}

const stroke = (...points) => {
  net.draw(points);
  net.lift();
};
const seqs = () => socket.take("ink").map(({ message }) => message.seq);
const lose = () => socket.receive("disconnect", "transport close");

test("a server that ends says so, and its word stands until there is another", () => {
  greet();
  socket.receive("bye", { reason: "restarting", back: 5 });
  socket.receive("disconnect", "transport close");

  const told = () => heard.told.filter(([what]) => what === "problem").map(([, code]) => code);
  assert.deepEqual(told(), ["restarting"]);
  assert.equal(greet({ player: "p", resume: "token", round: null }).resume, "token");
  assert.deepEqual(told(), ["restarting", undefined]);
});

test("a hello that a server about to end refuses does not cost the token", () => {
  greet();
  socket.receive("disconnect", "transport close");
  socket.receive("connect");
  socket.take("hello")[0].answer({ problem: { code: "restarting", message: "" } });

  assert.deepEqual(socket.take("hello"), []);
  socket.receive("disconnect", "transport close");
  socket.receive("connect");
  assert.equal(socket.take("hello")[0].message.resume, "token");
});

test("it says hello first, and offers its token when it comes back", () => {
  assert.deepEqual(greet(), { version: 1 });

  lose();

  assert.deepEqual(greet(), { version: 1, resume: "token" });
});

test("a match that is asked for before the link is up is opened when it is", async () => {
  const asked = net.play({ mode: "classic", count: 3 });
  assert.equal(socket.take("play").length, 0);

  greet();
  const [play] = socket.take("play");
  play.answer({ match: "m1", mode: "classic" });

  assert.deepEqual(play.message, { mode: "classic", count: 3 });
  assert.equal((await asked).ack.match, "m1");
});

test("pressure and colour stay on this page", async () => {
  greet();
  await begin();

  stroke([1, 2, 3, 0.4, "rust"]);

  const [{ message }] = socket.take("ink");
  assert.deepEqual(message, { round: "r1", seq: 0, x: [1], y: [2], t: [3], up: true });
  assert.deepEqual(kept.log.entries[0].look, { pressure: [0.4], ink: "rust" });
});

test("a round whose beginning was lost on the way is asked for by the same number", async () => {
  greet();
  const asked = net.next("m1", 3);
  socket.take("next");
  lose();

  greet();
  const [again] = socket.take("next");
  again.answer({ match: "m1", index: 3, round: "r4", ms: 2500 });

  assert.deepEqual(again.message, { match: "m1", index: 3 });
  assert.equal((await asked).ack.ms, 2500);
});

test("what is asked while there is no link, or before the hello, is refused here and never sent late", async () => {
  greet();
  await begin();
  lose();
  socket.receive("connect");

  const refused = await Promise.all([net.hint(), net.explain("r1"), net.tell("keep", {})]);

  assert.deepEqual(refused.map(({ problem }) => problem.code), ["silent", "silent", "silent"]);
  assert.deepEqual(socket.take().map(({ name }) => name), ["hello"]);
});

test("a match that is refused says why", async () => {
  greet();
  const asked = net.play({ mode: "classic", words: ["nosuchword"] });

  socket.take("play")[0].answer({ problem: { code: "unknown_word", message: "no" } });

  assert.deepEqual(await asked, { problem: { code: "unknown_word", message: "no" } });
});

test("points are gathered and go out together, numbered", async (context) => {
  greet();
  await begin();

  net.draw([[1, 1, 0]]);
  net.draw([[2, 2, 5]]);
  assert.equal(socket.take("ink").length, 0);
  context.mock.timers.tick(FLUSH_MS);
  net.lift();

  assert.deepEqual(socket.take("ink").map(({ message }) => message), [
    { round: "r1", seq: 0, x: [1, 2], y: [1, 2], t: [0, 5], up: false },
    { round: "r1", seq: 1, x: [], y: [], t: [], up: true },
  ]);
});

test("after a lost link exactly what was not acknowledged is sent again, edits in their place", async () => {
  greet();
  await begin();
  stroke([1, 1, 0]);
  socket.take("ink")[0].answer({ seq: 0 });
  stroke([2, 2, 9]);
  net.edit("undo");
  stroke([3, 3, 19]);
  socket.take();

  lose();
  stroke([4, 4, 29]);
  assert.equal(socket.take().length, 0, "nothing is sent into a dead link");
  greet({ player: "p", resume: "token", round: { round: "r1", ms: 900, seq: 1, edit: 0 } });

  assert.deepEqual(
    socket.take().map(({ name, message }) => [name, message.seq ?? message.edit]),
    [
      ["ink", 1],
      ["undo", 0],
      ["ink", 2],
      ["ink", 3],
    ],
  );
});

test("an answer that comes from before a lost link counts for nothing", async () => {
  greet();
  await begin();
  stroke([1, 1, 0]);
  const [late] = socket.take("ink");
  lose();
  late.answer({ seq: 0 });

  greet({ player: "p", resume: "token", round: { round: "r1", ms: 1, seq: 0, edit: 0 } });

  assert.deepEqual(seqs(), [0]);
});

test("where the server misses ink, it gets it, once and in order", async (context) => {
  greet();
  await begin();
  for (const t of [0, 10, 20]) stroke([1, 1, t]);
  const sent = socket.take("ink");
  const gap = { problem: { code: "gap", message: "", expected: 0 } };

  for (const message of sent) message.answer(gap);
  context.mock.timers.tick(200);

  assert.deepEqual(seqs(), [0, 1, 2]);
});

test("told to slow down, it waits and sends the same again, new ink after it", async (context) => {
  greet();
  await begin();
  stroke([1, 1, 0]);
  socket.take("ink")[0].answer({ problem: { code: "slow_down", message: "" } });

  stroke([2, 2, 10]);
  assert.deepEqual(seqs(), []);
  context.mock.timers.tick(1000);

  assert.deepEqual(seqs(), [0, 1]);
});

test("ink that the server will never take is not sent for ever", async (context) => {
  greet();
  await begin();
  stroke([1, 1, 0]);
  stroke([2, 2, 10]);
  const [bad, next] = socket.take("ink");

  bad.answer({ problem: { code: "bad_field", message: "" } });
  next.answer({ problem: { code: "gap", message: "", expected: 0 } });
  stroke([3, 3, 20]);
  context.mock.timers.tick(5000);

  assert.deepEqual(seqs(), []);
});

test("a link that swallows ink for five seconds is given up for another one", async (context) => {
  greet();
  await begin();
  stroke([1, 1, 0]);
  stroke([2, 2, 10]);
  const [first] = socket.take("ink");
  context.mock.timers.tick(4000);
  first.answer({ seq: 0 });

  context.mock.timers.tick(4000);
  assert.equal(socket.calls, 0, "an answer buys time");
  context.mock.timers.tick(1000);

  assert.equal(socket.calls, 1);
  assert.ok(heard.told.some(([what, up]) => what === "link" && !up));
  greet({ player: "p", resume: "token", round: { round: "r1", ms: 9000, seq: 1, edit: 0 } });
  assert.deepEqual(seqs(), [1]);
});

test("a link with nothing to answer is left in peace", async (context) => {
  greet();
  await begin();
  stroke([1, 1, 0]);
  socket.take("ink")[0].answer({ seq: 0 });

  context.mock.timers.tick(60_000);

  assert.equal(socket.calls, 0);
});

test("a round that the server does not know any more has vanished", async () => {
  greet();
  await begin();
  lose();

  greet({ player: "q", resume: "other", round: null });

  assert.ok(heard.told.some(([what]) => what === "vanished"));
});

test("a round that ended while the link was away ends as the server says, and has not vanished before", async () => {
  greet();
  await begin();
  stroke([1, 1, 0]);
  lose();
  socket.take();

  greet({ player: "p", resume: "token", round: null, ended: "r1" });
  assert.deepEqual(socket.take(), [], "its ink is not sent again");
  socket.receive("over", { round: "r1", won: true, reason: "recognized", ms: 900 });

  const told = heard.told.filter(([what]) => what === "vanished" || what === "over");
  assert.deepEqual(told.map(([what, message, entries]) => [what, message?.won, entries?.length]), [["over", true, 1]]);
});

test("everyday races are not told to the player, real problems are", () => {
  greet();

  for (const code of ["gap", "over", "no_match", "slow_down", "bad_field"]) socket.receive("problem", { code, message: "" });

  assert.deepEqual(heard.told.filter(([what]) => what === "problem").map(([, code]) => code), ["slow_down", "bad_field"]);
});

test("hung up on by the server, it comes back as somebody new: two copies of a tab do not fight", (context) => {
  greet();

  socket.receive("disconnect", "io server disconnect");
  context.mock.timers.tick(1000);

  assert.equal(socket.calls, 1);
  assert.deepEqual(greet(), { version: 1 });
});

test("a token that the server refuses is dropped", () => {
  greet();
  lose();
  socket.receive("connect");
  socket.take("hello")[0].answer({ problem: { code: "bad_field", message: "resume" } });

  assert.deepEqual(socket.take("hello")[0].message, { version: 1 });
});

test("what a reload needs is kept: token, round and log; and what it kept goes on", async () => {
  greet();
  await begin();
  net.remember({ word: "ladder", seconds: 20 });
  stroke([1, 1, 0]);
  const saved = JSON.parse(JSON.stringify(kept));

  [socket, heard] = [new FakeSocket(), new Heard()];
  net = new Connection(socket, { saved, heard });
  const hello = greet({ player: "p", resume: "token", round: { round: "r1", ms: 500, seq: 0, edit: 0 } });

  assert.equal(hello.resume, "token");
  assert.equal(saved.round.word, "ladder");
  assert.deepEqual(seqs(), [0]);
});

test("when a round is over nothing of it is kept, and nothing more is sent", async () => {
  greet();
  await begin();

  stroke([1, 1, 0]);
  socket.take();
  socket.receive("over", { round: "r1", won: false, reason: "time", ms: 20000 });
  stroke([1, 1, 0]);

  const [, , entries] = heard.told.find(([what]) => what === "over");
  assert.equal(entries.length, 1, "the log goes with the end, for the album");

  assert.deepEqual(seqs(), []);
  assert.equal(kept.round, null);
  assert.equal(kept.resume, "token");
});

test("skipping tells the server, and off line needs nobody to be told", async () => {
  greet();
  await begin();

  net.skip();

  assert.deepEqual(socket.take("skip").map(({ message }) => message), [{ round: "r1" }]);
  net.skip();
  assert.deepEqual(socket.take("skip"), []);
});

test("a definition of the running round's word is asked for and told", async () => {
  greet();
  await begin();

  const asked = net.hint();
  const [hint] = socket.take("hint");
  hint.answer({ word: "ladder", hint: "You climb it." });

  assert.deepEqual(hint.message, { round: "r1" });
  assert.equal((await asked).hint, "You climb it.");
});

test("how the match stands, and how a round came to its end, is passed on", () => {
  greet();

  socket.receive("match", { match: "m1", score: 2 });
  socket.receive("explained", { round: "r1", p: 0.1 });

  assert.deepEqual(heard.told.slice(-2), [["match", { match: "m1", score: 2 }], ["explained", { round: "r1", p: 0.1 }]]);
});
