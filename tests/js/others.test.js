import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { drawingsOf } from "../../static/js/others.js";

const star = [[[0, 255], [0, 255]]];
let [asked, answer] = [];

beforeEach(() => {
  [asked, answer] = [[], async () => Response.json({ drawings: [star] })];
  globalThis.fetch = (path) => asked.push(path) && answer();
});

test("other people's drawings of a word are asked for once", async () => {
  const [first, second] = await Promise.all([drawingsOf("ice cream"), drawingsOf("ice cream")]);

  assert.deepEqual([first, second, asked], [{ given: [], drawings: [star] }, first, ["/examples/ice%20cream.json"]]);
});

test("where the server was away or had no time, they are asked for again", async () => {
  const refusals = [() => Promise.reject(new TypeError("off line")), async () => new Response("", { status: 503 })];
  for (answer of refusals) assert.deepEqual(await drawingsOf("star"), { given: [], drawings: [] });

  answer = async () => Response.json({ drawings: [star] });
  assert.deepEqual((await drawingsOf("star")).drawings, [star]);
  assert.equal(asked.length, 3);
});
