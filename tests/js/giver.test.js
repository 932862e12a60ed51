// Who gives, what is kept, and what is sent again.

import assert from "node:assert/strict";
import { test } from "node:test";
import { countries } from "../../static/js/doodles/countries.js";
import { Giver } from "../../static/js/doodles/giver.js";

const BOARD = { board: { width: 1000, height: 706.2 }, pen: "touch" };

function giver({ saved = null, answers = {} } = {}) {
  const asked = [];
  const known = { agree: ({ agreed }) => ({ agreed, receipt: "a-b-c" }), keep: () => ({}), ...answers };
  const kept = [];
  const one = new Giver({
    ask: async (name, fields) => (asked.push([name, fields]), known[name](fields)),
    saved,
    keep: (state) => kept.push(state),
    language: "de",
  });
  return { one, asked, kept, known };
}

async function saidYes(options) {
  const all = giver(options);
  await all.one.welcomed(true);
  await all.one.answer(true);
  all.asked.length = 0;
  return all;
}

test("without a yes nothing is given", async () => {
  const { one, asked } = giver();
  await one.welcomed(true);

  one.begun("r");
  one.over("r", BOARD);

  assert.deepEqual(asked, []);
  assert.equal(one.state.answer, null);
});

test("a drawing waits until the server says that it is kept", async () => {
  const { one, asked, kept } = await saidYes();
  one.begun("r");

  one.over("r", BOARD);
  const waiting = one.state.waiting;
  one.kept({ round: "r", key: "17", problem: null });

  assert.deepEqual(asked, [["keep", { round: "r", board: [1000, 707], pen: "touch", language: "de" }]]);
  assert.deepEqual(Object.keys(waiting), ["r"]);
  assert.deepEqual([one.state.waiting, one.state.kept, kept.at(-1)], [{}, { r: "17" }, one.state]);
});

test("what was begun before the yes is not given", async () => {
  const { one, asked } = giver();
  await one.welcomed(true);
  one.begun("before");
  await one.answer(true);
  asked.length = 0;

  one.over("before", BOARD);

  assert.deepEqual(asked, []);
});

test("after a lost link it says again who gives, and then what is not kept yet", async () => {
  const { one, asked } = await saidYes();
  one.begun("r");
  one.over("r", BOARD);
  asked.length = 0;

  one.lost();
  await one.welcomed(true);

  assert.deepEqual(asked.map(([name]) => name), ["agree", "keep"]);
  assert.equal(asked[0][1].receipt, "a-b-c");
});

test("while the link is lost nothing is sent", async () => {
  const { one, asked } = await saidYes();
  one.begun("r");

  one.lost();
  one.over("r", BOARD);

  assert.deepEqual(asked, []);
  assert.deepEqual(Object.keys(one.state.waiting), ["r"]);
});

test("what the database had no room for is sent again later", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const { one, asked, known } = await saidYes({ answers: { keep: () => ({ problem: { code: "away" } }) } });
  one.begun("r");
  one.over("r", BOARD);
  await new Promise(setImmediate);
  known.keep = () => ({});

  context.mock.timers.tick(5000);

  assert.equal(asked.length, 2);
  assert.deepEqual(Object.keys(one.state.waiting), ["r"]);
});

test("a drawing that can never be kept does not wait", async () => {
  const { one } = await saidYes({ answers: { keep: () => ({ problem: { code: "nothing_drawn" } }) } });
  one.begun("r");

  one.over("r", BOARD);
  await new Promise(setImmediate);

  assert.deepEqual([one.state.waiting, one.state.kept, one.state.answer], [{}, {}, true]);
});

test("when everything was deleted elsewhere, giving has ended, and a new yes makes a new receipt", async () => {
  const { one, asked } = await saidYes();
  one.begun("r");
  one.over("r", BOARD);

  one.kept({ round: "r", key: null, problem: { code: "not_agreed" } });
  await one.answer(true);

  assert.equal(one.state.answer, true);
  assert.deepEqual(asked.at(-1), ["agree", { agreed: true, language: "de" }]);
});

test("a no stops it and keeps the receipt", async () => {
  const { one, asked } = await saidYes();
  one.begun("r");
  one.over("r", BOARD);

  assert.equal(await one.answer(false), true);

  assert.deepEqual([one.state.answer, one.state.receipt, one.state.waiting], [false, "a-b-c", {}]);
  assert.deepEqual(asked.at(-1)[1], { agreed: false, language: "de", receipt: "a-b-c" });
});

test("an answer that did not come through changes nothing", async () => {
  const { one } = giver({ answers: { agree: () => ({ problem: { code: "silent" } }) } });
  await one.welcomed(true);

  assert.equal(await one.answer(true), false);
  assert.equal(one.state.answer, null);
});

test("a reload goes on with what was known", async () => {
  const { one: before } = await saidYes();
  before.begun("r");
  before.over("r", BOARD);

  const { one, asked } = giver({ saved: before.state });
  await one.welcomed(true);

  assert.deepEqual(asked.map(([name]) => name), ["agree", "keep"]);
});

test("a server that collects nothing is told nothing", async () => {
  const { one, asked } = giver({ saved: { answer: true, receipt: "a-b-c", begun: [], waiting: {}, kept: {} } });

  await one.welcomed(false);
  one.begun("r");
  one.over("r", BOARD);

  assert.deepEqual(asked, []);
});

test("a country goes along only where one was chosen, with the yes and after a lost link", async () => {
  const { one, asked } = giver();
  await one.welcomed(true);
  await one.answer(true);
  one.from("UA");
  await one.answer(false);
  await one.answer(true);
  one.lost();
  await one.welcomed(true);

  assert.deepEqual(asked.map(([, fields]) => fields.country), [undefined, undefined, "UA", "UA"]);
});

test("who goes through the countries after the yes is heard once, and may take it back", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const { one, asked, kept } = await saidYes();

  for (const code of ["FR", "GA", "GB"]) one.from(code);
  context.mock.timers.tick(600);
  await new Promise(setImmediate);
  one.from(null);
  context.mock.timers.tick(600);

  assert.deepEqual(asked.map(([name, fields]) => [name, fields.country]), [["agree", "GB"], ["agree", undefined]]);
  assert.equal(kept.at(-1).country, null);
});

test("there are 249 countries, each with a name, in the order of the language", () => {
  const [english, german] = [countries("en"), countries("de")];

  assert.equal(new Set(english.map(([code]) => code)).size, 249);
  assert.ok(english.every(([code, name]) => /^[A-Z]{2}$/.test(code) && name && name !== code));
  assert.deepEqual([english[0], german[1]], [["AF", "Afghanistan"], ["EG", "Ägypten"]]);
});
