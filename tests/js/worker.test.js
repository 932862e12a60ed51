import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { beforeEach, test } from "node:test";
import vm from "node:vm";

const HERE = "https://inkling.test";
const source = readFileSync(new URL("../../static/js/worker.js", import.meta.url), "utf8");

/** A browser's caches, as much of them as the worker uses. */
class FakeCaches {
  stores = new Map();
  full = false;

  open = async (name) => {
    const store = this.stores.get(name) ?? new Map();
    this.stores.set(name, store);
    const put = async (path, response) => {
      if (this.full) throw new Error("QuotaExceededError");
      store.set(path, await response.text());
    };
    return { put, match: async (path) => store.has(path) && new Response(store.get(path)) };
  };

  keys = async () => [...this.stores.keys()];
  delete = async (name) => this.stores.delete(name);
}

let [caches, listeners, online] = [];

beforeEach(() => {
  [caches, listeners, online] = [new FakeCaches(), {}, true];
  const fetch = async (request) => {
    if (!online) throw new TypeError("Failed to fetch");
    return new Response(`fresh ${request.url}`);
  };
  const addEventListener = (type, listener) => (listeners[type] = listener);
  vm.runInNewContext(source, { addEventListener, caches, fetch, URL, location: new URL(HERE), clients: { claim() {} }, skipWaiting() {} });
});

/** What the worker answers, as text, once all that it does besides is done; undefined where it leaves a request to the browser. */
async function ask(path, method = "GET") {
  let [answer, besides] = [undefined, []];
  const event = { request: { url: HERE + path, method }, respondWith: (given) => (answer = given), waitUntil: (work) => besides.push(work) };
  listeners.fetch(event);
  const text = await (await answer)?.text();
  await Promise.all(besides);
  return text;
}

test("off line the start page opens with what it loads, whatever was asked for behind its address", async () => {
  for (const path of ["/?lang=it", "/static/js/main.js", "/texts/it.json"]) await ask(path);
  online = false;

  assert.equal(await ask("/?words=star"), `fresh ${HERE}/?lang=it`);
  assert.equal(await ask("/texts/it.json"), `fresh ${HERE}/texts/it.json`);
  await assert.rejects(ask("/static/js/other.js"), /Failed to fetch/);
});

test("an answer of the server's is shown also where it cannot be kept, and not an older one", async () => {
  await ask("/?first");
  caches.full = true;

  assert.equal(await ask("/?second"), `fresh ${HERE}/?second`);
});

test("a page gets its answer before that is written down", async () => {
  caches.open = () => new Promise(() => {}); // a slow disk
  let answer;
  listeners.fetch({ request: { url: `${HERE}/`, method: "GET" }, respondWith: (given) => (answer = given), waitUntil() {} });

  assert.equal(await (await answer).text(), `fresh ${HERE}/`);
});

test("rooms, other pages, the socket and what is sent are none of its business", async () => {
  for (const path of ["/host", "/join/ABCDE", "/rooms/ABCDE/qr.svg", "/words.json", "/socket.io/?EIO=4"]) {
    assert.equal(await ask(path), undefined);
  }
  assert.equal(await ask("/", "POST"), undefined);
  assert.equal(caches.stores.size, 0);
});

test("what an earlier worker has kept is deleted", async () => {
  await caches.open("inkling");
  let done;
  listeners.activate({ waitUntil: (work) => (done = work) });
  await done;

  assert.deepEqual(await caches.keys(), []);
});
