import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { keep, keepMatch, keepSettings, load, loadMatch, loadSettings, worthResuming } from "../../static/js/storage.js";

const round = { id: "r", seconds: 20, startedAt: 1_000_000 };

function memory() {
  const kept = new Map();
  return { getItem: (key) => kept.get(key) ?? null, setItem: (key, text) => kept.set(key, text) };
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
