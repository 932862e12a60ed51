import assert from "node:assert/strict";
import { test } from "node:test";

/** A page at this address, in a browser that prefers English. Returns what the module makes of it, and what became of the address. */
async function opened(address) {
  const page = { address: new URL(address), loads: 0 };
  const kept = new Map();
  const documentElement = { dataset: { language: "en" }, toggleAttribute() {} };
  const replaceState = (state, _, to) => Object.assign(page, { state, address: new URL(to) });
  Object.assign(globalThis, {
    document: { documentElement },
    localStorage: { getItem: (key) => kept.get(key) ?? null, setItem: (key, text) => kept.set(key, text) },
    location: { search: page.address.search, href: address, reload: () => (page.loads += 1) },
    history: { state: { match: "m1" }, replaceState },
    fetch: async (path) => Response.json({ code: path.match(/(\w+)\.json/)[1], lang: "en", dir: "ltr", texts: {}, words: {}, hints: {} }),
  });
  return { page, ...(await import(`../../static/js/spoken.js?${address}`)) };
}

test("a language that is chosen counts for more than the one in the address, and the rest of the address stays", async () => {
  const { page, spoken, chooser } = await opened("https://inkling.test/?language=de&words=star#here");
  const select = Object.assign(new EventTarget(), { value: "" });
  chooser(select);
  assert.deepEqual([spoken.code, select.value], ["de", "de"]);

  select.value = "uk";
  select.dispatchEvent(new Event("change"));

  assert.deepEqual([page.address.href, page.loads, page.state], ["https://inkling.test/?words=star#here", 1, { match: "m1" }]);
  assert.equal(JSON.parse(localStorage.getItem("inkling.language")), "uk");
});
