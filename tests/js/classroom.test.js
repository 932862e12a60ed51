import assert from "node:assert/strict";
import { test } from "node:test";

import { averageOf, SIDE, unitSized } from "../../static/js/classroom/average.js";
import { confusionOf, mostMixedUp } from "../../static/js/classroom/confusion.js";
import { gridFor } from "../../static/js/classroom/grid.js";
import { found, themesOf } from "../../static/js/classroom/wordlist.js";
import { taken } from "../../static/js/classroom/canvases.js";
import { secondsLeft } from "../../static/js/classroom/countdown.js";
import { actsOf } from "../../static/js/classroom/hostacts.js";
import { curvePath, impactsOf, lengthOf, mostImportant, strokesUntil } from "../../static/js/classroom/moments.js";
import { insist, passes } from "../../static/js/classroom/insist.js";
import { lineTo, meet, queryOf } from "../../static/js/classroom/link.js";
import { explained, classroomTexts } from "../../static/js/classroom/texts.js";
import { waysOf } from "../../static/js/classroom/ways.js";
import { plainEnglish } from "../../static/js/language.js";
import { clockOf, codeIn, mine, refused, screenOf, seated, stranger, waitingFor, without } from "../../static/js/classroom/pupil.js";

test("two to sixty sheets fit the wall, and no other grid would make them larger", () => {
  for (const count of [1, 2, 3, 7, 12, 30, 31, 59, 60]) {
    const { columns, rows, width, height } = gridFor(count, 1800, 900, 0.85, 16);

    assert.ok(columns * rows >= count && columns * (rows - 1) < count, `${count}: ${columns} x ${rows}`);
    assert.ok(columns * width + 16 * (columns - 1) <= 1800.001);
    assert.ok(rows * height + 16 * (rows - 1) <= 900.001);
    const fewer = Math.min((900 - 16 * (Math.ceil(count / 2) - 1)) / Math.ceil(count / 2), (1800 - 16) / 2 / 0.85);
    assert.ok(height >= fewer - 0.001, "two columns would be better");
  }
});

test("an empty wall, and one without room, have a grid without sheets", () => {
  assert.equal(gridFor(0, 1800, 900, 1).columns, 1);
  assert.equal(gridFor(5, 0, 0, 1).width, 0);
});

test("the confusion grid has what was asked for first, and counts every drawing once", () => {
  const counts = [["cat", "cat", 1], ["cat", "dog", 1], ["dog", "cat", 2], ["dog", "horse", 1], ["dog", null, 1]];

  const grid = confusionOf(counts);

  assert.deepEqual(grid.rows, ["cat", "dog"]);
  assert.deepEqual(grid.columns, ["cat", "dog", "horse", null]);
  assert.deepEqual(grid.cells, [
    [1, 1, 0, 0],
    [2, 0, 1, 1],
  ]);
  assert.deepEqual(mostMixedUp(grid), { word: "dog", seen: "cat", count: 2 });
});

test("nothing was mixed up where every drawing was recognized", () => {
  assert.equal(mostMixedUp(confusionOf([["cat", "cat", 3]])), null);
  assert.deepEqual(confusionOf([]), { rows: [], columns: [], cells: [] });
});

test("drawings of any size and place have one average, in which common ink is 1", () => {
  const small = [[[10, 10], [20, 10], [20, 20]]];
  const large = [[[100, 500], [900, 500], [900, 1300]]];
  const other = [[[0, 0], [0, 10], [10, 10]]];

  const same = averageOf([small, large]);
  const mixed = averageOf([small, other]);

  assert.deepEqual([...new Set([...same].map((share) => Math.round(share * 100) / 100))].sort(), [0, 1]);
  assert.ok(mixed.some((share) => share === 0.5), "what only one of two has drawn");
  assert.equal(mixed.length, SIDE * SIDE);
  assert.ok([...averageOf([[], [[]]])].every((share) => share === 0), "drawings without ink count for nothing");
});

test("a dot is in the middle of its square", () => {
  assert.deepEqual(unitSized([[[400, 300]]])[0][0].map((at) => Math.round(at * 10) / 10), [0.5, 0.5]);
});

test("words are found by what they are called, how hard they are and what they are about", () => {
  const words = [["cat", "easy", "animals"], ["whale", "hard", "animals"], ["cake", "easy", "food"]];
  const name = (word) => ({ whale: "Wal" })[word] ?? word;

  assert.deepEqual(found(words, { text: " CA " }), ["cat", "cake"]);
  assert.deepEqual(found(words, { text: "wal", name }), ["whale"]);
  assert.deepEqual(found(words, { level: "easy", theme: "animals" }), ["cat"]);
  assert.deepEqual(themesOf(words, ["food", "music", "animals"]), ["food", "animals"], "only where there are words");
});

test("frames add to canvases, begin them anew, undo on them, and take them away", () => {
  const canvases = new Map();
  const first = { drawing: "r1", member: "m1", from: 0, ink: [[[1, 2], [3, 4], true]], guess: ["cat", 0.4], p: 0.1 };

  taken(canvases, { n: 1, canvases: [first, { drawing: "r2", member: "m2", from: 0, ink: [[[5], [6], false]] }] });
  taken(canvases, { n: 2, canvases: [{ drawing: "r1", member: "m1", ink: [[[9], [9], true], "undo"] }] });
  const news = taken(canvases, { n: 3, canvases: [{ drawing: "r2", member: "m2", ink: [[[7], [8], true]], p: 0.3 }] });

  assert.deepEqual([...news], ["m2"]);
  assert.equal(canvases.get("m1").drawn.strokes.length, 1, "the second stroke was undone");
  assert.deepEqual(canvases.get("m1").guess, ["cat", 0.4], "what a frame does not tell stays");
  assert.deepEqual(canvases.get("m2").drawn.strokes[0].map(([x, y]) => [x, y]), [[5, 6], [7, 8]]);

  taken(canvases, { n: 4, canvases: [{ drawing: "r9", member: "m1", ink: [] }, { drawing: null, member: "m2" }] });

  assert.deepEqual(canvases.get("m1").drawn.strokes, [], "another word, another canvas");
  assert.equal(canvases.has("m2"), false);
});

test("the wall's clock stands still in a pause, and is not there between words", () => {
  const room = { ms_left: 10_000, paused: false, waiting: false, phase: "drawing" };

  assert.equal(secondsLeft(room, 1000, 3500), 8);
  assert.equal(secondsLeft({ ...room, paused: true }, 1000, 3500), 10);
  assert.equal(secondsLeft({ ...room, ms_left: null }, 1000, 3500), null);
  assert.equal(secondsLeft({ ...room, phase: "results" }, 1000, 3500), null);
});

test("the stroke that mattered is the one that raised the probability most", () => {
  const columns = [
    [[0, 1], [0, 1], [0, 500]],
    [[2, 3], [2, 3], [1000, 1500]],
  ];
  const curve = [[400, 0.1, "dog", 0.3], [900, 0.2, "dog", 0.2], [1600, 0.8, "cat", 0.8]];

  const impacts = impactsOf(columns, curve);

  assert.deepEqual(impacts.map(({ best }) => best), ["dog", "cat"]);
  assert.equal(mostImportant(impacts), 1);
  assert.equal(strokesUntil(columns, impacts[0].until).length, 1); // nothing of the next one
  assert.equal(mostImportant(impactsOf(columns, [])), null);
  assert.equal(lengthOf(columns, curve), 1600);
  assert.deepEqual(strokesUntil(columns, 1000).map((stroke) => stroke.length), [2, 1]);
  assert.equal(curvePath([[0, 0], [800, 1]], 1600, 100, 10), "M0 10L0 10L50 0L100 0");
  assert.equal(curvePath([], 0, 100, 10), "");
});

test("a pupil's screen follows the room and the pupil's own part in it", () => {
  const pupil = (room, status) => ({ ...stranger, seats: ["abcdefgh-secret"], room: { seats: [{ seat: "abcdefgh", status }], ...room } });

  assert.equal(screenOf(stranger, false), "code");
  assert.equal(screenOf(pupil({ phase: "lobby" }, "waiting"), false), "waiting");
  assert.equal(screenOf(pupil({ phase: "drawing", mode: "race" }, "drawing"), true), "board");
  assert.equal(screenOf(pupil({ phase: "drawing", mode: "relay" }, "waiting"), false), "waiting");
  assert.equal(screenOf(pupil({ phase: "drawing", mode: "guess" }, "guessing"), false), "answer");
  assert.equal(screenOf(pupil({ phase: "judging", mode: "fool" }, "over"), true), "votes");
  assert.equal(screenOf({ ...pupil({ phase: "lobby" }), gone: "removed" }, false), "code");
  assert.equal(mine(pupil({}, "won")).status, "won");
  assert.equal(waitingFor(pupil({ phase: "lobby", waiting: true })), "hostAway");
});

test("the clock follows what the room says is left of this drawing, also when there is more time than at first, or no clock any more", () => {
  const seats = [
    { drawing: "other", seconds: 40, ms_left: 1000 },
    { drawing: "mine", seconds: 400, ms_left: 300_000 },
    { drawing: "longer", seconds: 40, ms_left: 55_000 },
    { drawing: "calm", seconds: null, ms_left: null },
  ];
  const room = { seats, seconds: 40, ms_left: 1000 };

  assert.deepEqual(clockOf(room, "mine", 500_000), { seconds: 400, startedAt: 400_000 });
  assert.deepEqual(clockOf(room, "longer", 100_000), { seconds: 55, startedAt: 100_000 });
  assert.deepEqual(clockOf(room, "calm", 5), { seconds: null });
  assert.equal(clockOf(room, "of the word before", 5), null);
});

test("a refusal that may pass, or is meant for somebody new, costs nobody a seat", () => {
  const pupil = { ...stranger, code: "ABC", seats: ["one", "two"], at: 1, room: { phase: "lobby" } };

  for (const code of ["room_locked", "room_full", "slow_down", "silent", "away", "bad_message"]) {
    assert.deepEqual(refused(pupil, "one", { code }), pupil, code);
    assert.deepEqual(refused(pupil, undefined, { code }), pupil, code);
  }
  for (const code of ["no_member", "removed"]) {
    assert.deepEqual(refused(pupil, "one", { code }), { ...pupil, seats: ["two"], at: 0 }, code);
    assert.deepEqual(refused({ ...pupil, seats: ["one"], at: 0 }, "one", { code }), { ...stranger, code: "ABC" }, code);
  }
  assert.deepEqual(refused(pupil, "one", { code: "no_room" }), { ...stranger, code: "ABC" });
  assert.equal(without(pupil, "two").at, 0, "whoever is left has the turn");
});

test("a page has the seats that it was let in with, and one that had lost them has the new one alone", () => {
  const pupil = { ...stranger, code: "abc", seats: ["one", "two"], at: 1, gone: "closed" };

  assert.deepEqual(seated(pupil, { code: "ABC", seat: "one" }, false), { ...pupil, code: "ABC", gone: null });
  assert.deepEqual(seated(pupil, { code: "ABC", seat: "three" }, true).seats, ["one", "two", "three"]);
  assert.equal(seated(pupil, { code: "ABC", seat: "three" }, true).at, 2);
  assert.deepEqual(seated({ ...pupil, seats: ["lost"], at: 0 }, { seat: "new" }, false).seats, ["new"]);
});

test("what was refused in passing is asked again until it is granted, and not after it was stopped", async () => {
  const answers = [{ code: "silent" }, { code: "slow_down" }, null, { code: "away" }, { code: "no_room" }];
  let asked = 0;
  const asking = insist(async () => answers[asked++], 1);

  await asking.go();
  await until(() => asked === 3);
  await asking.go();
  asking.stop();
  await later(20);

  assert.equal(asked, 4);
  assert.deepEqual([passes({ code: "room_locked" }), passes(undefined)], [false, false]);
});

const later = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function until(done) {
  for (let tries = 0; !done(); tries += 1) {
    assert.ok(tries < 2000, "it never came");
    await later(1);
  }
}

/** A socket whose server answers with answer(name, fields); undefined: not at all, which takes no time here. */
function socketOf(answer) {
  const [on, sent] = [{}, []];
  const socket = {
    connected: true,
    sent,
    on: (name, act) => (on[name] = act),
    heard: (name, ...what) => on[name](...what),
    disconnect() {
      socket.connected = false;
      on.disconnect?.("io client disconnect");
      return socket;
    },
    connect() {
      socket.connected = true;
      on.connect();
    },
    timeout: () => ({
      emit(name, fields, heard) {
        sent.push(name);
        const ack = answer(name, fields);
        queueMicrotask(() => (ack ? heard(null, ack) : heard(new Error("silence"))));
      },
    }),
  };
  return socket;
}

test("a page without a pen asks nothing before its hello is answered, and calls anew where none is", async () => {
  let answers = 0;
  const socket = socketOf((name) => (name === "hello" && (answers += 1) === 1 ? undefined : {}));
  const links = [];

  const ask = lineTo(socket, () => ask("room_wall"), { link: (up) => links.push(up), problem: assert.fail });
  const early = await ask("room_do", { do: "next" });
  await until(() => socket.sent.includes("room_wall"));
  socket.heard("disconnect", "transport close");

  assert.deepEqual(early, { problem: { code: "silent" } });
  assert.deepEqual(socket.sent, ["hello", "hello", "room_wall"], "and nothing while there was no hello");
  assert.deepEqual(links, [false, true, false]);
  assert.deepEqual(await ask("room_do"), { problem: { code: "silent" } });
});

test("a wall that is kept out in passing comes in by itself", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  let tries = 0;
  const socket = socketOf((name) => (name === "room_wall" && (tries += 1) === 1 ? { problem: { code: "slow_down" } } : {}));

  const ask = lineTo(socket, async () => (await ask("room_wall")).problem, { link() {}, problem: assert.fail });
  for (let turn = 0; turn < 3; turn += 1) {
    await new Promise(setImmediate);
    t.mock.timers.tick(5000);
  }

  assert.deepEqual(socket.sent, ["hello", "room_wall", "room_wall"]);
});

test("a code is read from the address however it was typed", () => {
  assert.equal(codeIn("/join/ab-c%20d"), "ABCD");
  assert.equal(codeIn("/join"), "");
});

test("of two ways of drawing a word each is measured by itself", () => {
  const drawing = (id, recognized, p) => ({ drawing: id, recognized, p });

  const [one, other] = waysOf([drawing("a", 900, 0.8), drawing("b", null, 0.2), drawing("c", 3000, 0.5), drawing("d", 1000, null)], ["a", "c"]);

  assert.deepEqual([one.recognized, one.ms, one.p], [2, 1950, 0.65]);
  assert.deepEqual([other.recognized, other.ms, other.p], [1, 1000, 0.1]);
});

test("where nothing was chosen, or nothing recognized, there is nothing to measure", () => {
  const [one, other] = waysOf([{ drawing: "a", recognized: null, p: 0.1 }], []);

  assert.deepEqual([one.drawings, one.ms, one.p], [[], null, 0]);
  assert.deepEqual([other.recognized, other.ms], [0, null]);
});

test("whatever happens every day is said in words of our own, and anything else in the server's", () => {
  const texts = classroomTexts(plainEnglish);

  for (const code of ["no_room", "room_full", "room_locked", "removed", "slow_down", "silent", "version", "restarting", "not_host", "bad_name", "full", "no_guess", "busy", "unknown_word"]) {
    assert.ok(!explained(texts, { code, message: "the server's" }).includes("the server's"), code);
  }
  assert.match(explained(texts, { code: "internal", message: "the server's" }), /the server's/);
  assert.deepEqual(Object.keys(texts.gone), ["closed", "removed", "expired", "host_elsewhere"]);
});

test("a word that is taught can be learned from five drawings on, and drawn until there are enough", () => {
  const room = { phase: "results", paused: false, ms_left: null, number: 1, count: 4, players: 5 };

  const names = (teaching, more = {}) => actsOf({ ...room, teaching, ...more }).map(([text, , main]) => (main ? `${text}!` : text));

  assert.deepEqual(names([4, 20]), ["moreExamples!", "stopTeaching"]);
  assert.deepEqual(names([5, 20]), ["learn!", "moreExamples", "stopTeaching"]);
  assert.deepEqual(names([20, 20], { number: 4 }), ["learn!", "stopTeaching"]);
  assert.deepEqual(names(null), ["next!", "endGame"]);
});

test("all pages of a class name its code to nginx, however it was typed, and a page that learns it later calls again", () => {
  const calls = [];
  const socket = { io: { opts: { query: queryOf("") } }, disconnect: () => calls.push("disconnect") && socket, connect: () => calls.push(socket.io.opts.query.tab) };

  const first = meet(socket, "ac-de fh");
  const again = meet(socket, "ACDEFH");

  assert.deepEqual([queryOf("acdefh"), queryOf("")], [{ tab: "ACDEFH" }, { tab: "" }]);
  assert.deepEqual([first, again], [true, false]);
  assert.deepEqual(calls, ["disconnect", "ACDEFH"]);
});
