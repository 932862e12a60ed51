import assert from "node:assert/strict";
import { test } from "node:test";
import { gifOf, momentsOf } from "../../static/js/end/gif.js";
import * as gifenc from "../../static/vendor/gifenc.esm.js";

test("the moments run from the blank sheet to the end, which stays to be looked at", () => {
  const moments = momentsOf(1000);

  assert.deepEqual([moments[0].t, moments[moments.length - 1].t], [0, 1000]);
  assert.ok(moments.slice(0, -1).every(({ delay }) => delay === moments[0].delay));
  assert.ok(moments[moments.length - 1].delay >= 1000);
});

test("a long drawing is shown faster, and a dot has its one frame", () => {
  const shown = momentsOf(120_000).slice(0, -1).reduce((sum, { delay }) => sum + delay, 0);

  assert.ok(shown <= 8100, String(shown));
  assert.equal(momentsOf(0).length, 1);
});

/** The frames of a GIF file: [{width, height, delay}], read from its blocks (GIF89a specification). */
function framesIn(bytes) {
  const text = String.fromCharCode(...bytes.slice(0, 6));
  assert.equal(text, "GIF89a");
  const word = (at) => bytes[at] + 256 * bytes[at + 1];
  const table = (flags) => (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);
  const skip = (at) => {
    while (bytes[at] !== 0) at += bytes[at] + 1;
    return at + 1;
  };
  const frames = [];
  let [at, delay] = [13 + table(bytes[10]), 0];
  while (bytes[at] !== 0x3b) {
    if (bytes[at] === 0x21) {
      if (bytes[at + 1] === 0xf9) delay = 10 * word(at + 4);
      at = skip(at + 2);
    } else {
      assert.equal(bytes[at], 0x2c, `no block begins at ${at}`);
      frames.push({ width: word(at + 5), height: word(at + 7), delay });
      at = skip(at + 10 + table(bytes[at + 9]) + 1);
    }
  }
  return frames;
}

test("the file has a frame for every moment, as large and as long as it was asked for", async () => {
  const moments = momentsOf(800);
  const look = (t) => ({ data: new Uint8ClampedArray(24 * 16 * 4).fill(255).fill(20, 0, 4 * Math.round(t / 10)), width: 24, height: 16 });
  let breaths = 0;

  const bytes = await gifOf(moments, look, gifenc, async () => {
    breaths += 1;
  });

  assert.deepEqual(framesIn(bytes), moments.map(({ delay }) => ({ width: 24, height: 16, delay })));
  assert.equal(breaths, moments.length);
});
