import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { keep, keepMatch, keepSettings, keepVoter, load, loadMatch, loadSettings, loadVoter, worthResuming } from "../../static/js/storage.js";

const round = { id: "r", seconds: 20, startedAt: 1_000_000 };

function memory() {
  const kept = new Map();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, text) => kept.set(key, text),
    removeItem: (key) => kept.delete(key),
    keys: () => [...kept.keys()],
  };
}

beforeEach(() => {
  [globalThis.sessionStorage, globalThis.localStorage] = [memory(), memory()];
});

test("what was kept is there after a reload", () => {
  keep({ resume: "token", round });

  assert.deepEqual(load(1_005_000), { resume: "token", round });
});

test("where nothing was kept, or storage is forbidden, there is nothing", () => {
  assert.equal(load(), null);
  globalThis.sessionStorage = {
    getItem() {
      throw new Error("forbidden");
    },
    setItem() {
      throw new Error("forbidden");
    },
  };

  keep({ resume: "token" });
  assert.equal(load(), null);
});

const ink = (seq) => ({ name: "ink", seq, x: Array(50).fill(seq % 10), y: Array(50).fill(1), t: Array(50).fill(2), up: true });
const linkWith = (id, ...seqs) => ({ resume: "token", round: { ...round, id }, log: { entries: seqs.map(ink), acknowledged: 1 } });

/** Storage forgets what it knew of what was written: as a page does that is loaded anew. */
const reloaded = async () => import(`../../static/js/storage.js?${Math.random()}`);

test("of a log only what is new is written, and after a reload all of it is there, and goes on", async () => {
  const page = await reloaded();
  const taken = [];
  const { setItem } = sessionStorage;
  sessionStorage.setItem = (key, text) => taken.push(text.length) && setItem(key, text);
  for (let count = 1; count <= 20; count += 1) page.keep(linkWith("r", ...Array(count).keys()));
  assert.ok(Math.max(...taken) < 1.2 * Math.max(...taken.slice(0, 2)), String(taken));

  const next = await reloaded();
  assert.deepEqual(next.load(1_005_000), linkWith("r", ...Array(20).keys()));
  next.keep(linkWith("r", ...Array(22).keys()));

  assert.deepEqual((await reloaded()).load(1_005_000), linkWith("r", ...Array(22).keys()));
});

test("the log of a new round takes the place of the old one, also where that was longer", async () => {
  keep(linkWith("old", 0, 1));
  keep(linkWith("old", 0, 1, 2));
  const page = await reloaded();

  page.keep(linkWith("new", 7));

  assert.deepEqual((await reloaded()).load(1_005_000), linkWith("new", 7));
  assert.deepEqual(sessionStorage.keys().sort(), ["inkling", "inkling.ink.0"]);
});

test("of a log that did not fit, what did is there", async () => {
  const page = await reloaded();
  const { setItem } = sessionStorage;
  page.keep(linkWith("r", 0, 1));
  sessionStorage.setItem = (key, text) => {
    if (key.includes("ink.")) throw new Error("full");
    setItem(key, text);
  };

  page.keep(linkWith("r", 0, 1, 2));

  assert.deepEqual((await reloaded()).load(1_005_000), linkWith("r", 0, 1));
});

test("a room's place keeps its ink apart from the game's", async () => {
  const page = await reloaded();
  page.keep(linkWith("r", 0));
  page.keepRoom({ code: "ABC", link: linkWith("s", 5, 6) });
  page.keepRoom({ code: "ABC" });
  page.keepRoom({ code: "ABC", link: linkWith("s", 5, 6, 7) });

  const next = await reloaded();

  assert.deepEqual(next.loadRoom(), { code: "ABC", link: linkWith("s", 5, 6, 7) });
  assert.deepEqual(next.load(1_005_000), linkWith("r", 0));
});

test("a round that nobody remembers any more is left behind, the token is not", () => {
  const kept = { resume: "token", round, log: {} };

  assert.equal(worthResuming(kept, 1_079_000), kept);
  assert.deepEqual(worthResuming(kept, 1_081_000), { resume: "token" });
});

test("a round without a clock is worth coming back to for an hour", () => {
  const kept = { round: { ...round, seconds: null } };

  assert.equal(worthResuming(kept, 1_000_000 + 3_600_000), kept);
  assert.deepEqual(worthResuming(kept, 1_000_000 + 3_700_000), { resume: undefined });
});

test("match and settings are kept beside the link, settings for good", () => {
  keep({ resume: "token" });
  keepMatch({ match: { id: "m1" } });
  keepSettings({ count: 3 });
  globalThis.sessionStorage = memory(); // another day

  assert.deepEqual([load(), loadMatch(), loadSettings()], [null, null, { count: 3 }]);
});

test("a match too long to keep does not take the link with it", () => {
  const kept = memory();
  globalThis.sessionStorage = {
    ...kept,
    setItem(key, text) {
      if (text.length > 1000) throw new Error("full");
      kept.setItem(key, text);
    },
  };

  keep({ resume: "token" });
  keepMatch({ match: "x".repeat(2000) });

  assert.deepEqual([load(), loadMatch()], [{ resume: "token" }, null]);
});

test("who votes is the same in all tabs of a browser, and somebody else next month", () => {
  const day = 24 * 3_600_000;
  keepVoter("abc", 100 * day);
  globalThis.sessionStorage = memory();

  assert.equal(loadVoter(129 * day), "abc");
  assert.equal(loadVoter(131 * day), null);
  assert.equal(loadVoter(1 * day), null);
});
